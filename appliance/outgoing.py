"""How much may be dialled: the caps of what goes out, how near each is, and who is still rung. Pure.

A leg is a telephone dialled; its minutes run from its answer to its end. Who may be dialled at all is said by
`company/dialling.py`. The caps stand in the machine's file: whoever takes a page's account cannot raise them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

Cap = Annotated[int, Meta(ge=1)]
HALF = 0.5
DEAR = 10  # times: so a minute counts to a number that is dialled because it is named, short, premium or foreign
OTHERS_SHARE = 0.8  # of a cap, for what no caller waits for: the last fifth is theirs


class Caps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The most that goes out: by call, in any hour, any 24 hours, any 31 days. `tell`: addresses, as the lines' own.

    A minute to a dear number counts as DEAR.

    A busy line meets none. A call: a team of ten rung ten times over, twice each. An hour: fifteen conversations that
    do not end. A day, and a month: an office of ten desks whose calls all go through the box.
    """

    legs_per_call: Cap = 200
    legs_per_hour: Cap = 3_000
    legs_per_day: Cap = 15_000
    legs_per_month: Cap = 150_000
    minutes_per_call: Cap = 240
    minutes_per_hour: Cap = 900
    minutes_per_day: Cap = 6_000
    minutes_per_month: Cap = 90_000
    tell: tuple[str, ...] = ()


class Window(StrEnum):
    """Over how long it is counted: back from now."""

    CALL = "call"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


SECONDS = {
    Window.CALL: 86_400,  # after its last telephone, a call is over
    Window.HOUR: 3600,
    Window.DAY: 86_400,
    Window.MONTH: 31 * 86_400,
}
SLIDING = (Window.HOUR, Window.DAY, Window.MONTH)


@dataclass(frozen=True)
class Spent:
    """What went out in a window; the seconds as they count."""

    legs: int = 0
    seconds: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.legs + other.legs, self.seconds + other.seconds)


class Level(IntEnum):
    """How near a cap is."""

    FAR = 0
    HALF = 1
    REACHED = 2


@dataclass(frozen=True)
class Mark:
    """One cap and what is spent of it, both in `unit`: legs, or minutes."""

    window: Window
    unit: str
    spent: float
    cap: int

    @property
    def level(self) -> Level:
        if self.spent >= self.cap:
            return Level.REACHED
        return Level.HALF if self.spent >= HALF * self.cap else Level.FAR

    @property
    def name(self) -> str:
        """As in the machine's file: « legs_per_hour »."""
        return f"{self.unit}_per_{self.window.value}"


def marks(spent: Mapping[Window, Spent], caps: Caps) -> list[Mark]:
    """Each cap of these windows, the legs then the minutes."""
    return [
        Mark(window, unit, amount, getattr(caps, f"{unit}_per_{window.value}"))
        for window, one in spent.items()
        for unit, amount in (("legs", one.legs), ("minutes", one.seconds / 60))
    ]


def may_ring(spent: Mapping[Window, Spent], caps: Caps, *, for_caller: bool) -> bool:
    """Whether one telephone more is dialled. `for_caller`: one who is on the line waits for it."""
    share = 1.0 if for_caller else OTHERS_SHARE
    return all(mark.spent < share * mark.cap for mark in marks(spent, caps))


def within(window: Window, at: float, now: float) -> bool:
    """Whether a moment counts in a window that ends now, both in seconds since 1970.

    One ahead of the clock was written before it was set back: soon past it counts, and it stops no call for months.
    """
    length = SECONDS[window]
    return now - length < at <= now + length
