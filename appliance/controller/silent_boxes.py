"""What the boxes that fell silent left open is closed by those that live, and told to whoever is responsible."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import gevent

from appliance.in_thread import in_thread
from appliance.notify.alarms import to_responsible
from appliance.notify.box_letters import silent_box
from appliance.store.boxes.silence import close_box, silent_boxes
from appliance.store.errors import StoreError
from appliance.store.outbox.queue import queue_deliveries
from appliance.store.settings.snapshot import load_company

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 10.0


class SilentBoxes:
    """`may`: whether this box knows its own name. `named`: addresses of the machine's file; `offset`: of the clock."""

    def __init__(
        self, database: Any, may: Callable[[], bool], named: tuple[str, ...], offset: timedelta = timedelta()
    ) -> None:
        self._database, self._may, self._named, self._offset = database, may, named, offset

    def keep_closing(self) -> None:
        """For ever. Run it in a greenlet."""
        while True:
            gevent.sleep(LOOK_EVERY_SECONDS)
            self.close()

    def close(self) -> None:
        """What fails is done at the next look."""
        if not self._may():
            return
        try:
            for name, seen in in_thread(lambda: silent_boxes(self._database)):
                in_thread(lambda name=name, seen=seen: self._close(name, seen))  # type: ignore[misc]
        except StoreError as error:
            log.warning("what a silent box left open is not closed yet: %s", error)

    def _close(self, name: str, seen: datetime) -> None:
        """Told first: the outbox knows twice the same news for once."""
        closed = close_box(self._database, name, seen, self._offset, told=lambda calls: self._tell(name, seen, calls))
        if closed is not None:
            log.error("box %s is silent since %s: its %d open calls are closed", name, seen.isoformat(), closed)

    def _tell(self, name: str, seen: datetime, calls: int) -> None:
        company = load_company(self._database)
        if company is not None:
            now = datetime.now(UTC)
            letter = silent_box(name, seen + self._offset, calls, company.timezone)
            queue_deliveries(self._database, to_responsible(company, self._named, letter, now), now)
