"""Which calls are a caller's: an agent who calls to use their menu is none, and rings nobody for a call."""

from __future__ import annotations

from typing import Any

from appliance.calls.call_context import Outcome
from appliance.store.journal.tables import CallRow


def of_callers() -> Any:
    """What a query asks of a call that counts in figures, loads and statements; one that goes on may be a caller's."""
    return CallRow.outcome.is_null() | (CallRow.outcome != Outcome.AGENTS_MENU.value)
