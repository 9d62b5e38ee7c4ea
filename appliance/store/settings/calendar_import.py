"""Absences and shifts of another tool's calendar, put into the settings: what it had and has no more goes away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from peewee import Database

from appliance.company.model import Agent, Company, Team
from appliance.planning.calendar_import import ImportedEntry
from appliance.planning.rota import Absence, Override, TeamPlan
from appliance.planning.wall_clock import wall_clock
from appliance.store.database import writing
from appliance.store.settings.imported_entries import Kept, keep_entries, kept_entries
from appliance.store.settings.snapshot import Judge, change_company, read_all
from appliance.store.spelling import plain_words

ABSENCE, SHIFT = "absence", "shift"
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Brought:
    """What an import adds and takes away, and the entries whose agent is not known."""

    added: tuple[Kept, ...]
    removed: tuple[Kept, ...]
    unmatched: tuple[ImportedEntry, ...]


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


def bring(
    database: Database,
    source: str,
    entries: Sequence[Kept],
    unmatched: Sequence[ImportedEntry],
    since: datetime,
    *,
    keeps: Callable[[Kept], bool] = lambda _: False,
    dry_run: bool = False,
    judge: Judge | None = None,
    then: Callable[[Company, Company], Company] = lambda _, after: after,
) -> Brought:
    """Put entries into the settings in one transaction. StoreError, and whatever `judge` raises, in a dry run too.

    What ended before `since` stays as it was, and what the calendar does not speak of (`keeps`). `then`: given the
    settings before and after, what else becomes of them.
    """
    with writing(database):
        former = kept_entries(database, source)
        past = [one for one in former if one.end <= since or keeps(one)]
        wanted = list(dict.fromkeys([*past, *entries]))
        added = [one for one in wanted if one not in set(former)]
        removed = [one for one in former if one not in set(wanted)]
        if added or removed:

            def change(company: Company) -> Company:
                return then(company, changed(company, wanted, removed))

            before = read_all(database)
            if dry_run and before is not None and judge is not None:
                judge(before, change(before))
            elif not dry_run:
                change_company(database, change, act="Agenda importé", judge=judge)
                keep_entries(database, source, wanted)
    return Brought(tuple(added), tuple(removed), tuple(unmatched))


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
