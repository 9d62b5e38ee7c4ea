"""The rows of `published_changes` as they are told: of a turn that is cut, the hours lost and gained. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from appliance.planning.changed_hours import Pair, changed_hours, shown
from appliance.planning.publication import PlannedShift

Record = dict[str, Any]
SIDES = ("before", "after")


def told_changes(rows: Iterable[Record]) -> list[Record]:
    """The same rows, in the order of time, but for what `changed_hours` tells otherwise."""
    found = list(rows)
    rows_of = {_pair(row): row for row in found}
    names = {(row["team_name"], _agent(row)): row for row in found}
    return [
        rows_of.get(pair) or _row(pair, names[shown(pair).team, shown(pair).agent])
        for pair in changed_hours([_pair(row) for row in found])
    ]


def _agent(row: Record) -> str:
    """What is proposed names people alone."""
    return str(row.get("agent_id") or row["agent_name"])


def _pair(row: Record) -> Pair:
    before, after = (
        None
        if row[f"starts_{side}"] is None
        else PlannedShift(
            row[f"starts_{side}"], row[f"ends_{side}"], row["team_name"], _agent(row), row[f"level_{side}"]
        )
        for side in SIDES
    )
    return before, after


def _row(pair: Pair, like: Record) -> Record:
    row = dict(like)
    for side, shift in zip(SIDES, pair, strict=True):
        row |= {
            f"starts_{side}": shift.start if shift else None,
            f"ends_{side}": shift.end if shift else None,
            f"level_{side}": shift.level if shift else None,
        }
    return row
