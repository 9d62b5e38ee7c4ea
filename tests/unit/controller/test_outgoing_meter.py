"""What a box dials, counted as it happens: across a restart, beside another box, without its database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.controller import outgoing_meter
from appliance.controller.outgoing_meter import UNHEARD_SECONDS, OutgoingMeter
from appliance.outgoing import Caps, Mark, Window
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreError, StoreUnavailable
from appliance.switch.control import LiveLegs
from appliance.switch.transport import Event

HOUR = 3600.0
DEAR_ONES = {"+33899123456"}
SMALL = Caps(legs_per_call=3, legs_per_hour=4, legs_per_day=6, minutes_per_hour=10)


class Box:
    """A machine with a clock; `meter` is that of its controller, `starts` another one's in its place."""

    def __init__(self, database: Any, caps: Caps = SMALL, now: float = 1_800_000_000.0) -> None:
        self.database, self.caps, self.now, self.told = database, caps, now, list[Mark]()
        self.meter = self.starts()

    def starts(self) -> OutgoingMeter:
        self.meter = OutgoingMeter(
            self.database, self.caps, "box", self.told.extend, DEAR_ONES.__contains__, lambda: self.now
        )
        self.meter.read()
        return self.meter

    def dials(self, *legs: str, call: str = "call", phone: str = "+33612345601") -> None:
        for leg in legs:
            assert self.meter.may_ring(call, for_caller=True), leg
            self.meter.dialled(leg, call, phone)

    def hears(self, name: str, leg: str, direction: str = "outbound", **variables: str) -> None:
        told = {f"variable_{one}": value for one, value in variables.items()}
        self.meter.learn(Event({"Event-Name": name, "Unique-ID": leg, "Call-Direction": direction, **told}))

    def talks(self, leg: str, seconds: float) -> None:
        self.hears("CHANNEL_ANSWER", leg)
        self.now += seconds
        self.hears("CHANNEL_HANGUP_COMPLETE", leg, billsec=str(int(seconds)))

    @property
    def rings(self) -> bool:
        return self.meter.may_ring("another", for_caller=True)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Any]:
    opened = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    yield opened
    close_database(opened)


@pytest.fixture
def box(database: Any) -> Box:
    return Box(database)


def test_the_call_stops_at_its_own_cap_and_others_ring_on(box: Box) -> None:
    box.dials("a", "b", "c")
    assert not box.meter.may_ring("call", for_caller=True)
    assert box.rings
    assert [mark.window for mark in box.meter.near() if mark.window is Window.CALL] == [Window.CALL]


def test_the_end_of_a_leg_that_never_rang_costs_nothing_when_it_comes_late(box: Box) -> None:
    box.dials("late")
    box.meter.never_rang("late", "call")
    box.hears("CHANNEL_HANGUP_COMPLETE", "late", billsec="0")
    assert box.meter._legs == {}


def test_legs_that_never_rang_cost_nothing(box: Box) -> None:
    for number in range(20):
        box.dials(f"failed-{number}")
        box.hears("CHANNEL_HANGUP_COMPLETE", f"failed-{number}", billsec="0")
        box.meter.never_rang(f"failed-{number}", "call")
    assert box.rings


