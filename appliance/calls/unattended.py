"""What a line does with a caller for whom there is no script: said, rung and hunted for without a key of theirs. Pure.

It is what the script does for a caller who presses nothing, with one difference: where silence would lead to a message
though another key calls somebody, that somebody is rung, for this caller could not have chosen them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from appliance.calls.duty import cuts
from appliance.calls.ring_order import Wave, waves
from appliance.company.actions import named_by, reaches_somebody
from appliance.company.hours import hours_of
from appliance.company.model import Action, Company, Line, Ring, TakeMessage
from appliance.company.routes import routes, team_behind_offices
from appliance.planning.hours import period_at
from appliance.planning.rota import on_call
from appliance.planning.spans import longest, walk

Phones = tuple[tuple[str, int], ...]  # telephones rung together: an agent, and which of theirs


@dataclass(frozen=True)
class Conduct:
    """What is done, in this order: the sentences said, the offices rung, the agents hunted for; the message is last.

    `team` None: nobody is hunted for. `waves`: the agents of one round, as they are rung.
    """

    said: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    team: str | None = None
    ring: Ring = field(default_factory=Ring)
    waves: tuple[Wave, ...] = ()

    def round(self, company: Company) -> Iterator[Phones]:
        """One pass: which telephones ring together, in order. An agent's second telephone rings after the first."""
        for wave in self.waves:
            yield from [*self._rung(wave, company)] * (2 if self.ring.twice else 1)

    def _rung(self, wave: Wave, company: Company) -> Iterator[Phones]:
        counts = {agent: len(company.agents[agent].phones) for agent in wave if agent in company.agents}
        for place in range(max(counts.values(), default=0)):
            yield tuple((agent, place) for agent, count in counts.items() if place < count)


def conduct(company: Company, line: Line, moment: datetime) -> Conduct:
    """What is done for a caller who comes at this aware moment."""
    behaviour = line.behaviours[period_at(hours_of(company, line), moment)]
    end = named_by(followed(company, behaviour.action))
    team = team_behind_offices(company, line) if end.offices else end.team
    called = company.teams.get(team) if team is not None else None
    texts = tuple(text for text in (behaviour.announcement, end.text) if text)
    if called is None:
        return Conduct(texts, end.offices)
    order = waves(on_call(called.plan, moment), called.ring.strategy, {})
    return Conduct(texts, end.offices, called.id, called.ring, tuple(order))


def conducts(company: Company, line: Line, start: datetime, end: datetime) -> list[tuple[datetime, datetime, Conduct]]:
    """[start, end) cut (UTC) into the longest stretches of one conduct."""
    edges = {start.astimezone(UTC), *cuts(company, line, start, end)}
    return longest((here, there, conduct(company, line, here)) for here, there in walk(edges, end))


def followed(company: Company, action: Action) -> Action:
    """The end that a caller without a keypad is led to: that of silence, or the first that rings somebody."""
    ends = [route.action for route in routes(company, action)] or [TakeMessage()]
    teams = [end for end in ends if named_by(end).team is not None]
    offices = [end for end in ends if named_by(end).offices]
    return ends[0] if reaches_somebody(ends[0]) else [*teams, *offices, ends[0]][0]
