"""Which calls are a caller's: an agent who calls for their menu, or for a call that waits, is none."""

from __future__ import annotations

from typing import Any

from appliance.calls.call_context import Outcome
from appliance.company.model import Audience
from appliance.store.journal.tables import CallRow

OF_AGENTS = (Outcome.AGENTS_MENU.value, Outcome.RING_BACK.value)


def of_callers() -> Any:
    """What a query asks of a call that counts in figures, loads and statements; one that goes on may be a caller's."""
    return CallRow.outcome.is_null() | CallRow.outcome.not_in(OF_AGENTS)


def of_customers() -> list[Any]:
    """The calls that figures count: over, of a line of customers, and no agent's own."""
    return [CallRow.audience == Audience.CUSTOMERS.value, CallRow.ended_at.is_null(False), of_callers()]
