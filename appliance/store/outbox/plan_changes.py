"""Changes of planning, until those whom they touch are told: noted with the settings themselves, in one transaction.

What a change was is read from the revision that it replaced, whose number does not move any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from peewee import Database, IntegerField, TextField

from appliance.company.model import Company
from appliance.planning.team_plan import TeamPlan
from appliance.store.accounts.tables import AccountRow
from appliance.store.database import reading, writing
from appliance.store.fields import InstantField, Row
from appliance.store.last_written import MOST_ROWS
from appliance.store.made_once import MadeOnce
from appliance.store.outbox.queue import NewDelivery, queue_deliveries
from appliance.store.settings.revisions import (
    newest_document,
    newest_mark,
    numbered_document,
    one_writer_at_a_time,
)

QUIET, OLDEST = timedelta(minutes=3), timedelta(minutes=15)


class PlanChangeRow(Row):
    """One that is not told yet. `former`: the revision that it replaced. `known`: the agents who know of it already.

    `swaps_told_at`: since when the swaps in it are told, which wait for nothing.
    """

    former = IntegerField(primary_key=True)
    at = InstantField()
    known = TextField(default="")
    swaps_told_at = InstantField(null=True)

    class Meta:
        table_name = "plan_changes"


UNTOLD = MadeOnce(lambda: PlanChangeRow.select().limit(MOST_ROWS + 1))


@dataclass(frozen=True)
class PlanChange:
    """See `PlanChangeRow`. `at`: UTC; `known`: agents, by identifier."""

    former: int
    at: datetime
    known: frozenset[str]
    swaps_told_at: datetime | None = None


@dataclass(frozen=True)
class Untold:
    """The changes, the first one first, and the settings: before each, then those in force, of which `mark` is."""

    mark: tuple[int, str] | None
    changes: tuple[PlanChange, ...]
    settings: tuple[Company, ...]

    def is_calm(self, now: datetime) -> bool:
        """Whether all of it may be told: nobody has changed anything for a while, or it has waited long enough."""
        last, first = self.changes[-1].at, self.changes[0].at
        return now - last >= QUIET or now - first >= OLDEST or last > now + OLDEST  # a clock since set back


def note_plan_change(
    database: Database, former: int, before: Company, after: Company, by: str, known: Iterable[str], at: datetime
) -> None:
    """Within the transaction that puts `after` in the place of the revision `former`, where a planning differs.

    `by`: the account, whose agent knows of it like `known`.
    """
    if plans(before) == plans(after):
        return
    author = AccountRow.select(AccountRow.agent_id).where(AccountRow.name == by).scalar(database)
    told = " ".join(sorted({*known, *([author] if author else [])}))
    PlanChangeRow.insert(former=former, at=at, known=told).on_conflict_ignore().execute(database)


def plans(company: Company) -> Mapping[str, TeamPlan]:
    """What each team's planning says, less what it said before."""
    return {team.id: replace(team.plan, former=()) for team in company.teams.values()}


def untold(database: Database) -> Untold | None:
    """What is still to be told; None: nothing. A revision that is no more is passed over. StoreError."""
    with reading(database):
        if not UNTOLD.row(database):
            return None
        rows = list(PlanChangeRow.select().order_by(PlanChangeRow.former).dicts().execute(database))
        if not rows:
            return None
        mark, document = newest_mark(database), newest_document(database)
        if document is None:
            return None
        found = [document.company]
        for row in reversed(rows):
            former = numbered_document(database, row["former"])
            found.append(former.company if former else found[-1])
    changes = tuple(PlanChange(**row | {"known": frozenset(row["known"].split())}) for row in rows)
    return Untold(mark, changes, tuple(reversed(found)))


def swaps_told(database: Database, what: Untold, deliveries: Sequence[NewDelivery], now: datetime) -> bool:
    """Queue what is told of the swaps in these changes, once. False: another was quicker, or settings have changed.

    StoreError.
    """
    with writing(database):
        if not _still_so(database, what):
            return False
        mine = PlanChangeRow.former.in_(_numbers(what)) & PlanChangeRow.swaps_told_at.is_null()
        if not PlanChangeRow.update(swaps_told_at=now).where(mine).execute(database):
            return False
        queue_deliveries(database, list(deliveries), now)
    return True


def changes_told(database: Database, what: Untold, deliveries: Sequence[NewDelivery], now: datetime) -> bool:
    """Queue what is told of these changes, which are then forgotten. As `swaps_told`. StoreError."""
    with writing(database):
        if not _still_so(database, what):
            return False
        PlanChangeRow.delete().where(PlanChangeRow.former.in_(_numbers(what))).execute(database)
        queue_deliveries(database, list(deliveries), now)
    return True


def _still_so(database: Database, what: Untold) -> bool:
    """Whether what was read is all that is to be told, nobody can change it, and nobody has told it. In `writing`."""
    one_writer_at_a_time(database)
    rows = PlanChangeRow.select(PlanChangeRow.former).tuples().execute(database)
    return newest_mark(database) == what.mark and {row[0] for row in rows} == set(_numbers(what))


def _numbers(what: Untold) -> Collection[int]:
    return [one.former for one in what.changes]
