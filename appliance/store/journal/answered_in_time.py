"""The calls that a human took within the target of their line, as SQL asks it; exactly as `calls.figures.in_time`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.store.journal.tables import CallRow
from appliance.store.journal.waited import in_time


def answered_in_time(targets: Mapping[str, int]) -> Any:
    """Of those that are over. `targets`: seconds, by line; TARGET_SECONDS for a line of before, or none."""
    return CallRow.ended_at.is_null(False) & CallRow.connected_at.is_null(False) & in_time(targets)


def answered_late(targets: Mapping[str, int]) -> Any:
    """Those that are over and had no human, or one after the target."""
    return CallRow.ended_at.is_null(False) & (CallRow.connected_at.is_null() | ~in_time(targets))
