"""The port between the agents' menu and the house: who may change something, and the change itself. Pure.

Nothing here raises: a caller is on the telephone, and hears how it ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Protocol

from appliance.planning.team_plan import Override


class CodeVerdict(StrEnum):
    """What came of a code that was typed."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"  # too many mistakes: no code is right for a while
    CLOSED = "closed"  # too many mistakes of whomever: nobody's is
    UNKNOWN = "unknown"  # the database cannot be asked


class Why(Enum):
    """Why what an agent asks for is not done."""

    NOT_NOW = auto()
    NOT_HERE = auto()  # a simulated call changes nothing
    MESSAGE_GONE = auto()
    MANAGERS_DELETE = auto()
    TAKEN_BY = auto()
    CALLBACK_OVER = auto()
    CALLBACK_TAKEN = auto()
    NOBODY_LEFT = auto()  # the team would be without anybody on call
    HOURS_OVER = auto()
    REFUSED = auto()


@dataclass(frozen=True)
class Problem:
    """It is not done. `said`: who has it, of TAKEN_BY; what the pages say, in French, where the settings refuse it."""

    why: Why
    said: str = ""


@dataclass(frozen=True)
class WatchChange:
    """A change of who is on call, asked for by `agent` (identifier) in a team. `act`: in French, for the journal."""

    agent: str
    team: str
    override: Override
    act: str


@dataclass(frozen=True)
class IncidentChange:
    """What all callers of a line (identifier) are to hear, or, not `on`, no more. `until`: None, until taken back.

    `recording`: the name of one just made on this leg; None: the voice says what is known.
    """

    line: str
    on: bool
    until: datetime | None = None
    recording: str | None = None


@dataclass(frozen=True)
class LeftMessage:
    """A caller's message that an agent may open, and what is told of it.

    `caller`: E.164, None where it was hidden or is not told, a text without a digit where unreadable. `in_charge`: who
    has it, as people are told; `mine`: it is the agent who asks. `audible`: its sound is on the disk.
    """

    call: str
    file: str
    at: datetime
    line: str
    line_name: str
    caller: str | None
    order: str | None
    in_charge: str | None
    mine: bool
    audible: bool
    can_wait: bool = False


@dataclass(frozen=True)
class LeftCallback:
    """A caller who was promised to be called back, and what is told of it. `number`: as `LeftMessage.caller`.

    `customer`: their name by the company's list. `can_wait`: the office is to call, later.
    """

    call: str
    at: datetime
    line: str
    line_name: str
    number: str | None
    order: str | None
    customer: str | None = None
    can_wait: bool = False


@dataclass(frozen=True)
class TakenCall:
    """A call that an agent took, is over, and of which they have told nothing yet. `caller`: as `LeftMessage.caller`.

    `at`: when it came. `customer`: their name by the company's list.
    """

    call: str
    at: datetime
    line: str
    line_name: str
    caller: str | None
    order: str | None
    customer: str | None = None


@dataclass(frozen=True)
class WorkTold:
    """What an agent keys of such a call. `closed`: None, nothing is said of it. `after`, `travel`: minutes."""

    closed: bool | None = None
    after: int = 0
    travel: int = 0


