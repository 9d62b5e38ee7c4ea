"""The calls that an agent took, that are over, and of which they have not told yet where they stand, nor any time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from peewee import Database

from appliance.calls.leg import OfferOutcome
from appliance.store.database import reading
from appliance.store.journal.last_resort import offered_as_last_resort
from appliance.store.journal.of_callers import of_callers
from appliance.store.journal.tables import AttemptRow, CallRow
from appliance.store.statements.tables import AdditionRow, DoneRow


def untold_calls(
    database: Database,
    agent: str,
    since: datetime,
    last_resorts: Mapping[str, str],
    limit: int,
    *,
    call: str | None = None,
) -> list[str]:
    """Their identifiers, the latest first. `last_resorts`: the agent behind the last resort of a line. `call`: that one
    alone, if it is of those. StoreError.
    """
    query = AttemptRow.select(AttemptRow.call_id).join(CallRow, on=(CallRow.id == AttemptRow.call_id))
    query = query.where(
        AttemptRow.outcome == OfferOutcome.ACCEPTED.value,
        AttemptRow.ended_at >= since,
        _taken_by(agent, last_resorts),
        CallRow.ended_at.is_null(False),
        of_callers(),
        AttemptRow.call_id.not_in(_told_by(agent)),
        AttemptRow.call_id.not_in(_added_by(agent)),
    )
    if call is not None:
        query = query.where(AttemptRow.call_id == call)
    with reading(database):
        rows = query.order_by(AttemptRow.ended_at.desc(), AttemptRow.number.desc()).tuples().execute(database)
        return list(dict.fromkeys(call for (call,) in rows))[:limit]


def _taken_by(agent: str, last_resorts: Mapping[str, str]) -> Any:
    """By their name, or as the last resort of a line."""
    return (AttemptRow.agent == agent) | offered_as_last_resort(agent, last_resorts)


def _told_by(agent: str) -> Any:
    """A note alone, which may be written while they talk, tells nothing of the intervention."""
    return DoneRow.select(DoneRow.call_id).where(DoneRow.agent == agent, DoneRow.state != "")


def _added_by(agent: str) -> Any:
    mine = (AdditionRow.agent == agent) & AdditionRow.call_id.is_null(False) & AdditionRow.cancelled_at.is_null()
    return AdditionRow.select(AdditionRow.call_id).where(mine)
