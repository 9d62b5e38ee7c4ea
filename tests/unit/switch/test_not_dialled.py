"""A number that the company may not dial makes no leg, whoever wants it rung."""

from __future__ import annotations

from typing import cast

import pytest
from gevent.event import Event

from appliance.calls.leg import OfferOutcome
from appliance.config import Trunk
from appliance.switch.control import Control
from appliance.switch.pending_legs import PendingLegs
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered, ring


def test_a_number_that_may_not_be_dialled_is_unreachable_and_no_trunk_hears_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[str] = []

    def may_dial(number: str) -> bool:
        asked.append(number)
        return False

    no_switch = cast(Control, None)  # whatever was asked of it would raise
    trunks = (Trunk(name="operator", proxy="192.0.2.1"),)
    exchange = Dialler(no_switch, trunks, PendingLegs(), lambda: 8084, lambda: "FR", may_dial)
    shown = PresentedIdentity("caller", None, None)
    with ring(exchange, "+33899123456", 5, shown, Event(), lambda: None) as answered:
        assert answered == Unanswered(OfferOutcome.UNREACHABLE)
    assert asked == ["+33899123456"]
    assert "its number is not one that the company may dial" in caplog.text
    assert "899123456" not in caplog.text
