"""Periods that are forced on a line, and contradict one another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

from appliance.checks.finding import Finding, of_line, warning
from appliance.company.model import Company, Line
from appliance.planning.explanation import PERIODS
from appliance.planning.moments import stretch_text


def check_forced(company: Company, now: datetime) -> Iterator[Finding]:
    """Those to come, of each line; what is over contradicts nobody."""
    for line in company.lines.values():
        yield from overlaps(line, now)


def overlaps(line: Line, now: datetime) -> Iterator[Finding]:
    """Two different periods forced at the same moments: the one written last counts."""
    for first, last in combinations(line.forced, 2):
        start, end = max(first.start, last.start, now), min(first.end, last.end)
        if start < end and first.period is not last.period:
            sentence = (
                f"deux périodes sont forcées {stretch_text(start, end, line.timezone)}, {PERIODS[first.period]} et "
                f"{PERIODS[last.period]} ; la dernière écrite, {PERIODS[last.period]}, l'emporte. "
                "Ôtez l'une des deux si ce n'est pas voulu."
            )
            yield warning("forced_overlap", of_line(line).inside("", "forced"), sentence, [(start, end)])
