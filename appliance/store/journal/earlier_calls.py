"""To whom a caller has just spoken, in the journal."""

from __future__ import annotations

from datetime import datetime

from peewee import Database, fn

from appliance.calls.leg import OfferOutcome
from appliance.store.database import reading
from appliance.store.fields import instant_text
from appliance.store.journal.tables import AttemptRow, CallRow


def spoken_to(database: Database, caller: str, line: str, since: datetime) -> str | None:
    """The agent of the last conversation of this number on this line, ended since that moment. StoreError.

    Its end may not be written yet: its beginning then counts.
    """
    mine = (CallRow.caller == caller) & (CallRow.line_id == line) & CallRow.connected_at.is_null(False)
    recent = fn.COALESCE(CallRow.ended_at, CallRow.connected_at) >= instant_text(since)
    taken = AttemptRow.outcome == OfferOutcome.ACCEPTED.value
    query = (
        AttemptRow.select(AttemptRow.agent)
        .join(CallRow, on=(CallRow.id == AttemptRow.call_id))
        .where(mine, recent, taken)
        .order_by(CallRow.connected_at.desc(), AttemptRow.number.desc())
        .limit(1)
    )
    with reading(database):
        return next((str(agent) for (agent,) in query.tuples().execute(database)), None)
