"""Mobiles of every temper: each call that rings one is a throw of the dice."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.bench.soak import tests_end_to_end  # noqa: F401 - their folder is found

import company  # isort: skip
from phones.carrier import Carrier  # isort: skip
from phones.mobile import MobileCall  # isort: skip

AGENTS = (company.DURAND, company.DURAND_HOME, company.PETIT, company.MARTIN, *company.SIMUL, *company.TURNS)
NUMBERS = (*AGENTS, company.SOLO, company.LATE, company.FLEET, company.OFFICE, company.SECOND_OFFICE)
LAST = company.LAST_RESORT
PICKS_UP, READS, TALKS = (0.2, 3.0), (0.3, 4.0), (1.0, 15.0)  # seconds

Temper = Callable[[MobileCall, random.Random], None]


def refuses(call: MobileCall, chance: random.Random) -> None:
    call.refuses(chance.choice((486, 480, 603, 404, 503)))


def lets_ring(call: MobileCall, chance: random.Random) -> None:
    call.rings()


def says_nothing_at_all(call: MobileCall, chance: random.Random) -> None:
    """A mobile without network: not even a ring."""


def accepts(call: MobileCall, chance: random.Random) -> None:
    _picks_up_then(call, chance, lambda: _talks(call, chance))


def declines_by_key(call: MobileCall, chance: random.Random) -> None:
    _picks_up_then(call, chance, lambda: _presses(call, "2"))


def is_a_voicemail(call: MobileCall, chance: random.Random) -> None:
    _picks_up_then(call, chance, lambda: None)


def hangs_up_at_once(call: MobileCall, chance: random.Random) -> None:
    _picks_up_then(call, chance, lambda: _hangs_up(call))


def loses_its_network(call: MobileCall, chance: random.Random) -> None:
    _picks_up_then(call, chance, call.vanishes)


TEMPERS: dict[Temper, int] = {
    accepts: 8,
    lets_ring: 4,
    refuses: 3,
    declines_by_key: 2,
    is_a_voicemail: 2,
    hangs_up_at_once: 1,
    loses_its_network: 1,
    says_nothing_at_all: 1,
}


def of_every_temper(carrier: Carrier, chance: random.Random) -> None:
    """Give each mobile its dice."""

    def plan(call: MobileCall) -> None:
        temper = chance.choices(list(TEMPERS), list(TEMPERS.values()))[0]
        temper(call, chance)

    for number in (*NUMBERS, LAST):
        carrier.mobile(number).plan = plan


def _picks_up_then(call: MobileCall, chance: random.Random, then: Callable[[], None]) -> None:
    call.rings()
    up = chance.uniform(*PICKS_UP)
    call.carrier.after(up, call.picks_up)
    call.carrier.after(up + chance.uniform(*READS), then)


def _talks(call: MobileCall, chance: random.Random) -> None:
    _presses(call, "1")
    call.carrier.after(chance.uniform(*TALKS), lambda: _hangs_up(call))


def _presses(call: MobileCall, key: str) -> None:
    if not call.ended:
        call.presses(key)


def _hangs_up(call: MobileCall) -> None:
    if not call.ended and call.timeline.first("ack"):
        call.hangs_up()
