"""The company's settings as calls see them: the last good snapshot, refreshed when the database's revision changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import gevent

from appliance.company.hours import calendar_of
from appliance.company.model import Company
from appliance.in_thread import in_thread
from appliance.store.database import where
from appliance.store.errors import StoreError
from appliance.store.settings.revisions import UNREADABLE
from appliance.store.settings.snapshot import load_company, revision

log = logging.getLogger(__name__)

CALL_START_SECONDS = 0.3  # a call never waits longer for the database than this
LOOK_EVERY_SECONDS = 2.0


class LiveSettings:
    """What `current` gives to each call."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._company: Company | None = None
        self._revision = -1
        self._looking: gevent.Greenlet | None = None

    def load(self) -> Company | None:
        """Read the settings once, at start. Raises StoreError: there is no good snapshot to fall back on yet."""
        self._revision, self._company = in_thread(self._read)
        return self._company

    def current(self) -> Company | None:
        """The settings for a call that begins now: the newest, or the last good ones if the database is slow.

        Calls that begin together, and the look between them, share one reading: a database that hangs holds one thread.
        """
        if self._looking is None or self._looking.ready():
            self._looking = gevent.spawn(self._look)
        self._looking.join(CALL_START_SECONDS)
        if not self._looking.ready():
            log.warning("settings not refreshed in time, the last good ones serve")
        return self._company

    @property
    def last(self) -> Company | None:
        """The last good settings, with no look at the database."""
        return self._company

    def country(self, of_the_box: str) -> str:
        """Whose writing of numbers the trunks and callers use: the company's, else the one that the box was given."""
        return self._company.country if self._company is not None else of_the_box

    def keep_fresh(self, changed: Callable[[], None]) -> None:
        """Look for changes for ever, and tell of each: `changed` must not last. Run it in a greenlet."""
        told = self._revision
        while True:
            gevent.sleep(LOOK_EVERY_SECONDS)
            self.look()
            if told != self._revision and self._company is not None:
                told = self._revision
                changed()

    def look(self) -> None:
        """Take the newest settings, however long a slow database needs: no call waits for it."""
        self.current()
        if self._looking is not None:
            self._looking.join()

    def _look(self) -> None:
        try:
            if in_thread(lambda: revision(self._database)) != self._revision:
                self._revision, self._company = in_thread(self._read)
        except StoreError as error:
            log.warning("settings not refreshed, the last good ones serve: %s", error)

    def _read(self) -> tuple[int, Company | None]:
        """The revision first: settings saved meanwhile are then read again, not missed. Raises StoreError."""
        number = revision(self._database)
        try:
            company = load_company(self._database)
            if company is not None:
                for line in company.lines.values():
                    calendar_of(company, line)  # slow the first time: not during a call
        except (ValueError, LookupError, TypeError) as error:
            raise StoreError(UNREADABLE.format(where=where(self._database), error=error)) from error
        return number, company
