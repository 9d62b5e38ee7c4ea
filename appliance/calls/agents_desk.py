"""The port between the agents' menu and the house: who may change something, and the change itself. Pure.

Nothing here raises: a caller is on the telephone, and hears how it ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from appliance.planning.team_plan import Override


class CodeVerdict(StrEnum):
    """What came of a code that was typed."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"  # too many mistakes: no code is right for a while
    CLOSED = "closed"  # too many mistakes of whomever: nobody's is
    UNKNOWN = "unknown"  # the database cannot be asked


@dataclass(frozen=True)
class WatchChange:
    """A change of who is on call, asked for by `agent` (identifier) in a team. `act`: in French, for the journal."""

    agent: str
    team: str
    override: Override
    act: str


class AgentsDesk(Protocol):
    """What the agents' menu may ask of the house."""

    def code(self, agent: str | None, digits: str, line: str) -> CodeVerdict:
        """Whether this is the agent's code; None: nobody's, which takes as long and is never right."""

    def change(self, change: WatchChange, line: str) -> str | None:
        """Make it, with its entry of the journal of changes. What is wrong with it, in French; None: it is made."""


class NoDesk:
    """Where nothing may be changed: a simulated call. Implements `AgentsDesk`."""

    def code(self, agent: str | None, digits: str, line: str) -> CodeVerdict:
        return CodeVerdict.UNKNOWN

    def change(self, change: WatchChange, line: str) -> str | None:
        return "Rien ne se change ici."