def test_the_hour_slides_with_and_without_the_database(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.dials("a", "b", call="one")
    box.dials("c", "d", call="two")
    assert not box.rings
    for leg in "abcd":
        box.hears("CHANNEL_HANGUP_COMPLETE", leg, billsec="0")
    box.meter.write()
    assert not box.rings
    box.now += HOUR + 600
    away(monkeypatch)
    box.meter.recount()
    assert box.rings


def away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(outgoing_meter, "write_legs", refuses)
    monkeypatch.setattr(outgoing_meter, "slices", refuses)


def test_without_a_database_what_is_known_counts_and_is_written_later(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as gone:
        away(gone)
        box.dials("a", "b", call="one")
        box.dials("c", "d", call="two")
        for leg in "abcd":
            box.hears("CHANNEL_HANGUP_COMPLETE", leg, billsec="0")
        with pytest.raises(StoreError):
            box.meter.write()
        assert not box.rings
    box.meter.write()
    assert not Box(box.database, now=box.now).rings


def test_a_restart_forgets_nothing_that_was_written(box: Box) -> None:
    box.dials("a", "b", call="one")
    box.dials("c", "d", call="two")
    for leg in "abcd":
        box.talks(leg, 1)
    box.meter.stop()
    box.starts()
    assert not box.rings


def test_what_another_box_dials_is_learnt_at_the_next_reading(database: Any) -> None:
    here, there = Box(database), Box(database)
    there.dials("a", "b", call="one")
    there.dials("c", "d", call="two")
    for leg in "abcd":
        there.talks(leg, 1)
    there.meter.write()
    assert here.rings
    here.meter.read()
    assert not here.rings


def test_a_conversation_counts_while_it_goes_on_and_once_when_it_is_over(box: Box) -> None:
    box.dials("a")
    box.hears("CHANNEL_ANSWER", "a")
    box.now += 599
    assert box.rings
    box.meter.write()
    box.now += 2
    assert not box.rings
    box.hears("CHANNEL_HANGUP_COMPLETE", "a", billsec="601")
    box.meter.write()
    assert [mark.spent for mark in box.meter.near() if mark.name == "minutes_per_hour"] == [pytest.approx(601 / 60)]


def test_a_conversation_that_outlives_its_controller_is_counted_on_by_the_next(box: Box) -> None:
    box.dials("a")
    box.hears("CHANNEL_ANSWER", "a")
    began, box.now = box.now, box.now + 300
    box.starts()
    row = {"uuid": "a", "direction": "outbound", "callstate": "ACTIVE", "created_epoch": str(int(began))}
    box.meter.reconcile(LiveLegs(0.0, [row, {"uuid": "caller", "direction": "inbound", "callstate": "ACTIVE"}]))
    box.now += 301
    assert not box.rings
    box.hears("CHANNEL_HANGUP_COMPLETE", "a", billsec="601")
    box.meter.write()
    assert not Box(box.database, now=box.now).rings


def test_a_leg_whose_end_was_not_heard_ends_at_the_next_connection(box: Box) -> None:
    box.dials("a")
    box.hears("CHANNEL_ANSWER", "a")
    box.now += 60
    box.meter.reconcile(LiveLegs(0.0, []))
    box.now += 2 * HOUR
    assert [mark for mark in box.meter.near() if mark.unit == "minutes"] == []


def test_a_callers_own_leg_costs_nothing(box: Box) -> None:
    for leg in "abcdefgh":
        box.hears("CHANNEL_ANSWER", leg, direction="inbound")
        box.now += 60
        box.hears("CHANNEL_HANGUP_COMPLETE", leg, direction="inbound", billsec="600")
    assert box.meter.near() == []


def test_a_leg_that_nothing_more_is_heard_of_is_written_and_let_go(box: Box) -> None:
    box.dials("a")
    box.now += UNHEARD_SECONDS + 1
    box.meter.write()
    box.meter.read()
    assert [mark.spent for mark in box.meter.near() if mark.name == "legs_per_hour"] == []
    assert Box(box.database, Caps(legs_per_hour=1), box.now).rings is False


def test_what_no_caller_waits_for_leaves_the_last_fifth(box: Box) -> None:
    box.caps = Caps(legs_per_hour=5)
    box.starts()
    box.dials("a", "b", "c", "d")
    assert box.rings
    assert not box.meter.may_ring("test-1", for_caller=False)


def test_a_minute_to_a_number_allowed_by_name_counts_for_ten_while_it_lasts_and_after_a_restart(box: Box) -> None:
    box.dials("a", phone="+33899123456")
    box.hears("CHANNEL_ANSWER", "a")
    box.now += 59
    assert box.rings
    box.now += 2
    assert not box.rings
    box.hears("CHANNEL_HANGUP_COMPLETE", "a", billsec="61")
    assert not box.rings
    box.meter.stop()
    box.starts()
    assert not box.rings
    assert [mark.spent for mark in box.meter.near() if mark.name == "minutes_per_hour"] == [pytest.approx(610 / 60)]
