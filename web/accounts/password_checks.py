"""Every prompt of a password or of a code: counted first, worked out by few at once, noted when it fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from gevent.lock import BoundedSemaphore

from appliance.in_thread import in_thread
from web.accounts.login_limits import Tries, Try

log = logging.getLogger(__name__)

TOGETHER = 2  # hashes at once, of 32 MiB each (appliance/store/accounts/passwords.py)
QUEUE = 8  # strangers who wait for their turn; more are told to come back
COME_BACK = 1  # minutes


class Verdict(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"


@dataclass(frozen=True)
class Answer:
    """What became of a try. `minutes`: before the next one, where it was not looked at."""

    verdict: Verdict
    minutes: int = 0

    @property
    def right(self) -> bool:
        return self.verdict is Verdict.RIGHT


@dataclass
class PasswordChecks:
    """One for all the pages of a process. Owners where they are known do not queue behind strangers."""

    tries: Tries = field(default_factory=Tries)
    _owners: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(TOGETHER))
    _strangers: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(TOGETHER))
    _waiting: int = 0

    def check(self, one: Try, is_right: Callable[[], bool]) -> Answer:
        """Whether a try is right. `is_right` runs in a thread, few at once. Raises what it raises."""
        if not one.known and self._waiting >= QUEUE:
            log.info("a sign-in is asked to come back: %d strangers wait", self._waiting)
            return Answer(Verdict.WAIT, COME_BACK)
        minutes = self.tries.begin(one)
        if minutes is not None:
            log.warning("sign-in refused: too many tries from %s", one.address)
            return Answer(Verdict.WAIT, minutes)
        if not self._worked_out(one, is_right):
            log.warning("sign-in refused: wrong password or code from %s", one.address)
            return Answer(Verdict.WRONG)
        self.tries.right(one)
        return Answer(Verdict.RIGHT)

    def _worked_out(self, one: Try, is_right: Callable[[], bool]) -> bool:
        if one.known:
            with self._owners:
                return in_thread(is_right)
        self._waiting += 1
        try:
            with self._strangers:
                return in_thread(is_right)
        finally:
            self._waiting -= 1
