"""What is to be told of calls: queued with the journal's own row of it, told until somebody has it or nobody is left.

Queueing is the work of whoever writes the journal, in the same transaction: a crash between loses neither. A tiding is
known by what it is about: a record that is replayed queues nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import Database, Expression

from appliance.calls.call_context import Outcome
from appliance.calls.notes import Apart, Refusal
from appliance.calls.steps import Step
from appliance.company.numbers import UNREADABLE
from appliance.store.database import reading, writing
from appliance.store.journal.tables import CallRow, MessageRow, StepRow, WordsRow
from appliance.store.last_written import MOST_ROWS
from appliance.store.made_once import MadeOnce, given
from appliance.store.outbox.queue import MAIL, OWN, SMS, DeliveryState, NewDelivery, queue_deliveries
from appliance.store.outbox.tables import OutboxRow, TidingRow

Record = dict[str, Any]
LONGEST = timedelta(days=1)  # from one telling to the next
TURNED_AWAY = (Apart.BLOCKED.value, Apart.STORM.value)
PEOPLE = (MAIL, SMS)  # channels; the others tell programs, and rooms
SEARCHES = (Step.HUNT.value, Step.FORWARD.value)
OPEN = MadeOnce(
    lambda: TidingRow.select().where(TidingRow.over_at.is_null(), TidingRow.taken_at.is_null()).limit(MOST_ROWS + 1)
)
_OVER = MadeOnce(
    lambda: CallRow.select(CallRow.outcome, CallRow.connected_at, CallRow.callback_of).where(
        CallRow.id == given("call")
    )
)
_BOX = MadeOnce(lambda: CallRow.select(CallRow.box).where(CallRow.id == given("call")))
_SEARCHED = MadeOnce(
    lambda: StepRow.select(StepRow.number).where(StepRow.call_id == given("call"), StepRow.name.in_(SEARCHES)).limit(1)
)
_SAID = MadeOnce(lambda: WordsRow.select(WordsRow.call_id).where(WordsRow.call_id == given("call")))
_QUEUED = MadeOnce(
    lambda: TidingRow.insert(
        told=0,
        at=given("at", TidingRow.at),
        **{name: given(name) for name in ("id", "kind", "call_id", "file", "box")},
    ).on_conflict_ignore()
)


class Kind(StrEnum):
    """What happened."""

    MESSAGE = "message"
    CAN_WAIT = "can_wait"  # a message, or who is to be called back, when the line opens
    CALLBACK = "callback"  # somebody is to be called back
    CALLBACK_LATE = "callback_late"  # and has not been, by when it was promised
    CALLBACK_GIVEN_UP = "callback_given_up"  # and will not be
    UNANSWERED = "unanswered"  # nobody took the call, and nothing was said
    ABANDONED = "abandoned"  # the caller left while somebody was looked for
    ACCEPTED = "accepted"  # for the agent who took it
    REFUSED = "refused"  # by the box itself: nobody was looked for


FOR_NOBODY_TO_TAKE = (Kind.ACCEPTED, Kind.REFUSED)


@dataclass(frozen=True)
class Tiding:
    """See `TidingRow`."""

    id: str
    kind: Kind
    call_id: str
    at: datetime
    file: str | None = None
    box: str = ""
    told: int = 0
    next_at: datetime | None = None
    over_at: datetime | None = None
    taken_at: datetime | None = None
    taken_by: str | None = None
    taken_agent: str | None = None

    @property
    def of_message(self) -> bool:
        """Whether it is of a message that a caller left."""
        return self.file is not None

    @property
    def open(self) -> bool:
        """Whether somebody is still to take charge of it."""
        return self.taken_at is None and self.kind not in FOR_NOBODY_TO_TAKE


def message_key(call: str, file: str) -> str:
    """By what the tiding of a message is known."""
    return f"message-{call}-{file}"


def message_left(database: Database, call: str, file: str, at: datetime, *, can_wait: bool = False) -> None:
    """Within the transaction of the message's row."""
    _queue(database, message_key(call, file), Kind.CAN_WAIT if can_wait else Kind.MESSAGE, call, at, file)


def message_urgent(database: Database, call: str, file: str) -> bool:
    """A message that could wait is told now, as any other; within a transaction.

    False where somebody has been told of it, or has it, or where it is of another kind: then nothing changes.
    """
    mine = (TidingRow.id == message_key(call, file)) & (TidingRow.kind == Kind.CAN_WAIT.value)
    mine &= (TidingRow.told == 0) & TidingRow.taken_at.is_null() & TidingRow.over_at.is_null()
    return bool(TidingRow.update(kind=Kind.MESSAGE.value, next_at=None).where(mine).execute(database))


