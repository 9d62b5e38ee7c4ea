"""A calendar of another tool put into the settings: what it had and has no more goes away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from peewee import Database

from appliance.checks import Finding
from appliance.company.model import Company
from appliance.door import settings
from appliance.door.exceptions import replaced
from appliance.door.judge import Judge
from appliance.store.errors import Overtaken, StoreError
from appliance.store.settings.calendar_import import changed
from appliance.store.settings.imported_entries import Kept, keep_entries, kept_entries
from appliance.store.settings.snapshot import load_company

ACT = "Agenda importé"


@dataclass(frozen=True)
class Brought:
    """What an import adds and takes away, and what that is newly warned of."""

    added: tuple[Kept, ...]
    removed: tuple[Kept, ...]
    told: tuple[Finding, ...]


@dataclass
class CalendarImport:
    """The entries of one `source`, as read now, put in the place of those that it had.

    What ended before `since` stays as it was, and what the calendar does not speak of (`keeps`). `replaced_by`: who
    takes the place in each hole that an absence makes.
    """

    database: Database
    source: str
    entries: Sequence[Kept]
    since: datetime
    now: datetime
    keeps: Callable[[Kept], bool] = lambda _: False
    replaced_by: str | None = None
    former: list[Kept] = field(init=False, default_factory=list)
    wanted: list[Kept] = field(init=False, default_factory=list)

    @property
    def added(self) -> tuple[Kept, ...]:
        return without(self.wanted, self.former)

    @property
    def removed(self) -> tuple[Kept, ...]:
        return without(self.former, self.wanted)

    def edit(self, company: Company) -> Company:
        """The settings as they are to be. StoreError, ValueError."""
        self.former = kept_entries(self.database, self.source)
        past = [one for one in self.former if one.end <= self.since or self.keeps(one)]
        self.wanted = list(dict.fromkeys([*past, *self.entries]))
        if not (self.added or self.removed):
            return company
        after = changed(company, self.wanted, list(self.removed))
        return replaced(company, after, self.replaced_by, self.now) if self.replaced_by else after

    def keep(self) -> None:
        """Remember them, with the settings. Overtaken where the same source was brought meanwhile."""
        if kept_entries(self.database, self.source) != self.former:
            raise Overtaken
        if self.added or self.removed:
            keep_entries(self.database, self.source, self.wanted)


def without(some: Iterable[Kept], others: Iterable[Kept]) -> tuple[Kept, ...]:
    """Those that are not among the others."""
    there = set(others)
    return tuple(one for one in some if one not in there)


def bring(one: CalendarImport, *, by: str, at: datetime) -> Brought:
    """Put the entries into the settings. Refused, StoreError: nothing is written. `at`: as for `settings.change`."""
    made = settings.change(one.database, one.edit, by=by, act=ACT, now=one.now, at=at, along=one.keep)
    return Brought(one.added, one.removed, made.told)


def try_out(one: CalendarImport) -> Brought:
    """What it would add and take away; nothing is written. Refused as it would be, StoreError."""
    company, judge = load_company(one.database), Judge(one.now)
    if company is None:
        raise StoreError(settings.NONE_YET)
    judge(company, settings.made(one.edit, company))
    return Brought(one.added, one.removed, tuple(judge.told))
