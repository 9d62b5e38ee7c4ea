"""The settings changed: worked out while others write, and written if they are still those that they were made of.

The door (`appliance.door.settings`) is the one that calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from peewee import Database

from appliance.company.model import Company
from appliance.store.accounts.audit import note
from appliance.store.codes import with_kept_codes
from appliance.store.company_file.differences import differences
from appliance.store.database import reading, writing
from appliance.store.errors import Overtaken, StoreUnavailable
from appliance.store.keeping_past import with_past
from appliance.store.outbox.plan_changes import note_plan_change
from appliance.store.settings.revisions import (
    in_force,
    newest_mark,
    newest_number,
    one_writer_at_a_time,
    write_revision,
)
from appliance.store.settings.versions import note_texts
from appliance.store.upkeep.clock_doubt import believed
from appliance.store.upkeep.departures import forget_departed, forget_in_replaced

TRIES = 3  # of a change that others overtake, before they are made to wait

Edit = Callable[[Company | None], Company]


class Judge(Protocol):
    """Asked before settings are written: it raises for those that are not to replace the former ones.

    `now`: the moment (aware) from which they count. What the planning was until then is kept beside them.
    """

    now: datetime

    def __call__(self, before: Company | None, after: Company) -> None: ...


def nothing_more() -> None:
    """What is written with most changes."""


@dataclass(frozen=True)
class Change:
    """What the settings become, and what the journal of changes is to say of it.

    `edit` is given the settings as they are (None: there are none) and returns what they shall be; it is asked again,
    and `judge` too, where somebody else has changed them meanwhile. `by`, `act`, `at` (UTC, the machine's clock) and
    `told`: for the journal of changes; `told` None: the differences. `along`: written in the same transaction, before
    the settings, also where those stay the same. `seen`: the revision in whose place they are put, where it matters.
    `known`: the agents who are told of it otherwise.
    """

    edit: Edit
    judge: Judge
    by: str
    act: str
    at: datetime
    told: Sequence[str] | None = None
    along: Callable[[], None] = nothing_more
    seen: int | None = None
    known: Collection[str] = ()


def write_change(database: Database, change: Change) -> tuple[Company | None, Company]:
    """Make a change; the settings before and after. The same: no revision is written, and nothing is noted.

    Whoever it takes out of the company is then taken out of the settings of before. StoreError, Overtaken where another
    revision than the one seen is in force, and whatever the edit and the judge raise; nothing is then written.
    """
    before, after = _written(database, change)
    if before != after:
        with suppress(StoreUnavailable):  # what is written is written: the nightly run finishes it
            forget_in_replaced(database, before, after)
    return before, after


def _written(database: Database, change: Change) -> tuple[Company | None, Company]:
    """In the transaction of a caller that has one, and where others change the settings again and again, all of it is
    worked out while they wait.
    """
    for _ in range(0 if database.in_transaction() else TRIES):
        with reading(database):
            mark = newest_mark(database)  # first: of what comes in between, it is not the mark
            number, before = in_force(database)
        after, told = _worked_out(database, number, before, change)
        if after == before and change.along is nothing_more:
            return before, after
        with writing(database):
            one_writer_at_a_time(database)
            if newest_mark(database) == mark:
                _write(database, before, after, told, change)
                return before, after
    with writing(database):
        one_writer_at_a_time(database)
        number, before = in_force(database)
        after, told = _worked_out(database, number, before, change)
        _write(database, before, after, told, change)
        return before, after


def _worked_out(
    database: Database, number: int, before: Company | None, change: Change
) -> tuple[Company, Sequence[str]]:
    """What the settings shall be, judged, and what is told of it; a first import has too many differences."""
    if change.seen is not None and number != change.seen:
        raise Overtaken
    after = with_kept_codes(before, change.edit(before))
    if after == before:
        return after, ()
    change.judge(before, after)
    after = with_past(before, after, change.judge.now, believed(database, change.at))
    if change.told is not None:
        return after, change.told
    return after, differences(before, after) if before is not None else ()


def _write(database: Database, before: Company | None, after: Company, told: Sequence[str], change: Change) -> None:
    """What goes along, the settings, and their entry of the journal of changes. Within `writing`."""
    change.along()
    if after == before:
        return
    if before is not None:
        former = newest_number(database)
        note_plan_change(database, former, before, after, change.by, change.known, change.at)
    write_revision(database, after, change.at, change.by, change.act)
    if before is not None:
        note_texts(database, before, after, change.by, change.at)
    note(database, change.by, change.act, told, at=change.at)
    forget_departed(database, before, after)
