"""The call that an agent talks in, found again by their pages: one, and no longer than it is told."""

from __future__ import annotations

from peewee import Database

from appliance.store.page_calls.under_way import TALK_TOLD_SECONDS, TalkUnderWay, end_talk, talk_of, tell_talk


def test_a_talk_is_its_agents_on_whichever_box_until_it_is_ended(database: Database) -> None:
    tell_talk(database, "1-a", "durand", "call", "nord")
    tell_talk(database, "1-a", "durand", "call", "nord")
    assert talk_of(database, "durand") == TalkUnderWay("1-a", "call", "nord")
    assert talk_of(database, "petit") is None
    end_talk(database, "1-a")
    end_talk(database, "1-a")
    assert talk_of(database, "durand") is None


def test_another_ticket_takes_the_place_of_the_one_that_has_served(database: Database) -> None:
    tell_talk(database, "1-a", "durand", "call", "nord")
    tell_talk(database, "1-b", "durand", "call", "nord")
    end_talk(database, "1-a")
    assert talk_of(database, "durand") == TalkUnderWay("1-b", "call", "nord")


def test_a_controller_that_is_dead_is_believed_no_longer_than_a_minute(database: Database) -> None:
    tell_talk(database, "1-a", "durand", "call", "nord", clock=lambda: 0.0)
    assert talk_of(database, "durand", clock=lambda: TALK_TOLD_SECONDS) is not None
    assert talk_of(database, "durand", clock=lambda: TALK_TOLD_SECONDS + 1) is None
