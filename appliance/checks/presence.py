"""Somebody is on call at every moment at which a line would call them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from appliance.checks.finding import Finding, Severity, error, finding, of_line, of_planning, of_team, warning
from appliance.checks.structure import people_of
from appliance.company.hours import hours_of
from appliance.company.model import Company, Line, Team
from appliance.company.routes import teams_reached
from appliance.planning.coverage import common, gaps, joined, without
from appliance.planning.hours import periods
from appliance.planning.moments import stretch_text
from appliance.planning.rota import default_level, over
from appliance.planning.spans import Interval
from appliance.planning.team_plan import TeamPlan
from appliance.planning.wall_clock import wall_clock

TOLD = 3  # kinds of gaps named one by one in a sentence


def check_presence(company: Company, now: datetime, days: int) -> Iterator[Finding]:
    """Teams without agents, then the gaps of the next days, each line in its own hours."""
    end = now + timedelta(days=days)
    reached = {line.id: called_teams(company, line, now, end) for line in company.lines.values()}
    for team in company.teams.values():
        if not people_of(team.plan):
            called = any(team.id in teams for teams in reached.values())
            yield (error if called else warning)(
                "team_empty", of_team(team), "aucun intervenant ; ajoutez-en un, ou retirez l'équipe."
            )
    for line in company.lines.values():
        for name, stretches in reached[line.id].items():
            if people_of(company.teams[name].plan):
                yield from gaps_of(line, company.teams[name], stretches, (now, end))


def called_teams(company: Company, line: Line, start: datetime, end: datetime) -> dict[str, list[Interval]]:
    """The teams that the line offers its calls to, and when (UTC).

    Behind a silent office a gap loses nothing that was promised: those hours are the office's.
    """
    found: dict[str, list[Interval]] = defaultdict(list)
    for here, there, period in periods(hours_of(company, line), start, end):
        for reached in teams_reached(company, line, line.behaviours[period].action):
            if not reached.unanswered_office:
                found[reached.team].append((here, there))
    return {team: joined(intervals) for team, intervals in found.items()}


def gaps_of(line: Line, team: Team, called: list[Interval], span: Interval) -> Iterator[Finding]:
    """Nobody at all; then nobody of the first level, where another one answers."""
    where = replace(of_planning(team), words=f"{of_line(line)}, équipe {team.name}")
    nobody = common(gaps(team.plan, *span), called)
    if nobody:
        severity = Severity.WARNING if line.last_resort else Severity.ERROR
        after = "seul le dernier recours serait appelé" if line.last_resort else "l'appel finirait en message"
        more_people = "Ajoutez un créneau ou un remplacement"
        advice = more_people if line.last_resort else f"{more_people}, ou donnez un dernier recours à la ligne"
        sentence = f"personne n'est d'astreinte {told(nobody, line.timezone)} ; {after}. {advice}."
        yield finding(severity, "gap", where, sentence, nobody, line.id, team.id)
    first = first_level(team.plan, span[0])
    missing = without(common(gaps(team.plan, *span, level=first), called), nobody)
    if missing:
        sentence = (
            f"personne au niveau {first} {told(missing, line.timezone)} ; l'appel irait droit au niveau suivant. "
            "Ajoutez un créneau si ce n'est pas voulu."
        )
        yield finding(Severity.WARNING, "first_level_gap", where, sentence, missing, line.id, team.id)


def first_level(plan: TeamPlan, moment: datetime) -> int:
    """The lowest level that the planning ever fills, from a moment on."""
    reading = wall_clock(moment, plan.timezone)
    shifts = [shift for shift in plan.shifts if not over(shift, reading)]
    levels = [shift.level or default_level(plan, shift.agent) for shift in shifts]
    for rotation in plan.rotations:
        levels += [rotation.level or default_level(plan, agent) for agent in rotation.agents]
    always = [level for level, agents in enumerate(plan.levels, 1) if agents]
    return min(levels or always or [1])


def told(intervals: Sequence[Interval], timezone: str) -> str:
    """The first moment of each kind, and how many more there are: a lunch break is one kind, whatever the day."""
    kinds: dict[tuple[time, time, timedelta], list[Interval]] = defaultdict(list)
    for start, end in intervals:
        first, last = wall_clock(start, timezone), wall_clock(end, timezone)
        kinds[first.time(), last.time(), last - first].append((start, end))
    texts = [stretch_text(*some[0], timezone) + more(len(some) - 1) for some in list(kinds.values())[:TOLD]]
    left = sum(len(some) for some in list(kinds.values())[TOLD:])
    return ", ".join(texts) + more(left)


def more(number: int) -> str:
    """« (et 3 autres fois) », or nothing."""
    return f" (et {number} autre{'s' if number > 1 else ''} fois)" if number else ""
