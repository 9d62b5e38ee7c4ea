"""Every number that a call may ring can be dialled, and does not come back to us."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.checks.finding import Finding, Where, error, of_agent, of_line, of_menu
from appliance.company.actions import named_by
from appliance.company.dialling import not_to_dial
from appliance.company.model import Company, Line
from appliance.company.numbers import normalise


def check_telephones(company: Company) -> Iterator[Finding]:
    """Agents' telephones, offices and last resorts, then the DIDs themselves."""
    for where, number in dialled(company):
        if refused := not_to_dial(number, company):
            yield error(refused.rule, where, refused.sentence, (), *where.steps[:2], number)
    for number, line in of_ours(company).items():
        if unreadable := _unreadable(number, company.country):
            yield error("did_not_a_number", of_line(line).inside("", "numbers"), unreadable, (), number)
    for agent in company.agents.values():
        if not agent.phones:
            yield error("agent_without_phone", of_agent(agent.id, company), "aucun téléphone ; donnez-lui un numéro.")


def of_ours(company: Company) -> dict[str, Line]:
    """The line of each number (DID) of the company."""
    return {number: line for line in company.lines.values() for number in line.numbers}


def dialled(company: Company) -> Iterator[tuple[Where, str]]:
    """Where a number is written, and the number (E.164)."""
    for agent in company.agents.values():
        for place, number in enumerate(agent.phones, 1):
            rank = "" if len(agent.phones) == 1 else f", {place}e téléphone" if place > 1 else ", 1ᵉʳ téléphone"
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


def _unreadable(number: str, country: str) -> str | None:
    """Why no operator would know us by this number, in a sentence; None when one would."""
    try:
        known = normalise(number, country)
    except ValueError as problem:
        return str(problem)
    return None if known == number else f"« {number} » n'est pas en E.164 ; écrivez {known}."
