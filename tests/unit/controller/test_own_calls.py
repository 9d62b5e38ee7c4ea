"""A call of ours that comes back is known by the number that it shows; what it tells of the operator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from appliance.calls.leg import CallerId
from appliance.checks.remedies import remedy_of
from appliance.config import Trunk
from appliance.controller.own_calls import OwnCalls, is_our_own, probe_of
from appliance.switch.round_trip import RoundTrip, pair_of, tones
from tests.unit.notify.test_plan_teller import COMPANY

DID = "+33972000001"
TRUNK = Trunk(name="op", proxy="192.0.2.1")
TRIED = replace(COMPANY, daily_test_call=True)


@pytest.mark.parametrize("caller", ["+33678901234", None], ids=["another", "hidden"])
def test_only_a_call_that_shows_the_number_it_calls_is_ours(caller: str | None) -> None:
    assert is_our_own(TRIED, DID, CallerId(DID))
    assert not is_our_own(TRIED, DID, CallerId(caller))
    assert not is_our_own(COMPANY, DID, CallerId(DID)), "nobody asked for such calls"


@pytest.mark.parametrize(
    "how, healthy, serious",
    [
        (RoundTrip.HEARD, True, False),
        (RoundTrip.DEAF, False, True),
        (RoundTrip.NOT_BACK, False, True),
        (RoundTrip.ELSEWHERE, False, False),
    ],
)
def test_what_each_end_of_it_tells(how: RoundTrip, healthy: bool, serious: bool) -> None:
    probe = probe_of(TRUNK, how, alone=True)
    assert (probe.healthy, probe.serious) == (healthy, serious)
    assert probe.sentence.startswith("Appel d'essai par le trunk op : ")
    assert not probe_of(TRUNK, how, alone=False).serious
    assert "« Avant la nuit »" in remedy_of(probe.name)


def test_nobody_is_called_unless_the_company_wants_it_and_has_a_number() -> None:
    calls = OwnCalls(cast(Any, None), [TRUNK])
    assert calls.tried(COMPANY) == []
    line = replace(COMPANY.lines["sav"], numbers=())
    assert calls.tried(replace(TRIED, lines={"sav": line})) == []


def test_a_key_is_two_frequencies() -> None:
    assert [pair_of(key) for key in "159#*0"] == [
        (697, 1209),
        (770, 1336),
        (852, 1477),
        (941, 1477),
        (941, 1209),
        (941, 1336),
    ]
    assert tones("1#") == "tone_stream://%(200,100,697,1209);%(200,100,941,1477)"
