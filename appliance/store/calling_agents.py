"""Whose telephone calls: noted with the call, for the agent may change their number, or leave."""

from __future__ import annotations

from peewee import Database

from appliance.calls.hunt import LAST_RESORT
from appliance.store.settings.tables import LineRow, PhoneRow


def whose_telephone(database: Database, number: str | None) -> str | None:
    """The agent who has this number (E.164), LAST_RESORT for a line's, else None. Within `writing`."""
    if number is None:
        return None
    theirs = PhoneRow.select(PhoneRow.agent_id).where(PhoneRow.number == number).order_by(PhoneRow.agent_id)
    if found := theirs.tuples().first(database):
        return str(found[0])
    last = LineRow.select(LineRow.id).where(LineRow.last_resort == number)
    return LAST_RESORT if last.exists(database) else None
