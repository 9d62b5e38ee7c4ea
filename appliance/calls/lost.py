"""What makes a call lost: in one place, for pages, figures, the journal's search. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.calls.call_context import Outcome, in_vain

IN_VAIN = frozenset(outcome.value for outcome in Outcome if in_vain(outcome))


def caller_had_nothing(outcome: str | None, *, connected: bool, message: bool) -> bool:
    """Of a call that is over: whether its caller had no human, left no message and was promised nothing.

    FreeSWITCH alone gives one outcome to all its calls: it may have joined the caller to somebody, or kept a message.
    """
    return outcome in IN_VAIN and not connected and not message


def is_lost(call: Mapping[str, Any]) -> bool:
    """Of a call as the journal gives it; one that goes on is not. `store.journal.lost_calls` asks it of SQL."""
    had = {"connected": call["connected_at"] is not None, "message": call["message"] is not None}
    return call["ended_at"] is not None and caller_had_nothing(call["outcome"], **had)
