"""A company as a call sees it: frozen, complete, in the words of the glossary. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from appliance.planning.hours import Closure, Period, WeeklyWindow
from appliance.planning.rota import TeamPlan


@dataclass(frozen=True)
class Agent:
    """An employee who may be on call. `phones`: E.164, in the order in which they are tried."""

    id: str
    name: str
    phones: tuple[str, ...]
    mail: str | None = None
    pin: str | None = None


class RingStrategy(StrEnum):
    """In which order the agents of one level are rung."""

    SEQUENTIAL = "sequential"
    SIMULTANEOUS = "simultaneous"
    ROTATING = "rotating"  # sequential, fewest recent interventions first


@dataclass(frozen=True)
class Ring:
    """How a team is rung. `seconds` per telephone; `rounds` passes over the agents on call."""

    strategy: RingStrategy = RingStrategy.SEQUENTIAL
    seconds: int = 20
    rounds: int = 2


@dataclass(frozen=True)
class Team:
    """The agents of a line or menu choice, how they are rung, and their planning."""

    id: str
    name: str
    plan: TeamPlan
    ring: Ring = Ring()


@dataclass(frozen=True)
class CallTeam:
    """Hunt through this team. `order_number` None: as the line's rule says."""

    team: str
    order_number: bool | None = None


@dataclass(frozen=True)
class TakeMessage:
    """Take a message at once."""


@dataclass(frozen=True)
class Forward:
    """Join the caller to an office number (E.164), on answer and with no key."""

    number: str


@dataclass(frozen=True)
class OpenMenu:
    """Open a keypad menu."""

    menu: str


@dataclass(frozen=True)
class Say:
    """Say a sentence, then play the menu again."""

    text: str


Action = CallTeam | TakeMessage | Forward | OpenMenu | Say


@dataclass(frozen=True)
class Menu:
    """A keypad menu. `choices` by key; `default`: the key taken after three silences or mistakes."""

    id: str
    announcement: str
    choices: Mapping[str, Action]
    default: str


@dataclass(frozen=True)
class Behaviour:
    """What a line does in one period: announcement, then action."""

    announcement: str | None
    action: Action


@dataclass(frozen=True)
class OrderRule:
    """Whether and how an order number is asked for. `pattern`: a regular expression over digits."""

    ask: bool = False
    pattern: str = r"\d{1,12}"
    tries: int = 3


class Audience(StrEnum):
    """Who calls a line."""

    CUSTOMERS = "customers"
    STAFF = "staff"


@dataclass(frozen=True)
class Line:
    """A dedicated number with its hours, announcements, menu and team. `numbers`: DIDs, E.164.

    `behaviours` always has OPEN, AFTER_HOURS, HOLIDAY and CLOSURE: who builds a Line fills HOLIDAY
    and CLOSURE as AFTER_HOURS, and OPEN likewise, where the file leaves them out. `max_wait`: seconds.
    """

    id: str
    name: str
    numbers: tuple[str, ...]
    timezone: str
    behaviours: Mapping[Period, Behaviour]
    opening_hours: tuple[WeeklyWindow, ...] = ()
    audience: Audience = Audience.CUSTOMERS
    default: bool = False
    order_rule: OrderRule = OrderRule()
    max_wait: int = 120
    last_resort: str | None = None


@dataclass(frozen=True)
class Company:
    """Everything that decides how a call is treated. `holidays`: a calendar code, see planning.holidays."""

    name: str
    timezone: str
    country: str
    holidays: str | None = None
    closures: tuple[Closure, ...] = ()
    agents: Mapping[str, Agent] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    menus: Mapping[str, Menu] = field(default_factory=dict)
