"""A caller who rings back: the port that tells to whom they have just spoken. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

RINGS_BACK = timedelta(minutes=15)  # after the conversation; the call is then offered first to the same agent


class EarlierCalls(Protocol):
    """The calls of before. Never raises, and never lasts: without an answer, nobody has called."""

    def spoken_to(self, caller: str, line: str, since: datetime) -> str | None:
        """The agent with whom this number (E.164) last spoke on this line, if that has not ended before `since`."""


class NoEarlierCalls:
    """Where none is known. Implements `EarlierCalls`."""

    def spoken_to(self, caller: str, line: str, since: datetime) -> str | None:
        return None
