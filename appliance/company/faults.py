"""What settings may not say, though every name in them is there: refused of a change, and of a return to others. Pure.

The company's file is held to the same limits and the same rules by its reader, which says the line of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from appliance.company.actions import comes_back, named_by
from appliance.company.limits import (
    CALLBACK_WITHIN,
    DUTY_CALL,
    ESCALATE_AFTER,
    ESCALATE_TIMES,
    FAIRNESS_DAYS,
    HAND_OVER_CALL,
    MAX_WAIT,
    MOST_CALLS,
    MOST_CALLS_MINUTES,
    MOST_OFFICES,
    RING_ROUNDS,
    RING_SECONDS,
    SAFETY_CALL,
    TARGET_WAIT,
    TRIES,
    is_within,
    out_of_bounds,
)
from appliance.company.model import Action, Agent, CallTeam, Company, Line, Menu, NumberRule, TakeMessage, Team
from appliance.company.names import agent_names, line_words
from appliance.company.order_patterns import order_pattern
from appliance.company.urgent_words import word_faults
from appliance.planning.hours import DatedDays, NamedDays, Period
from appliance.planning.swaps import clashes

OF_LINE = {
    "max_wait": ("attente la plus longue", MAX_WAIT),
    "target_wait": ("objectif d'attente", TARGET_WAIT),
    "callback_within": ("minutes pour rappeler", CALLBACK_WITHIN),
    "escalate_after": ("minutes avant de prévenir de nouveau", ESCALATE_AFTER),
    "escalate_times": ("fois où prévenir de nouveau", ESCALATE_TIMES),
}
OF_COMPANY = {
    "most_calls": ("appels d'un même numéro", MOST_CALLS),
    "most_calls_minutes": ("minutes où ils sont comptés", MOST_CALLS_MINUTES),
}
OF_RING = {
    "seconds": ("secondes par téléphone", RING_SECONDS),
    "rounds": ("tours", RING_ROUNDS),
    "fairness_days": ("jours d'équité", FAIRNESS_DAYS),
}
OF_TEAM = {
    "duty_call": ("minutes avant une prise d'astreinte", DUTY_CALL),
    "safety_call": ("minutes entre deux appels en intervention", SAFETY_CALL),
    "hand_over_call": ("minutes avant un passage de relais", HAND_OVER_CALL),
}


class Fault(NamedTuple):
    """`rule`: by which a fault that stood already is known. `sentence`: in French, whole."""

    rule: tuple[str, ...]
    sentence: str


def new_faults(before: Company, after: Company) -> list[str]:
    """The sentences about the faults that a change makes: one that stood already hinders no other change."""
    known = {one.rule for one in faults(before)}
    return list(dict.fromkeys(one.sentence for one in faults(after) if one.rule not in known))


def faults(company: Company) -> Iterator[Fault]:
    """Every fault of the settings."""
    yield from _nameless(company)
    for agent in company.agents.values():
        yield from _of_agent(agent)
    for team in company.teams.values():
        yield from _of_team(team, agent_names(company))
    for line in company.lines.values():
        yield from _of_line(line)
    for menu in company.menus.values():
        yield from _of_menu(menu)
    for days in (*company.closures, *company.days_off):
        yield from _of_days(days)
    for told in _twice(company.responsible):
        yield Fault(("company", "responsible", told), f"« {told} » est déjà prévenu : ôtez-le d'ici.")
    for word, sentence in word_faults(company.urgent_words):
        yield Fault(("company", "urgent_words", word), sentence)
    for name, (words, bounds) in OF_COMPANY.items():
        if not is_within(number := getattr(company, name), bounds):
            yield Fault(("company", name, str(number)), f"{words.capitalize()} : {out_of_bounds(number, bounds)}")
    yield from _loops(company)


def default_fault(menu: Menu) -> str | None:
    """Why the key that is taken after three silences cannot be that one; None where it can."""
    if menu.default not in menu.choices:
        return f"Le choix par défaut « {menu.default} » n'est pas l'un des choix du menu."
    if comes_back(menu.choices[menu.default]):
        better = "nommez un choix qui mène à quelqu'un ou au message"
        return f"Le choix par défaut « {menu.default} » redit le menu : {better}."
    if menu.choices[menu.default] == TakeMessage(can_wait=True):
        better = "une urgence sans clavier ne serait dite à personne ; nommez-en un autre"
        return f"Le choix par défaut « {menu.default} » peut attendre : {better}."
    return None


def in_a_circle(line: str) -> str:
    """Of a number to ring that is the line's own."""
    return f"Ce numéro est celui de la ligne « {line} » : l'appel tournerait en rond."


def _nameless(company: Company) -> Iterator[Fault]:
    """What is called nothing that can be read."""
    if not company.name.strip():
        yield Fault(("company", "name"), "L'entreprise n'a pas de nom : donnez-le.")
    several = (
        ("Un intervenant", company.agents),
        ("Une équipe", company.teams),
        ("Une ligne", company.lines),
    )
    for noun, things in several:
        for key, one in things.items():
            if not one.name.strip():
                yield Fault((noun, key, "name"), f"{noun} n'a pas de nom : donnez-le.")


def _of_agent(agent: Agent) -> Iterator[Fault]:
    for number in _twice(agent.phones):
        yield Fault(("agent", agent.id, number), f"{agent.name} a deux fois le téléphone {number} : ôtez-en un.")
    if not agent.told_by:
        yield Fault(("agent", agent.id, "told_by"), f"{agent.name} n'est prévenu par aucun moyen : donnez-en un.")


