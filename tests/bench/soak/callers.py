"""People who call at random: what each types, how long they stay, and how they leave. The seed repeats them."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from enum import StrEnum

from tests.bench.soak import tests_end_to_end  # noqa: F401 - their folder is found

import company  # isort: skip
from phones.caller import Caller  # isort: skip
from phones.carrier import Carrier  # isort: skip

LINES = (company.DID,) * 6 + (company.NIGHT, company.SPARE, company.OFFICE_LINE)
WAYS = ("1", "240711", "3", "41", "5", "6", "7", "8", "9", "", "2407", "0", "#*#*", "99999")
LONGEST = 75.0  # seconds that the most patient stays
SPEAK, VOICE = 0.7, 440.0  # the share of those who say something, and the tone that they are, in hertz
FIRST_KEY, BETWEEN_KEYS = (1.0, 9.0), (0.15, 2.5)


class Leaving(StrEnum):
    """How a caller goes, if nobody ends their call before."""

    HANGS_UP = "hangs up"
    VANISHES = "vanishes"
    IS_MUTE = "is mute, then hangs up"


@dataclass
class Life:
    """One call, from its INVITE to its end. Moments are monotonic; `ended` is None while it goes on."""

    caller: Caller
    line: str
    leaving: Leaving
    stays: float
    keys: list[tuple[float, str]]
    born: float = field(default_factory=time.monotonic)
    ended: float | None = None
    by_the_box: bool = False
    status: str = ""

    @property
    def number(self) -> str:
        return self.caller.e164

    @property
    def answered(self) -> bool:
        return self.caller.timeline.first("answered") is not None


def born(chance: random.Random, carrier: Carrier, place: int) -> Life:
    """A caller with a number of their own, who does not dial yet."""
    way, at, keys = chance.choice(WAYS), chance.uniform(*FIRST_KEY), []
    for key in way:
        keys.append((at, key))
        at += chance.uniform(*BETWEEN_KEYS)
    leaving = chance.choices(list(Leaving), (8, 1, 1))[0]
    stays = chance.uniform(0.05, 4.0) if chance.random() < 0.2 else chance.uniform(4.0, LONGEST)
    caller = Caller(carrier, f"0678{place:06d}")
    if chance.random() < SPEAK:
        caller.hums(VOICE)
    return Life(caller, chance.choice(LINES), leaving, stays, keys)


def lives(life: Life) -> None:
    """Dial, and do all of it by the carrier's clock."""
    carrier = life.caller.carrier
    life.born = time.monotonic()
    life.caller.dials(life.line)
    for after, key in life.keys:
        carrier.after(after, lambda key=key: _presses(life, key))
    if life.leaving is Leaving.IS_MUTE:
        carrier.after(life.stays / 2, life.caller.goes_silent)
    carrier.after(life.stays, lambda: _leaves(life))


def look(life: Life) -> None:
    """Write its end, once it has one."""
    told = life.caller.timeline
    if life.ended is None and (end := told.first("bye", "refused", "hung up", "gave up", "vanished")):
        life.ended, life.status = end.at, end.detail
        life.by_the_box = end.name in ("bye", "refused")


def _presses(life: Life, key: str) -> None:
    if life.answered and not life.caller.ended:
        life.caller.presses(key)


def _leaves(life: Life) -> None:
    caller = life.caller
    if caller.ended:
        return
    if life.leaving is Leaving.VANISHES:
        caller.timeline.add("vanished")
        caller.vanishes()
    else:
        caller.gives_up()
