"""The languages in which a company is heard. Pure."""

from __future__ import annotations

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
    return list(dict.fromkeys(line.language for line in company.lines.values()))
