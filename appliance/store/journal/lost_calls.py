"""The calls that are lost, asked of SQL: as `appliance.calls.lost` says, against which it is tested."""

from __future__ import annotations

from typing import Any

from peewee import SQL, fn

from appliance.calls.lost import IN_VAIN
from appliance.store.journal.tables import CallRow, MessageRow

# As the index of migration 55 has it.
OUTCOMES = SQL("({})".format(", ".join(f"'{outcome}'" for outcome in sorted(IN_VAIN))))


def left_a_message() -> Any:
    """What a query asks of a call: that its caller left one, whatever became of it."""
    return fn.EXISTS(MessageRow.select(MessageRow.call_id).where(MessageRow.call_id == CallRow.id))


def lost() -> list[Any]:
    """What a query asks of a call that is lost."""
    in_vain = fn.COALESCE(CallRow.outcome, SQL("''")).in_(OUTCOMES)
    return [in_vain, CallRow.connected_at.is_null(), CallRow.ended_at.is_null(False), ~left_a_message()]
