"""What agents are asked: taken by one controller at a time, tried twice, then confirmed, refused, or told to others.

All moments are on the company's clock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from peewee import Database, Expression

from appliance.store.asks.tables import AskRow, Tried, tries_of, tries_text
from appliance.store.database import reading, writing
from appliance.store.last_written import MOST_ROWS
from appliance.store.made_once import MadeOnce, given
from appliance.store.outbox.queue import NewDelivery, queue_deliveries

Record = dict[str, Any]
CLAIM = timedelta(minutes=3)  # renewed while a try lasts; a controller that dies gives it back by its silence
PAUSE = timedelta(seconds=90)  # so that a second call comes within three minutes: it passes « ne pas déranger »
HELD = timedelta(minutes=1)  # an agent who is in a call is left alone for so long
LATEST = timedelta(hours=1)  # after the moment that it is about: whoever was never free by then is told of
TRIES = 2
OPEN = MadeOnce(lambda: AskRow.select().where(AskRow.ended_at.is_null()).limit(MOST_ROWS + 1))
INTERRUPTED = "interrupted"  # a try whose controller died


class AskKind(StrEnum):
    """What is asked."""

    DUTY = "duty"  # whether they take a duty that begins
    SAFETY = "safety"  # whether all is well with them, out on an intervention
    HAND_OVER = "hand_over"  # whether they speak to who takes the watch after them
    SILENCE = "silence"  # whether they take charge of a colleague who does not answer


class Ending(StrEnum):
    """Why nobody is rung for it any more."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"  # by a key
    UNANSWERED = "unanswered"  # as often as it is tried
    MOOT = "moot"  # it is no more to be asked


@dataclass(frozen=True)
class Ask:
    """See `AskRow`."""

    id: str
    kind: AskKind
    agent_id: str
    topic: str
    at: datetime
    tries: int = 0
    tried: tuple[Tried, ...] = ()
    ending: Ending | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class NewAsk:
    """Something to be asked from a moment on."""

    ask: Ask
    from_: datetime


def add_asks(database: Database, new: Iterable[NewAsk]) -> int:
    """Write those that are not known yet, once whoever else writes them; how many. Raises StoreError.

    A duty that was not to be asked about any more, and is again, is asked about as if it had never been.
    """
    wanted = {one.ask.id: one for one in new}
    with reading(database):
        query = AskRow.select(AskRow.id, AskRow.ending).where(AskRow.id.in_(list(wanted))).tuples()
        known = dict(query.execute(database)) if wanted else {}
    rows = [
        {
            "id": name,
            "kind": one.ask.kind.value,
            "agent_id": one.ask.agent_id,
            "topic": one.ask.topic,
            "at": one.ask.at,
            "next_try_at": one.from_,
            "tries": 0,
            "tried": "",
        }
        for name, one in wanted.items()
        if name not in known
    ]
    if rows:
        with writing(database):
            AskRow.insert_many(rows).on_conflict_ignore().execute(database)
    for one in (wanted[name] for name, ending in known.items() if ending == Ending.MOOT):
        if one.ask.kind in (AskKind.DUTY, AskKind.HAND_OVER):
            _ask_after_all(database, one)
    return len(rows)


def _ask_after_all(database: Database, one: NewAsk) -> None:
    anew = AskRow.update(ending=None, ended_at=None, tries=0, tried="", next_try_at=one.from_)
    with writing(database):
        anew.where(AskRow.id == one.ask.id, AskRow.ending == Ending.MOOT.value).execute(database)


def take_ask(database: Database, now: datetime, kinds: Iterable[AskKind] = tuple(AskKind)) -> Ask | None:
    """Claim the one of these kinds that has been due longest, a try more of it begun; None when none is.

    Raises StoreError.

    The try before, if its controller died in it, is over as interrupted.
    """
    wanted = frozenset(kinds)
    with reading(database):
        row = _longest_due(wanted).row(database, now=now, claimed=now + CLAIM)
    if row is None:
        return None
    due, found = _due(now, now + CLAIM, wanted), dict(zip(AskRow._meta.sorted_field_names, row, strict=True))
    tried = tries_of(found["tried"])
    if len(tried) < found["tries"]:
        tried = (*tried, Tried(found["next_try_at"], INTERRUPTED))
    same = due & (AskRow.id == found["id"]) & (AskRow.tries == found["tries"])
    with writing(database):
        claim = AskRow.update(
            claimed_until=now + CLAIM, tries=AskRow.tries + 1, tried=tries_text(tried), next_try_at=now
        )
        if not claim.where(same).execute(database):
            return None  # another controller was quicker
    return _ask({**found, "tries": found["tries"] + 1, "tried": tries_text(tried)})


