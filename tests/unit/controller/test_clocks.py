"""The machine's clock is set, FreeSWITCH's follows, and what had been planned on the former one starts afresh."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.controller.clocks import SET_EVERY_SECONDS, Clocks
from appliance.switch.control import LiveLegs
from appliance.switch.transport import CommandRefused, Disconnected

NOON = 1_795_000_000.0
DAY, HOUR = 86400.0, 3600.0


class World:
    """A machine and its FreeSWITCH: seconds since the start, the clock of one, that of the other, the legs alive."""

    def __init__(self) -> None:
        self.ticks = 0.0
        self.machine = NOON
        self.switch = NOON
        self.legs = 0
        self.asked: list[str] = []
        self.steps = 0
        self.away: Exception | None = None
        self.mute = False
        self.clocks = Clocks(self, self._stepped, self.wall, lambda: self.ticks)  # type: ignore[arg-type]

    def _stepped(self) -> None:
        self.steps += 1

    def wall(self) -> float:
        return self.machine + self.ticks

    def passes(self, seconds: float) -> None:
        self.ticks += seconds
        self.clocks.look()

    # FreeSWITCH, as `Control` shows it

    def api(self, *words: str, **_: Any) -> str:
        command = " ".join(words)
        self.asked.append(command)
        if self.away:
            raise self.away
        if command == "strmicroepoch" and self.mute:
            raise CommandRefused("-ERR strmicroepoch Command not found!")
        if command == "strmicroepoch":
            return str(round((self.switch + self.ticks) * 1e6))
        if command == "fsctl sync_clock_when_idle" and not self.legs:
            self.switch = self.machine
            return "+OK clock synchronized"
        return "+OK"

    def live_legs(self) -> LiveLegs:
        return LiveLegs(self.ticks, [{}] * self.legs)

    @property
    def settings(self) -> int:
        return self.asked.count("fsctl sync_clock_when_idle")

    @property
    def starts_again(self) -> int:
        return self.asked.count("fsctl shutdown now")


@pytest.fixture
def world() -> World:
    return World()


def test_it_is_set_at_each_connection_and_then_each_hour(world: World) -> None:
    world.clocks.connected()
    world.passes(SET_EVERY_SECONDS - 1)
    assert world.settings == 1
    world.passes(1)
    assert world.settings == 2
    world.clocks.connected()
    assert (world.settings, world.steps, world.starts_again) == (3, 0, 0)


def test_a_machine_that_booted_late_then_set_right_takes_freeswitch_with_it(world: World) -> None:
    world.clocks.connected()
    world.machine += 20 * DAY
    world.passes(5)
    assert (world.steps, world.switch) == (1, world.machine)
    world.passes(5)
    assert (world.settings, world.starts_again) == (2, 0)


def test_it_is_set_after_the_last_call_never_during_one(world: World) -> None:
    world.clocks.connected()
    world.legs, world.machine = 2, world.machine + DAY
    world.passes(5)
    assert world.switch != world.machine
    world.legs = 0
    world.passes(5)
    assert world.switch == world.machine


def test_set_back_it_is_started_again_once_no_leg_is_alive(world: World) -> None:
    """Its registrations would otherwise wait for the time to come again."""
    world.clocks.connected()
    world.legs, world.machine = 1, world.machine - 20 * HOUR
    world.passes(5)
    assert world.starts_again == 0
    world.legs, world.switch = 0, world.machine  # it has set itself, at the end of the last leg
    world.passes(5)
    world.passes(5)
    assert world.starts_again == 1


def test_it_is_not_started_again_when_somebody_has_done_so(world: World) -> None:
    world.clocks.connected()
    world.legs, world.machine = 1, world.machine - 20 * HOUR
    world.passes(5)
    world.legs, world.switch = 0, world.machine
    world.clocks.connected()
    world.passes(5)
    assert world.starts_again == 0


def test_a_release_that_does_not_tell_its_clock_is_set_blindly(world: World) -> None:
    world.mute = True
    world.clocks.connected()
    world.machine -= 20 * HOUR
    world.passes(5)
    assert (world.settings, world.switch, world.starts_again) == (2, world.machine, 1)


def test_a_freeswitch_that_is_away_is_looked_at_when_it_is_back(world: World) -> None:
    world.away = Disconnected("gone")
    world.passes(SET_EVERY_SECONDS)
    assert world.settings == 0
    world.away = None
    world.passes(5)
    assert world.settings == 1


@pytest.mark.parametrize("drift", [0.4, -0.4])
def test_a_clock_that_is_slowed_or_hastened_was_not_set(world: World, drift: float) -> None:
    for _ in range(100):
        world.machine += drift
        world.switch += drift
        world.passes(5)
    assert world.steps == 0
