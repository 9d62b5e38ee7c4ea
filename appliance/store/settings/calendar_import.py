"""Absences and shifts of another tool's calendar, put into the settings: what it had and has no more goes away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from appliance.company.model import Agent, Company, Team
from appliance.planning.calendar_import import ImportedEntry
from appliance.planning.team_plan import Absence, Override, TeamPlan
from appliance.planning.wall_clock import wall_clock
from appliance.store.settings.imported_entries import Kept
from appliance.store.spelling import plain_words

ABSENCE, SHIFT = "absence", "shift"
SECOND = timedelta(seconds=1)


def agents_of(company: Company, entry: ImportedEntry) -> list[str]:
    """The agents that an entry is for: by mail, else by a name or identifier in its title; never who declined it."""
    by_mail = [agent.id for agent in company.agents.values() if _mail(agent) in entry.mails]
    if by_mail:
        return by_mail
    said, away = f" {plain_words(entry.summary)} ", decliners(company, entry)
    return [agent.id for agent in company.agents.values() if _is_named(agent, said) and agent.id not in away]


def decliners(company: Company, entry: ImportedEntry) -> list[str]:
    """The agents who said no to an entry."""
    return [agent.id for agent in company.agents.values() if _mail(agent) in entry.declined]


def mail_of(company: Company, agent: str) -> str | None:
    """The address by which calendars know an agent, in lower case."""
    return _mail(company.agents[agent]) if agent in company.agents else None


def _mail(agent: Agent) -> str | None:
    return agent.mail.lower() if agent.mail else None


def _is_named(agent: Agent, said: str) -> bool:
    return any(f" {plain_words(name)} " in said for name in (agent.name, agent.id))


def absences_from(company: Company, entries: Iterable[ImportedEntry], agent: str) -> list[Kept]:
    """Absences of one agent: whole days, those that an entry touches; not what they declined."""
    mail = mail_of(company, agent)
    return [
        Kept(one.uid, ABSENCE, None, agent, None, one.start, one.end, one.summary)
        for one in entries
        if mail not in one.declined
    ]


def shifts_from(
    company: Company, entries: Iterable[ImportedEntry], team: str, agent: str | None, level: int | None
) -> tuple[list[Kept], list[ImportedEntry]]:
    """Dated shifts of a team, and the entries that name none of the company's agents."""
    shifts: list[Kept] = []
    unmatched: list[ImportedEntry] = []
    for one in entries:
        named = [agent] if agent is not None else agents_of(company, one)
        agents = [each for each in named if mail_of(company, each) not in one.declined]
        shifts += [Kept(one.uid, SHIFT, team, each, level, one.start, one.end) for each in agents]
        if not agents:
            unmatched.append(one)
    return shifts, unmatched


def changed(company: Company, wanted: Sequence[Kept], removed: Sequence[Kept]) -> Company:
    """The settings without what is gone and with what came; what is there already is not put twice."""
    wanted = [one for one in wanted if one.agent in company.agents]
    teams = {key: replace(team, plan=_plan(company, team, wanted, removed)) for key, team in company.teams.items()}
    return replace(company, teams=teams)


def _plan(company: Company, team: Team, wanted: Sequence[Kept], removed: Sequence[Kept]) -> TeamPlan:
    absent = [_absence(one, company.timezone) for one in wanted if one.kind == ABSENCE]
    present = [_absence(one, company.timezone) for one in removed if one.kind == ABSENCE]
    on = [_override(one) for one in wanted if one.kind == SHIFT and one.team == team.id]
    off = [_override(one) for one in removed if one.kind == SHIFT and one.team == team.id]
    absences = [one for one in team.plan.absences if one not in present or one in absent]
    overrides = [one for one in team.plan.overrides if one not in off or one in on]
    return replace(
        team.plan,
        absences=(*absences, *(one for one in dict.fromkeys(absent) if one not in absences)),
        overrides=(*overrides, *(one for one in dict.fromkeys(on) if one not in overrides)),
    )


def _absence(one: Kept, timezone: str) -> Absence:
    first, last = (wall_clock(moment, timezone).date() for moment in (one.start, one.end - SECOND))
    return Absence(one.agent, first, last, one.reason)


def _override(one: Kept) -> Override:
    return Override(one.start, one.end, adds=one.agent, level=one.level)