def callback_promised(database: Database, call: str, at: datetime, *, can_wait: bool = False) -> None:
    """Within the transaction of the promise's row."""
    _queue(database, f"callback-{call}", Kind.CAN_WAIT if can_wait else Kind.CALLBACK, call, at)


def callback_late(database: Database, call: str, at: datetime) -> None:
    """Within the transaction that marks it as late."""
    _queue(database, f"late-{call}", Kind.CALLBACK_LATE, call, at)


def callback_given_up(database: Database, call: str, at: datetime) -> None:
    """Within the transaction that ends it."""
    _queue(database, f"given-up-{call}", Kind.CALLBACK_GIVEN_UP, call, at)


def call_accepted(database: Database, call: str, record: int, at: datetime) -> None:
    """Within the transaction of the acceptance. `record`: which of the journal; a call may be accepted again."""
    _queue(database, f"accepted-{call}-{record}", Kind.ACCEPTED, call, at)


def call_ended(database: Database, call: str, at: datetime) -> None:
    """Within the transaction of its end: whether it is one to tell is read from its own row."""
    outcome, connected_at, callback_of = _OVER.row(database, call=call) or (None, None, None)
    if callback_of:
        return
    if outcome == Outcome.FALLBACK.value:
        said = connected_at is not None or MessageRow.select().where(MessageRow.call_id == call).exists(database)
        kind = None if said else Kind.UNANSWERED
    elif outcome == Outcome.UNANSWERED.value:
        kind = Kind.UNANSWERED if _was_looked_for(database, call) else _refused(database, call)
    elif outcome == Outcome.ABANDONED.value:
        kind = Kind.ABANDONED if _was_looked_for(database, call) else None
    else:
        kind = None
    if kind is not None:
        _queue(database, f"ended-{call}", kind, call, at)


def due_tidings(database: Database, now: datetime, box: str) -> list[Tiding]:
    """Those to be told now, the oldest first. What another box keeps is its own for a minute. Raises StoreError."""
    with reading(database):
        return [_tiding(row) for row in _DUE.rows(database, now=now, box=box, of_all=now - OWN, put_off=now + LONGEST)]


def _due() -> Any:
    now, put_off, of_all = (given(name, TidingRow.at) for name in ("now", "put_off", "of_all"))
    ours = TidingRow.box.in_(["", given("box")]) | (TidingRow.at <= of_all)
    due = TidingRow.next_at.is_null() | (TidingRow.next_at <= now)
    due |= TidingRow.next_at > put_off  # by a clock since set back
    return TidingRow.over_at.is_null() & TidingRow.taken_at.is_null() & due & ours


_DUE = MadeOnce(lambda: _known(_due()))


def tell(
    database: Database,
    tiding: Tiding,
    deliveries: Sequence[NewDelivery],
    *,
    again: datetime | None,
    now: datetime,
) -> bool:
    """Queue what is told of it, once: False where another was quicker, or somebody has it. Raises StoreError.

    Whoever was not reached yet is told once when they are: what waits for them says it already.
    `again`: when it is told again; None: it is not.
    """
    with writing(database):
        mine = _as_read(tiding) & (TidingRow.told == tiding.told)
        mine &= TidingRow.taken_at.is_null() & TidingRow.over_at.is_null()
        told = TidingRow.update(told=TidingRow.told + 1, next_at=again, over_at=None if again else now)
        if not told.where(mine).execute(database):
            return False
        queue_deliveries(database, [one for one in deliveries if not _still_waits(database, one)], now)
    return True


def put_off(database: Database, tiding: Tiding, until: datetime) -> None:
    """It is told then, at the earliest, unless it became urgent meanwhile. Raises StoreError."""
    with writing(database):
        TidingRow.update(next_at=until).where(_as_read(tiding)).execute(database)


def end_tiding(database: Database, tiding: Tiding, now: datetime) -> None:
    """There is nothing to tell, or nobody to tell it to. Raises StoreError."""
    end_tidings(database, [tiding], now)


def end_tidings(database: Database, tidings: Sequence[Tiding], now: datetime) -> None:
    """The same of several. Raises StoreError."""
    if not tidings:
        return
    with writing(database):
        for one in tidings:
            _ENDED.write(database, id=one.id, kind=one.kind.value, now=now)


_ENDED = MadeOnce(
    lambda: TidingRow.update(over_at=given("now", TidingRow.over_at)).where(
        TidingRow.id == given("id"), TidingRow.kind == given("kind"), TidingRow.over_at.is_null()
    )
)


def take_charge(database: Database, tiding: str, by: str, now: datetime, agent: str | None = None) -> bool:
    """Somebody has it: nobody more is told. Raises StoreError. `agent`: who it is of the company, by identifier.

    False where somebody had it already.
    """
    with writing(database):
        taken = TidingRow.update(taken_at=now, taken_by=by, taken_agent=agent)
        return bool(taken.where(TidingRow.id == tiding, TidingRow.taken_at.is_null()).execute(database))


