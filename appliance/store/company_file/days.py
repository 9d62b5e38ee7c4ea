"""Closures and days off of a company file: dated, or the same every year."""

from __future__ import annotations

import re
from datetime import date

from appliance.planning.hours import DatedDays, NamedDays, YearlyDays
from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import Fields, Value
from appliance.store.company_file.spans import SOME_DAY, read_day_range

YEARLY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
LEAP_YEAR = 2000


def read_named_days(values: list[Value]) -> tuple[NamedDays, ...]:
    """`{from, to, name}` of each; `from: 08-01`, without a year, comes back every year."""
    return tuple(map(_read, values))


def _read(value: Value) -> NamedDays:
    fields = value.fields(required=("from", "name"), optional=("to",))
    name = fields.read("name", scalars.name, "")
    if YEARLY.fullmatch(value.peek("from")):
        return _yearly(fields, name)
    if "to" in fields and YEARLY.fullmatch(value.peek("to")):
        fields.found["to"].refuse("« from » a une année et pas « to » : écrivez l'année aux deux, ou à aucun.")
        return DatedDays(SOME_DAY, SOME_DAY, name)
    first, last = read_day_range(fields)
    return DatedDays(first, last, name)


def _yearly(fields: Fields, name: str) -> YearlyDays:
    """The last day may be before the first: then it is in the next year."""
    first = fields.read("from", day_of_year, (1, 1))
    return YearlyDays(first, fields.read("to", day_of_year, first), name)


def day_of_year(text: str) -> tuple[int, int]:
    """`08-01`: a month and a day, of every year."""
    if not YEARLY.fullmatch(text):
        raise ValueError(f"« {text} » n'est pas un jour de l'année, mois puis jour ; écrivez par exemple 08-01.")
    month, day = map(int, text.split("-"))
    try:
        date(LEAP_YEAR, month, day)
    except ValueError:
        raise ValueError(f"« {text} » n'est pas un jour de l'année ; le mois vient d'abord.") from None
    return month, day
