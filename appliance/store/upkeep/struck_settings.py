"""Somebody taken out of the settings: out of their texts, and of all that is kept of what they were before.

What is in force says what somebody wants said: which of its texts lose a number is for the caller to say. Of settings
that were replaced nothing is wanted but to be looked at, or gone back to: the number goes wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from peewee import Database

from appliance.company.document import NEWER
from appliance.company.model import Agent, Company, PastTeam
from appliance.planning.number_traces import STRUCK, Traces, digits_in, struck
from appliance.planning.rota import Absence, Former
from appliance.store.errors import StoreError
from appliance.store.settings.revisions import newest_number, rewrite, understood
from appliance.store.settings.tables import SettingsRow
from appliance.store.upkeep import personal_page as page
from appliance.store.upkeep.personal_settings import FREE, REACHED

Strike = Callable[[str], str]
Over = Callable[[object], bool]
OPTIONAL = ("mail", "last_resort")  # nothing stands in their place


def strike_in_force(database: Database, traces: Traces) -> bool:
    """Strike a number out of every text of the settings in force; whether one had it. Within `writing`."""
    return _rewritten(database, newest_number(database), lambda company: texts_struck(company, _by(traces)))


def strike_over_in_force(database: Database, numbers: Collection[Traces], before: datetime) -> None:
    """Strike numbers out of those texts in force that are over since before that moment. Within `writing`."""

    def is_over(one: object) -> bool:
        if isinstance(one, (Former, PastTeam)):
            return one.until < before
        return isinstance(one, Absence) and one.last < before.date()

    strike = _by_any(numbers)
    _rewritten(database, newest_number(database), lambda company: texts_struck(company, strike, wanted=is_over))


def strike_departed(database: Database, traces: Traces, instead: str) -> None:
    """Strike the number or address of somebody who left: in force, but what the company says of itself stays.

    Within `writing`.
    """
    strike = _by(traces, instead)
    _rewritten(database, newest_number(database), lambda company: texts_struck(company, strike, own=False))
    strike_replaced(database, [traces], strike)


def strike_replaced(database: Database, numbers: Iterable[Traces], strike: Strike | None = None) -> int:
    """Strike numbers out of all the settings that were replaced; how many had one. Within `writing`."""
    known = list(numbers)
    wanted = strike or _by_any(known)
    query = SettingsRow.select(SettingsRow.number, SettingsRow.document)
    older = query.where(SettingsRow.number < newest_number(database)).tuples()
    found = [number for number, text in list(older.execute(database)) if known and _may_have(text, known)]
    return sum(
        _rewritten(database, number, lambda company: texts_struck(company, wanted, reached=True)) for number in found
    )


def _may_have(document: str, known: Collection[Traces]) -> bool:
    """A number may go over the end of a line, which JSON writes with a letter."""
    text = document.replace("\\n", "\n")
    if len(known) == 1:
        return any(traces.search(text) for traces in known)
    return bool(digits_in(text, {traces.letters for traces in known}))


def forget_agent(database: Database, agent: Agent) -> None:
    """Take the telephones, address, code and reasons of somebody who left out of the settings of before.

    Their name and their hours stay, as long as these settings are kept. Within `writing`.
    """

    def without(company: Company) -> Company:
        found = company.agents.get(agent.id)
        bare = {agent.id: replace(found, phones=(), mail=None, pin=None)} if found else {}
        return _unreasoned(replace(company, agents={**company.agents, **bare}), agent.id)

    older = SettingsRow.select(SettingsRow.number).where(SettingsRow.number < newest_number(database))
    for (number,) in list(older.tuples().execute(database)):
        _rewritten(database, number, without)


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


def _unreasoned(company: Company, agent: str) -> Company:
    """Without the reasons of their absences."""

    def bare(absences: tuple[Absence, ...]) -> tuple[Absence, ...]:
        return tuple(replace(one, reason="") if one.agent == agent else one for one in absences)

    teams = {
        key: replace(team, plan=replace(team.plan, absences=bare(team.plan.absences)))
        for key, team in company.teams.items()
    }
    return replace(company, teams=teams)


def _rewritten(database: Database, number: int, change: Callable[[Company], Company]) -> bool:
    """Whether that revision says something else now. StoreError for one that this release cannot write over."""
    row = SettingsRow.select(SettingsRow.document).where(SettingsRow.number == number).tuples().first(database)
    if row is None:
        return False
    before = understood(database, row[0])
    if before.newer:
        raise StoreError(NEWER)
    after = change(before.company)
    if after is before.company:
        return False
    rewrite(database, number, after)
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
