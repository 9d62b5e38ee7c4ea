"""The company's settings as calls see them: the last good snapshot, refreshed when the database's revision changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import gevent

from appliance.calls.company import Company
from appliance.calls.hours import calendar_of
from appliance.off_hub import TooLate, off_hub
from appliance.store.errors import StoreError
from appliance.store.snapshot import load_company, revision

log = logging.getLogger(__name__)

CALL_START_SECONDS = 0.3  # a call never waits longer for the database than this
LOOK_EVERY_SECONDS = 2.0


class LiveSettings:
    """What `current` gives to each call. `changed` is told of every new snapshot, off the calls' way."""

    def __init__(self, database: Any, changed: Callable[[Company], None]) -> None:
        self._database, self._changed = database, changed
        self._company: Company | None = None
        self._revision = -1

    def load(self) -> Company | None:
        """Read the settings once, at start. Raises StoreError: there is no good snapshot to fall back on yet."""
        self._revision, self._company = off_hub(self._read)
        return self._company

    def current(self) -> Company | None:
        """The settings for a call that begins now: the newest, or the last good ones if the database is slow."""
        try:
            self._refresh(CALL_START_SECONDS)
        except (StoreError, TooLate) as error:
            log.warning("settings not refreshed, the last good ones serve: %s", type(error).__name__)
        return self._company

    @property
    def last(self) -> Company | None:
        """The last good settings, with no look at the database."""
        return self._company

    def keep_fresh(self) -> None:
        """Look for changes for ever, and tell of them. Run it in a greenlet."""
        told = self._revision
        while True:
            gevent.sleep(LOOK_EVERY_SECONDS)
            self.current()
            if told != self._revision and self._company is not None:
                told = self._revision
                self._changed(self._company)

    def _refresh(self, seconds: float) -> None:
        newest = off_hub(lambda: revision(self._database), seconds)
        if newest != self._revision:
            self._revision, self._company = off_hub(self._read, None if self._company is None else seconds)

    def _read(self) -> tuple[int, Company | None]:
        """The revision first: settings saved meanwhile are then read again, not missed."""
        number = revision(self._database)
        company = load_company(self._database)
        if company is not None:
            for line in company.lines.values():
                calendar_of(company, line)  # slow the first time: not during a call
        return number, company
