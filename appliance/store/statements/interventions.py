"""The interventions of the journal, and what agents add to them: work after the call, travel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec.structs import replace
from peewee import SQL, Database, fn

from appliance.calls.hunt import LAST_RESORT
from appliance.calls.leg import OFFICE, OfferOutcome
from appliance.calls.notes import LeftConversation, LeftMeanwhile, NotBack, Together, row_of
from appliance.planning.statement import Addition, Intervention
from appliance.store.database import is_sqlite, reading, writing
from appliance.store.errors import StoreError
from appliance.store.journal.last_resort import offered_as_last_resort, whose_offer
from appliance.store.journal.of_callers import of_callers
from appliance.store.journal.tables import ACCEPTED, AttemptRow, CallRow, StepRow
from appliance.store.outbox.tables import TidingRow
from appliance.store.statements.tables import AdditionRow

LOOK_BACK = timedelta(days=45)  # before the month: an intervention whose added work may reach into it

A_DAY = timedelta(days=1)
AGAIN = timedelta(minutes=10)
TWICE = (
    "Ce même temps vient d'être ajouté : il compte une fois, et rien de plus n'est écrit. "
    "Pour écrire autre chose, ôtez-le du formulaire ; s'il y en a bien deux, attendez dix minutes."
)
NOBODY = (LAST_RESORT, OFFICE)  # a last resort that is no agent's telephone, the office
LEFT = [row_of(note)[0] for note in (LeftMeanwhile(""), LeftConversation(""), NotBack(""))]
TOGETHER = row_of(Together(""))[0]
OF_TALKS = SQL("({})".format(", ".join(f"'{name}'" for name in (*LEFT, TOGETHER))))  # as an index of migration 54

TO_THE_SECOND = 19  # characters of an instant as `fields` writes it: text, whose order is that of time

Record = dict[str, Any]
Moments = dict[tuple[str, str], list[str]]  # instants, by call and agent


class Accepted(NamedTuple):
    """An attempt that was accepted, and what is said of its call. `at`: the end of the offer, the moment of the key.

    Its instants are as they are kept.
    """

    call: str
    agent: str
    behind: str | None
    line_id: str | None
    line: str
    order: str | None
    at: str
    over: str | None
    erased_at: str | None
    number: int


def interventions(
    database: Database, start: datetime, end: datetime, last_resorts: Mapping[str, str]
) -> tuple[list[Intervention], int]:
    """What began before `end`, and may reach into [start, end); how many conversations of the time are not over.

    From the acceptance (the key) to the end of the call, to the acceptance of the same call by another agent, or to
    the moment when they hung up on a caller whom they were handing over, or were waited for no more; in whole seconds.
    `last_resorts`: the agent behind the last resort of a line, for calls of before it was kept with them. Raises
    StoreError.
    """
    with reading(database):
        added = _additions(database, start - LOOK_BACK, end)
        calls = _calls(database, [one.call for one in added if one.call])
        accepted = _accepted(database, start, end, calls)
        left, together = _noted(database, start - LOOK_BACK)
    several, found, going_on = _more_than_once(accepted), list[Intervention](), 0
    for record in accepted:
        here, over = (record.call, record.agent), record.over
        if record.call in several or here in left:
            over = _over(record, several.get(record.call, ()), left.get(here, ()), together.get(here, ()))
        if over is None:
            going_on += 1
        elif (agent := whose_offer(record.agent, record.behind, record.line_id, last_resorts)) not in NOBODY:
            found.append(_intervention(record, agent, over))
    return _with_additions(found, added, calls), going_on


def once_at_work(
    database: Database, start: datetime, but: Collection[str], last_resorts: Mapping[str, str]
) -> set[str]:
    """Agents who took calls in the 45 days before `start`, and are none of these. Raises StoreError."""
    query = AttemptRow.select(AttemptRow.agent, AttemptRow.behind, CallRow.line_id).distinct()
    query = query.join(CallRow, on=(CallRow.id == AttemptRow.call_id)).where(
        AttemptRow.outcome == ACCEPTED,
        AttemptRow.ended_at >= start - LOOK_BACK,
        AttemptRow.ended_at < start,
        AttemptRow.agent.not_in(list(but)),
        CallRow.ended_at.is_null(False),
        of_callers(),
    )
    with reading(database):
        rows = list(query.tuples().execute(database))
    return {whose_offer(agent, behind, line, last_resorts) for agent, behind, line in rows} - {*NOBODY}


def _accepted(database: Database, start: datetime, end: datetime, added_to: Collection[str]) -> list[Accepted]:
    """The attempts that were accepted, in order; of calls that were over a day before `start`, those alone that work
    was added to. When a call began is not asked: a clock that was not set yet may have said it."""
    reaches = CallRow.ended_at.is_null() | (CallRow.ended_at >= start - A_DAY) | CallRow.id.in_(list(added_to))
    query = AttemptRow.select(
        AttemptRow.call_id,
        AttemptRow.agent,
        AttemptRow.behind,
        CallRow.line_id,
        CallRow.line_name,
        CallRow.order_number,
        AttemptRow.ended_at,
        CallRow.ended_at,
        CallRow.erased_at,
        AttemptRow.number,
    ).join(CallRow, on=(CallRow.id == AttemptRow.call_id))
    query = query.where(
        AttemptRow.outcome == ACCEPTED,
        AttemptRow.ended_at >= start - LOOK_BACK,
        AttemptRow.ended_at < end,
        reaches,
        of_callers(),
    )
    # thousands of rows: peewee would read each field of each through three functions
    rows = database.execute(query).fetchall()
    return sorted(map(Accepted._make, rows), key=attrgetter("at", "number"))


def _more_than_once(accepted: Sequence[Accepted]) -> dict[str, list[Accepted]]:
    """Of the calls that were accepted by more than one offer, these, in order."""
    times = Counter(map(attrgetter("call"), accepted))
    found: dict[str, list[Accepted]] = defaultdict(list)
    if len(times) < len(accepted):
        for one in (one for one in accepted if times[one.call] > 1):
            found[one.call].append(one)
    return dict(found)


def _over(record: Accepted, of_call: Sequence[Accepted], left: Sequence[str], together: Sequence[str]) -> str | None:
    """When it ended; None while it goes on. Who was joined by another stays: the one after has the caller from them."""
    gone = next((at for at in left if at >= record.at), None)
    stayed = max((at for at in together if at >= record.at), default=record.at)
    taken = next((one.at for one in of_call if one.at > stayed), record.over)
    return min((at for at in (gone, taken) if at is not None), default=None)


def _noted(database: Database, since: datetime) -> tuple[Moments, Moments]:
    """When the journal noted that an agent left a caller, and that another was with them, by call and agent."""
    query = StepRow.select(StepRow.name, StepRow.call_id, StepRow.detail, StepRow.at)
    query = query.where(StepRow.name.in_(OF_TALKS), StepRow.at >= since).order_by(StepRow.at)
    left: Moments = defaultdict(list)
    together: Moments = defaultdict(list)
    for name, call, agent, at in database.execute(query).fetchall():
        (together if name == TOGETHER else left)[call, agent].append(at)
    return left, together


def _intervention(record: Accepted, agent: str, over: str) -> Intervention:
    start, end = _second(record.at), _second(over)
    erased = record.erased_at is not None
    return Intervention(agent, record.call, record.line, record.order, start, max(start, end), erased=erased)


def _second(instant: str) -> datetime:
    """That in which an instant of the database is."""
    return datetime.fromisoformat(f"{instant[:TO_THE_SECOND]}Z")


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _calls(database: Database, calls: Sequence[str]) -> dict[str, Record]:
    """What is said of these, by identifier: of what an agent did not take, but took charge of."""
    columns = (CallRow.id, CallRow.line_name, CallRow.order_number, CallRow.erased_at)
    query = CallRow.select(*columns).where(CallRow.id.in_(list(calls)))
    return {row["id"]: row for row in query.dicts().execute(database)}


def _with_additions(
    found: Sequence[Intervention], added: Sequence[Addition], calls: Mapping[str, Record]
) -> list[Intervention]:
    """Each addition in its call, the last intervention of the agent there; alone, where there is none."""
    whole = list(found)
    places = {(one.agent, one.call): place for place, one in enumerate(found)} if added else {}
    for addition in added:
        place = places.get((addition.agent, addition.call)) if addition.call else None
        if place is None:
            whole.append(_alone(addition, calls.get(addition.call or "")))
            if addition.call:
                places[addition.agent, addition.call] = len(whole) - 1
            continue
        one = whole[place]
        whole[place] = replace(
            one,
            after=one.after + addition.after,
            travel=one.travel + addition.travel,
            notes=(*one.notes, addition.note) if addition.note else one.notes,
        )
    return whole


def _alone(addition: Addition, call: Record | None) -> Intervention:
    """Work that no conversation began. `call`: the one that it is about, if one."""
    return Intervention(
        addition.agent,
        addition.call,
        (call["line_name"] or "") if call else "",
        call["order_number"] if call else None,
        addition.starts,
        addition.starts,
        addition.after,
        addition.travel,
        (addition.note,) if addition.note else (),
        erased=bool(call and call["erased_at"]),
    )


def additions(database: Database, start: datetime, end: datetime, agent: str | None = None) -> list[Addition]:
    """What was added for [start, end), in order, less what was cancelled. Raises StoreError."""
    with reading(database):
        return [one for one in _additions(database, start, end) if agent in (None, one.agent)]


def added_to(database: Database, call: str) -> dict[str, tuple[timedelta, timedelta]]:
    """Work and travel added to a call, by agent, less what was cancelled. Raises StoreError."""
    mine = (AdditionRow.call_id == call) & AdditionRow.cancelled_at.is_null()
    found: dict[str, tuple[timedelta, timedelta]] = {}
    with reading(database):
        for row in AdditionRow.select().where(mine).order_by(AdditionRow.id).dicts().execute(database):
            one = _addition(row)
            after, travel = found.get(one.agent, (timedelta(0), timedelta(0)))
            found[one.agent] = after + one.after, travel + one.travel
    return found


def _additions(database: Database, start: datetime, end: datetime) -> list[Addition]:
    query = AdditionRow.select().where(
        AdditionRow.starts >= start, AdditionRow.starts < end, AdditionRow.cancelled_at.is_null()
    )
    return [_addition(row) for row in query.order_by(AdditionRow.id).dicts().execute(database)]


def _addition(row: Record) -> Addition:
    return Addition(
        row["id"],
        row["agent"],
        row["call_id"],
        row["starts"],
        timedelta(seconds=row["after_seconds"]),
        timedelta(seconds=row["travel_seconds"]),
        row["note"],
    )


def add(
    database: Database,
    agent: str,
    *,
    call: str | None,
    starts: datetime | None,
    after: timedelta,
    travel: timedelta,
    note: str,
    at: datetime,
    by: str,
    last_resorts: Mapping[str, str] | None = None,
) -> Addition:
    """Add work and travel to a call that is over and that this agent took or took charge of, or from `starts` on.

    Raises StoreError, a sentence: an unknown call, one that the agent had nothing of, one still going on; the very same
    addition within AGAIN, which is a form sent twice.
    """
    with writing(database):
        if not is_sqlite(database):
            database.execute_sql("LOCK TABLE intervention_additions IN EXCLUSIVE MODE")
        begins = starts if call is None else work_begins(database, agent, call, last_resorts or {}, at)
        if begins is None:
            raise StoreError("Dites de quel appel il s'agit, ou quand l'intervention a commencé.")
        facts: Record = {"agent": agent, "call_id": call, "starts": _whole(begins), "note": note}
        facts |= {"after_seconds": _seconds(after), "travel_seconds": _seconds(travel)}
        _not_twice(database, facts, at)
        number = (AdditionRow.select(fn.MAX(AdditionRow.id)).scalar(database) or 0) + 1
        AdditionRow.insert(id=number, added_at=at, added_by=by, **facts).execute(database)
    return Addition(number, agent, call, _whole(begins), after, travel, note)


def _not_twice(database: Database, facts: Record, at: datetime) -> None:
    """StoreError where the same was added a moment ago, and counts."""
    same = [
        getattr(AdditionRow, name) == fact if fact is not None else getattr(AdditionRow, name).is_null()
        for name, fact in facts.items()
    ]
    since = AdditionRow.select().where(
        *same, AdditionRow.cancelled_at.is_null(), AdditionRow.added_at > at - AGAIN, AdditionRow.added_at <= at
    )
    if since.exists(database):
        raise StoreError(TWICE)


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())


def work_begins(
    database: Database, agent: str, call: str, last_resorts: Mapping[str, str], told_at: datetime
) -> datetime:
    """The end of a call that this agent took; of one that nobody took, when they took charge of it, if that is later.

    Within a connection. StoreError, a sentence: as `add` raises.
    """
    ended, charged = had_by(database, agent, call, last_resorts)
    if ended is None:
        raise StoreError(f"L'appel « {call} » n'est pas fini ; dites ensuite le travail qui le suit.")
    return max(ended, min(charged, told_at)) if charged else ended


def had_by(
    database: Database, agent: str, call: str, last_resorts: Mapping[str, str]
) -> tuple[datetime | None, datetime | None]:
    """When a call that this agent had ended, None while it goes on; when they took charge, if they had not answered it.

    Within a connection. StoreError, a sentence: a call that is unknown, or that they had nothing of.
    """
    row = CallRow.select(CallRow.ended_at).where(CallRow.id == call).dicts().first(database)
    if row is None:
        raise StoreError(
            f"L'appel « {call} » n'est pas au journal ; « astreinte calls --json » donne les identifiants."
        )
    taken = AttemptRow.select().join(CallRow, on=(CallRow.id == AttemptRow.call_id))
    taken = taken.where(AttemptRow.call_id == call, AttemptRow.outcome == OfferOutcome.ACCEPTED.value)
    answered = taken.where((AttemptRow.agent == agent) | offered_as_last_resort(agent, last_resorts)).exists(database)
    in_charge = TidingRow.select().where(TidingRow.call_id == call, TidingRow.taken_agent == agent)
    first = None if answered else in_charge.order_by(TidingRow.taken_at).dicts().first(database)
    if not answered and first is None:
        raise StoreError(f"L'appel « {call} » n'a pas été accepté par « {agent} » ; vérifiez l'un et l'autre.")
    return row["ended_at"], first["taken_at"] if first else None


def cancel(database: Database, number: int, *, at: datetime, by: str) -> Addition:
    """Cancel an addition made by mistake: it is kept, and counts no more. Raises StoreError."""
    with writing(database):
        row = AdditionRow.select().where(AdditionRow.id == number).dicts().first(database)
        if row is None or row["cancelled_at"] is not None:
            raise StoreError(f"L'ajout {number} n'existe pas ou est déjà annulé ; « intervention list » les montre.")
        query = AdditionRow.update(cancelled_at=at, cancelled_by=by).where(AdditionRow.id == number)
        query.where(AdditionRow.cancelled_at.is_null()).execute(database)
    return _addition(row)
