"""A number that the company may not dial makes no leg, nor does any once a cap is reached, whoever wants it rung."""

from __future__ import annotations

from typing import cast

import pytest
from gevent.event import Event

from appliance.calls.leg import OfferOutcome
from appliance.config import Trunk
from appliance.switch.control import Control
from appliance.switch.pending_legs import PendingLegs
from appliance.switch.phone_test import PhoneWords, try_phone
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered, Unmetered, ring


def test_a_number_that_may_not_be_dialled_is_unreachable_and_no_trunk_hears_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[str] = []

    def may_dial(number: str) -> bool:
        asked.append(number)
        return False

    no_switch = cast(Control, None)  # whatever was asked of it would raise
    trunks = (Trunk(name="operator", proxy="192.0.2.1"),)
    dialler = Dialler(no_switch, trunks, PendingLegs(), lambda: 8084, lambda: "FR", may_dial)
    shown = PresentedIdentity("caller", None, None)
    with ring(dialler, "+33899123456", 5, shown, Event(), lambda: None) as answered:
        assert answered == Unanswered(OfferOutcome.UNREACHABLE)
    assert asked == ["+33899123456"]
    assert "its number is not one that the company may dial" in caplog.text
    assert "899123456" not in caplog.text


class Capped:
    """A meter whose cap is reached."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    def may_ring(self, call: str, *, for_caller: bool) -> bool:
        self.asked.append((call, for_caller))
        return False

    def dialled(self, leg: str, call: str, phone: str) -> None:
        raise AssertionError("nothing is dialled")

    def never_rang(self, leg: str, call: str) -> None:
        raise AssertionError("nothing is dialled")


def test_once_a_cap_is_reached_no_trunk_hears_of_a_telephone(caplog: pytest.LogCaptureFixture) -> None:
    trunks, meter = (Trunk(name="operator", proxy="192.0.2.1"),), Capped()
    no_switch = cast(Control, None)
    dialler = Dialler(
        no_switch, trunks, PendingLegs(), lambda: 8084, lambda: "FR", lambda number: True, 7200, 600, meter
    )
    shown = PresentedIdentity("caller", None, None)
    with ring(dialler, "+33612345601", 5, shown, Event(), lambda: None) as answered:
        assert answered == Unanswered(OfferOutcome.UNREACHABLE)
    assert try_phone(dialler, "+33612345601", None, lambda: PhoneWords([], []), Event()) is OfferOutcome.UNREACHABLE
    assert meter.asked[0] == ("caller", True)
    assert [for_caller for _, for_caller in meter.asked] == [True, False], "no caller waits for a test"
    assert "a cap of what goes out is reached" in caplog.text
    assert "612345601" not in caplog.text


class Counting(Unmetered):
    """What is still counted as dialled."""

    def __init__(self) -> None:
        self.legs: set[str] = set()

    def dialled(self, leg: str, call: str, phone: str) -> None:
        self.legs.add(leg)

    def never_rang(self, leg: str, call: str) -> None:
        self.legs.remove(leg)


class Away:
    """FreeSWITCH is not there yet."""

    ready = Event()


def test_a_telephone_that_nobody_wants_any_more_before_it_is_dialled_costs_nothing() -> None:
    trunks, meter, stop = (Trunk(name="operator", proxy="192.0.2.1"),), Counting(), Event()
    stop.set()
    dialler = Dialler(
        cast(Control, Away()), trunks, PendingLegs(), lambda: 8084, lambda: "FR", lambda number: True, meter=meter
    )
    with ring(dialler, "+33612345601", 5, PresentedIdentity("caller", None, None), stop, lambda: None) as answered:
        assert answered == Unanswered(OfferOutcome.CANCELLED)
    assert meter.legs == set()
