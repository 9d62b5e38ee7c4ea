"""The telephone numbers of the company's own settings: they are the house's, whoever else calls from them."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.company.actions import named_by
from appliance.company.model import Company
from appliance.company.names import menu_name


def places_of(company: Company, number: str) -> list[str]:
    """Where the settings have this number (E.164) as a number, by the name of an agent, a line, a menu or a permit."""
    return list(dict.fromkeys(name for name, known in _numbers(company) if known == number))


def numbers_of(company: Company) -> set[str]:
    """All of them, E.164."""
    return {number for _, number in _numbers(company)}


def _numbers(company: Company) -> Iterator[tuple[str, str]]:
    for agent in company.agents.values():
        yield from ((agent.name, phone) for phone in agent.phones)
    for line in company.lines.values():
        yield from ((line.name, number) for number in line.numbers)
        if line.last_resort is not None:
            yield line.name, line.last_resort
        for behaviour in line.behaviours.values():
            yield from ((line.name, number) for number in named_by(behaviour.action).offices)
    for menu in company.menus.values():
        for action in menu.choices.values():
            yield from ((f"menu {menu_name(menu)}", number) for number in named_by(action).offices)
    yield from ((one.name, one.number) for one in company.allowed_numbers)
    yield from ((f"numéro bloqué {one.name}", one.number) for one in company.blocked_callers)
    yield from ((f"numéro prioritaire {one.name}", one.number) for one in company.vip_callers)
    yield from ((f"appareil {one.name}", one.number) for one in company.machines)