@lru_cache
def _longest_due(kinds: frozenset[AskKind]) -> MadeOnce:
    due = _due(given("now", AskRow.at), given("claimed", AskRow.at), kinds)
    return MadeOnce(lambda: AskRow.select().where(due).order_by(AskRow.next_try_at, AskRow.id).limit(1))


def keep_claim(database: Database, ask: Ask, now: datetime) -> None:
    """A try goes on. Raises StoreError."""
    with writing(database):
        AskRow.update(claimed_until=now + CLAIM).where(_mine(ask)).execute(database)


def put_off(database: Database, ask: Ask, until: datetime) -> None:
    """Nobody was rung: this try counts for nothing, and comes then. Raises StoreError."""
    with writing(database):
        later = AskRow.update(claimed_until=None, tries=ask.tries - 1, next_try_at=until)
        later.where(_mine(ask)).execute(database)


def try_over(database: Database, ask: Ask, outcome: str, now: datetime) -> None:
    """They did not press a key: another try comes after a pause. Raises StoreError."""
    with writing(database):
        tried = (*ask.tried, Tried(now, outcome))
        over = AskRow.update(claimed_until=None, tried=tries_text(tried), next_try_at=now + PAUSE)
        over.where(_mine(ask)).execute(database)


def end_ask(
    database: Database,
    ask: Ask,
    ending: Ending,
    now: datetime,
    along: Callable[[], list[NewDelivery]] = list,
    queued_at: datetime | None = None,
) -> bool:
    """It is over, and what is to be told of it waits in the outbox: False, and nothing, if it was over. StoreError.

    `ask`: with its last try. `along`: what else is written with it, in the same transaction, giving what is told.
    `queued_at`: on the machine's clock.
    """
    with writing(database):
        ended = AskRow.update(ending=ending.value, ended_at=now, claimed_until=None, tried=tries_text(ask.tried))
        if not ended.where(_mine(ask)).execute(database):
            return False
        queue_deliveries(database, along(), queued_at or now)
    return True


def asks_since(database: Database, since: datetime, kind: AskKind, agent: str | None = None) -> list[Ask]:
    """What is, was or will be asked about a moment from then on, the first one first. Raises StoreError."""
    wanted = (AskRow.at >= since) & (AskRow.kind == kind.value)
    if agent is not None:
        wanted &= AskRow.agent_id == agent
    with reading(database):
        return [
            _ask(row) for row in AskRow.select().where(wanted).order_by(AskRow.at, AskRow.id).dicts().execute(database)
        ]


def asks_about(database: Database, topic: str, kind: AskKind) -> list[Ask]:
    """All that was or will be asked about a topic, the first one first. Raises StoreError."""
    query = AskRow.select().where(AskRow.topic == topic, AskRow.kind == kind.value).order_by(AskRow.at, AskRow.id)
    with reading(database):
        return [_ask(row) for row in query.dicts().execute(database)]


def _ask(row: Record) -> Ask:
    facts = {name: row[name] for name in Ask.__dataclass_fields__}
    ending = Ending(row["ending"]) if row["ending"] else None
    return Ask(**{**facts, "kind": AskKind(row["kind"]), "ending": ending, "tried": tries_of(row["tried"])})


def _mine(ask: Ask) -> Expression:
    """Still open, and no later try was begun by another."""
    return (AskRow.id == ask.id) & AskRow.ended_at.is_null() & (AskRow.tries == ask.tries)


def _due(now: Any, claimed: Any, kinds: Collection[AskKind]) -> Any:
    """What was claimed for longer than a claim lasts (`claimed`) was so by a clock since set back: it is due."""
    free = AskRow.claimed_until.is_null() | (AskRow.claimed_until <= now) | (AskRow.claimed_until > claimed)
    known = AskRow.kind.in_(sorted(kind.value for kind in kinds))  # what a later release asks is its own
    return AskRow.ended_at.is_null() & known & free & (AskRow.next_try_at <= now)
