"""Who would be rung if somebody called this line at this moment, in which order, why, and what changes next. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from appliance.calls.ring_order import Load, waves
from appliance.company.hours import hours_of
from appliance.company.model import Action, Company, Line, RingStrategy, Team
from appliance.company.names import agent_names
from appliance.company.routes import TeamReached, teams_reached
from appliance.planning.explanation import reason_text, why_period
from appliance.planning.hours import Period, periods
from appliance.planning.rota import on_call, windows

HORIZONS = (2, 16, 130, 400)  # days searched for the next change, the near ones first


@dataclass(frozen=True)
class AgentOnDuty:
    """An agent who would be rung. `turn`: from 1; agents of one turn ring together. `reason`: in French."""

    agent: str
    name: str
    level: int
    turn: int
    reason: str


@dataclass(frozen=True)
class TeamOnDuty:
    """A team that the call may be offered to, by these keys, and its agents in the order in which they ring."""

    team: Team
    reached: TeamReached
    agents: tuple[AgentOnDuty, ...]

    @property
    def together(self) -> bool:
        """Whether several ring at once."""
        return self.team.ring.strategy is RingStrategy.SIMULTANEOUS and len(self.agents) > 1


@dataclass(frozen=True)
class Duty:
    """A line at a moment (UTC). `reason`: what makes the period, in French. `action`: what the line does then."""

    line: Line
    moment: datetime
    period: Period
    reason: str
    action: Action
    teams: tuple[TeamOnDuty, ...] = field(default=())

    @property
    def signature(self) -> tuple[object, ...]:
        """What must differ for a person to call it a change."""
        lists = [(each.team.id, tuple((one.agent, one.level) for one in each.agents)) for each in self.teams]
        return (self.period, *lists)


def duty(company: Company, line: Line, moment: datetime, recent_load: Load | None = None) -> Duty:
    """Who would be rung. `recent_load`: interventions of the agents of each team that rotates."""
    period, reason = why_period(hours_of(company, line), moment)
    action = line.behaviours[period].action
    teams = [
        TeamOnDuty(company.teams[reached.team], reached, _agents(company, reached.team, moment, recent_load or {}))
        for reached in teams_reached(company, line, action)
    ]
    return Duty(line, moment.astimezone(UTC), period, reason, action, tuple(teams))


def _agents(company: Company, team: str, moment: datetime, load: Load) -> tuple[AgentOnDuty, ...]:
    names = agent_names(company)
    entries = {entry.agent: entry for entry in on_call(company.teams[team].plan, moment)}
    order = waves(list(entries.values()), company.teams[team].ring.strategy, load.get(team, {}))
    return tuple(
        AgentOnDuty(
            agent,
            names.get(agent, agent),
            entries[agent].level,
            turn,
            reason_text(entries[agent].reason, names, company.teams[team].name),
        )
        for turn, wave in enumerate(order, 1)
        for agent in wave
    )


def next_change(company: Company, line: Line, moment: datetime, recent_load: Load | None = None) -> Duty | None:
    """The line at the next moment when its period or a list of agents differs; None if nothing does within 400 days."""
    now = duty(company, line, moment, recent_load)
    for nearer, farther in pairwise((0, *HORIZONS)):
        start, end = moment + timedelta(days=nearer), moment + timedelta(days=farther)
        for cut in sorted(set(cuts(company, line, start, end))):
            if cut > moment and (then := duty(company, line, cut, recent_load)).signature != now.signature:
                return then
    return None


def cuts(company: Company, line: Line, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments (UTC) of [start, end) at which the line may change: its periods, and the lists of its teams."""
    stretches = periods(hours_of(company, line), start, end)
    yield from (begins for begins, _, _ in stretches)
    actions = [behaviour.action for behaviour in line.behaviours.values()]
    for team in {reached.team for action in actions for reached in teams_reached(company, line, action)}:
        yield from (begins for begins, _, _ in windows(company.teams[team].plan, start, end))
