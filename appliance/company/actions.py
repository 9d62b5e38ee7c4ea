"""What each action names, and whether it leads on: known here, so that a new one fails type checking once. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from appliance.company.model import Action, CallTeam, Company, Forward, Menu, OpenMenu, Repeat, Say, TakeMessage


@dataclass(frozen=True)
class Named:
    """`team`, `menu`: by identifier. `offices`: numbers, E.164. `text`: the sentence that it says."""

    team: str | None = None
    menu: str | None = None
    offices: tuple[str, ...] = ()
    text: str | None = None


def named_by(action: Action) -> Named:
    """What an action names."""
    match action:
        case CallTeam(team):
            return Named(team=team)
        case OpenMenu(menu):
            return Named(menu=menu)
        case Forward(numbers):
            return Named(offices=numbers)
        case Say(text):
            return Named(text=text)
        case TakeMessage() | Repeat():
            return Named()
        case _:
            assert_never(action)


def comes_back(action: Action) -> bool:
    """Whether the menu is played again after it: it leads nowhere by itself."""
    match action:
        case Say() | Repeat():
            return True
        case CallTeam() | Forward() | TakeMessage() | OpenMenu():
            return False
        case _:
            assert_never(action)


def reaches_somebody(action: Action) -> bool:
    """Whether it rings a telephone."""
    named = named_by(action)
    return named.team is not None or bool(named.offices)


def actions_of(company: Company) -> Iterator[Action]:
    """Every action that the company's lines and menus may do."""
    for line in company.lines.values():
        yield from (behaviour.action for behaviour in line.behaviours.values())
    for menu in company.menus.values():
        yield from menu.choices.values()


def menus_opened(menu: Menu) -> set[str]:
    """The menus that the keys of this one open."""
    return {named for action in menu.choices.values() if (named := named_by(action).menu) is not None}
