"""Publications: written once, in one transaction, and never changed but for the acknowledgements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import Database, fn

from appliance.planning.publication import Change, Entry, Notice, PlannedShift, Succession
from appliance.store.database import is_sqlite, reading, writing
from appliance.store.publications.tables import (
    CalendarEntryRow,
    PublicationRow,
    PublishedChangeRow,
    PublishedShiftRow,
    PublishedToRow,
)
from appliance.store.secrets import same_hash, secret_hash

Record = dict[str, Any]
CHUNK = 50  # rows an INSERT, far below the limits of both databases


@dataclass(frozen=True)
class NewPublication:
    """A version about to be written: days included, `published_at` UTC. `names`: of agents and teams, by identifier."""

    line_id: str
    line_name: str
    timezone: str
    first_day: date
    last_day: date
    published_at: datetime
    published_by: str
    shifts: tuple[PlannedShift, ...]
    succession: Succession
    first_change: datetime | None
    notice: Notice
    reason: str | None
    agents: Mapping[str, str]
    teams: Mapping[str, str]


@dataclass(frozen=True)
class Addressee:
    """An agent to be told of a publication. `secret`: what the link of the acknowledgement carries."""

    agent: str
    name: str
    mail: str | None
    secret: str


@contextmanager
def publishing(database: Database) -> Iterator[None]:
    """One transaction in which nobody else publishes. Raises StoreError, nothing written."""
    with writing(database):
        if not is_sqlite(database):
            database.execute_sql("LOCK TABLE publications IN EXCLUSIVE MODE")
        yield


def entries_of(database: Database, line: str, start: datetime, end: datetime) -> list[Entry]:
    """The entries of a line, as published last, that touch this interval. Raises StoreError."""
    query = CalendarEntryRow.select().where(
        CalendarEntryRow.line_id == line, CalendarEntryRow.ends >= start, CalendarEntryRow.starts <= end
    )
    with reading(database):
        rows = list(query.order_by(CalendarEntryRow.starts, CalendarEntryRow.uid).dicts().execute(database))
    return [
        Entry(
            row["uid"],
            row["sequence"],
            PlannedShift(row["starts"], row["ends"], row["team_id"], row["agent_id"], row["level"]),
        )
        for row in rows
    ]


def write_publication(database: Database, new: NewPublication, addressees: Sequence[Addressee]) -> int:
    """Write a version and return its number. To be called within `publishing`. Raises StoreError."""
    number = int(PublicationRow.select(fn.COALESCE(fn.MAX(PublicationRow.number), 0)).scalar(database)) + 1
    PublicationRow.insert(
        number=number,
        line_id=new.line_id,
        line_name=new.line_name,
        timezone=new.timezone,
        first_day=new.first_day,
        last_day=new.last_day,
        published_at=new.published_at,
        published_by=new.published_by,
        first_change=new.first_change,
        notice=new.notice.value,
        reason=new.reason,
    ).execute(database)
    shifts = [{**_shift(shift), **_names(shift, new)} for shift in new.shifts]
    _insert(database, PublishedShiftRow, _numbered(number, shifts))
    changes = [{**_change(change), **_names(change.shown, new)} for change in new.succession.changes]
    _insert(database, PublishedChangeRow, _numbered(number, changes))
    people = [
        {
            "publication": number,
            "agent_id": one.agent,
            "agent_name": one.name,
            "mail": one.mail,
            "secret_hash": secret_hash(one.secret),
        }
        for one in addressees
    ]
    _insert(database, PublishedToRow, people)
    _replace_entries(database, new)
    return number


def acknowledge(
    database: Database, publication: int, agent: str, *, at: datetime, by: str
) -> tuple[Record, bool] | None:
    """Record that an agent has read a publication; the record, and whether it is new: the first date stays.

    None when the publication was not addressed to this agent. Raises StoreError.
    """
    this = (PublishedToRow.publication == publication) & (PublishedToRow.agent_id == agent)
    with writing(database):
        update = PublishedToRow.update(acknowledged_at=at, acknowledged_by=by)
        fresh = update.where(this & PublishedToRow.acknowledged_at.is_null()).execute(database)
        row = PublishedToRow.select().where(this).dicts().first(database)
    return (row, bool(fresh)) if row else None


def renew_link(database: Database, publication: int, to: Addressee) -> None:
    """The link of this agent's acknowledgement carries this secret from now on. Raises StoreError."""
    this = (PublishedToRow.publication == publication) & (PublishedToRow.agent_id == to.agent)
    with writing(database):
        PublishedToRow.update(secret_hash=secret_hash(to.secret)).where(this).execute(database)


