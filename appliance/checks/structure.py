"""Lines that can be called, and actions that lead somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from appliance.checks.finding import Finding, Where, error, of_line, of_menu, of_team
from appliance.company.actions import comes_back, menus_opened, named_by
from appliance.company.hours import calendar_of
from appliance.company.model import Action, Company, Line, Menu
from appliance.planning.hours import Period
from appliance.planning.team_plan import TeamPlan


def check_structure(company: Company) -> Iterator[Finding]:
    """Errors that stop a call, or that leave a line without callers. What passes can be walked without care."""
    yield from unknown_calendars(company)
    yield from lines_called_by_nobody(company)
    yield from numbers_claimed_twice(company)
    for line in company.lines.values():
        yield from behaviours(company, line)
    for menu in company.menus.values():
        yield from choices(company, menu)
        if menu.id in reachable(company, menu.id):
            yield error("menu_loop", of_menu(menu), "ses choix ramènent à lui-même ; menez à une équipe ou au message.")
    yield from unknown_agents(company)


def unknown_calendars(company: Company) -> Iterator[Finding]:
    """Calendars of public holidays that no library has: the period of a call could not be told."""
    for line in company.lines.values():
        try:
            calendar_of(company, line)
        except ValueError as problem:
            yield error("unknown_calendar", of_line(line).inside("", "holidays"), str(problem))


def lines_called_by_nobody(company: Company) -> Iterator[Finding]:
    for line in company.lines.values():
        if not line.numbers and not line.default:
            yield error("line_without_did", of_line(line), "aucun numéro n'y mène ; donnez-lui un numéro (SDA).")
    defaults = [line for line in company.lines.values() if line.default]
    for line in defaults[1:]:
        yield error(
            "two_default_lines",
            of_line(line).inside("", "default"),
            f"la ligne {defaults[0].name} est déjà la ligne par défaut ; gardez-en une seule.",
        )


def numbers_claimed_twice(company: Company) -> Iterator[Finding]:
    """A DID that two lines claim, or one line twice: the switch can follow one only."""
    claims = Counter(number for line in company.lines.values() for number in line.numbers)
    owners: dict[str, Line] = {}
    for line in company.lines.values():
        for number in line.numbers:
            if number in owners and claims[number] > 1:
                other = owners[number].name
                sentence = f"son numéro {number} est déjà celui de la ligne {other} ; ôtez-le de l'une des deux."
                yield error("did_on_two_lines", of_line(line).inside("", "numbers"), sentence, (), number)
            owners.setdefault(number, line)


def behaviours(company: Company, line: Line) -> Iterator[Finding]:
    """Each period of the line does something that exists."""
    for period in Period:
        if period not in line.behaviours:
            sentence = f"rien n'est prévu pour la période « {period.value} » ; dites ce que fait la ligne."
            yield error("period_without_action", of_line(line), sentence)
        else:
            yield from dead_ends(company, of_line(line).inside("", period.value), line.behaviours[period].action)


def choices(company: Company, menu: Menu) -> Iterator[Finding]:
    """A menu's keys lead somewhere, and so does silence."""
    where = of_menu(menu)
    if not menu.choices:
        yield error("menu_without_choice", where, "il n'a aucun choix ; donnez-lui au moins une touche.")
    elif menu.default not in menu.choices:
        sentence = f"son choix par défaut « {menu.default} » n'est pas l'une de ses touches ; nommez-en une."
        yield error("menu_default", where.inside("", "default"), sentence)
    elif comes_back(menu.choices[menu.default]):
        sentence = f"son choix par défaut « {menu.default} » redit le menu ; nommez-en un qui mène à quelqu'un."
        yield error("menu_default", where.inside("", "default"), sentence)
    for key, action in menu.choices.items():
        yield from dead_ends(company, where.inside(f", touche {key}", "choices", key), action)


def dead_ends(company: Company, where: Where, action: Action) -> Iterator[Finding]:
    named = named_by(action)
    if named.menu is not None and named.menu not in company.menus:
        yield error("unknown_menu", where, f"le menu « {named.menu} » n'existe pas ; créez-le ou changez d'action.")
    if named.team is not None and named.team not in company.teams:
        yield error("unknown_team", where, f"l'équipe « {named.team} » n'existe pas ; créez-la ou changez d'action.")


def reachable(company: Company, start: str) -> set[str]:
    """The menus that the choices of a menu lead to, near or far."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        menu = company.menus.get(waiting.pop())
        following = menus_opened(menu) if menu else set()
        waiting += following - found
        found |= following
    return found


def unknown_agents(company: Company) -> Iterator[Finding]:
    """Teams that name somebody who is no agent of the company: the hunt would find no telephone."""
    for team in company.teams.values():
        for agent in sorted(people_of(team.plan) - set(company.agents)):
            sentence = f"« {agent} » n'est pas un intervenant de l'entreprise ; créez-le ou ôtez-le du planning."
            yield error("unknown_agent", of_team(team), sentence, (), team.id, agent)


def people_of(plan: TeamPlan) -> set[str]:
    """Everybody whom a planning may put on call."""
    ends = not plan.rotations and all(shift.last for shift in plan.shifts)  # the whole team then, or from then on
    named = {agent for level in plan.levels for agent in level} if ends else set()
    named |= {shift.agent for shift in plan.shifts}
    named |= {agent for rotation in plan.rotations for agent in rotation.agents}
    named |= {leg.taker for swap in plan.swaps if swap.counts for leg in swap.handovers}
    return named | {override.adds for override in plan.overrides if override.adds is not None}
