"""Caps of what goes out that are half spent, or reached: told once a day each, by the outbox, to who is responsible."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from appliance.company.model import Company
from appliance.in_thread import in_thread
from appliance.notify.outgoing_letters import alarm_key, alarms
from appliance.outgoing import Level, Mark
from appliance.store.errors import StoreError
from appliance.store.outbox.queue import queue_deliveries

log = logging.getLogger(__name__)


class Settings(Protocol):
    """The settings in use."""

    @property
    def last(self) -> Company | None: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


class OutgoingAlarm:
    """`named`: addresses of the machine's file. What was told is remembered here, and known again by the outbox."""

    def __init__(
        self,
        database: Any,
        settings: Settings,
        named: tuple[str, ...],
        box: str,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database, self._settings, self._named, self._box, self._now = database, settings, named, box, now
        self._told: set[str] = set()

    def tell(self, near: list[Mark]) -> None:
        """Queue what was not told of these yet; without the database, at the next look."""
        company = self._settings.last
        if company is None:
            return
        now = self._now()
        for mark in near:
            key = alarm_key(mark, now)
            if key not in self._told and alarm_key(mark, now, Level.REACHED) not in self._told:
                self._queue(company, mark, key, now)

    def _queue(self, company: Company, mark: Mark, key: str, now: datetime) -> None:
        made = alarms(company, self._named, mark, self._box, now)
        try:
            in_thread(lambda: queue_deliveries(self._database, made, now))
        except StoreError as error:
            log.warning("nobody is told yet that a cap is near: %s", error)
            return
        log.error("%s: %.0f of %d are spent; %d are told", mark.name, mark.spent, mark.cap, len(made))
        self._told.add(key)
