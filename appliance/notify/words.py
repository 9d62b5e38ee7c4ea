"""Shifts and changes in French, for mails, pages and commands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from appliance.notify.told_changes import told_changes
from appliance.planning.moments import clock_text, long_day, long_end, long_start
from appliance.planning.publication import Notice
from appliance.planning.wall_clock import wall_clock

Record = dict[str, Any]


def moment_text(moment: datetime, timezone: str) -> str:
    """« vendredi 4 décembre 2026 à 18 h », on the clock of the zone."""
    reading = wall_clock(moment, timezone)
    return f"{long_day(reading.date())} à {clock_text(reading)}"


def shift_text(starts: datetime, ends: datetime, timezone: str, level: int, team: str) -> str:
    """« du … au …, niveau 1 (SAV) »."""
    return f"du {long_start(starts, timezone)} au {long_end(ends, timezone)}, niveau {level} ({team})"


def shift_line(record: Record, timezone: str) -> str:
    """A row of `published_shifts`."""
    return shift_text(record["starts"], record["ends"], timezone, record["level"], record["team_name"])


def change_line(record: Record, timezone: str) -> str:
    """A row of `published_changes`: « Ajouté : du … », « Retiré : … », « Déplacé : du … ; c'était du … »."""
    sides = {
        side: shift_text(record[f"starts_{side}"], record[f"ends_{side}"], timezone, record[f"level_{side}"], team)
        for side, team in (("before", record["team_name"]), ("after", record["team_name"]))
        if record[f"starts_{side}"] is not None
    }
    if "before" not in sides:
        return f"Ajouté : {sides['after']}"
    if "after" not in sides:
        return f"Retiré : {sides['before']}"
    return f"Déplacé : {sides['after']} ; c'était {sides['before']}"


def changes_by_agent(publication: Record) -> Iterator[str]:
    """The differences with the version before, agent by agent."""
    names = sorted({(change["agent_name"], change["agent_id"]) for change in publication["changes"]})
    for name, agent in names:
        yield f"{name} :"
        for change in told_changes(one for one in publication["changes"] if one["agent_id"] == agent):
            yield f"  {change_line(change, publication['timezone'])}"


def notice_text(notice: Notice, first_change: datetime | None, timezone: str) -> str | None:
    """What to know of the notice, None when it is long enough (Code du travail L3121-12)."""
    if notice is Notice.IN_TIME or first_change is None:
        return None
    day = moment_text(first_change, timezone)
    if notice is Notice.SHORT:
        return (
            f"Délai de prévenance court : le premier changement est {day}, à moins de quinze jours "
            "(Code du travail, L3121-12 : à défaut d'accord, quinze jours, sauf circonstances exceptionnelles)."
        )
    return (
        f"Délai de prévenance inférieur à un jour franc : le premier changement est {day} "
        "(Code du travail, L3121-12, à défaut d'accord) ; dites pourquoi, le motif est gardé avec la publication."
    )
