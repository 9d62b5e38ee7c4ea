"""What an entry of the journal of changes says to a person: calls by their moment, before and after apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from peewee import Database

from appliance.planning.moments import clock_text
from appliance.store.journal.reader import calls_named

OF_A_CALL = re.compile(r"^(?P<thing>Message|Rappel) de l'appel (?P<call>\S+) : (?P<what>.+)$")


STATE = "État : "  # how the change of what became of a message begins


@dataclass(frozen=True)
class Difference:
    """`said`: the whole, where nothing stands before; else what it is of, before, and after."""

    said: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry. `call`: the call that it is about, where it is kept."""

    at: datetime
    who: str
    act: str
    noted: str
    changes: tuple[Difference, ...]
    call: str | None = None


def entries_of(database: Database, rows: Sequence[dict[str, Any]], timezone: str) -> list[Entry]:
    """The rows of the journal of changes, as they are read. StoreError."""
    named = [found["call"] for row in rows if (found := OF_A_CALL.match(row["act"]))]
    began = calls_named(database, named)
    return [_entry(row, began, timezone) for row in rows]


def by_day(entries: Sequence[Entry], zone: ZoneInfo) -> list[tuple[date, list[Entry]]]:
    """The entries of each day of a zone, in their order."""
    return [(day, list(some)) for day, some in groupby(entries, lambda one: one.at.astimezone(zone).date())]


def _entry(row: dict[str, Any], began: dict[str, tuple[datetime, str]], timezone: str) -> Entry:
    act, call = row["act"], None
    if found := OF_A_CALL.match(act):
        call = found["call"] if found["call"] in began else None
        of = _of_call(began[call], row["at"], timezone) if call else "d’un appel effacé"
        act = f"{found['thing']} {of} : {state_after(row['changes']) or found['what']}"
    return Entry(row["at"], row["who"], act, row["act"], tuple(differences_of(row["changes"])), call)


def state_after(lines: Sequence[str]) -> str:
    """« traité »: what became of a message, where that changed."""
    return next((line.rpartition(" → ")[2] for line in lines if line.startswith(STATE)), "")


def _of_call(began: tuple[datetime, str], noted: datetime, timezone: str) -> str:
    """« du 30/11 à 3 h 10, Urgence serrurerie »; with its year where the entry is of another one."""
    at, line = began
    reading = at.astimezone(ZoneInfo(timezone))
    day = f"{reading:%d/%m}" if reading.year == noted.year else f"{reading:%d/%m/%Y}"
    return f"du {day} à {clock_text(reading)}, {line}"


def differences_of(lines: Iterable[str]) -> Iterable[Difference]:
    """« Ligne Urgence, nom : A → B »: what it is of, A, B."""
    for line in lines:
        head, arrow, after = line.partition(" → ")
        of, colon, before = head.partition(" : ")
        yield Difference(f"{of} :", before, after) if arrow and colon else Difference(line)
