"""Whose telephone calls: noted with the call, for the agent may change their number, or leave."""

from __future__ import annotations

from peewee import Database

from appliance.calls.hunt import LAST_RESORT
from appliance.store.errors import StoreError
from appliance.store.settings.revisions import newest_document


def whose_telephone(database: Database, number: str | None) -> str | None:
    """The agent who has this number (E.164), LAST_RESORT for a line's, else None. Within `writing`.

    None too where this release does not understand the settings: the call is written all the same.
    """
    if number is None:
        return None
    try:
        found = newest_document(database)
    except StoreError:
        return None
    if found is None:
        return None
    theirs = sorted(agent.id for agent in found.company.agents.values() if number in agent.phones)
    last = any(line.last_resort == number for line in found.company.lines.values())
    return theirs[0] if theirs else LAST_RESORT if last else None
