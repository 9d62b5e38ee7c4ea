"""What a planning says that cannot be meant: the departed, changes without effect, swaps unanswered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from appliance.checks.finding import Finding, Where, error, of_planning, warning
from appliance.checks.presence import called_teams
from appliance.company.model import Company, Team
from appliance.company.names import agent_name, agent_names, of_name
from appliance.company.routes import teams_reached
from appliance.folding import listed
from appliance.planning.moments import stretch_text
from appliance.planning.rota import named_at, stretches, windows
from appliance.planning.spans import Interval
from appliance.planning.swaps import clashes
from appliance.planning.team_plan import Override, Swap, TeamPlan


def check_rostering(company: Company, now: datetime, days: int) -> Iterator[Finding]:
    """Each team's planning in the days after `now`. What is over is left in peace."""
    for team in company.teams.values():
        yield from departed(company, team, now, days)
        yield from swaps_of(company, team, now)
        yield from overrides_of(company, team, now)


def departed(company: Company, team: Team, now: datetime, days: int) -> Iterator[Finding]:
    """Shifts and rotations of agents who leave within these days, overrides that call them back."""
    gone = {one.agent: one.last for one in team.plan.departures}
    soon = {agent: last for agent, last in gone.items() if last < (now + timedelta(days=days)).date()}
    named: list[tuple[str, int, tuple[str | None, ...]]]
    named = [
        ("shifts", place, (shift.agent,))
        for place, shift in enumerate(team.plan.shifts)
        if shift.last is None or shift.last > gone.get(shift.agent, shift.last)
    ]
    named += [("rotations", place, rotation.agents) for place, rotation in enumerate(team.plan.rotations)]
    named += [
        ("overrides", place, (override.adds,))
        for place, override in enumerate(team.plan.overrides)
        if override.end > now and override.adds in gone and override.end.date() > gone[override.adds]
    ]
    for part, place, agents in named:
        for agent in dict.fromkeys(agents):
            if agent is not None and (agent in soon or part == "overrides"):
                yield warning(
                    "departed",
                    where_of(team, part, place),
                    f"{agent_name(company, agent)} quitte l'entreprise le {gone[agent]:%d/%m/%Y} ; donnez sa place.",
                )


LONGEST = timedelta(days=400)
PARTS = {"shifts": "créneau", "rotations": "roulement", "overrides": "remplacement", "swaps": "échange"}


def looked_at(start: datetime, end: datetime) -> Interval:
    """Of a change that lasts for years, the first ones: enough to know whether it changes anything."""
    return start, min(end, start + LONGEST)


def swaps_of(company: Company, team: Team, now: datetime) -> Iterator[Finding]:
    """Swaps that clash, wait for an answer, or give a place that is not the giver's."""
    for place, sentence in clashes(team.plan.swaps, agent_names(company)):
        swap = team.plan.swaps[place]
        about = (team.id, swap.giver, swap.taker, f"{swap.start:%Y%m%d%H%M}")
        yield error("swap_clash", where_of(team, "swaps", place), sentence[0].lower() + sentence[1:], (), *about)
    unswapped = replace(team.plan, swaps=())
    for place, swap in enumerate(team.plan.swaps):
        if swap.refused is not None or all(leg.end <= now for leg in swap.handovers):
            continue
        if swap.pending:
            when = [(leg.start, leg.end) for leg in swap.handovers if leg.start < leg.end]
            yield warning("swap_pending", where_of(team, "swaps", place), pending_text(company, team, swap), when)
        for leg in swap.handovers:
            spans = stretches(unswapped, *looked_at(leg.start, leg.end), lambda moment: named_at(unswapped, moment))
            if leg.start < leg.end and not any(
                entry.agent == leg.giver for _, _, entries in spans for entry in entries
            ):
                yield warning(
                    "swap_without_effect",
                    where_of(team, "swaps", place),
                    f"{agent_name(company, leg.giver)} n'est pas d'astreinte "
                    f"{stretch_text(leg.start, leg.end, team.plan.timezone)} ; corrigez les dates.",
                    [(leg.start, leg.end)],
                )


def pending_text(company: Company, team: Team, swap: Swap) -> str:
    """« échange proposé : ... ; sans effet tant que Hugo Petit n'a pas accepté. »"""
    waiting = listed(of_name(agent_name(company, one)) for one in (swap.giver, swap.taker) if one not in swap.agreed)
    given = stretch_text(swap.start, swap.end, team.plan.timezone)
    return (
        f"échange proposé, {agent_name(company, swap.taker)} à la place "
        f"{of_name(agent_name(company, swap.giver))} {given} ; "
        f"sans effet tant qu'il manque l'accord {waiting}."
    )


def overrides_of(company: Company, team: Team, now: datetime) -> Iterator[Finding]:
    """Overrides at hours when no line calls the team, and those that change nobody."""
    for place, override in enumerate(team.plan.overrides):
        if override.end <= max(now, override.start):
            continue
        when: Interval = (override.start, override.end)
        if not is_called(company, team, override):
            sentence = "aucune ligne n'appelle cette équipe à ce moment-là ; corrigez l'équipe ou les dates."
            yield warning("override_outside_lines", where_of(team, "overrides", place), sentence, [when])
        elif changes_nothing(team.plan, place):
            sentence = (
                f"il ne change rien {stretch_text(*when, team.plan.timezone)} ; corrigez l'intervenant ou les dates."
            )
            yield warning("override_without_effect", where_of(team, "overrides", place), sentence, [when])


def is_called(company: Company, team: Team, override: Override) -> bool:
    """Whether a line calls the team at some moment of the override, behind a silent office too."""
    span = looked_at(override.start, override.end)
    for line in company.lines.values():
        everywhere = [teams_reached(company, line, behaviour.action) for behaviour in line.behaviours.values()]
        reached = [team.id in [one.team for one in found] for found in everywhere]
        if all(reached) or (any(reached) and team.id in called_teams(company, line, *span)):
            return True
        if any(one.unanswered_office and one.team == team.id for found in everywhere for one in found):
            return True
    return False


def changes_nothing(plan: TeamPlan, place: int) -> bool:
    """Whether the same agents are on call at the same levels without this override."""
    override = plan.overrides[place]
    without_it = replace(plan, overrides=plan.overrides[:place] + plan.overrides[place + 1 :])
    return _people(plan, override) == _people(without_it, override)


def _people(plan: TeamPlan, override: Override) -> list[tuple[datetime, tuple[tuple[str, int], ...]]]:
    """Who, at which level, from when: reasons left out, and stretches that differ by nothing else made one."""
    told_once: list[tuple[datetime, tuple[tuple[str, int], ...]]] = []
    for start, _, entries in windows(plan, *looked_at(override.start, override.end)):
        people = tuple((entry.agent, entry.level) for entry in entries)
        if not told_once or told_once[-1][1] != people:
            told_once.append((start, people))
    return told_once


def where_of(team: Team, part: str, place: int) -> Where:
    """« Planning de l'équipe SAV, échange 2 », and its steps in the file."""
    return of_planning(team).inside(f", {PARTS[part]} {place + 1}", part, str(place))
