"""The languages in which a company is heard, and its texts in each. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from appliance.company.model import Company, Line
from appliance.prompts.languages import AGENTS, USUAL, language_of


def languages_of(company: Company | None) -> list[str]:
    """Of its lines, by code, after the usual one: that of telephones that are tried."""
    return list(dict.fromkeys([USUAL, *(line_languages(company) if company else ())]))


def foreign_to_agents(line: Line) -> str | None:
    """The name of the language of its callers, where who takes their calls is to be told; None where they share it."""
    return None if line.language == AGENTS.code else language_of(line.language).name


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
