"""How two agents who were to speak together did, in French. Pure."""

from __future__ import annotations

from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.planning.moments import clock_text
from appliance.planning.wall_clock import wall_clock
from appliance.store.asks.queue import INTERRUPTED, Ask, Ending
from appliance.store.asks.tables import Tried
from appliance.store.asks.words import NEVER_FREE, tried_words


def each_try(ask: Ask, company: Company | None, timezone: str) -> list[str]:
    """« 17 h 51 : Claire Durand a tapé 1, Hugo Petit n'a pas répondu », for each call."""
    names = [agent_name(company, one) for one in (ask.agent_id, ask.topic.split()[0])]
    told = [f"{clock_text(wall_clock(one.at, timezone))} : {_both(one, names)}" for one in ask.tried]
    return told or [f"l'un des deux {NEVER_FREE}"]


def _both(one: Tried, names: list[str]) -> str:
    if one.outcome == INTERRUPTED:
        return tried_words(one)
    ends = [_said(Tried(one.at, end)) for end in one.outcome.split()]
    return ", ".join(f"{name} {end}" for name, end in zip(names, ends, strict=False))


def _said(one: Tried) -> str:
    """In this call, key 1 is no acceptance of a caller."""
    keys = {OfferOutcome.ACCEPTED.value: "a tapé 1", OfferOutcome.REFUSED.value: "a tapé 2"}
    return keys.get(one.outcome) or tried_words(one)


def met_words(ask: Ask, company: Company | None, timezone: str) -> str:
    """« faite à 17 h 52 »; "" while there is nothing to say of it."""
    if ask.ending is Ending.CONFIRMED and ask.ended_at is not None:
        return f"fait à {clock_text(wall_clock(ask.ended_at, timezone))}"
    if ask.ending in (Ending.UNANSWERED, Ending.REFUSED):
        return f"pas fait : {each_try(ask, company, timezone)[-1]}"
    return f"pas encore fait : {each_try(ask, company, timezone)[-1]}" if ask.tried and ask.ending is None else ""
