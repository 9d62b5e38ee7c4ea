"""A controller died between the key and the written acceptance: what the switch says of the call makes it whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OFFICE, Attempt, OfferEvent, OfferOutcome
from appliance.store.journal.acceptance import accept, undecided
from appliance.store.journal.reader import list_calls
from appliance.store.journal.reconcile import close_orphans, end_call
from appliance.store.statements.interventions import interventions
from tests.unit.store.journal.test_reconcile import START, Direct

KEY = timedelta(seconds=42)
END = START + timedelta(minutes=5)
BEFORE, AFTER = datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def direct(database: Database) -> Direct:
    return Direct(database)


def cut_after_the_key(direct: Direct, *rung: str) -> None:
    """What the journal has of a call whose controller died then: these agents listen to the whisper."""
    journal = direct.begin("c1")
    hunt = journal.step("hunt", "serie")
    hunt.__enter__()
    for agent in rung:
        for event in (OfferEvent.DIALLED, OfferEvent.RINGING, OfferEvent.ANSWERED):
            journal.attempt(Attempt(agent, 0, event))
    direct.write()
    direct.going_on = hunt  # a step that nobody holds ends


def of(database: Database) -> dict:
    (call,) = list_calls(database)
    return call


def test_the_call_is_connected_with_whom_the_switch_joined_and_the_statement_has_it(
    direct: Direct, database: Database
) -> None:
    cut_after_the_key(direct, "durand", "petit")
    assert accept(database, "c1", "petit", 0, KEY)
    end_call(database, "c1", END - START)
    call = of(database)
    assert (call["outcome"], call["connected_at"]) == ("connected", "2026-12-25T02:10:42.000Z")
    assert [(one["agent"], one["outcome"]) for one in call["attempts"]] == [
        ("durand", "cancelled"),
        ("petit", "accepted"),
    ]
    assert [(step["name"], step["seconds"]) for step in call["steps"]] == [("hunt", 42.0), ("conversation", 258.0)]
    (worked,), going_on = interventions(database, BEFORE, AFTER, {})
    assert (worked.agent, worked.end - worked.start, going_on) == ("petit", timedelta(seconds=258), 0)


def test_a_call_closed_meanwhile_for_want_of_knowing_better_is_set_right(direct: Direct, database: Database) -> None:
    cut_after_the_key(direct, "durand")
    close_orphans(database, [], box="box1", now=END)
    assert of(database)["outcome"] == "abandoned"
    assert accept(database, "c1", "durand", 0, KEY)
    call = of(database)
    assert (call["outcome"], call["attempts"][0]["outcome"]) == ("connected", "accepted")
    assert [(step["name"], step["seconds"]) for step in call["steps"]][-1] == ("conversation", 258.0)


def test_an_offer_of_which_nothing_was_written_is_written(direct: Direct, database: Database) -> None:
    direct.begin("c1")
    direct.write()
    assert accept(database, "c1", "durand", 1, KEY)
    assert accept(database, "c1", "durand", 1, KEY) is False
    (attempt,) = of(database)["attempts"]
    assert (attempt["agent"], attempt["phone"], attempt["outcome"]) == ("durand", 1, "accepted")


def test_an_office_was_forwarded_to(direct: Direct, database: Database) -> None:
    cut_after_the_key(direct, OFFICE)
    assert accept(database, "c1", OFFICE, 0, KEY)
    assert of(database)["outcome"] == "forwarded"


def test_what_the_journal_knows_stands(direct: Direct, database: Database) -> None:
    journal = direct.begin("c1")
    journal.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
    journal.attempt(Attempt("durand", 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
    journal.connected(Outcome.CONNECTED)
    direct.write()
    before = of(database)
    assert not accept(database, "c1", "petit", 0, KEY)
    assert not accept(database, "unknown", "petit", 0, KEY)
    assert of(database) == before


@pytest.mark.parametrize("outcome", [Outcome.MESSAGE, Outcome.UNANSWERED])
def test_a_call_that_ended_otherwise_is_not_connected(direct: Direct, database: Database, outcome: Outcome) -> None:
    direct.begin("c1").close(outcome)
    direct.write()
    assert not accept(database, "c1", "durand", 0, KEY)
    assert of(database)["outcome"] == outcome.value


def test_a_call_is_undecided_until_somebody_is_joined_or_it_ends(direct: Direct, database: Database) -> None:
    cut_after_the_key(direct, "durand")
    box = of(database)["box"]
    assert undecided(database, box) == {"c1": START}
    assert undecided(database, "another box") == {}
    assert accept(database, "c1", "durand", 0, KEY)
    assert undecided(database, box) == {}
    assert of(database)["ended_at"] is None
    assert not accept(database, "c1", "durand", 0, KEY), "told once"


def test_a_call_that_has_ended_is_not_looked_at(direct: Direct, database: Database) -> None:
    cut_after_the_key(direct, "durand")
    end_call(database, "c1", END - START)
    assert undecided(database, of(database)["box"]) == {}
