"""What newly loses calls is refused, up to the last date that changes; what is worth a look is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from appliance.checks import DAYS, Finding, check_change
from appliance.company.dialling import not_to_dial
from appliance.company.model import Company
from appliance.door.refusing import Refused

LONGEST = 400  # days looked at, for a change of dates that are far away
DAY = timedelta(days=1)


class Judge:
    """Asked once, of one change. `now`: aware; `told`: what the change is newly warned of, once it was let through."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.told: list[Finding] = []

    def __call__(self, before: Company | None, after: Company) -> None:
        """Refused, with every error that the change makes; one that is there already, and grows no worse, passes."""
        if errors := self.look(before, after):
            raise Refused([str(one) for one in errors])

    def look(self, before: Company | None, after: Company) -> list[Finding]:
        """The errors that the change makes, for whoever has to let it through; the rest is in `told`."""
        if before == after:
            return []
        errors, self.told = check_change(before, after, self.now, horizon(before, after, self.now))
        return errors


def horizon(before: Company | None, after: Company, now: datetime) -> int:
    """How many days are to be looked at: the usual ones, or up to the last of the dates that change."""
    changed = set(dated(before)) ^ set(dated(after)) if before else set()
    return min(LONGEST, max([DAYS, *((end - now) // DAY + 1 for end, _ in changed)]))


def dated(company: Company) -> Iterator[tuple[datetime, object]]:
    """Each dated part of the planning and of the hours, with its end."""
    for team in company.teams.values():
        plan = team.plan
        days = [(day, shift) for shift in plan.shifts for day in (shift.first, shift.last) if day]
        yield from ((datetime.combine(day, time(), UTC) + DAYS * DAY, (team.id, shift)) for day, shift in days)
        yield from ((override.end, (team.id, override)) for override in plan.overrides)
        yield from ((leg.end, (team.id, swap)) for swap in plan.swaps for leg in swap.handovers)
        yield from ((datetime.combine(one.last, time(), UTC) + 2 * DAY, one) for one in plan.absences)
    for line in company.lines.values():
        yield from ((forced.end, (line.id, forced)) for forced in line.forced)


def may_ring(company: Company | None, number: str) -> None:
    """Refused for a number that no call may ring, whoever tries it."""
    if company is not None and (refused := not_to_dial(number, company)):
        raise Refused([refused.sentence])
