"""A period imposed on a line for a time, and taken back. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.company.model import Company
from appliance.company.parts import with_line
from appliance.planning.hours import ForcedPeriod, lasting


def with_forced(company: Company, line: str, forced: ForcedPeriod) -> Company:
    """The company with one more period forced on a line, written last: it beats those that it overlaps."""
    return _on_line(company, line, (*company.lines[line].forced, forced))


def without_forced(company: Company, line: str, now: datetime) -> Company:
    """The company less what is forced on a line from `now` (aware) on; what is over stays, and tells the past.

    What was stopped in the minute in which it began is not kept: nobody could read its hours.
    """
    forced = company.lines[line].forced
    kept = (replace(one, end=min(one.end, now)) for one in forced if one.start < now)
    return _on_line(company, line, tuple(one for one in kept if one.end < now or lasting((one,))))


def still_forced(company: Company, line: str, now: datetime) -> tuple[ForcedPeriod, ...]:
    """What is forced on a line now, or will be."""
    return tuple(one for one in company.lines[line].forced if one.end > now)


def _on_line(company: Company, line: str, forced: tuple[ForcedPeriod, ...]) -> Company:
    return with_line(company, replace(company.lines[line], forced=forced))
