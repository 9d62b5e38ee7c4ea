"""Whose telephone calls: an agent's, by its number. Pure.

A number shown is a hint: whoever rents a trunk may show any number. It may greet an agent by name; it changes nothing.
"""

from __future__ import annotations

from appliance.company.model import Agent, Company
from appliance.company.numbers import caller_number


def known_agent(company: Company, number: str | None) -> Agent | None:
    """The agent who alone has this telephone (E.164); None for a hidden number, a stranger's, or one of several."""
    found = [agent for agent in company.agents.values() if number in agent.phones] if number else []
    return found[0] if len(found) == 1 else None


def agent_of(company: Company, typed: str) -> Agent | None:
    """The agent who alone has the telephone whose number was typed; a short one, as it is dialled in the house."""
    return known_agent(company, typed) or known_agent(company, caller_number(typed, company.country))


def is_an_agents(company: Company, number: str | None) -> bool:
    """Whether this telephone (E.164) is one of an agent's, or of several."""
    return number is not None and any(number in agent.phones for agent in company.agents.values())
