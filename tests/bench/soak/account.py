"""What became of every call: nothing is left, the journal has each once, and none was lost that no fault explains."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.bench.soak import tests_end_to_end  # noqa: F401 - their folder is found
from tests.bench.soak.callers import Leaving, Life
from tests.bench.soak.faults import Fault

from astreinte_lab import Lab, until  # isort: skip
from phones.timeline import DidNotHappen  # isort: skip

REST_SECONDS = 120.0  # for what is at its end, and for the records of calls that a fault cut
WRITTEN_SECONDS = 3.0  # after the last word of a call, for its record
ANSWERED_SECONDS = 10.0  # after its INVITE, whatever else the box does
FULL = ("503", "486")  # what a box with too many callers says at once


@dataclass
class Account:
    """`lost`: calls that no fault explains; `left`: what should not be there any more. A sentence each."""

    calls: int
    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    excused: int = 0
    lost: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def account(lab: Lab, lives: Sequence[Life], faults: Sequence[Fault], room: int) -> Account:
    """Once every caller is gone. Waits for the end of all that ends by itself. `room`: callers that the box takes."""
    told = Account(len(lives))
    try:
        lab.has_no_leg(within=REST_SECONDS)
    except DidNotHappen:
        told.left += [f"a leg: {leg}" for leg in lab.legs()]
    journal = _whole_journal(lab, lives)
    for life in lives:
        excused = [fault for fault in faults if fault.touches(life.born, _known_over(life))]
        why = _lost(life, journal.get(life.number, []), told, full=_beside(life, lives) >= room)
        if why and excused:
            told.excused += 1
        elif why:
            told.lost.append(f"{life.number} on {life.line}, {life.caller.timeline.story()}: {why}")
    told.left += [
        f"a call of {number} without its end"
        for number, records in journal.items()
        if not all(record["ended_at"] for record in records)
    ]
    told.left += [f"a lease of {agent} for {call}" for agent, call in _leases(lab)]
    return told


def _known_over(life: Life) -> float:
    """When the box knows the end, at the latest."""
    return _gone(life) + (REST_SECONDS if life.leaving is Leaving.VANISHES and not life.by_the_box else WRITTEN_SECONDS)


def _gone(life: Life) -> float:
    return life.ended or life.born + life.stays


def _beside(life: Life, lives: Sequence[Life]) -> int:
    """How many others the box may have had when this one called."""
    return sum(other is not life and other.born <= life.born < _known_over(other) for other in lives)


def _lost(life: Life, records: list[dict[str, Any]], told: Account, *, full: bool) -> str:
    """Why this call is lost, or nothing. `full`: there may have been no room for it."""
    if not life.answered and life.by_the_box:
        told.refused[life.status] += 1
        return "" if full and life.status in FULL else f"refused {life.status}"
    if not life.answered:
        waited = _gone(life) - life.born
        return f"no answer in {waited:.0f} s" if waited > ANSWERED_SECONDS else ""
    if len(records) != 1:
        return f"{len(records)} times in the journal"
    record = records[0]
    told.outcomes[str(record["outcome"])] += 1
    if not record["ended_at"]:
        return "no end in the journal"
    if record["outcome"] in (None, "fallback"):
        return f"its outcome is {record['outcome']}"
    if life.by_the_box and record["outcome"] == "abandoned":
        return "the box hung up, and says that the caller did"
    return ""


def _whole_journal(lab: Lab, lives: Sequence[Life]) -> dict[str, list[dict[str, Any]]]:
    """By caller, once each has its end or will have none."""
    ours = {life.number for life in lives if life.answered}

    def read() -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for call in lab.calls():
            found.setdefault(call["caller"], []).append(call)
        return found

    def over() -> bool:
        found = read()
        return all(number in found and all(call["ended_at"] for call in found[number]) for number in ours)

    with suppress(DidNotHappen):
        until(over, REST_SECONDS, "each call with its end")
    return read()


def _leases(lab: Lab) -> list[tuple[str, str]]:
    database = sqlite3.connect(f"file:{lab.facts['database']}?mode=ro", uri=True)
    try:
        return database.execute("SELECT agent, call_id FROM leases").fetchall()
    finally:
        database.close()
