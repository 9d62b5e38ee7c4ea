"""How often the API may be asked: by token, by address, and for what no token opens. Counted in this process."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


@dataclass(frozen=True)
class Allowance:
    """A screen on a wall asks every few seconds; a program that loops without a pause is told to wait."""

    by_token: RateLimitItem = field(default_factory=lambda: parse("600 per minute"))
    by_address: RateLimitItem = field(default_factory=lambda: parse("1200 per minute"))
    unknown: RateLimitItem = field(default_factory=lambda: parse("60 per 5 minutes"))  # bad tokens of one address
    limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    def wait(self, rule: RateLimitItem, key: str) -> int | None:
        """Count one request; the seconds to wait when it is one too many."""
        if self.limiter.hit(rule, key):
            return None
        return max(1, math.ceil(self.limiter.get_window_stats(rule, key).reset_time - time.time()))
