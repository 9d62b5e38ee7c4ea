"""The company's settings as calls see them: the last good ones, refreshed when the database's revision changes.

They are kept on the disk too, by the controller alone: one that starts where the database cannot be reached serves
calls from there, as one whose database goes away serves them from its memory.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent

from appliance.company.dialling import allowed_by, not_to_dial
from appliance.company.hours import calendar_of
from appliance.company.model import Company
from appliance.controller.pace import Pace
from appliance.in_thread import in_thread
from appliance.store.database import reading, where
from appliance.store.errors import StoreError
from appliance.store.settings.revisions import UNREADABLE, Revision, newest_mark, newest_revision, understood
from appliance.store.settings.settings_copy import NoCopy, company_kept, read_copy, told, write_copy

log = logging.getLogger(__name__)

CALL_START_SECONDS = 0.3  # a call never waits longer for the database than this


class LiveSettings:
    """What `current` gives to each call. `copy`: the file where the settings are kept."""

    def __init__(self, database: Any, copy: Path) -> None:
        self._database, self._copy = database, copy
        self._company: Company | None = None
        self._revision: Revision | None = None
        self._from_copy = False
        self._kept: tuple[int, str] | None = None  # what the file is known to have
        self._leaves = False  # what is kept is the next controller's
        self._not_kept = ""  # why it has not the settings in use, as last logged
        self._looking: gevent.Greenlet | None = None

    def load(self, may_serve_copy: bool = True) -> Company | None:
        """Read the settings once, at start: the database's, else those kept.

        StoreError where there are neither, or where those kept may not serve; None before the first settings.
        """
        try:
            self._take(*in_thread(self._read))
        except StoreError as error:
            if not may_serve_copy:
                raise
            self._take_the_copy(str(error), error)
        if self._company is None and self._copy.exists():
            self._without_settings(may_serve_copy)
        return self._company

    def _without_settings(self, may_serve_copy: bool) -> None:
        """A database made anew, most likely, where there was one."""
        why = f"{where(self._database)} : aucun réglage n'y est, et le disque en garde."
        if not may_serve_copy:
            raise StoreError(why)
        self._take_the_copy(why)

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

    def may_dial(self, number: str) -> bool:
        """Whether the settings in use let this number be rung; nobody is, before there are any."""
        return self._company is not None and not_to_dial(number, self._company) is None

    def is_dear(self, number: str) -> bool:
        """Whether this number is rung only because the company named it: short, premium or foreign."""
        return self._company is not None and number in allowed_by(self._company)

    def keep_fresh(self, changed: Callable[[], None], pace: Pace) -> None:
        """Look for changes for ever, keep them, and tell of each: `changed` must not last. Run it in a greenlet."""
        told_of = self._revision
        while True:
            self.keep()
            pace.wait()
            self.look()
            if told_of != self._revision and self._company is not None:
                told_of = self._revision
                changed()

    def look(self) -> None:
        """Take the newest settings, however long a slow database needs: no call waits for it."""
        self.current()
        if self._looking is not None:
            self._looking.join()

    def keep(self) -> None:
        """Put the settings in use on the disk, unless they are there. A refusal is told once, and tried again."""
        revision = self._revision
        if revision is None or self._leaves:
            return
        try:
            in_thread(lambda: self._write(revision))
        except OSError as error:
            why = error.strerror or str(error)
            if why != self._not_kept:
                log.error("the settings are not kept on the disk (%s: %s), tried again", self._copy, why)
            self._not_kept = why
            return
        self._not_kept = ""

    def leave(self) -> None:
        """Keep nothing on the disk any more: another controller takes the calls, of a release that may not know it."""
        self._leaves = True

    def _write(self, revision: Revision) -> None:
        if self._kept == revision.mark and self._copy.exists():
            return
        try:
            there = read_copy(self._copy) == revision
        except NoCopy:
            there = False
        if not there:
            write_copy(self._copy, revision)
        self._kept = revision.mark

    def _look(self) -> None:
        try:
            mark = in_thread(self._mark)
            if mark is None and self._company is not None:
                log.warning("the database has no settings, the last good ones serve")
            elif mark != (self._revision.mark if self._revision else None):
                self._take(*in_thread(self._read))
            elif self._from_copy and self._revision and self._company:
                self._take(self._revision, self._company)
        except StoreError as error:
            log.warning("settings not refreshed, the last good ones serve: %s", error)

    def _take(self, revision: Revision | None, company: Company | None) -> None:
        self._revision, self._company = revision, company
        if self._from_copy and revision and company:
            log.warning("the database is there again: calls are served from the %s", told(revision, company))
            self._from_copy = False

    def _take_the_copy(self, why: str, error: StoreError | None = None) -> None:
        """Serve from the settings kept. `error`: raised again where there are none, which is said beside it."""
        try:
            revision, company = in_thread(self._read_copy)
        except NoCopy as none:
            if error is not None:
                raise StoreError(f"{why} Les appels ne peuvent pas être servis sans elle : {none}.") from error
            return
        self._revision, self._company, self._from_copy = revision, company, True
        log.error("%s Calls are served from the %s, kept on the disk", why, told(revision, company))

    def _mark(self) -> tuple[int, str] | None:
        with reading(self._database):
            return newest_mark(self._database)

    def _read(self) -> tuple[Revision | None, Company | None]:
        with reading(self._database):
            revision = newest_revision(self._database)
        if revision is None:
            return None, None
        company = understood(self._database, revision.document).company
        try:
            warmed(company)
        except (ValueError, LookupError, TypeError) as error:
            raise StoreError(UNREADABLE.format(where=where(self._database), error=error)) from error
        return revision, company

    def _read_copy(self) -> tuple[Revision, Company]:
        revision, company = company_kept(self._copy)
        try:
            warmed(company)
        except (ValueError, LookupError, TypeError) as error:
            raise NoCopy(f"la copie des réglages sur le disque ne se comprend pas ({error})") from error
        return revision, company


def warmed(company: Company) -> None:
    """Work out the calendars: slow the first time, and so not during a call. ValueError, LookupError, TypeError."""
    for line in company.lines.values():
        calendar_of(company, line)
