"""Somebody taken out of the settings: out of their texts, and of all that is kept of what they were before.

What is in force says what somebody wants said: which of its texts lose a number is for the caller to say. Of settings
that were replaced nothing is wanted but to be looked at, or gone back to: the number goes wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from peewee import Database

from appliance.company.document import NEWER, document_of
from appliance.company.model import Company, PastTeam, Team
from appliance.planning.number_traces import STRUCK, Traces, digits_in, struck
from appliance.planning.team_plan import Absence, Former
from appliance.store.database import reading, writing
from appliance.store.errors import StoreError
from appliance.store.settings.revisions import (
    newest_document,
    newest_number,
    one_writer_at_a_time,
    rewrite,
    understood,
)
from appliance.store.settings.tables import SettingsRow
from appliance.store.upkeep import personal_page as page
from appliance.store.upkeep.personal_settings import FREE, REACHED

Strike = Callable[[str], str]
Over = Callable[[object], bool]
WHITE = re.compile(r"\\(?:[nrtf]|u00[01][0-9a-f])")  # as JSON writes what is no letter
OPTIONAL = ("mail", "last_resort")  # nothing stands in their place


def strike_in_force(database: Database, traces: Traces) -> bool:
    """Strike a number out of every text of the settings in force; whether one had it. Within `writing`."""
    return _rewritten(database, None, lambda company: texts_struck(company, _by(traces)), [traces])


def strike_over_in_force(database: Database, numbers: Collection[Traces], before: datetime) -> None:
    """Strike numbers out of those texts in force that are over since before that moment. Within `writing`."""

    def is_over(one: object) -> bool:
        if isinstance(one, (Former, PastTeam)):
            return one.until < before
        return isinstance(one, Absence) and one.last < before.date()

    strike = _by_any(numbers)
    _rewritten(database, None, lambda company: texts_struck(company, strike, wanted=is_over))


def strike_departed(database: Database, traces: Traces, instead: str) -> None:
    """Strike the number or address of somebody who left: what the company says of itself stays. Within `writing`."""
    strike = _by(traces, instead)
    _rewritten(database, None, lambda company: texts_struck(company, strike, own=False))


def strike_replaced(database: Database, numbers: Collection[Traces]) -> int:
    """Strike numbers out of all the settings that were replaced; how many had one. StoreError.

    Looked for while others write, struck in a transaction each.
    """
    strike, done = _by_any(numbers), 0
    found = [number for number, (text, _) in _replaced_ones(database).items() if numbers and _may_have(text, numbers)]
    for number in found:
        with writing(database):
            done += _rewritten(database, number, lambda company: texts_struck(company, strike, reached=True), numbers)
    return done


def _may_have(document: str, known: Collection[Traces]) -> bool:
    """A number may have a tab in it, or go over the end of a line, which JSON writes with a letter."""
    text = WHITE.sub("\n", document)
    if len(known) == 1:
        return any(traces.search(text) for traces in known)
    return bool(digits_in(text, {traces.letters for traces in known}))


def forget_agents(database: Database, gone: Collection[str], known: Collection[tuple[Traces, str]]) -> None:
    """Take the telephones, addresses, codes and reasons of some who left out of the settings that were replaced.

    `known`: their numbers and addresses, which go out of the texts too, and what stands there instead. Their names and
    hours stay, as long as these settings are kept. A transaction each: others write in between.
    """

    def without(company: Company) -> Company:
        company = _unreached(company, gone)
        text = msgspec.json.encode(company).decode()  # sooner looked through than each of its texts
        for traces, instead in known:
            if _may_have(text, [traces]):
                company = texts_struck(company, _by(traces, instead), reached=True)
        return company

    for number in _replaced_ones(database) if gone else ():
        with writing(database):
            _rewritten(database, number, without, [traces for traces, _ in known])


def still_reached(database: Database) -> dict[str, set[str]]:
    """Who left, and could still be reached by settings that were replaced: by which numbers and addresses. StoreError.

    Those that they had long before they left are among them.
    """
    with reading(database):
        newest = newest_document(database)
    there = newest.company.agents if newest else {}
    found: dict[str, set[str]] = {}
    for _, company in _replaced_ones(database).values():
        for agent in company.agents.values():
            if agent.id not in there and (agent.phones or agent.mail or agent.pin):
                found.setdefault(agent.id, set()).update(agent.phones, [agent.mail] if agent.mail else [])
    return found


def _replaced_ones(database: Database) -> dict[int, tuple[str, Company]]:
    """The settings that were replaced, by number. Those that this release does not understand go.

    Nobody could be taken out of them, nor go back to them.
    """
    with reading(database):
        query = SettingsRow.select(SettingsRow.number, SettingsRow.document)
        older = list(query.where(SettingsRow.number < newest_number(database)).tuples().execute(database))
    found, lost = {}, []
    for number, text in older:
        try:
            found[number] = text, document_of(text).company
        except ValueError:
            lost.append(number)
    if lost:
        with writing(database):
            SettingsRow.delete().where(SettingsRow.number.in_(lost)).execute(database)
    return found


def texts_struck(
    company: Company, strike: Strike, *, wanted: Over | None = None, own: bool = True, reached: bool = False
) -> Company:
    """The company less what `strike` takes away.

    `wanted`: only within what it says so of; `own` False: not where the company speaks of itself; `reached`: where the
    number stands by itself too.
    """

    def text(owner: object, name: str, said: str, inside: bool, past: bool) -> str:
        kept = FREE.get((type(owner), name))
        asked = kept is not None and (own or past or kept is not page.SETTINGS)
        asked = asked or (reached and (type(owner), name) in REACHED)
        return strike(said) if asked and (inside or wanted is None) else said

    def walked(one: Any, inside: bool, past: bool) -> Any:
        if isinstance(one, Mapping):
            each = {key: walked(value, inside, past) for key, value in one.items()}
            return one if all(each[key] is one[key] for key in one) else each
        if isinstance(one, tuple):
            parts = tuple(walked(value, inside, past) for value in one)
            return one if all(new is old for new, old in zip(parts, one, strict=True)) else parts
        if not (is_dataclass(one) or isinstance(one, msgspec.Struct)):
            return one
        inside = inside or (wanted is not None and wanted(one))
        past = past or isinstance(one, (Former, PastTeam))
        there = {name: getattr(one, name) for name in _names(one)}
        new = {name: field_of(one, name, value, inside, past) for name, value in there.items()}
        return _replaced(one, {name: value for name, value in new.items() if value is not there[name]})

    def field_of(one: object, name: str, value: Any, inside: bool, past: bool) -> Any:
        if type(value) is str:
            new = text(one, name, value, inside, past)
            return value if new == value else None if name in OPTIONAL else new
        if isinstance(value, tuple) and value and all(type(each) is str for each in value):
            found = [(each, text(one, name, each, inside, past)) for each in value]
            kept = tuple(new for each, new in found if new == each or (type(one), name) not in REACHED)
            return value if kept == value else kept
        return walked(value, inside, past)

    done: Company = walked(company, False, False)
    return done


def _names(one: Any) -> Iterable[str]:
    return one.__struct_fields__ if isinstance(one, msgspec.Struct) else (each.name for each in fields(one))


def _replaced(one: Any, changed: Mapping[str, Any]) -> Any:
    if not changed:
        return one
    return msgspec.structs.replace(one, **changed) if isinstance(one, msgspec.Struct) else replace(one, **changed)


def _unreached(company: Company, gone: Collection[str]) -> Company:
    """Some agents without what reaches them, and without the reasons of their absences."""
    bare = {
        key: replace(agent, phones=(), mail=None, pin=None) if key in gone else agent
        for key, agent in company.agents.items()
    }
    teams = {key: _unreasoned(team, gone) for key, team in company.teams.items()}
    return company if (bare, teams) == (company.agents, company.teams) else replace(company, agents=bare, teams=teams)


def _unreasoned(team: Team, gone: Collection[str]) -> Team:
    away = tuple(replace(one, reason="") if one.agent in gone else one for one in team.plan.absences)
    return team if away == team.plan.absences else replace(team, plan=replace(team.plan, absences=away))


def _rewritten(
    database: Database, number: int | None, change: Callable[[Company], Company], known: Collection[Traces] = ()
) -> bool:
    """Whether that revision (None: the one in force, once nobody else writes) says something else now.

    What a newer release wrote cannot be written over. Where it has something to lose, of which `known` may stand where
    this release does not look: replaced, it goes, and in force it stays. StoreError for that.
    """
    one_writer_at_a_time(database)
    newest = newest_number(database)
    mine = SettingsRow.number == (newest if number is None else number)
    row = SettingsRow.select(SettingsRow.number, SettingsRow.document).where(mine).tuples().first(database)
    if row is None:
        return False
    before = understood(database, row[1])
    after = change(before.company)
    if after is before.company and not (before.newer and _may_have(row[1], known)):
        return False
    if not before.newer:
        rewrite(database, row[0], after)
    elif row[0] == newest:
        raise StoreError(NEWER)
    else:
        SettingsRow.delete().where(mine).execute(database)
    return True


def _by(traces: Traces, instead: str = STRUCK) -> Strike:
    return lambda said: struck(said, traces, instead)


def _by_any(numbers: Iterable[Traces]) -> Strike:
    """Each text is read once: there may be thousands of numbers."""
    by_letters = {traces.letters: traces for traces in numbers}

    def strike(said: str) -> str:
        for letters in digits_in(said, by_letters):
            said = struck(said, by_letters[letters])
        return said

    return strike
