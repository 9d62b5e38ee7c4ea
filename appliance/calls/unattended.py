"""What a line does with a caller for whom there is no script: said, rung and hunted for without a key of theirs. Pure.

It is what the script does for a caller who presses nothing, with two differences: where silence would lead to a message
though another key calls somebody, that somebody is rung, for this caller could not have chosen them. And of what the
company wrote, a sentence that is filled at the call is left out (`said_alone`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from appliance.calls.duty import cuts
from appliance.calls.ring_order import Wave, waves
from appliance.company.actions import named_by, reaches_somebody
from appliance.company.hours import hours_of
from appliance.company.incidents import incident_at
from appliance.company.model import Action, Company, Line, Ring, TakeMessage, Team
from appliance.company.routes import routes, team_behind_offices
from appliance.company.slots import without_slots
from appliance.company.tongues import said_in
from appliance.planning.hours import period_at
from appliance.planning.rota import on_call, windows
from appliance.planning.spans import longest, walk

Phones = tuple[tuple[str, int], ...]  # telephones rung together: an agent, and which of theirs
Order = tuple[Wave, ...]  # the agents of one round, as they are rung


@dataclass(frozen=True)
class Together:
    """Telephones rung together. `again`: once more at once, those alone of the agents who did not answer."""

    phones: Phones
    again: bool = False


@dataclass(frozen=True)
class Conduct:
    """What is done, in this order: the texts said, the offices rung, the agents hunted for; the message is last.

    The texts are as the company wrote them. `team` None: nobody is hunted for. `order`: those whom the hunt begins
    with. `incident`: said next, and whole.
    """

    said: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    team: str | None = None
    order: Order = ()
    incident: str | None = None


def conduct(company: Company, line: Line, moment: datetime) -> Conduct:
    """What is done for a caller who comes at this aware moment."""
    behaviour = line.behaviours[period_at(hours_of(company, line), moment)]
    end = named_by(followed(company, behaviour.action))
    team = team_behind_offices(company, line) if end.offices else end.team
    called = company.teams.get(team) if team is not None else None
    texts = tuple(text for text in (behaviour.announcement, end.text) if text)
    known = incident_at(line, moment)
    incident = known.text if known is not None else None
    if called is None:
        return Conduct(texts, end.offices, incident=incident)
    return Conduct(texts, end.offices, called.id, order_at(called, moment), incident)


def said_alone(company: Company, line: Line, text: str, language: str) -> tuple[str, str]:
    """What a caller hears of a text, in the language that they speak where it is said in it, and which it is in then.

    Without the sentences that only a call could fill; "" where they are all of it.
    """
    said, spoken = said_in(company, text, language, line.language)
    return without_slots(said), spoken


def conducts(company: Company, line: Line, start: datetime, end: datetime) -> list[tuple[datetime, datetime, Conduct]]:
    """[start, end) cut (UTC) into the longest stretches of one conduct."""
    edges = {start.astimezone(UTC), *cuts(company, line, start, end), *_end_of_incident(line, start, end)}
    return longest((here, there, conduct(company, line, here)) for here, there in walk(edges, end))


def _end_of_incident(line: Line, start: datetime, end: datetime) -> set[datetime]:
    until = line.incident.until if line.incident is not None else None
    return {until.astimezone(UTC)} if until is not None and start < until < end else set()


def order_at(team: Team, moment: datetime) -> Order:
    """Who is rung together, in which order, by a hunt through this team at this aware moment."""
    return tuple(waves(on_call(team.plan, moment), team.ring.strategy, {}))


def orders(team: Team, start: datetime, end: datetime) -> list[tuple[datetime, datetime, Order]]:
    """[start, end) cut (UTC) into the longest stretches of one order."""
    edges = {start.astimezone(UTC), *(begins for begins, _, _ in windows(team.plan, start, end))}
    return longest((here, there, order_at(team, here)) for here, there in walk(edges, end))


def one_round(company: Company, ring: Ring, order: Order) -> Iterator[Together]:
    """One pass: which telephones ring together, in order. An agent's second telephone rings after the first."""
    for wave in order:
        rung = list(_rung(wave, company))
        yield from (Together(phones) for phones in rung)
        if ring.twice:
            yield from (Together(phones, again=True) for phones in rung)


def _rung(wave: Wave, company: Company) -> Iterator[Phones]:
    counts = {agent: len(company.agents[agent].phones) for agent in wave if agent in company.agents}
    for place in range(max(counts.values(), default=0)):
        yield tuple((agent, place) for agent, count in counts.items() if place < count)


def followed(company: Company, action: Action) -> Action:
    """The end that a caller without a keypad is led to: that of silence, or the first that rings somebody."""
    ends = [route.action for route in routes(company, action)] or [TakeMessage()]
    teams = [end for end in ends if named_by(end).team is not None]
    offices = [end for end in ends if named_by(end).offices]
    return ends[0] if reaches_somebody(ends[0]) else [*teams, *offices, ends[0]][0]
