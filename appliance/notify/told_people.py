"""Whom to tell of a call: the agents on call, level by level, then whoever the line names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from appliance.company.model import Agent, Company, Line, TellOf, Way
from appliance.company.quiet import is_quiet
from appliance.company.routes import team_behind_offices, teams_reached
from appliance.notify.channel import Channel
from appliance.notify.mail import MailChannel
from appliance.notify.sms import SmsChannel
from appliance.planning.rota import on_call
from appliance.store.outbox.queue import MAIL
from appliance.store.outbox.tidings import Kind

TOLD_OF = {
    Kind.MESSAGE: TellOf.MESSAGES,
    Kind.CAN_WAIT: TellOf.MESSAGES,
    Kind.CALLBACK: TellOf.MESSAGES,
    Kind.CALLBACK_LATE: TellOf.MESSAGES,
    Kind.CALLBACK_GIVEN_UP: TellOf.MESSAGES,
    Kind.UNANSWERED: TellOf.MISSED,
    Kind.ABANDONED: TellOf.MISSED,
    Kind.ACCEPTED: TellOf.TAKEN,
    Kind.REFUSED: TellOf.MISSED,
}


@dataclass(frozen=True)
class Person:
    """Somebody to be told, by each of these ways at this address. `agent`: who of the company, if anybody."""

    name: str
    ways: tuple[tuple[str, str], ...]
    agent: str | None = None


def ladder(company: Company, line: Line, team: str | None, kind: Kind, moment: datetime) -> list[list[Person]]:
    """Those to tell first, then those to tell too if nobody takes charge, and so on; each once, no step empty.

    `team`: the one that was looked through; None: the line's own. What can wait is for whoever the line names first.
    Those whom it names are left alone in their quiet hours and in the line's; of a call that was refused, nobody else
    is told.
    """
    if kind is Kind.REFUSED:
        return _each_once([_those_named(company, line, kind, moment) if line.tell_refused else []])
    plan = company.teams.get(team or team_behind_offices(company, line) or "")
    entries = on_call(plan.plan, moment) if plan is not None else ()
    levels = sorted({entry.level for entry in entries})
    steps = [
        [person for entry in entries if entry.level == level for person in _agent(company, entry.agent, kind)]
        for level in levels
    ]
    named = _those_named(company, line, kind, moment)
    return _each_once([named, *steps] if kind is Kind.CAN_WAIT else [*steps, named])


def _those_named(company: Company, line: Line, kind: Kind, moment: datetime) -> list[Person]:
    """Less who is left alone now; what can wait has waited for its hour."""
    found = [person for named in line.tell for person in _named(company, named, kind)]
    if kind is Kind.CAN_WAIT:
        return found
    if is_quiet(line.quiet, moment, line.timezone):
        return []
    alone = {one.id for one in company.agents.values() if is_quiet(one.quiet, moment, line.timezone)}
    return [person for person in found if person.agent not in alone]


def address_by(channel: Channel, agent: Agent) -> str | None:
    """Where this channel reaches an agent."""
    return next((one for one in (agent.mail, *agent.phones) if channel.reaches(one)), None)


def told_of_nothing(company: Company) -> list[Line]:
    """The lines of which nobody would be told that a message was left, whoever is on call."""
    return [line for line in company.lines.values() if not _may_be_told(company, line)]


def _may_be_told(company: Company, line: Line) -> bool:
    actions = [behaviour.action for behaviour in line.behaviours.values()]
    teams = {reached.team for action in actions for reached in teams_reached(company, line, action)}
    agents = {agent for team in teams for level in company.teams[team].plan.levels for agent in level}
    return any(_agent(company, agent, Kind.MESSAGE) for agent in agents) or any(
        _named(company, named, Kind.MESSAGE) for named in line.tell
    )


def up_to(steps: list[list[Person]], rung: int) -> list[Person]:
    """Whom to tell the time of this number, from 0: everybody until that step."""
    return [person for step in steps[: rung + 1] for person in step]


def accepted_by(company: Company, agent: str) -> list[Person]:
    """The agent who took a call, if they wish to be told of it."""
    return _agent(company, agent, Kind.ACCEPTED)


def may_be_told_of_taken(company: Company) -> bool:
    """Whether any agent wishes to be told of the calls that they took."""
    return any(accepted_by(company, agent) for agent in company.agents)


def everybody(company: Company, named: Iterable[str]) -> list[Person]:
    """These agents and addresses, each once, whatever they wish to be told of."""
    found = []
    for one in dict.fromkeys(named):
        if "@" in one:
            found += [Person(one, ((MAIL, one),))] if MailChannel.reaches(one) else []
        elif one in company.agents:
            found += _by_their_ways(company.agents[one])
    return [person for step in _each_once([found]) for person in step]


def responsible_people(company: Company) -> list[Person]:
    """Who is told of the box itself: whom the company names, else whom its lines do."""
    return everybody(company, company.responsible or [one for line in company.lines.values() for one in line.tell])


def _named(company: Company, named: str, kind: Kind) -> list[Person]:
    """An agent of the company, or an address."""
    if "@" not in named:
        return _agent(company, named, kind)
    return [Person(named, ((MAIL, named),))] if MailChannel.reaches(named) else []


def _agent(company: Company, agent: str, kind: Kind) -> list[Person]:
    known: Agent | None = company.agents.get(agent)
    if known is None or TOLD_OF[kind] not in known.told_of:
        return []
    return _by_their_ways(known)


def _by_their_ways(agent: Agent) -> list[Person]:
    ways = tuple((way.value, where) for way in agent.told_by for where in _where(agent, way))
    return [Person(agent.name, ways, agent.id)] if ways else []


def _where(agent: Agent, way: Way) -> list[str]:
    """At which address; none where they have none."""
    reaches = SmsChannel.reaches if way is Way.SMS else MailChannel.reaches
    return [one for one in (agent.mail, *agent.phones) if one is not None and reaches(one)][:1]


def _each_once(steps: list[list[Person]]) -> list[list[Person]]:
    seen: set[tuple[str, str]] = set()
    kept = []
    for step in steps:
        new = []
        for person in step:
            ways = tuple((way, where) for way, where in person.ways if (way, where.casefold()) not in seen)
            seen.update((way, where.casefold()) for way, where in ways)
            if ways:
                new.append(replace(person, ways=ways))
        kept.append(new)
    return [step for step in kept if step]
