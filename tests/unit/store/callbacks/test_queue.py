"""A callback is tried by one controller at a time, again after pauses that grow, until it is kept or given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.calling_back import TryEnd
from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome
from appliance.store.accounts.audit import list_audit
from appliance.store.callbacks.listing import open_callbacks, tries_of
from appliance.store.callbacks.queue import (
    CLAIM,
    PAUSES,
    TRIED_FOR,
    UNREACHED_TIMES,
    ClaimedCallback,
    Ending,
    close_by_hand,
    keep_claim,
    put_off,
    take_callback,
    tell_late,
    try_ended,
)
from appliance.store.journal.acceptance import accept
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.figures import past_calls
from appliance.store.journal.left_for_later import left_for_later
from appliance.store.journal.reader import list_calls
from appliance.store.journal.reconcile import close_orphans, end_call
from appliance.store.journal.test_calls import OF_A_CALLBACK
from appliance.store.outbox.tidings import Kind, tidings_of
from tests.unit.store.callbacks.test_promises import CALLER, NIGHT, TYPED, promised

MINUTE = timedelta(minutes=1)
DUE = NIGHT + MINUTE  # those who did not take the call are left alone for a minute


def taken(database: Database, at: datetime = DUE) -> ClaimedCallback:
    one = take_callback(database, at)
    assert one is not None
    return one


def told(database: Database, call: str = "c1") -> dict[str, Any]:
    (found,) = [one["callback"] for one in list_calls(database) if one["id"] == call]
    assert found is not None
    return dict(found)


def a_try(
    database: Database,
    name: str,
    at: datetime,
    *,
    joined: bool = True,
    dropped: bool = False,
    of: str = "c1",
    ends: Outcome | None = None,
) -> None:
    """A call that calls the caller of a call back, journalled as the controller does."""
    records: list[dict[str, Any]] = []
    journal = CallJournal(name, records.append, lambda: at)
    facts = {"line_id": "sav", "line_name": "SAV", "called": "+33972000001", "caller": CALLER, "box": "here"}
    journal.open(**facts, audience=OF_A_CALLBACK, callback_of=of, started_at=at.isoformat(), clock_offset=0.0)
    if joined:
        journal.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
        journal.attempt(Attempt("durand", 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
        journal.connected(Outcome.CONNECTED)
    if dropped:
        journal.dropped("durand")
    if ends is not None:
        journal.close(ends)
    apply(database, records)


def test_one_controller_takes_it_and_one_that_dies_gives_it_back(database: Database) -> None:
    promised(database)
    assert take_callback(database, NIGHT) is None
    one = taken(database)
    assert (one.call_id, one.number, one.team_id, one.called, one.tries) == ("c1", CALLER, "nuit", "+33972000001", 1)
    assert take_callback(database, DUE + MINUTE) is None
    keep_claim(database, "c1", DUE + 2 * MINUTE)
    assert take_callback(database, DUE + CLAIM + MINUTE) is None
    assert taken(database, DUE + 2 * MINUTE + CLAIM).tries == 2


def test_a_clock_that_was_set_back_holds_no_callback_for_ever(database: Database) -> None:
    promised(database)
    taken(database)
    assert taken(database, NIGHT - timedelta(days=2)).call_id == "c1"


def test_the_pauses_between_tries_grow(database: Database) -> None:
    promised(database)
    now, pauses = DUE, []
    for _ in range(len(PAUSES) + 1):
        one = taken(database, now)
        assert try_ended(database, one, TryEnd.NOBODY, now) is None
        again = datetime.fromisoformat(told(database)["next_try_at"])
        pauses.append(again - now)
        assert take_callback(database, again - timedelta(seconds=1)) is None
        now = again
    assert pauses == [*PAUSES, PAUSES[-1]]


def test_a_controller_that_leaves_has_it_tried_at_once_by_the_next(database: Database) -> None:
    promised(database)
    try_ended(database, taken(database), TryEnd.STOPPED, DUE)
    assert taken(database).call_id == "c1"


def test_after_hours_that_nobody_took_it_is_given_up_and_told(database: Database) -> None:
    promised(database)
    late = NIGHT + TRIED_FOR
    assert try_ended(database, taken(database, late), TryEnd.NOBODY, late) is Ending.UNTAKEN
    assert told(database)["ending"] == "untaken"
    assert Kind.CALLBACK_GIVEN_UP in [one.kind for one in tidings_of(database, "c1")]
    assert take_callback(database, late + timedelta(days=1)) is None


def test_a_caller_who_never_answers_is_left_alone_in_the_end(database: Database) -> None:
    promised(database)
    now, ended = DUE, []
    for _ in range(UNREACHED_TIMES):
        ended.append(try_ended(database, taken(database, now), TryEnd.UNREACHED, now))
        now += PAUSES[-1]
    assert ended == [None] * (UNREACHED_TIMES - 1) + [Ending.UNREACHED]


def test_it_is_told_once_that_one_is_late(database: Database) -> None:
    promised(database)
    assert tell_late(database, NIGHT + 30 * MINUTE) == 0
    assert tell_late(database, NIGHT + 31 * MINUTE) == 1
    assert tell_late(database, NIGHT + 32 * MINUTE) == 0
    assert [one.kind for one in tidings_of(database, "c1")].count(Kind.CALLBACK_LATE) == 1
    assert told(database)["late_at"] is not None
    assert taken(database, NIGHT + 32 * MINUTE).call_id == "c1", "and it is tried all the same"


def test_the_conversation_keeps_it_and_counts_as_no_call_of_a_customer(database: Database) -> None:
    promised(database)
    taken(database)
    a_try(database, "t1", DUE)
    assert told(database)["ending"] == "kept"
    assert open_callbacks(database) == []
    assert [call for call, _, _ in tries_of(database, "c1")] == ["t1"]
    end_call(database, "t1", 5 * MINUTE)
    assert len(past_calls(database, NIGHT - MINUTE, NIGHT + timedelta(hours=1))) == 1
    assert Kind.ACCEPTED in [one.kind for one in tidings_of(database, "t1")], "who took it has the number"


def test_an_agent_gone_at_once_has_kept_nothing(database: Database) -> None:
    promised(database)
    taken(database)
    a_try(database, "t1", DUE, dropped=True)
    assert told(database)["ending"] is None


def test_a_conversation_that_its_controller_did_not_live_to_write_keeps_it_too(database: Database) -> None:
    promised(database)
    taken(database)
    a_try(database, "t1", DUE, joined=False)
    assert accept(database, "t1", "durand", 0, timedelta(seconds=40))
    assert told(database)["ending"] == "kept"
    end_call(database, "t1", timedelta(seconds=20), over_at=DUE + 3 * MINUTE)
    (call,) = [one for one in list_calls(database) if one["id"] == "t1"]
    assert datetime.fromisoformat(call["ended_at"]) == DUE + 3 * MINUTE


def test_a_try_that_died_with_its_controller_tells_nobody_of_an_abandoned_call(database: Database) -> None:
    promised(database)
    taken(database)
    a_try(database, "t1", DUE, joined=False)
    assert close_orphans(database, set(), box="here", now=DUE + MINUTE) == ["t1"]
    assert tidings_of(database, "t1") == []
    assert told(database)["ending"] is None


def test_who_calls_again_and_is_answered_waits_for_nobody(database: Database) -> None:
    promised(database, number=CALLER)
    promised(database, "c2", TYPED, caller="+33600000000")
    records: list[dict[str, Any]] = []
    journal = CallJournal("c3", records.append, lambda: DUE)
    journal.open(
        line_id="sav", line_name="SAV", called="", caller=CALLER, box="", started_at=DUE.isoformat(), clock_offset=0.0
    )
    journal.connected(Outcome.CONNECTED)
    apply(database, records)
    assert told(database)["ending"] == "answered"
    assert [one.call_id for one in open_callbacks(database)] == ["c2"]


def test_who_is_rung_back_for_another_call_and_answers_waits_for_nobody(database: Database) -> None:
    promised(database)
    a_try(database, "t1", DUE, of="left", ends=Outcome.CONNECTED)
    assert told(database)["ending"] == "answered"
    assert take_callback(database, DUE) is None


@pytest.mark.parametrize("how", [{"dropped": True}, {"ends": Outcome.UNANSWERED}])
def test_who_is_rung_back_for_another_call_and_talks_to_nobody_waits_still(
    database: Database, how: dict[str, Any]
) -> None:
    promised(database)
    a_try(database, "t1", DUE, of="left", **how)
    assert told(database)["ending"] is None
    assert taken(database).call_id == "c1"


@pytest.mark.parametrize("how", [{"dropped": True}, {"ends": Outcome.UNANSWERED}])
def test_a_promise_that_was_kept_is_not_opened_by_a_ring_back_that_fails_later(
    database: Database, how: dict[str, Any]
) -> None:
    promised(database)
    try_ended(database, taken(database), TryEnd.KEPT, DUE)
    a_try(database, "t1", DUE + MINUTE, **how)
    assert told(database)["ending"] == "kept"


def test_a_second_promise_takes_the_place_of_the_first(database: Database) -> None:
    promised(database)
    promised(database, "c2", at=NIGHT + MINUTE)
    assert told(database)["ending"] == "renewed"
    assert [one.call_id for one in open_callbacks(database)] == ["c2"]


@pytest.mark.parametrize("by", ["marie"])
def test_somebody_closes_it_by_hand_once(database: Database, by: str) -> None:
    promised(database)
    assert close_by_hand(database, "c1", by, DUE, DUE)
    assert not close_by_hand(database, "c1", "paul", DUE, DUE)
    assert (told(database)["ending"], told(database)["closed_by"]) == ("closed", by)
    (noted,) = list_audit(database, limit=5)
    assert (noted["who"], noted["act"]) == (by, "Rappel de l'appel c1 : clos à la main")
    assert take_callback(database, DUE) is None


def test_what_can_wait_rings_nobody_is_never_late_and_lasts_until_it_is_closed(database: Database) -> None:
    opening = NIGHT + timedelta(hours=5)
    promised(database, number=CALLER, waits_until=opening)
    late = opening + timedelta(days=2)
    assert take_callback(database, late) is None
    assert tell_late(database, late) == 0
    a_call = CallJournal("c3", lambda record: apply(database, [record]), lambda: DUE)
    a_call.open(
        line_id="sav", line_name="SAV", called="", caller=CALLER, box="", started_at=DUE.isoformat(), clock_offset=0.0
    )
    a_call.connected(Outcome.CONNECTED)
    promised(database, "c2", CALLER)
    assert [one.call_id for one in open_callbacks(database)] == ["c1", "c2"], "an urgent matter is another one"
    assert left_for_later(database) == 1
    close_by_hand(database, "c1", "marie", late, late)
    assert left_for_later(database) == 0


def test_what_is_put_off_was_no_try_and_waits_no_longer_than_anything_else(database: Database) -> None:
    promised(database)
    one = taken(database)
    put_off(database, one, DUE + timedelta(hours=9), DUE)
    assert take_callback(database, DUE + PAUSES[-1] - MINUTE) is None
    again = taken(database, DUE + PAUSES[-1])
    assert again.tries == one.tries
    put_off(database, again, DUE + PAUSES[-1] + MINUTE, DUE + PAUSES[-1])
    assert taken(database, DUE + PAUSES[-1] + MINUTE).tries == one.tries


def test_hours_in_which_it_could_not_be_tried_are_not_counted(database: Database) -> None:
    promised(database)
    late, quiet = NIGHT + TRIED_FOR + timedelta(hours=2), timedelta(hours=3)
    assert try_ended(database, taken(database), TryEnd.NOBODY, late, quiet) is None
    assert try_ended(database, taken(database, late + PAUSES[-1]), TryEnd.NOBODY, late + PAUSES[-1]) is Ending.UNTAKEN


def test_a_caller_reached_then_lost_while_another_agent_was_looked_for_is_called_again(database: Database) -> None:
    promised(database)
    one = taken(database)
    a_try(database, "try-1", DUE)
    assert try_ended(database, one, TryEnd.NOBODY, DUE + MINUTE) is None
    assert take_callback(database, DUE + 4 * MINUTE) is not None


def test_a_caller_gone_as_often_as_they_were_reached_is_given_up_though_they_were_joined(database: Database) -> None:
    promised(database)
    now = DUE
    for _ in range(UNREACHED_TIMES):
        one = taken(database, now)
        try_ended(database, one, TryEnd.KEPT, now)
        last = try_ended(database, one, TryEnd.UNREACHED, now)
        now += PAUSES[-1]
    assert last is Ending.UNREACHED
    assert told(database)["ending"] == "unreached"
