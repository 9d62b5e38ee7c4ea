"""Whose telephone a line's last resort was when it was rung: kept with the offer, as settings change and hours do not.

Of offers written before it was kept, it is whoever stands there in the settings of today (`last_resorts`, by line).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peewee import Case, Database

from appliance.calls.accounting import last_resorts
from appliance.calls.hunt import LAST_RESORT
from appliance.calls.leg import OfferOutcome
from appliance.store.database import reading
from appliance.store.errors import StoreError
from appliance.store.journal.tables import AttemptRow, CallRow
from appliance.store.settings.revisions import newest_document

NOBODY = ""  # of the company: the telephone was no agent's


def standing_behind(database: Database, call: str, agent: str) -> str | None:
    """What is kept with an offer: the agent behind a last resort, NOBODY; None for any other offer. Within `writing`.

    None too where this release does not understand the settings: the offer is written all the same.
    """
    if agent != LAST_RESORT:
        return None
    try:
        found = newest_document(database)
    except StoreError:
        return None
    line = CallRow.select(CallRow.line_id).where(CallRow.id == call).scalar(database)
    return last_resorts(found.company).get(line, NOBODY) if found else None


def whose_offer(agent: str, behind: str | None, line: str | None, resorts: Mapping[str, str]) -> str:
    """The agent to whom an offer was made; LAST_RESORT where nobody of the company stood behind it."""
    if agent != LAST_RESORT:
        return agent
    return (resorts.get(line or "") if behind is None else behind) or agent


def offered_to(resorts: Mapping[str, str]) -> Any:
    """The same, as SQL says it of an offer joined with its call."""
    today = [(line, agent) for line, agent in resorts.items() if agent]
    here = Case(CallRow.line_id, today, LAST_RESORT) if today else AttemptRow.agent
    then = [(AttemptRow.agent != LAST_RESORT, AttemptRow.agent), (AttemptRow.behind.is_null(), here)]
    return Case(None, [*then, (AttemptRow.behind == NOBODY, AttemptRow.agent)], AttemptRow.behind)


def offered_as_last_resort(agent: str, resorts: Mapping[str, str]) -> Any:
    """The offers, joined with their calls, that rang this agent as the last resort of a line."""
    lines = [line for line, behind in resorts.items() if behind == agent]
    today = AttemptRow.behind.is_null() & CallRow.line_id.in_(lines)
    return (AttemptRow.agent == LAST_RESORT) & ((AttemptRow.behind == agent) | today)


def takers(database: Database, call: str, resorts: Mapping[str, str]) -> list[str]:
    """Who accepted a call, in order. Raises StoreError."""
    query = AttemptRow.select(AttemptRow.agent, AttemptRow.behind, CallRow.line_id)
    query = query.join(CallRow, on=(CallRow.id == AttemptRow.call_id)).order_by(AttemptRow.number)
    query = query.where(AttemptRow.call_id == call, AttemptRow.outcome == OfferOutcome.ACCEPTED.value)
    with reading(database):
        rows = list(query.tuples().execute(database))
    return [whose_offer(agent, behind, line, resorts) for agent, behind, line in rows]
