"""Names of boxes: each is held by one machine at a time, for as long as it gives a sign of life.

Calls, messages and held agents are a box's own by its name: two machines under one name would end each other's
conversations. Every function raises StoreError. `clock`: as for `database_clock.seconds_now`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peewee import Database

from appliance.store.accounts.tables import ProbeRow
from appliance.store.boxes.tables import BoxRow
from appliance.store.database import reading, writing
from appliance.store.database_clock import Clock, seconds_now
from appliance.store.journal.reopening import reopen
from appliance.store.journal.tables import CallRow

BEAT_SECONDS = 10.0
ALIVE_SECONDS = 30.0  # three signs of life missed


@dataclass(frozen=True)
class BoxIdentity:
    """Who says that it is here. `installation`: of this machine and this folder; `boot`: of its last start."""

    name: str
    installation: str
    boot: str
    release: str


@dataclass(frozen=True)
class KnownBox:
    """A box of the database. `silent_for`: seconds. `closed`: what it left open was closed by the others."""

    name: str
    release: str
    silent_for: float
    closed: bool

    @property
    def alive(self) -> bool:
        return self.silent_for < ALIVE_SECONDS


def hold_name(database: Database, box: BoxIdentity, *, clock: Clock | None = None) -> bool:
    """Take this name, or keep it; False while another machine holds it.

    A machine that has been silent for long enough is replaced by whoever takes its name. What the others closed for
    want of news is open again: its box knows how it ended.
    """
    now = seconds_now(database, clock)
    told = {**vars(box), "seen_at": now, "closed_at": None}
    ours = (BoxRow.installation == box.installation) & (BoxRow.boot == box.boot)
    silent = (BoxRow.seen_at <= now - ALIVE_SECONDS) | (BoxRow.seen_at > now + ALIVE_SECONDS)  # a clock since set back
    change = {name: told[name] for name in told if name != "name"}
    insert = BoxRow.insert(told).on_conflict(conflict_target=[BoxRow.name], update=change, where=ours | silent)
    with writing(database):
        was_closed = BoxRow.select().where(BoxRow.name == box.name, BoxRow.closed_at.is_null(False)).exists(database)
        held = bool(insert.as_rowcount().execute(database))
        if held and was_closed:
            reopen(database, CallRow.box == box.name)
    return held


def held_elsewhere(database: Database, box: BoxIdentity, *, clock: Clock | None = None) -> bool:
    """Whether another machine than this one holds the name now; not this one before its last start."""
    theirs = (BoxRow.name == box.name) & (BoxRow.installation != box.installation)
    recent = BoxRow.seen_at > seconds_now(database, clock) - ALIVE_SECONDS
    with reading(database):
        return bool(BoxRow.select().where(theirs, recent).exists(database))


def known_boxes(database: Database, *, clock: Clock | None = None) -> list[KnownBox]:
    """Every box of the database, by name."""
    silent_for = (seconds_now(database, clock) - BoxRow.seen_at).alias("silent_for")
    query = BoxRow.select(BoxRow.name, BoxRow.release, silent_for, BoxRow.closed_at).order_by(BoxRow.name)
    with reading(database):
        rows: Sequence[tuple[str, str, float, float | None]] = list(query.tuples().execute(database))
    return [KnownBox(name, release, max(0.0, silent), closed is not None) for name, release, silent, closed in rows]


def forget_box(database: Database, name: str) -> bool:
    """Take a box out of the list; False if it is not there. One that lives puts itself back within seconds."""
    with writing(database):
        ProbeRow.delete().where(ProbeRow.box == name).execute(database)
        return bool(BoxRow.delete().where(BoxRow.name == name).execute(database))
