"""How soon the script of a line lets a caller reach a human who answers at once: the script itself, rehearsed.

Who listens to everything and who knows the way are both told: what a company words is most of the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from appliance.calls import orders
from appliance.calls.number_words import example, widths
from appliance.checks.finding import Finding, of_line, warning
from appliance.checks.waits import Seconds, beginning_of, estimated
from appliance.company.actions import named_by, reaches_somebody
from appliance.company.model import Behaviour, CallTeam, Company, Line
from appliance.company.names import line_words
from appliance.company.routes import Route, routes
from appliance.planning.hours import Period
from appliance.planning.team_plan import TeamPlan
from appliance.simulator import people
from appliance.simulator.people import Caller, Phone
from appliance.simulator.scripted import KEY_SECONDS
from appliance.simulator.simulation import simulate

ANY_DAY = datetime(2026, 1, 5, tzinfo=UTC)  # the rehearsed line does the same at every moment
RINGING_SECONDS = 1.0
FIRST_KEY_SECONDS = 1.0
TALK_SECONDS = 2.0
MOST_WAYS = 40  # of a line; menus within menus multiply them


@dataclass(frozen=True)
class Shortest:
    """Seconds from the pick-up to a voice, when a telephone rings for one second. `keys`: of the longest way."""

    line: Line
    knows_the_way: float
    listens: float
    keys: str

    def __str__(self) -> str:
        way = f", touches {' '.join(self.keys)}" if self.keys else ""
        return (
            f"{line_words(self.line.name)} : un humain au plus tôt en {self.knows_the_way:.0f} s "
            "pour qui connaît le chemin, "
            f"{self.listens:.0f} s pour qui écoute tout{way} ; objectif {self.line.target_wait} s."
        )


def shortest_of(company: Company, seconds_of: Seconds = estimated) -> Iterator[Shortest]:
    """Each line that may lead to a human, in the order of the company. Its actions lead somewhere (`structure`)."""
    for line in company.lines.values():
        ways = list(_ways(company, line))[:MOST_WAYS]
        found = [way for way in (_rehearsed(company, line, *way, seconds_of) for way in ways) if way]
        if found:
            slowest = max(found, key=lambda one: one.listens)
            yield replace(slowest, knows_the_way=min(one.knows_the_way for one in found))


def check_target(found: Iterable[Shortest]) -> Iterator[Finding]:
    """Lines whose own sentences leave no time to keep their promise."""
    for one in found:
        if one.listens > one.line.target_wait:
            sentence = (
                f"qui écoute tout attend un humain au moins {one.listens:.0f} s, pour un objectif de "
                f"{one.line.target_wait} s ; abrégez l'accueil et le menu."
            )
            yield warning("slow_line", of_line(one.line), sentence)


def _ways(company: Company, line: Line) -> Iterator[tuple[Behaviour, Route]]:
    """Every way through the menus to a telephone, for each thing that the line does."""
    for behaviour in dict.fromkeys(line.behaviours[period] for period in Period):
        for route in routes(company, behaviour.action):
            if reaches_somebody(route.action):
                yield behaviour, route


def _rehearsed(
    company: Company, line: Line, behaviour: Behaviour, route: Route, seconds_of: Seconds
) -> Shortest | None:
    """One way, walked by a caller who listens and by one who knows it."""
    stand_in = replace(line, behaviours=dict.fromkeys(Period, behaviour), forced=())
    typed = [*route.keys, *_number(line, route)]
    listens = Caller(tuple(typed))
    keys = "".join(typed)
    hurries = Caller(presses=tuple((FIRST_KEY_SECONDS + place * KEY_SECONDS, key) for place, key in enumerate(keys)))
    waits = [_seconds_to_human(company, stand_in, caller, seconds_of) for caller in (hurries, listens)]
    if None in waits:
        return None
    return Shortest(line, waits[0] or 0.0, waits[1] or 0.0, "".join(route.keys))


def _number(line: Line, route: Route) -> list[str]:
    """What is typed where a number is asked for: a number by the rule and its confirmation."""
    asked = orders.question(line, route.action) if isinstance(route.action, CallTeam) else None
    if asked is None:
        return []
    number = example(asked.rule)
    if not orders.accepts(asked.rule, number):
        return [orders.NO_NUMBER]
    least, most = widths(asked.rule)
    return [number if least == most or len(number) == most else f"{number}#", "1"]


def _seconds_to_human(company: Company, line: Line, caller: Caller, seconds_of: Seconds) -> float | None:
    """Everybody is on call, answers at once, and presses 1 as soon as they are told to."""
    if not company.agents:
        return None
    agent = next(iter(company.agents))
    alone = TeamPlan(((agent,),), line.timezone)
    teams = {key: replace(team, plan=alone) for key, team in company.teams.items()}
    told = seconds_of(beginning_of(line, company.agents[agent].language))
    answers = people.accepts(RINGING_SECONDS, told, TALK_SECONDS)
    ends = [route.action for route in routes(company, line.behaviours[Period.OPEN].action)]
    numbers = [number for action in ends for number in named_by(action).offices]
    phones: dict[str, Phone] = dict.fromkeys([*company.agents[agent].phones, *numbers], answers)
    played = replace(company, teams=teams, lines={line.id: line})
    return simulate(played, line, ANY_DAY, caller, phones, seconds_of=seconds_of).seconds_to_human
