"""How long callers of a line usually wait, read from the journal beside the call that says it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import gevent

from appliance.calls.waiting import USUAL_WAIT_DAYS, usual_wait
from appliance.company.model import Line
from appliance.in_thread import TooLate, in_thread
from appliance.store.errors import StoreError
from appliance.store.journal.figures import past_waits

log = logging.getLogger(__name__)

KEPT_SECONDS = 300.0  # a figure of 90 days; one that is not known is not asked for again before
PATIENCE_SECONDS = 5.0
Waits = list[float | None]


class UsualWaits:
    """Read once in some minutes for all calls: a journal that is slow holds no thread for each of them.

    `now`: the company's clock; `ticks`: seconds that only go on.
    """

    def __init__(self, database: Any, now: Callable[[], datetime], ticks: Callable[[], float]) -> None:
        self._database, self._now, self._ticks = database, now, ticks
        self._known: dict[str, tuple[float, Waits]] = {}  # by line, and since when

    def of(self, line: Line) -> Callable[[], int | None]:
        """Seconds, once they are known, for a line that says them; whoever is slow is not waited for."""
        if not line.tell_wait:
            return lambda: None
        waits = gevent.spawn(self._waits, line.id)
        return lambda: usual_wait(waits.value or [])

    def _waits(self, line: str) -> Waits:
        since, waits = self._known.get(line, (float("-inf"), []))
        if self._ticks() - since >= KEPT_SECONDS:
            self._known[line] = self._ticks(), waits  # the next calls do not ask too
            waits = self._read(line, waits)
            self._known[line] = self._ticks(), waits
        return waits

    def _read(self, line: str, before: Waits) -> Waits:
        begin = self._now() - timedelta(days=USUAL_WAIT_DAYS)
        try:
            return in_thread(lambda: past_waits(self._database, begin, line), PATIENCE_SECONDS)
        except (StoreError, TooLate) as error:
            log.warning("the usual wait is not known: %s", type(error).__name__)
            return before
