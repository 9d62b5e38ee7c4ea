"""The words of a company that its callers may say, for the recogniser to know when it hears them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.company.model import Company

MOST_LETTERS = 600  # about what the recogniser has room for


def words_expected(company: Company | None, machines_own: Iterable[str]) -> str:
    """« Montreuil, fuite, SAV, Claire Durand. »: those of the machine's file, the urgent ones, names; "" for none."""
    said: dict[str, None] = {}
    for name in (*machines_own, *(_names(company) if company else ())):
        plain = " ".join(name.split())
        if plain and sum(len(one) + 2 for one in said) + len(plain) <= MOST_LETTERS:
            said[plain] = None
    return f"{', '.join(said)}." if said else ""


def _names(company: Company) -> Iterable[str]:
    yield from company.urgent_words
    yield company.name
    yield from (line.name for line in company.lines.values())
    yield from (agent.name for agent in company.agents.values())
    yield from (team.name for team in company.teams.values())
    yield from (menu.name for menu in company.menus.values())
    yield from (caller.name for caller in company.vip_callers)
