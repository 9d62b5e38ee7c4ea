"""The telephones dialled, kept for the caps: each once, whoever tells of it, by every box."""

from __future__ import annotations

from peewee import Database

from appliance.outgoing import SECONDS, SLIDING, Spent, Window
from appliance.store.outgoing_legs import SLICE, OutgoingLeg, forget_legs, slices, spent_in, write_legs

NOW = 1_800_000_000
HOUR, DAY, MONTH = (SECONDS[window] for window in (Window.HOUR, Window.DAY, Window.MONTH))


def spent(database: Database, now: float = NOW) -> dict[Window, Spent]:
    return spent_in(slices(database, now), now)


def test_a_leg_told_twice_counts_once_with_the_longest(database: Database) -> None:
    for box, seconds in (("one", 0), ("two", 70), ("one", 30)):
        write_legs(database, [OutgoingLeg("leg", NOW - 100, seconds)], box)
    assert spent(database) == dict.fromkeys(SLIDING, Spent(1, 70))


def test_what_every_box_dials_counts_together(database: Database) -> None:
    for box in ("one", "two"):
        write_legs(database, [OutgoingLeg(f"{box}-{number}", NOW - 100, 10) for number in range(3)], box)
    assert spent(database)[Window.HOUR] == Spent(6, 60)


def test_what_is_past_a_window_counts_in_the_longer_ones_alone(database: Database) -> None:
    ages = (100, HOUR + SLICE, DAY + SLICE, MONTH + SLICE)
    write_legs(database, [OutgoingLeg(str(age), NOW - age, 60) for age in ages], "one")
    assert spent(database) == {Window.HOUR: Spent(1, 60), Window.DAY: Spent(2, 120), Window.MONTH: Spent(3, 180)}


def test_a_leg_of_a_clock_since_set_back_counts_for_no_longer_than_its_window(database: Database) -> None:
    write_legs(database, [OutgoingLeg("ahead", NOW + 3 * MONTH, 60)], "one")
    assert spent(database) == dict.fromkeys(SLIDING, Spent())
    forget_legs(database, NOW)
    assert slices(database, NOW) == {}


def test_what_no_cap_counts_any_more_is_forgotten(database: Database) -> None:
    write_legs(database, [OutgoingLeg("old", NOW - 3 * MONTH, 60), OutgoingLeg("new", NOW, 60)], "one")
    forget_legs(database, NOW)
    assert sum(one.legs for one in slices(database, NOW - 3 * MONTH).values()) == 1
