"""What rings in an agent's page: theirs, on their box, for as long as it is offered."""

from __future__ import annotations

from peewee import Database

from appliance.store.page_calls.ringing import LONGEST_SECONDS, PageCall, begin_ringing, end_ringing, ringing_for


def test_a_call_rings_for_its_agent_on_its_box_until_it_is_ended(database: Database) -> None:
    begin_ringing(database, "1-a", "durand", "call", "nord")
    assert ringing_for(database, "durand", "nord") == PageCall("1-a", "call")
    assert ringing_for(database, "petit", "nord") is ringing_for(database, "durand", "sud") is None
    end_ringing(database, "1-a")
    end_ringing(database, "1-a")
    assert ringing_for(database, "durand", "nord") is None


def test_the_end_of_the_call_before_ends_nothing_of_the_next(database: Database) -> None:
    begin_ringing(database, "1-a", "durand", "first", "nord")
    begin_ringing(database, "1-b", "durand", "second", "nord")
    end_ringing(database, "1-a")
    assert ringing_for(database, "durand", "nord") == PageCall("1-b", "second")


def test_what_nobody_ended_rings_no_more_after_two_minutes(database: Database) -> None:
    begin_ringing(database, "1-a", "durand", "lost", "nord", clock=lambda: 0.0)
    assert ringing_for(database, "durand", "nord", clock=lambda: LONGEST_SECONDS) is not None
    assert ringing_for(database, "durand", "nord", clock=lambda: LONGEST_SECONDS + 1) is None
