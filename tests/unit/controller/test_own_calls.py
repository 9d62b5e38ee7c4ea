"""A call of ours that comes back is known by the number that it shows; what it tells of the operator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from peewee import Database

from appliance.calls.leg import CallerId
from appliance.checks.remedies import remedy_of
from appliance.config import Trunk
from appliance.controller.own_calls import OwnCalls, is_our_own, probe_of
from appliance.store.daily_tests import claim_daily_test, tell_daily_test
from appliance.store.database import close_database, open_database
from appliance.switch.ringing import Dialler
from appliance.switch.round_trip import RoundTrip, pair_of, tones
from tests.unit.notify.test_plan_teller import COMPANY

DID = "+33972000001"
TRUNK = Trunk(name="op", proxy="192.0.2.1")
TRIED = replace(COMPANY, daily_test_call=True)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/astreinte.db")
    yield opened
    close_database(opened)


@pytest.mark.parametrize("caller", ["+33678901234", None], ids=["another", "hidden"])
def test_only_a_call_that_shows_the_number_it_calls_is_ours(database: Database, caller: str | None) -> None:
    now = datetime.now(UTC)
    claim_daily_test(database, now.date(), "salle-1", now)
    assert is_our_own(database, TRIED, [TRUNK], DID, CallerId(DID))
    assert not is_our_own(database, TRIED, [TRUNK], DID, CallerId(caller))
    assert not is_our_own(database, COMPANY, [TRUNK], DID, CallerId(DID)), "nobody asked for such calls"


def test_a_trunk_that_presents_a_number_of_its_own_brings_our_call_back_with_it(database: Database) -> None:
    now = datetime.now(UTC)
    claim_daily_test(database, now.date(), "salle-1", now)
    own = Trunk(name="op", proxy="192.0.2.1", own_number="+33455000001")
    assert is_our_own(database, TRIED, [TRUNK, own], DID, CallerId("+33455000001"))
    assert not is_our_own(database, TRIED, [TRUNK], DID, CallerId("+33455000001"))


def test_who_shows_the_number_of_the_line_is_a_caller_like_any_but_for_the_test(database: Database) -> None:
    """Telephones of the house may show it at any hour."""
    now = datetime.now(UTC)
    assert not is_our_own(database, TRIED, [TRUNK], DID, CallerId(DID)), "no test was made yet"
    claim_daily_test(database, now.date(), "salle-1", now)
    assert tell_daily_test(database, now.date(), "salle-1", [], now)
    assert not is_our_own(database, TRIED, [TRUNK], DID, CallerId(DID)), "it is over"


@pytest.mark.parametrize(
    "how, healthy, serious",
    [
        (RoundTrip.HEARD, True, False),
        (RoundTrip.DEAF, False, True),
        (RoundTrip.NOT_BACK, False, True),
        (RoundTrip.ELSEWHERE, False, False),
        (RoundTrip.CAPPED, False, False),
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
    assert list(calls.tried(COMPANY)) == []
    line = replace(COMPANY.lines["sav"], numbers=())
    assert list(calls.tried(replace(TRIED, lines={"sav": line}))) == []


class Spent:
    """A meter whose cap is near: what callers do not wait for is not dialled."""

    @staticmethod
    def may_ring(call: str, *, for_caller: bool) -> bool:
        return for_caller


def test_a_call_that_a_cap_forbids_is_not_told_as_one_that_did_not_come_back() -> None:
    nothing = cast(Any, None)
    dialler = Dialler(nothing, (TRUNK,), nothing, lambda: 0, lambda: "FR", lambda _: True, meter=cast(Any, Spent()))
    (probe,) = OwnCalls(dialler, [TRUNK]).tried(TRIED)
    assert "il n'a pas été passé : ce qui sort de la boîte approche de son plafond" in probe.sentence
    assert not probe.healthy and not probe.serious


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
