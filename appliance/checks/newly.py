"""What a change newly makes: of the gaps that were there before it, the moments that it adds alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from appliance.checks.finding import Fault, Finding, Severity
from appliance.checks.presence import gaps_of
from appliance.company.model import Company
from appliance.planning.coverage import without
from appliance.planning.spans import Interval, merged

GAPS = ("gap", "first_level_gap")


class Known:
    """What was found of the settings before a change."""

    def __init__(self, found: Iterable[Finding]) -> None:
        self._said: set[str] = set()
        self._missed: dict[tuple[Severity, Fault], list[Interval]] = defaultdict(list)
        for one in found:
            self._said.add(str(one))
            self._missed[one.severity, one.fault] += one.when

    def fresh(self, one: Finding) -> list[Interval]:
        """Its moments that were not known of the same fault."""
        return without(list(one.when), merged(self._missed[one.severity, one.fault]))

    def has(self, one: Finding) -> bool:
        """Whether it is nobody's news: the same sentence, or a gap of no new moment."""
        return not self.fresh(one) if one.code in GAPS else str(one) in self._said


def of_what_is_new(
    company: Company, found: Iterable[Finding], known: Known, now: datetime, days: int
) -> Iterator[Finding]:
    """Those found of a company; of a gap that grew, what it grew by: other days are not this change's."""
    span = now, now + timedelta(days=days)
    for one in found:
        fresh = known.fresh(one) if one.code in GAPS else []
        yield one if fresh in ([], list(one.when)) else of_these(company, one, fresh, span)


def of_these(company: Company, gap: Finding, moments: list[Interval], span: Interval) -> Finding:
    """The same gap, of these moments alone."""
    line, team = gap.about
    again = gaps_of(company.lines[line], company.teams[team], moments, span)
    return next((one for one in again if one.code == gap.code), gap)
