"""The languages in which a company is heard. Pure."""

from __future__ import annotations

from appliance.company.model import Company
from appliance.prompts.languages import USUAL


def languages_of(company: Company | None) -> list[str]:
    """Of its lines, by code, after the usual one: that of telephones that are tried."""
    return list(dict.fromkeys([USUAL, *(line_languages(company) if company else ())]))


def line_languages(company: Company) -> list[str]:
    """Of its lines alone, each once."""
    return list(dict.fromkeys(line.language for line in company.lines.values()))
