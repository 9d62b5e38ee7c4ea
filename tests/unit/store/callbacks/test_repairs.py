"""Callbacks kept aside until an incident is over: nobody is rung before, each caller is told once after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome, Promise
from appliance.calls.leg import OfferOutcome
from appliance.store.callbacks.listing import open_callbacks
from appliance.store.callbacks.promises import may_promise
from appliance.store.callbacks.queue import (
    UNREACHED_TIMES,
    Awaited,
    ClaimedCallback,
    Ending,
    take_callback,
    tell_late,
)
from appliance.store.callbacks.repairs import let_go, lines_awaited, telling_ended
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.outbox.tidings import Kind, tidings_of
from tests.unit.store.callbacks.test_promises import CALLER, NIGHT
from tests.unit.store.callbacks.test_queue import told

WITHIN = timedelta(minutes=30)
REPAIRED = NIGHT + timedelta(hours=20)


def asked(database: Database, call: str = "c1", number: str = CALLER) -> None:
    journal = CallJournal(call, lambda record: apply(database, [record]), lambda: NIGHT)
    facts = {"line_id": "sav", "line_name": "SAV", "called": "+33972000001", "caller": CALLER, "box": "here"}
    journal.open(**facts, started_at=NIGHT.isoformat(), clock_offset=0.0)
    journal.callback(Promise(number, 30, "nuit", repair=True))
    journal.close(Outcome.CALLBACK)


def to_tell(database: Database) -> ClaimedCallback | None:
    return take_callback(database, REPAIRED, Awaited.TELLING)


def test_it_waits_for_the_end_of_the_announcement_and_nobody_is_told_of_it(database: Database) -> None:
    asked(database)
    late = NIGHT + timedelta(days=2)
    assert take_callback(database, late) is None
    assert take_callback(database, late, Awaited.TELLING) is None
    assert tell_late(database, late) == 0
    assert tidings_of(database, "c1") == []
    assert lines_awaited(database) == ["sav"]


def test_once_it_is_over_those_of_that_line_are_told_one_at_a_time(database: Database) -> None:
    asked(database)
    asked(database, "c2", "+33478123456")
    assert let_go(database, ["elsewhere"], REPAIRED) == 0
    assert let_go(database, ["sav"], REPAIRED) == 2
    assert let_go(database, ["sav"], REPAIRED) == 0
    assert take_callback(database, REPAIRED) is None, "no agent is rung"
    one = to_tell(database)
    assert one is not None and (one.call_id, one.number) == ("c1", CALLER)
    assert telling_ended(database, one, OfferOutcome.UNCONFIRMED, REPAIRED, WITHIN) is Ending.TOLD
    other = to_tell(database)
    assert other is not None and other.call_id == "c2"
    assert told(database)["ending"] == "told"
    assert [one.call_id for one in open_callbacks(database)] == ["c2"]


def test_whoever_asks_for_an_agent_then_is_promised_one_as_any_caller(database: Database) -> None:
    asked(database)
    let_go(database, ["sav"], REPAIRED)
    one = to_tell(database)
    assert one is not None
    assert telling_ended(database, one, OfferOutcome.ACCEPTED, REPAIRED, WITHIN) is None
    assert to_tell(database) is None
    again = take_callback(database, REPAIRED)
    assert again is not None and (again.call_id, again.asked_at, again.team_id) == ("c1", REPAIRED, "nuit")
    assert [one.kind for one in tidings_of(database, "c1")] == [Kind.CALLBACK]


@pytest.mark.parametrize("outcome", [OfferOutcome.NO_ANSWER, OfferOutcome.BUSY, OfferOutcome.UNREACHABLE])
def test_who_does_not_answer_is_tried_again_four_times_at_most(database: Database, outcome: OfferOutcome) -> None:
    asked(database)
    let_go(database, ["sav"], REPAIRED)
    moment, ends = REPAIRED, []
    for _ in range(UNREACHED_TIMES):
        one = take_callback(database, moment, Awaited.TELLING)
        assert one is not None
        ends.append(telling_ended(database, one, outcome, moment, WITHIN))
        moment += timedelta(minutes=20)
    assert ends == [None] * (UNREACHED_TIMES - 1) + [Ending.UNREACHED]
    assert take_callback(database, moment, Awaited.TELLING) is None


def test_it_counts_within_the_limits_of_callbacks_and_an_urgent_one_stays_beside_it(database: Database) -> None:
    for call in ("c1", "c2", "c3"):
        asked(database, call)
    assert [one.call_id for one in open_callbacks(database)] == ["c3"], "the last of the same kind"
    assert not may_promise(database, CALLER, CALLER, "sav", NIGHT + timedelta(minutes=1))