def _of_team(team: Team, names: Mapping[str, str]) -> Iterator[Fault]:
    levels = team.plan.levels
    if not levels or () in levels:
        where = "n'a aucun intervenant" if not levels else "a un niveau sans intervenant"
        yield Fault(("team", team.id, "levels"), f"L'équipe {team.name} {where} : placez-y quelqu'un.")
    for agent in _twice([agent for level in levels for agent in level]):
        yield Fault(
            ("team", team.id, agent),
            f"{names.get(agent, agent)} est deux fois dans l'équipe {team.name} : gardez un niveau.",
        )
    for name, (words, bounds) in OF_RING.items():
        if not is_within(number := getattr(team.ring, name), bounds):
            yield Fault(
                ("team", team.id, name, str(number)), f"Équipe {team.name}, {words} : {out_of_bounds(number, bounds)}"
            )
    for name, (words, bounds) in OF_TEAM.items():
        number = getattr(team, name)
        if number is not None and not is_within(number, bounds):
            said = f"Équipe {team.name}, {words} : {out_of_bounds(number, bounds)}"
            yield Fault(("team", team.id, name, str(number)), said)
    for place, sentence in clashes(team.plan.swaps, names):
        swap = team.plan.swaps[place]
        yield Fault(("swap", team.id, f"{swap.giver} {swap.taker} {swap.start}"), sentence)


def _of_line(line: Line) -> Iterator[Fault]:
    for name, (words, bounds) in OF_LINE.items():
        if not is_within(number := getattr(line, name), bounds):
            yield Fault(
                ("line", line.id, name, str(number)),
                f"{line_words(line.name)}, {words} : {out_of_bounds(number, bounds)}",
            )
    for rule in (line.order_rule, line.internal_code):
        yield from _of_rule(("line", line.id), rule)
    for told in _twice(line.tell):
        yield Fault(("line", line.id, "tell", told), f"« {told} » est déjà prévenu : ôtez-le d'ici.")
    for days in (*line.closures, *line.days_off):
        yield from _of_days(days)
    for period, behaviour in line.behaviours.items():
        yield from _of_action(("line", line.id, period.value), behaviour.action)
    for words in _never_reached(line) if line.around_the_clock else ():
        sentence = f"La ligne {line.name} est toujours d'astreinte : {words} n'y servent jamais ; ôtez l'un des deux."
        yield Fault(("line", line.id, "around_the_clock", words), sentence)


def _never_reached(line: Line) -> Iterator[str]:
    """What an always-on line says in vain."""
    usual = line.behaviours.get(Period.AFTER_HOURS)
    if line.opening_hours:
        yield "ses heures d'ouverture"
    if line.holidays is not None or line.closures or line.days_off:
        yield "ses jours fériés, chômés ou de fermeture"
    if any(behaviour != usual for behaviour in line.behaviours.values()):
        yield "les déroulements de ses autres périodes"


def _of_menu(menu: Menu) -> Iterator[Fault]:
    if not menu.choices:
        yield Fault(("menu", menu.id, "choices"), "Un menu a au moins un choix.")
    elif sentence := default_fault(menu):
        yield Fault(("menu", menu.id, "default", menu.default), sentence)
    for key, action in menu.choices.items():
        yield from _of_action(("menu", menu.id, key), action)


def _of_action(where: tuple[str, ...], action: Action) -> Iterator[Fault]:
    offices = named_by(action).offices
    for number in _twice(offices):
        yield Fault((*where, number), f"Le numéro {number} est deux fois dans ce renvoi : il ne sonnerait qu'une fois.")
    if len(offices) > MOST_OFFICES:
        yield Fault((*where, "forward"), f"Un renvoi fait sonner {MOST_OFFICES} numéros au plus.")
    wanted = action.target_wait if isinstance(action, CallTeam) else None
    if wanted is not None and not is_within(wanted, TARGET_WAIT):
        yield Fault((*where, "target_wait"), f"Objectif d'attente : {out_of_bounds(wanted, TARGET_WAIT)}")
    if isinstance(action, CallTeam) and isinstance(action.order_number, NumberRule):
        yield from _of_rule(where, action.order_number)


def _of_rule(where: tuple[str, ...], rule: NumberRule) -> Iterator[Fault]:
    if not is_within(rule.tries, TRIES):
        yield Fault(
            (*where, "tries", str(rule.tries)), f"Essais du numéro demandé : {out_of_bounds(rule.tries, TRIES)}"
        )
    try:
        order_pattern(rule.pattern)
    except ValueError as error:
        yield Fault((*where, "pattern", rule.pattern), str(error))


def _of_days(days: NamedDays) -> Iterator[Fault]:
    if isinstance(days, DatedDays) and days.last < days.first:
        sentence = f"« {days.name} » finit avant de commencer : corrigez l'un des deux jours."
        yield Fault(("days", days.name, str(days.first)), sentence)


def _loops(company: Company) -> Iterator[Fault]:
    """Numbers to ring that are a line's own."""
    lines = {number: line.id for line in company.lines.values() for number in line.numbers}
    for where, number in _rung(company):
        if number in lines:
            yield Fault(("loop", where, number), in_a_circle(lines[number]))


def _rung(company: Company) -> Iterator[tuple[str, str]]:
    for agent in company.agents.values():
        yield from ((f"agent {agent.id}", phone) for phone in agent.phones)
    for line in company.lines.values():
        yield from ((f"line {line.id}", number) for number in [line.last_resort] if number is not None)
        for behaviour in line.behaviours.values():
            yield from ((f"line {line.id}", number) for number in named_by(behaviour.action).offices)
    for menu in company.menus.values():
        for action in menu.choices.values():
            yield from ((f"menu {menu.id}", number) for number in named_by(action).offices)


def _twice(names: tuple[str, ...] | list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
