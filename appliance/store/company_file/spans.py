"""Spans of days and of moments, of a company file: `from` and `to`."""

from __future__ import annotations

from datetime import date, datetime

from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import Fields

SOME_DAY = date(2000, 1, 1)  # stands for a day that was refused, until the whole file is


def read_moments(fields: Fields, timezone: str, of_what: str) -> tuple[datetime, datetime]:
    """`from` and `to` (excluded) on the clock of a zone, as UTC. `of_what`: « du remplacement »."""
    at = scalars.moment(timezone)
    moments = [fields.found[name].read(at, None) if name in fields else None for name in ("from", "to")]
    start, end = (moment or at(SOME_DAY.isoformat()) for moment in moments)
    if all(moments) and end <= start:
        fields.found["to"].refuse(f"La fin {of_what} doit être après son début.")
    return start, end


def read_day_range(fields: Fields) -> tuple[date, date]:
    """`from` and `to`, both included; `to` left out is one day."""
    first = fields.read("from", scalars.day, SOME_DAY)
    last = fields.read("to", scalars.day, first)
    if last < first:
        fields.found["to"].refuse("Le dernier jour (to) est avant le premier (from) : corrigez l'un des deux.")
    return first, last
