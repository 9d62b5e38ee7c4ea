"""A callback that is somebody's of this process to keep: claimed meanwhile, and its end written however late.

The database may be locked at the very moment when two people begin to talk, or a caller has heard what they waited
for: once the claim ran out, they would be rung again. What a process that ends had not written is lost: they are then.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import gevent
from gevent.lock import RLock

from appliance.in_thread import in_thread
from appliance.run_forever import told_without_message
from appliance.store.callbacks.queue import keep_claim
from appliance.store.errors import StoreError, StoreRejected

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0
KEEP_EVERY_SECONDS = 60.0
Write = Callable[[], object]


class CallbackInHand:
    """One that was just claimed, by the call that asked for it. `now`: the company's clock; `ticks`: monotonic seconds.

    Nothing raises: who has the telephone in their hand can do nothing about a database.
    """

    def __init__(
        self, database: Any, call: str, now: Callable[[], datetime], ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._database, self._call, self._now, self._ticks = database, call, now, ticks
        self._kept_at = ticks()
        self._unwritten: Write | None = None
        self._turn = RLock()  # what is written later comes after what was written before
        self._over = False
        self._looking = gevent.spawn(self._keep_looking)

    def write(self, end: Write) -> None:
        """Have this written: now, else as soon as the database takes it, unless what follows is to be by then."""
        self._unwritten = end
        self.look()

    def let_go(self, end: Write) -> None:
        """The same for the last time: once it is written, the claim is kept no more."""
        self._over, self._unwritten = True, end
        if self.look():
            self._looking.kill(block=False)

    def look(self) -> bool:
        """Write what is not written yet, and keep the claim; whether there is nothing more to do."""
        with self._turn:
            end = self._unwritten
            if end is not None and self._is_written(end) and self._unwritten is end:
                self._unwritten = None
            over = self._over and self._unwritten is None
            if not over and self._ticks() - self._kept_at >= KEEP_EVERY_SECONDS and self._is_written(self._keep):
                self._kept_at = self._ticks()
        return over

    def _keep(self) -> None:
        keep_claim(self._database, self._call, self._now())

    def _is_written(self, write: Write) -> bool:
        """True too of what can never be."""
        try:
            in_thread(write)
        except StoreRejected as error:
            log.error("the callback of call %s is not written: %s", self._call, error)
        except StoreError as error:
            log.warning("the callback of call %s is not written yet: %s", self._call, error)
            return False
        except Exception as error:  # noqa: BLE001 - told; who talks talks on
            log.error("the callback of call %s could not be written: %s", self._call, told_without_message(error))
        return True

    def _keep_looking(self) -> None:
        while True:
            gevent.sleep(LOOK_EVERY_SECONDS)
            if self.look():
                return
