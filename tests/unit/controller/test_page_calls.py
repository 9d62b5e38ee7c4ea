"""The controller has the pages of an agent ring, and never waits for the database to do it."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import gevent
import pytest

from appliance.controller import page_calls
from appliance.controller.page_calls import TELL_EVERY_SECONDS, PageCalls
from appliance.store.database import opened
from appliance.store.errors import StoreUnavailable
from appliance.store.page_calls.ringing import PageCall, ringing_for
from appliance.store.page_calls.under_way import TALK_TOLD_SECONDS, TalkUnderWay, talk_of


def settled() -> None:
    gevent.wait(timeout=5)


def told(database: Any, talk: TalkUnderWay) -> None:
    """Wait until the pages know of this one."""
    with gevent.Timeout(5):
        while talk_of(database, "durand") != talk:
            gevent.sleep(0.01)


def test_a_page_rings_for_the_time_of_the_offer_with_a_word_of_this_controller(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/a.db", create=True) as database:
        with PageCalls(database, "nord", lambda: 2).ring("durand", "call") as ticket:
            settled()
            assert re.fullmatch(r"2-[0-9a-f]{32}", ticket)
            assert ringing_for(database, "durand", "nord") == PageCall(ticket, "call")
        settled()
        assert ringing_for(database, "durand", "nord") is None


def test_their_pages_know_of_a_talk_for_as_long_as_it_lasts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(f"sqlite:///{tmp_path}/a.db", create=True) as database:
        with PageCalls(database, "nord", lambda: 2).talks("durand", "call") as ticket:
            told(database, TalkUnderWay(ticket, "call", "nord"))
            assert re.fullmatch(r"2-[0-9a-f]{32}", ticket)
        settled()
        assert talk_of(database, "durand") is None


def test_it_is_told_again_before_it_would_be_believed_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    told = list[str]()
    monkeypatch.setattr(page_calls, "tell_talk", lambda database, ticket, *facts: told.append(ticket))
    monkeypatch.setattr(page_calls, "end_talk", lambda database, ticket: told.append("ended"))
    monkeypatch.setattr(page_calls, "TELL_EVERY_SECONDS", TELL_EVERY_SECONDS / 3000)
    assert TELL_EVERY_SECONDS < TALK_TOLD_SECONDS
    with PageCalls(None, "nord", lambda: 1).talks("durand", "call") as ticket, gevent.Timeout(5):
        while len(told) < 3:
            gevent.sleep(0.01)
    settled()
    assert told[:3] == [ticket] * 3 and told.index("ended") == len(told) - 1


def test_a_talk_that_ends_while_it_is_told_is_not_believed_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    told, began, late = list[str](), threading.Event(), threading.Event()

    def tells(*_: object) -> None:
        began.set()
        assert late.wait(5)
        told.append("told")

    monkeypatch.setattr(page_calls, "tell_talk", tells)
    monkeypatch.setattr(page_calls, "end_talk", lambda database, ticket: told.append("ended"))
    with PageCalls(None, "nord", lambda: 1).talks("durand", "call"), gevent.Timeout(5):
        while not began.is_set():
            gevent.sleep(0.01)
    gevent.spawn_later(0.2, late.set)
    settled()
    assert told == ["told", "ended"]


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


def test_a_controller_that_is_leaving_has_no_page_come_back_to_its_closed_port() -> None:
    pages = PageCalls(None, "nord", lambda: 1)
    assert pages.leads_back
    pages.stop()
    assert not pages.leads_back


def test_a_controller_that_is_leaving_has_no_page_ring_whose_answer_would_be_refused(tmp_path: Path) -> None:
    """Its telephones ring on."""
    with opened(f"sqlite:///{tmp_path}/a.db", create=True) as database:
        pages = PageCalls(database, "nord", lambda: 2)
        with pages.ring("durand", "call"):
            settled()
            pages.stop()
            settled()
            assert ringing_for(database, "durand", "nord") is None
        with pages.ring("petit", "call") as ticket:
            settled()
            assert ticket and ringing_for(database, "petit", "nord") is None
        settled()
