"""The controller has the pages of an agent ring, and never waits for the database to do it."""

from __future__ import annotations

import re
from pathlib import Path

import gevent
import pytest

from appliance.controller import page_calls
from appliance.controller.page_calls import PageCalls
from appliance.store.database import opened
from appliance.store.errors import StoreUnavailable
from appliance.store.page_calls.ringing import PageCall, ringing_for


def settled() -> None:
    gevent.wait(timeout=5)


def test_a_page_rings_for_the_time_of_the_offer_with_a_word_of_this_controller(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/a.db", create=True) as database:
        with PageCalls(database, "nord", lambda: 2).ring("durand", "call") as ticket:
            settled()
            assert re.fullmatch(r"2-[0-9a-f]{32}", ticket)
            assert ringing_for(database, "durand", "nord") == PageCall(ticket, "call")
        settled()
        assert ringing_for(database, "durand", "nord") is None


def test_an_offer_that_ends_at_once_leaves_no_page_ringing(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/a.db", create=True) as database:
        with PageCalls(database, "nord", lambda: 1).ring("durand", "call"):
            pass
        settled()
        assert ringing_for(database, "durand", "nord") is None


def test_no_two_words_are_the_same() -> None:
    offers = PageCalls(None, "nord", lambda: 1)
    with offers.ring("durand", "call") as first, offers.ring("durand", "call") as second:
        assert first != second
    settled()


def test_a_database_that_does_not_answer_costs_the_call_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise StoreUnavailable("absente")

    monkeypatch.setattr(page_calls, "begin_ringing", refuses)
    monkeypatch.setattr(page_calls, "end_ringing", refuses)
    with PageCalls(None, "nord", lambda: 1).ring("durand", "call") as ticket:
        assert ticket
    settled()
