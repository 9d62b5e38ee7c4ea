"""How many wrong passwords: slowed by account and by address, and nobody is locked out of a place they came from.

ASVS 6.3.1: an account that strangers try from afar stays open to the addresses at which its owner signed in before.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

TOGETHER = parse("5 per 5 minutes")  # one account from one address
BY_ADDRESS = parse("30 per 5 minutes")  # whatever the account
BY_ACCOUNT = parse("20 per hour")  # from addresses where it was never signed in


@dataclass(frozen=True)
class Tries:
    """The wrong tries of this process's life."""

    limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    def wait_minutes(self, account: str, address: str, *, known_address: bool) -> int | None:
        """Minutes before another try is looked at; None when it may be made now."""
        for rule, key in rules(account, address, known_address):
            if not self.limiter.test(rule, *key):
                reset = self.limiter.get_window_stats(rule, *key).reset_time
                return max(1, math.ceil((reset - time.time()) / 60))
        return None

    def failed(self, account: str, address: str, *, known_address: bool) -> None:
        """Count one."""
        for rule, key in rules(account, address, known_address):
            self.limiter.hit(rule, *key)

    def succeeded(self, account: str, address: str) -> None:
        """Its owner is here: the tries from this address are forgotten."""
        self.limiter.clear(TOGETHER, account, address)


def rules(account: str, address: str, known_address: bool) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
    """What a try counts for."""
    found: list[tuple[RateLimitItem, tuple[str, ...]]] = [
        (TOGETHER, (account, address)),
        (BY_ADDRESS, ("address", address)),
    ]
    return found if known_address else [*found, (BY_ACCOUNT, ("account", account))]
