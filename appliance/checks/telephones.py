"""Every number that a call may ring can be dialled, and does not come back to us."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from appliance.checks.finding import Finding, Where, error, of_agent, of_line, of_menu
from appliance.company.actions import named_by
from appliance.company.model import Company, Line
from appliance.company.numbers import normalise, ringable


def check_telephones(company: Company) -> Iterator[Finding]:
    """Agents' telephones, offices and last resorts, then the DIDs themselves."""
    ours = of_ours(company)
    for where, number in dialled(company):
        if fault := not_to_ring(company, number, ours):
            code, problem = fault
            yield error(code, where, problem, (), *where.steps[:2], number)
    for number, line in ours.items():
        unreadable = refusal(number, partial(normalise, region=company.country))
        if unreadable:
            yield error("did_not_a_number", of_line(line).inside("", "numbers"), unreadable, (), number)
    for agent in company.agents.values():
        if not agent.phones:
            yield error("agent_without_phone", of_agent(agent.id, company), "aucun téléphone ; donnez-lui un numéro.")


def of_ours(company: Company) -> dict[str, Line]:
    """The line of each number (DID) of the company."""
    return {number: line for line in company.lines.values() for number in line.numbers}


def not_to_ring(company: Company, number: str, ours: Mapping[str, Line]) -> tuple[str, str] | None:
    """Why this number is not to be rung: the name of the rule, and a sentence; None where it may be."""
    allowed = [each.number for each in company.allowed_numbers]
    if problem := refusal(number, partial(ringable, region=company.country, allowed=allowed)):
        return "number_not_dialable", problem
    if number in ours:
        sentence = f"ce numéro est celui de la ligne {ours[number].name} : l'appel tournerait en rond ; changez-le."
        return "number_is_a_did", sentence
    return None


def dialled(company: Company) -> Iterator[tuple[Where, str]]:
    """Where a number is written, and the number (E.164)."""
    for agent in company.agents.values():
        for place, number in enumerate(agent.phones, 1):
            rank = "" if len(agent.phones) == 1 else f", {place}e téléphone" if place > 1 else ", 1er téléphone"
            yield of_agent(agent.id, company).inside(rank, "phones", str(place - 1)), number
    for line in company.lines.values():
        if line.last_resort is not None:
            yield of_line(line).inside(", dernier recours", "last_resort"), line.last_resort
        for period, behaviour in line.behaviours.items():
            office = of_line(line).inside(f", transfert ({period.value})", period.value, "forward")
            yield from ((office, number) for number in named_by(behaviour.action).offices)
    for menu in company.menus.values():
        for key, action in menu.choices.items():
            choice = of_menu(menu).inside(f", touche {key}", "choices", key, "forward")
            yield from ((choice, number) for number in named_by(action).offices)


def refusal(number: str, read: Callable[[str], str]) -> str | None:
    """Why no trunk would dial this number, as `read` says it in a sentence; None when one would."""
    try:
        known = read(number)
    except ValueError as problem:
        return str(problem)
    return None if known == number else f"« {number} » n'est pas en E.164 ; écrivez {known}."
