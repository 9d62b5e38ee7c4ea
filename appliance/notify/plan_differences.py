"""Whose hours a change of planning touches: planned shifts of before, of after, and what each agent gains or loses.

Swaps are left out: both agents know of theirs, which they asked for and answered.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from appliance.company.model import Company, Team
from appliance.planning.changed_hours import changed_hours
from appliance.planning.publication import Change, Entry, PlannedShift, planned_shifts, succession
from appliance.planning.team_plan import Swap
from appliance.store.outbox.plan_changes import plans

BEHIND, AHEAD = timedelta(days=8), timedelta(days=366)  # so far a shift is seen: longer ones have no end that is said


@dataclass(frozen=True)
class Window:
    """The hours that are compared (aware). What is over is nobody's news: `now`."""

    now: datetime

    @property
    def start(self) -> datetime:
        return self.now - BEHIND

    @property
    def end(self) -> datetime:
        return self.now + AHEAD


def hours_changed(
    settings: Sequence[Company], known: Sequence[Collection[str]], window: Window
) -> dict[str, list[Change]]:
    """By agent, what differs between the first and the last of these settings, in the order of time.

    `known`: of each step from one to the next, who knows of it already. Whom nothing else touches is left out.
    """
    last = settings[-1]
    seen = [_without_swaps_of_after(company, last) for company in settings]
    teams = {team for one, other in pairwise(seen) for team in _differing(one, other)}
    shifts = [_shifts(company, teams, window) for company in seen]
    touched = {
        shift.agent
        for (one, other), told in zip(pairwise(shifts), known, strict=True)
        for shift in one ^ other
        if shift.agent not in told
    }
    found: dict[str, list[Change]] = {}
    for change in _changes(shifts[0], shifts[-1], window):
        if change.agent in touched:
            found.setdefault(change.agent, []).append(change)
    return found


def _without_swaps_of_after(company: Company, after: Company) -> Company:
    """The settings with the swaps of later as they became: what is left different is no swap's doing."""
    return replace(company, teams={name: _team(team, after.teams.get(name)) for name, team in company.teams.items()})


def _team(team: Team, after: Team | None) -> Team:
    if after is None:
        return team
    still = {same_swap(one) for one in after.plan.swaps}
    gone = tuple(one for one in team.plan.swaps if same_swap(one) not in still)
    return replace(team, plan=replace(team.plan, swaps=(*after.plan.swaps, *gone)))


def same_swap(swap: Swap) -> Swap:
    """What of a swap stays while it is answered."""
    return swap.unanswered


def _differing(one: Company, other: Company) -> set[str]:
    before, after = plans(one), plans(other)
    return {team for team in before.keys() | after.keys() if before.get(team) != after.get(team)}


def _shifts(company: Company, teams: Collection[str], window: Window) -> frozenset[PlannedShift]:
    mine = {name: team.plan for name, team in company.teams.items() if name in teams}
    return frozenset(planned_shifts(mine, window.start, window.end))


def _changes(before: Collection[PlannedShift], after: Collection[PlannedShift], window: Window) -> list[Change]:
    entries = [Entry(str(uuid.uuid4()), 0, shift) for shift in before]
    made = succession(entries, after, window.start, window.end, lambda: str(uuid.uuid4()))
    sides = [(one.before.shift if one.before else None, one.after.shift if one.after else None) for one in made.changes]
    told = [Change(_entry(before), _entry(after)) for before, after in changed_hours(sides)]
    return [change for change in told if not _is_over(change, window.now)]


def _entry(shift: PlannedShift | None) -> Entry | None:
    """For no calendar: it is told, and no more."""
    return Entry("", 0, shift) if shift else None


def _is_over(change: Change, now: datetime) -> bool:
    return all(side is None or side.shift.end <= now for side in (change.before, change.after))