class AgentsDesk(Protocol):
    """What the agents' menu may ask of the house."""

    def code(self, agent: str | None, digits: str, line: str) -> CodeVerdict:
        """Whether this is the agent's code; None: nobody's, which takes as long and is never right."""

    def change(self, change: WatchChange, line: str) -> Problem | None:
        """Make it, with its entry of the journal of changes. What is wrong with it; None: it is made."""

    def messages(self, agent: str) -> list[LeftMessage] | None:
        """Those to be dealt with that this agent may open, the oldest first; None: the database cannot be asked."""

    def take_message(self, agent: str, message: LeftMessage, *, done: bool) -> Problem | None:
        """The agent has it, or has dealt with it (`done`). What is wrong with it; None: it is written."""

    def delete_message(self, agent: str, message: LeftMessage) -> Problem | None:
        """Its sound is erased for ever. What is wrong with it; None: it is done."""

    def callbacks(self, agent: str) -> list[LeftCallback] | None:
        """Those still to be kept for this agent's lines, the oldest first; None: the database cannot be asked."""

    def begin_callback(self, agent: str, callback: LeftCallback) -> Problem | None:
        """The agent has it, and nobody else is rung for it. What is wrong with it; None: it is theirs."""

    def callback_talks(self, callback: LeftCallback) -> None:
        """The two talk: it is kept, unless `callback_tried` says that one of them was gone at once."""

    def callback_tried(self, callback: LeftCallback, *, reached: bool | None) -> None:
        """What came of one that was begun: the two talked, the caller was not there, or (None) the agent has left."""

    def close_callback(self, agent: str, callback: LeftCallback) -> Problem | None:
        """It need not be kept any more. What is wrong with it; None: it is written."""

    def untold(self, agent: str) -> list[TakenCall] | None:
        """The latest calls that they took and have told nothing of, the last one first; None: it cannot be asked."""

    def tell_of(self, agent: str, call: TakenCall, told: WorkTold) -> Problem | None:
        """Write what was done, as the page does. What is wrong with it; None: it is written."""

    def may_announce(self, agent: str) -> bool:
        """Whether the pages would let this agent change a line."""

    def announce(self, agent: str, change: IncidentChange) -> Problem | None:
        """Put an emergency announcement, or take it back. What is wrong with it; None: it is made."""

    def is_out(self, agent: str) -> bool | None:
        """Whether the agent is out on an intervention; None: the database cannot be asked."""

    def go_out(self, agent: str, team: str, minutes: int) -> Problem | None:
        """They are from now on, and called each so many minutes. What is wrong with it; None: written."""

    def come_back(self, agent: str) -> Problem | None:
        """They are no more. What is wrong with it; None: it is written."""


class NoDesk:
    """Where nothing may be changed: a simulated call. Implements `AgentsDesk`."""

    def code(self, agent: str | None, digits: str, line: str) -> CodeVerdict:
        return CodeVerdict.UNKNOWN

    def change(self, change: WatchChange, line: str) -> Problem | None:
        return Problem(Why.NOT_HERE)

    def messages(self, agent: str) -> list[LeftMessage] | None:
        return None

    def take_message(self, agent: str, message: LeftMessage, *, done: bool) -> Problem | None:
        return Problem(Why.NOT_HERE)

    def delete_message(self, agent: str, message: LeftMessage) -> Problem | None:
        return Problem(Why.NOT_HERE)

    def callbacks(self, agent: str) -> list[LeftCallback] | None:
        return []

    def begin_callback(self, agent: str, callback: LeftCallback) -> Problem | None:
        return Problem(Why.NOT_HERE)

    def callback_talks(self, callback: LeftCallback) -> None:
        """Nothing was begun."""

    def callback_tried(self, callback: LeftCallback, *, reached: bool | None) -> None:
        """Nothing was begun."""

    def close_callback(self, agent: str, callback: LeftCallback) -> Problem | None:
        return Problem(Why.NOT_HERE)

    def untold(self, agent: str) -> list[TakenCall] | None:
        return []

    def tell_of(self, agent: str, call: TakenCall, told: WorkTold) -> Problem | None:
        return Problem(Why.NOT_HERE)

    def may_announce(self, agent: str) -> bool:
        return False

    def announce(self, agent: str, change: IncidentChange) -> Problem | None:
        return Problem(Why.NOT_HERE)

    def is_out(self, agent: str) -> bool | None:
        return None

    def go_out(self, agent: str, team: str, minutes: int) -> Problem | None:
        return Problem(Why.NOT_HERE)

    def come_back(self, agent: str) -> Problem | None:
        return Problem(Why.NOT_HERE)
