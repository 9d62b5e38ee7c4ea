"""The languages of lines and agents: what would be heard in the wrong one, and keys that mean two things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from appliance.calls.translating import menus_heard, untranslated
from appliance.checks.finding import Finding, error, of_agent, of_line, warning
from appliance.company.model import Agent, Company, Line
from appliance.company.names import menu_title
from appliance.prompts.languages import FRENCH, language_of, not_for_agents
from appliance.prompts.speech import quoted

WHERE_SAID = "Annonces › Langues"


def check_languages(company: Company) -> Iterator[Finding]:
    for line in company.lines.values():
        yield from keys_of_two_meanings(company, line)
        for code, texts in untranslated(company, line).items():
            yield not_translated(line, code, texts)
    for agent in company.agents.values():
        if (problem := not_for_agents(agent.language)) is not None:
            yield agent_not_spoken_to(company, agent, problem)


def agent_not_spoken_to(company: Company, agent: Agent, problem: str) -> Finding:
    """An agent who hears French in the place of their language: another release knows it, or this one lacks a part."""
    where = of_agent(agent.id, company).inside("", "language")
    return warning("agent_language", where, f"{problem} D'ici là, {agent.name} entend le {FRENCH.name}.")


def keys_of_two_meanings(company: Company, line: Line) -> Iterator[Finding]:
    """A key that chooses a language on a line, and something else at a menu that it plays."""
    for key, code in line.offered_languages.items():
        for menu in menus_heard(company, line):
            if key in menu.choices:
                name, title = language_of(code).name, menu_title(company, menu)
                choice = f"la touche {key} choisit une langue ({name}), et le menu « {title} » en fait autre chose"
                sentence = f"{choice} ; changez l'une des deux."
                yield error("language_key", of_line(line).inside("", "offered_languages", key), sentence)


def not_translated(line: Line, code: str, texts: list[str]) -> Finding:
    """What callers in a language hear in another."""
    name, own = language_of(code).name, language_of(line.language).name
    more = f", et {len(texts) - 1} de plus," if len(texts) > 1 else ""
    some = f"{quoted(texts[0])}{more}"
    what, say = ("est entendu", "dites-le") if len(texts) == 1 else ("sont entendus", "dites-les")
    sentence = f"en {name}, {some} {what} en {own} ; {say} en {name} : {WHERE_SAID}."
    found = warning("not_translated", of_line(line).inside("", "offered_languages"), sentence)
    return replace(found, number=len(texts))
