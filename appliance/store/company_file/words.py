"""What a difference calls things: people, teams, lines and numbers as a person of the company knows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from appliance.company.model import Agent, Company, Line, Menu, Team
from appliance.company.names import menu_name
from appliance.company.numbers import readable


@dataclass(frozen=True)
class Secret:
    """Told to have changed, never shown."""

    value: str

    def __repr__(self) -> str:
        return "Secret()"


@dataclass(frozen=True)
class Several:
    """Things that come and go one by one. `noun`: one of them, with its letter of agreement; `items`: each in words."""

    noun: str
    agreement: str
    items: tuple[str, ...]


Fact = str | Several | Secret
Facts = Mapping[str, Fact]  # by what each is called


class Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Words:
    """The names of two companies that are compared, those of the second first; numbers as its country reads them."""

    agents: Mapping[str, str]
    teams: Mapping[str, str]
    lines: Mapping[str, str]
    menus: Mapping[str, str]
    country: str

    def agent(self, key: str) -> str:
        return self.agents.get(key, key)

    def people(self, keys: Iterable[str]) -> str:
        return ", ".join(map(self.agent, keys))

    def team(self, key: str) -> str:
        return f"l'équipe {self.teams.get(key, key)}"

    def number(self, number: str) -> str:
        """As people write it; what is no number, as one that was erased, as it stands."""
        try:
            return readable(number, self.country)
        except ValueError:
            return number

    def numbers(self, numbers: Iterable[str]) -> str:
        return ", ".join(map(self.number, numbers))


def words_of(before: Company, after: Company) -> Words:
    agents: dict[str, Agent] = {**before.agents, **after.agents}
    teams: dict[str, Team] = {**before.teams, **after.teams}
    lines: dict[str, Line] = {**before.lines, **after.lines}
    menus: dict[str, Menu] = {**before.menus, **after.menus}
    called = (replace(menu, name=menu_name(menu)) for menu in menus.values())
    return Words(_names(agents.values()), _names(teams.values()), _names(lines.values()), _names(called), after.country)


def _names(things: Iterable[Named]) -> dict[str, str]:
    """Each by its name, and two of one name by their identifiers too."""
    found = list(things)
    times = Counter(one.name for one in found)
    return {one.id: one.name if times[one.name] == 1 else f"{one.name} ({one.id})" for one in found}


def yes_or_no(value: bool) -> str:
    return "oui" if value else "non"
