"""Published shifts as few sentences: the same hours on days that follow one another are told once. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from appliance.notify.words import shift_line
from appliance.planning.moments import clock_text, long_day
from appliance.planning.wall_clock import wall_clock

Record = dict[str, Any]
SHORTEST = 3  # days: fewer are told one by one
A_DAY = timedelta(days=1)


def shift_lines(records: Iterable[Record], timezone: str) -> list[str]:
    """« chaque jour du … au …, de 20 h à 8 h, niveau 2 (SAV) », or the shift alone; as they begin."""
    told: list[str] = []
    for run in runs_of(records, timezone):
        whole = len(run) >= SHORTEST
        told += [run_text(run, timezone)] if whole else [shift_line(one, timezone) for one in run]
    return told


def runs_of(records: Iterable[Record], timezone: str) -> list[list[Record]]:
    """Shifts of one place, of one length, that begin at one hour on days that follow one another."""
    runs: list[list[Record]] = []
    open_ones: dict[tuple[Any, ...], list[Record]] = {}
    for one in sorted(records, key=lambda record: record["starts"]):
        start, end = (wall_clock(one[side], timezone) for side in ("starts", "ends"))
        alike = (one["team_name"], one["level"], start.time(), end.time(), end.date() - start.date())
        before = open_ones.get(alike)
        if before and wall_clock(before[-1]["starts"], timezone).date() + A_DAY == start.date():
            before.append(one)
            continue
        open_ones[alike] = [one]
        runs.append(open_ones[alike])
    return runs


def run_text(run: list[Record], timezone: str) -> str:
    """« chaque jour du lundi 7 décembre 2026 au dimanche 13 décembre 2026, de 8 h à 20 h, niveau 2 (SAV) »."""
    first, last = (long_day(wall_clock(one["starts"], timezone).date()) for one in (run[0], run[-1]))
    begin, end = (clock_text(wall_clock(run[0][side], timezone)) for side in ("starts", "ends"))
    return f"chaque jour du {first} au {last}, de {begin} à {end}, niveau {run[0]['level']} ({run[0]['team_name']})"


def change_records(changes: Iterable[Record]) -> tuple[list[Record], list[Record]]:
    """Of the rows of `published_changes`: the shifts that are new, as shifts, and the other rows."""
    rows = list(changes)
    new = [
        {**one, "starts": one["starts_after"], "ends": one["ends_after"], "level": one["level_after"]}
        for one in rows
        if one["starts_before"] is None
    ]
    return new, [one for one in rows if one["starts_before"] is not None]