def addressed_by(database: Database, secret: str) -> Record | None:
    """The record of the agent whose link carries this secret, or None. Raises StoreError."""
    hashed = secret_hash(secret)
    with reading(database):
        row = PublishedToRow.select().where(PublishedToRow.secret_hash == hashed).dicts().first(database)
    return row if row and same_hash(row["secret_hash"], hashed) else None


def list_publications(database: Database, line: str | None = None) -> list[Record]:
    """The publications, the latest first, each with the agents it was addressed to. Raises StoreError."""
    query = PublicationRow.select().order_by(PublicationRow.number.desc())
    if line is not None:
        query = query.where(PublicationRow.line_id == line)
    to = PublishedToRow.select().order_by(PublishedToRow.agent_name)
    if line is not None:
        here = PublicationRow.select(PublicationRow.number).where(PublicationRow.line_id == line)
        to = to.where(PublishedToRow.publication.in_(here))
    told: dict[int, list[Record]] = defaultdict(list)
    with reading(database):
        rows = list(query.dicts().execute(database))
        for one in to.dicts().execute(database):
            told[one["publication"]].append(one)
        return [{**row, "addressees": told[row["number"]]} for row in rows]


def read_publication(database: Database, number: int) -> Record | None:
    """One publication whole: `shifts`, `changes`, `addressees`; None if there is none of this number. StoreError."""
    with reading(database):
        row = PublicationRow.select().where(PublicationRow.number == number).dicts().first(database)
        if row is None:
            return None
        return {
            **row,
            "shifts": _of(database, PublishedShiftRow, number, "position"),
            "changes": _of(database, PublishedChangeRow, number, "position"),
            "addressees": _of(database, PublishedToRow, number, "agent_name"),
        }


def _of(database: Database, kind: Any, number: int, order: str) -> list[Record]:
    query = kind.select().where(kind.publication == number).order_by(getattr(kind, order))
    return list(query.dicts().execute(database))


def _shift(shift: PlannedShift) -> Record:
    return {
        "team_id": shift.team,
        "agent_id": shift.agent,
        "level": shift.level,
        "starts": shift.start,
        "ends": shift.end,
    }


def _change(change: Change) -> Record:
    record: Record = {"team_id": change.shown.team, "agent_id": change.agent}
    for side, entry in (("before", change.before), ("after", change.after)):
        record |= {
            f"level_{side}": entry.shift.level if entry else None,
            f"starts_{side}": entry.shift.start if entry else None,
            f"ends_{side}": entry.shift.end if entry else None,
        }
    return record


def _names(shift: PlannedShift, new: NewPublication) -> Record:
    return {
        "agent_name": new.agents.get(shift.agent, shift.agent),
        "team_name": new.teams.get(shift.team, shift.team),
    }


def _numbered(publication: int, records: Sequence[Record]) -> list[Record]:
    return [{"publication": publication, "position": place, **record} for place, record in enumerate(records)]


def _replace_entries(database: Database, new: NewPublication) -> None:
    """The entries that the publication touches, as they are from now on."""
    touched = [change.before.uid for change in new.succession.changes if change.before]
    for start in range(0, len(touched), CHUNK):
        here = CalendarEntryRow.uid.in_(touched[start : start + CHUNK])
        CalendarEntryRow.delete().where(here).execute(database)
    after = [change.after for change in new.succession.changes if change.after]
    rows = [{"uid": one.uid, "sequence": one.sequence, "line_id": new.line_id, **_shift(one.shift)} for one in after]
    _insert(database, CalendarEntryRow, rows)


def _insert(database: Database, kind: Any, rows: Sequence[Record]) -> None:
    for start in range(0, len(rows), CHUNK):
        kind.insert_many(rows[start : start + CHUNK]).execute(database)
