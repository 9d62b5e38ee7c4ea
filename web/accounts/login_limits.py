"""How many tries at a password: counted before they are looked at, given back to who was right.

ASVS 6.3.1: an account that strangers try stays open to its owner, in a browser or from an address where it was signed
in before: what others do counts for others.
"""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

TOGETHER = parse("5 per 5 minutes")  # one account from one address, or in one browser
BY_ADDRESS = parse("30 per 5 minutes")  # whatever the account
BY_ACCOUNT = parse("20 per hour")  # from addresses where it was never signed in
PLACES = 4096  # counters a rule: whatever names are tried, the memory that they take is bounded

Rule = tuple[RateLimitItem, str]


@dataclass(frozen=True)
class Try:
    """One try. `known`: the browser, else the address, where this account was signed in before; empty elsewhere."""

    account: str
    address: str
    known: str = ""


@dataclass(frozen=True)
class Tries:
    """The tries of this process's life. A key, drawn at its start, keeps anybody from aiming at another's counter."""

    storage: MemoryStorage = field(default_factory=MemoryStorage)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def begin(self, one: Try) -> int | None:
        """Count a try; or, without counting it, the minutes before it may be made."""
        limiter = FixedWindowRateLimiter(self.storage)
        for rule, counter in self._counters(one):
            if not limiter.test(rule, counter):
                reset = limiter.get_window_stats(rule, counter).reset_time
                return max(1, math.ceil((reset - time.time()) / 60))
        for rule, counter in self._counters(one):
            limiter.hit(rule, counter)
        return None

    def right(self, one: Try) -> None:
        """Its owner made it: it is given back, and the wrong ones from this place are forgotten."""
        for rule, counter in self._counters(one):
            taken = self.storage.get(rule.key_for(counter)) if rule is TOGETHER else 1
            self.storage.incr(rule.key_for(counter), rule.get_expiry(), amount=-taken)

    def _counters(self, one: Try) -> Iterator[Rule]:
        if one.known:
            yield TOGETHER, f"known {one.account} {one.known}"
            return
        yield TOGETHER, self._place("together", one.account, one.address)
        yield BY_ADDRESS, self._place("address", one.address)
        yield BY_ACCOUNT, self._place("account", one.account)

    def _place(self, kind: str, *words: str) -> str:
        digest = blake2b("\0".join(words).encode(errors="replace"), key=self.key, digest_size=8).digest()
        return f"{kind} {int.from_bytes(digest) % PLACES}"
