"""What the operations ask of the company: itself, one of its lines, teams, agents; 404 for what it does not have."""

from __future__ import annotations

from typing import NoReturn

from appliance.company.model import Agent, Company, Line, Team
from web.api.problems import Refusal
from web.frame.seen import token
from web.frame.site import Site

NOTHING = "Aucune entreprise n'est encore décrite ; importez son fichier."


def company_of(site: Site) -> Company:
    """The settings in force. Refusal, StoreError."""
    company = site.company()
    if company is None:
        raise Refusal(409, NOTHING)
    return company


def read_of(site: Site) -> tuple[Company, str]:
    """The settings in force, and the version of what is read of them. Refusal, StoreError."""
    number, company = site.settings()
    if company is None:
        raise Refusal(409, NOTHING)
    return company, token(number)


def team_of(company: Company, key: str) -> Team:
    return company.teams.get(key) or unknown("équipe", key, list(company.teams))


def line_of(company: Company, key: str) -> Line:
    return company.lines.get(key) or unknown("ligne", key, list(company.lines))


def agent_of(company: Company, key: str) -> Agent:
    return company.agents.get(key) or unknown("intervenant", key, list(company.agents))


def lines_asked(company: Company, key: str | None) -> list[Line]:
    """The line of a query, or all of them."""
    return list(company.lines.values()) if key is None else [line_of(company, key)]


def unknown(what: str, key: str, known: list[str]) -> NoReturn:
    """Always a Refusal."""
    raise Refusal(404, f"« {key[:60]} » : il n'y a pas de tel identifiant ({what}) ; connus : {', '.join(known[:30])}.")
