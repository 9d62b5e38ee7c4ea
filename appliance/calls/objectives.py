"""What was wanted of the wait, line by line and choice by choice, and what it was. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from appliance.calls.figures import PastCall, in_time
from appliance.calls.instructions import Steps, choice_made
from appliance.company.model import CallTeam, Company, Line
from appliance.company.routes import routes


@dataclass(frozen=True)
class Objective:
    """`team`: of a choice that has an objective of its own; None: the whole line. `in_time`: of its calls."""

    line: str
    team: str | None
    seconds: int
    calls: int
    in_time: int

    @property
    def share(self) -> int | None:
        """In hundredths; None without a call."""
        return round(100 * self.in_time / self.calls) if self.calls else None


def with_own(line: Line, company: Company) -> list[CallTeam]:
    """The choices of a line that have an objective of their own, each once."""
    ends = (route.action for done in line.behaviours.values() for route in routes(company, done.action))
    found = (one for one in ends if isinstance(one, CallTeam) and one.target_wait is not None)
    return list({_objective(one): one for one in found}.values())


def of_choices(
    company: Company, line: Line, called: Sequence[PastCall], steps: Mapping[str, Steps]
) -> Iterator[Objective]:
    """Of the choices of a line that have an objective of their own, and that a call made. `called`: its calls.

    `steps`: of the calls, by their name, as the journal gives them.
    """
    for choice in with_own(line, company):
        wanted = _objective(choice)
        theirs = [one for one in called if _objective(choice_made(company, line, steps.get(one.name, ()))) == wanted]
        if theirs:
            seconds = choice.target_wait or 0
            yield Objective(line.id, choice.team, seconds, len(theirs), in_time(theirs, {line.id: seconds}))


def _objective(choice: CallTeam | None) -> tuple[str, int | None] | None:
    return (choice.team, choice.target_wait) if choice is not None else None
