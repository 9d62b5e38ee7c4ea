"""Which line a number belongs to. Pure."""

from __future__ import annotations

from appliance.company.model import Company, Line
from appliance.company.numbers import E164, normalise


def called_number(raw: str, region: str) -> str:
    """The number dialled, as the trunk wrote it, in E.164; as it stands if it is no number."""
    try:
        return normalise(raw, region)
    except ValueError:
        return raw


def line_of(company: Company, called: str) -> Line | None:
    """The line of a DID (E.164), else the line that serves unknown numbers, else None."""
    lines = company.lines.values()
    for line in lines:
        if called in line.numbers:
            return line
    return next((line for line in lines if line.default), None)


def presentable(line: Line, called: str) -> str | None:
    """The number that an agent's telephone shows: the one dialled if it is the line's, else the line's first.

    A line without numbers shows what was dialled, or None when that is no number.
    """
    if line.numbers:
        return called if called in line.numbers else line.numbers[0]
    return called if E164.fullmatch(called) else None
