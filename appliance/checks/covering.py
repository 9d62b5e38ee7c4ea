"""What `coverage` tells of a line: gaps, single points, doubles, absences, and agents on two lines at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from appliance.checks.finding import Finding, of_line, of_planning, warning
from appliance.checks.presence import called_teams, gaps_of, told
from appliance.company.model import Company, Line
from appliance.company.names import agent_name, in_a_sentence
from appliance.folding import listed
from appliance.planning.coverage import at_once, common, coverage, joined, presence
from appliance.planning.spans import Interval

Post = tuple[str, str]  # line, team


def cover(company: Company, lines: list[Line], start: datetime, end: datetime) -> Iterator[Finding]:
    """Each line in the hours in which it calls its teams, then all of them together."""
    called = {line.id: called_teams(company, line, start, end) for line in lines}
    for line in lines:
        for team, hours in called[line.id].items():
            yield from gaps_of(line, company.teams[team], hours, (start, end))
            yield from people_of_line(company, line, team, hours, (start, end))
    yield from on_two_lines(company, called, (start, end))


def people_of_line(company: Company, line: Line, team: str, hours: list[Interval], span: Interval) -> Iterator[Finding]:
    """Agents alone, twice, or away, in the hours in which the line calls them."""
    found = coverage(company.teams[team].plan, *span)
    where = of_planning(company.teams[team])
    behind = "ajoutez un second niveau." if line.last_resort else "ajoutez un second niveau ou un dernier recours."
    kinds = (
        ("alone", found.alone, "est la seule personne d'astreinte", behind),
        ("doubled", found.doubled, "y est deux fois à la fois", "gardez une seule place."),
        ("away", found.away, "y est, mais absent,", "prévoyez un remplacement."),
    )
    for code, by_agent, what, advice in kinds:
        for agent, when in by_agent.items():
            there = common(when, hours)
            if there:
                sentence = f"{agent_name(company, agent)} {what} {told(there, line.timezone)} ; {advice}"
                yield warning(code, where.inside(f", {in_a_sentence(line.name)}"), sentence, there)


def on_two_lines(company: Company, called: dict[str, dict[str, list[Interval]]], span: Interval) -> Iterator[Finding]:
    """Agents whom two lines call at once, by two teams: taken by one, they are lost to the other."""
    there = {team: presence(company.teams[team].plan, *span) for teams in called.values() for team in teams}
    for agent in company.agents:
        held: dict[Post, list[Interval]] = {
            (line, team): common(there[team].get(agent, []), hours)
            for line, teams in called.items()
            for team, hours in teams.items()
        }
        clashes: dict[tuple[str, ...], list[Interval]] = {}
        for start, end, posts in at_once(held):
            lines = tuple(line for line in called if line in {line for line, _ in posts})
            if len(lines) > 1 and len({team for _, team in posts}) > 1:
                clashes.setdefault(lines, []).append((start, end))
        for lines, when in clashes.items():
            names = listed(company.lines[line].name for line in lines)
            first = company.lines[lines[0]]
            moments = told(joined(when), first.timezone)
            sentence = f"{agent_name(company, agent)} est d'astreinte sur {names} à la fois {moments}."
            yield warning("on_two_lines", of_line(first), sentence, joined(when))
