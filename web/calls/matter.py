"""One matter that waits for somebody's decision, and what it costs to leave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Harm(IntEnum):
    """What it costs to leave a matter as it is, the worst first."""

    NOTHING_WORKS = 0  # the box itself
    CALLS_LOST = 1
    CALLS_LATE = 2
    NEXT_LEVEL = 3  # a call is answered, by those who come after
    PEOPLE_WAIT = 4
    NOBODY_TOLD = 5
    WORTH_A_LOOK = 6


@dataclass(frozen=True)
class Matter:
    """One line. `button`: what is written on the way to `link`. `details`: sentences that are folded under it.

    `first`: the first moment (UTC) that it is about, if any; `since`: that moment in words.
    """

    harm: Harm
    words: str
    link: str
    button: str
    details: tuple[str, ...] = ()
    first: datetime | None = None
    since: str = ""

    @property
    def grave(self) -> bool:
        return self.harm <= Harm.CALLS_LOST
