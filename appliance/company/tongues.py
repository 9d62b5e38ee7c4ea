"""The languages in which a company is heard, and its texts in each. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from appliance.company.model import Company, Line
from appliance.prompts.languages import USUAL, agents_language, language_of
from appliance.prompts.listeners import agents_alone_hear, agents_hear


def languages_of(company: Company | None) -> list[str]:
    """Of its lines, by code, after the usual one: that of telephones that are tried."""
    return list(dict.fromkeys([USUAL, *(line_languages(company) if company else ())]))


def agents_languages(company: Company | None) -> list[str]:
    """Of its agents, by code, after the usual one: that of who is nobody known."""
    return list(dict.fromkeys([USUAL, *(counted_agents(company) if company else ())]))


def counted_agents(company: Company) -> Counter[str]:
    """How many agents are spoken to in each language, by its code."""
    return Counter(agents_language(agent.language).code for agent in company.agents.values())


def most_agents_language(company: Company) -> str:
    """That of most agents, by its code, for who is not known yet; the usual one where it is as frequent as another."""
    counted = counted_agents(company)
    return max(counted, key=lambda code: (counted[code], code == USUAL), default=USUAL)


def spoken_to(company: Company, name: str) -> str:
    """The language, by its code, of the agent of that identifier; of anybody else, that of most agents."""
    agent = company.agents.get(name)
    return most_agents_language(company) if agent is None else agents_language(agent.language).code


def catalogue_heard(company: Company | None) -> Iterator[tuple[str, str]]:
    """The language and the name of each sentence of the catalogue that its callers, or its agents, may hear."""
    callers, agents = languages_of(company), agents_languages(company)
    for code in dict.fromkeys([*callers, *agents]):
        for name in language_of(code).fixed:
            heard = code in callers and not agents_alone_hear(name)
            if heard or (code in agents and agents_hear(name)):
                yield code, name


def line_languages(company: Company) -> list[str]:
    """Of its lines alone, each once."""
    return list(dict.fromkeys(code for line in company.lines.values() for code in spoken_on(line)))


def spoken_on(line: Line) -> list[str]:
    """Its own language, then those that it offers, by code."""
    return list(dict.fromkeys([line.language, *line.offered_languages.values()]))


def as_heard(line: Line) -> Iterator[Line]:
    """The line as the callers of each of its languages hear it."""
    return (replace(line, language=code) for code in spoken_on(line))


def said_in(company: Company, text: str, language: str, written_in: str) -> tuple[str, str]:
    """What callers in a language hear of a text of the company's, and in which language it is.

    `written_in`: that of the text itself, in which they hear it where nobody has said it in theirs.
    """
    said = translated(company, text, language)
    return (text, written_in) if said is None else (said, language)


def translated(company: Company, text: str, language: str) -> str | None:
    """What the company says in the place of a text in a language; None where it has said nothing of it."""
    found = (one.said for one in company.translations if (one.language, one.text) == (language, text))
    return next(found, None)
