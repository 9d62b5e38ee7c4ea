"""What stands before a database that was not there when its program started: the first use that finds it opens it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from gevent.monkey import get_original

from appliance.run_forever import told_without_message
from appliance.store.errors import StoreError, StoreRejected, StoreUnavailable

RETRY_SECONDS = 2.0

log = logging.getLogger(__name__)


class Gate:
    """Closed until `make_ready` succeeds once: it checks and upgrades, and raises StoreError while it cannot.

    `why`: what it raised just now. Asked from many threads, it lets one try; the others are told what the last one was.
    `ticks`: monotonic seconds.
    """

    def __init__(self, make_ready: Callable[[], None], why: StoreError, ticks: Callable[[], float] = time.monotonic):
        self._make_ready, self._why, self._ticks = make_ready, why, ticks
        self._next_try = ticks() + RETRY_SECONDS
        self._lock = get_original("_thread", "allocate_lock")()  # a real one: gevent's is not for threads
        self._is_open = False

    def pass_through(self) -> None:
        """StoreError while the database cannot be used; whatever the reason, the same thing may succeed later."""
        if self._is_open:
            return
        if not self._lock.acquire(False):
            raise self._why
        try:
            if not self._is_open and self._ticks() >= self._next_try:
                self._try()
            if not self._is_open:
                raise self._why
        finally:
            self._lock.release()

    def _try(self) -> None:
        try:
            self._make_ready()
            self._is_open = True
        except StoreRejected as error:  # of the database, not of what was to be written: that waits
            self._why = StoreUnavailable(str(error))
        except StoreError as error:
            self._why = error
        except Exception as error:  # noqa: BLE001 - else it would be taken for one of whatever was to be written
            log.error("the database is not opened: a defect: %s", told_without_message(error))
            self._why = StoreUnavailable(f"défaut : {type(error).__name__}")
        finally:
            self._next_try = self._ticks() + RETRY_SECONDS