def tidings_of(database: Database, call: str) -> list[Tiding]:
    """Those of one call, the first one first. Raises StoreError."""
    return _listed(database, TidingRow.call_id == call)


def told_of_caller(
    database: Database, tiding: Tiding, kinds: Collection[Kind], since: datetime, *, raised: bool = False
) -> tuple[str | None, int]:
    """Its caller; of how much of these kinds people were told, from then to it, of other calls to its line. StoreError.

    Those who show no number that can be read are counted as one; messages, and what is none, each apart. `raised`: of
    calls alone that have a message which became urgent.
    """
    this = CallRow.select(CallRow.caller, CallRow.line_id).where(CallRow.id == tiding.call_id)
    with reading(database):
        caller, line = this.tuples().first(database) or (None, None)
        hidden = CallRow.caller.is_null() | (CallRow.caller == UNREADABLE)
        same = hidden if caller in (None, UNREADABLE) else CallRow.caller == caller
        theirs = CallRow.select(CallRow.id).where(same, CallRow.line_id == line)
        people = OutboxRow.select(OutboxRow.tiding).where(OutboxRow.tiding.is_null(False))
        people = people.where(OutboxRow.channel.in_(PEOPLE))
        others = TidingRow.select().where(TidingRow.call_id.in_(theirs), TidingRow.call_id != tiding.call_id)
        others = others.where(TidingRow.kind.in_([kind.value for kind in kinds]), TidingRow.id.in_(people))
        others = others.where(TidingRow.file.is_null(not tiding.of_message))
        if raised:
            urgent = MessageRow.select(MessageRow.call_id).where(MessageRow.urgent_at.is_null(False))
            others = others.where(TidingRow.call_id.in_(urgent))
        return caller, int(others.where(TidingRow.at > since, TidingRow.at <= tiding.at).count(database))


def find_tiding(database: Database, tiding: str) -> Tiding | None:
    """One, or None. Raises StoreError."""
    return next(iter(_listed(database, TidingRow.id == tiding)), None)


def deliveries_of(database: Database, call: str) -> list[Record]:
    """What the outbox has of one call, the first one first, without texts. Raises StoreError."""
    columns = [field for name, field in OutboxRow._meta.fields.items() if name not in ("content", "secret_hash")]
    with reading(database):
        query = OutboxRow.select(*columns).where(OutboxRow.call_id == call).order_by(OutboxRow.number)
        return list(query.dicts().execute(database))


def _queue(database: Database, key: str, kind: Kind, call: str, at: datetime, file: str | None = None) -> None:
    (box,) = _BOX.row(database, call=call) or ("",)
    _QUEUED.write(database, id=key, kind=kind.value, call_id=call, file=file, box=box, at=at)


def _as_read(tiding: Tiding) -> Expression:
    """The row, unless it is of another kind since: what could wait and is urgent now is to be read again."""
    return (TidingRow.id == tiding.id) & (TidingRow.kind == tiding.kind.value)


def _still_waits(database: Database, one: NewDelivery) -> bool:
    same = (OutboxRow.tiding == one.tiding) & (OutboxRow.channel == one.channel)
    same &= (OutboxRow.recipient == one.recipient) & (OutboxRow.state == DeliveryState.WAITING.value)
    return bool(OutboxRow.select().where(same).exists(database))


def _was_looked_for(database: Database, call: str) -> bool:
    return any(one.row(database, call=call) for one in (_SEARCHED, _SAID))


def _refused(database: Database, call: str) -> Kind | None:
    why = StepRow.name.in_([one.value for one in Refusal])
    why |= (StepRow.name == "apart") & StepRow.detail.in_(TURNED_AWAY)
    refused = StepRow.select().where(StepRow.call_id == call, why)
    return Kind.REFUSED if refused.exists(database) else None


def _listed(database: Database, wanted: Expression) -> list[Tiding]:
    with reading(database):
        return [_tiding(row) for row in _known(wanted).tuples().execute(database)]


def _known(wanted: Expression) -> Any:
    """A kind that this release does not know was told by a later one, and is that one's to tell."""
    known = TidingRow.kind.in_([kind.value for kind in Kind])
    fields = [TidingRow._meta.fields[name] for name in Tiding.__dataclass_fields__]
    return TidingRow.select(*fields).where(wanted & known).order_by(TidingRow.at, TidingRow.id)


def _tiding(row: tuple[Any, ...]) -> Tiding:
    found = Tiding(*row)
    return replace(found, kind=Kind(found.kind))
