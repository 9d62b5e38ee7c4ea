"""Every number that a call may ring can be dialled, and does not come back to us."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.calls.company import Company, Forward
from appliance.checks.finding import Finding, error, of_agent, of_line, of_menu
from appliance.planning.numbers import normalise


def check_telephones(company: Company) -> Iterator[Finding]:
    """Agents' telephones, offices and last resorts, then the DIDs themselves."""
    ours = {number: line for line in company.lines.values() for number in line.numbers}
    for where, number in dialled(company):
        problem = refusal(number, company.country)
        if problem:
            yield error("number_not_dialable", where, problem)
        elif number in ours:
            sentence = f"ce numéro est celui de la ligne {ours[number].name} : l'appel tournerait en rond ; changez-le."
            yield error("number_is_a_did", where, sentence)
    for number, line in ours.items():
        if problem := refusal(number, company.country):
            yield error("did_not_a_number", of_line(line), problem)
    for agent in company.agents.values():
        if not agent.phones:
            yield error("agent_without_phone", of_agent(agent.id, company), "aucun téléphone ; donnez-lui un numéro.")


def dialled(company: Company) -> Iterator[tuple[str, str]]:
    """Where a number is written, and the number (E.164)."""
    for agent in company.agents.values():
        for place, number in enumerate(agent.phones, 1):
            rank = "" if len(agent.phones) == 1 else f", {place}e téléphone" if place > 1 else ", 1er téléphone"
            yield f"{of_agent(agent.id, company)}{rank}", number
    for line in company.lines.values():
        if line.last_resort is not None:
            yield f"{of_line(line)}, dernier recours", line.last_resort
        for period, behaviour in line.behaviours.items():
            if isinstance(behaviour.action, Forward):
                yield f"{of_line(line)}, transfert ({period.value})", behaviour.action.number
    for menu in company.menus.values():
        for key, action in menu.choices.items():
            if isinstance(action, Forward):
                yield f"{of_menu(menu)}, touche {key}", action.number


def refusal(number: str, country: str) -> str | None:
    """Why no trunk would dial this number, in a sentence; None when one would."""
    try:
        known = normalise(number, country)
    except ValueError as problem:
        return str(problem)
    return None if known == number else f"« {number} » n'est pas en E.164 ; écrivez {known}."
