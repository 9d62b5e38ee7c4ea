"""Whether a company holds together: each name that its settings give is there, under its own key, once. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from appliance.company.actions import named_by
from appliance.company.model import Action, Company, Team


def broken(company: Company) -> Iterator[str]:
    """What names something that is not there, or what two have that only one may have: a few French words each."""
    yield from _keys(company)
    for team in company.teams.values():
        for agent in sorted(_named(team) - set(company.agents)):
            yield f"l'équipe {team.id} nomme l'intervenant {agent}, qui n'existe pas"
    for agent in sorted({named for named in company.responsible if "@" not in named} - set(company.agents)):
        yield f"l'intervenant {agent} est responsable, et n'existe pas"
    for line in company.lines.values():
        for agent in sorted({named for named in line.tell if "@" not in named} - set(company.agents)):
            yield f"la ligne {line.id} prévient l'intervenant {agent}, qui n'existe pas"
    for where, action in _actions(company):
        named = named_by(action)
        if named.team is not None and named.team not in company.teams:
            yield f"{where} appelle l'équipe {named.team}, qui n'existe pas"
        if named.menu is not None and named.menu not in company.menus:
            yield f"{where} ouvre le menu {named.menu}, qui n'existe pas"
    numbers = Counter(number for line in company.lines.values() for number in line.numbers)
    yield from (f"deux lignes ont le numéro {number}" for number, times in numbers.items() if times > 1)


def _keys(company: Company) -> Iterator[str]:
    for kind in (company.agents, company.teams, company.lines, company.menus):
        for key, one in kind.items():
            if one.id != key:
                yield f"deux entrées ont l'identifiant {one.id}"


def _named(team: Team) -> set[str]:
    """The agents whom a planning names now; its past may name some who left."""
    plan = team.plan
    named = {agent for level in plan.levels for agent in level}
    named |= {shift.agent for shift in plan.shifts} | {agent for one in plan.rotations for agent in one.agents}
    named |= {absence.agent for absence in plan.absences}
    some = [agent for one in plan.overrides for agent in (one.removes, one.adds)]
    some += [agent for one in plan.swaps for agent in (one.giver, one.taker, one.refused)]
    return named | {agent for agent in some if agent is not None}


def _actions(company: Company) -> Iterator[tuple[str, Action]]:
    for menu in company.menus.values():
        yield from ((f"le menu {menu.id}", action) for action in menu.choices.values())
    for line in company.lines.values():
        yield from ((f"la ligne {line.id}", behaviour.action) for behaviour in line.behaviours.values())
