"""Whether a human took a call as soon as its line wants, as SQL asks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peewee import Case

from appliance.company.model import TARGET_SECONDS
from appliance.store.journal.tables import CallRow

SECOND = 1_000_000  # of those in which waits are kept


def in_time(targets: Mapping[str, int]) -> Any:
    """What SQL asks of a call that a human took. `targets`: seconds, by line; TARGET_SECONDS where there is none."""
    wanted = [(line, seconds * SECOND) for line, seconds in targets.items() if seconds != TARGET_SECONDS]
    usual = TARGET_SECONDS * SECOND
    return CallRow.waited <= (Case(CallRow.line_id, wanted, usual) if wanted else usual)
