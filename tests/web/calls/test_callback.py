"""A callback on the pages: promised, tried, closed by hand; and the number of an agent is not everybody's to read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.calls.call_context import Outcome, Promise
from appliance.calls.leg import Recording
from appliance.store.accounts.accounts import Role
from appliance.store.callbacks import listing
from appliance.store.callbacks.listing import open_callbacks
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import NOW, World

CALLER = "+33698765432"


def journalled(world: World, call: str, **facts: str) -> CallJournal:
    journal = CallJournal(call, lambda record: apply(world.database, [record]), lambda: NOW - timedelta(minutes=10))
    usual = {"line_id": "urgence", "line_name": "Urgence serrurerie", "called": "+33972000001", "caller": CALLER}
    at = (NOW - timedelta(minutes=10)).isoformat()
    journal.open(**{**usual, **facts}, box="", started_at=at, clock_offset=0.0)
    return journal


def promised(world: World, number: str = "+33478123456", call: str = "asks") -> None:
    journal = journalled(world, call)
    journal.callback(Promise(number, 30, "depannage"))
    journal.close(Outcome.CALLBACK)


def test_a_promise_is_listed_with_the_messages_followed_and_closed_by_hand(world: World) -> None:
    promised(world)
    journalled(world, "tries", callback_of="asks", audience="callback").close(Outcome.UNANSWERED)
    boss = world.signed_in(Role.MANAGER)
    page = boss.go("/messages")
    for words in ("Rappels promis", "04 78 12 34 56", "promis", "/appels/asks"):
        assert words in page
    page = boss.go("/appels/asks")
    for words in ("Rappel promis", "04 78 12 34 56", "/appels/tries", "sans réponse", "la boîte essaie à partir de"):
        assert words in page
    assert "L'appel qui a demandé ce rappel" in boss.go("/appels/tries")
    boss.go("/appels/asks")
    page = boss.press("Clore ce rappel")
    assert "clos à la main, par" in page
    assert "Clore ce rappel" not in page
    assert open_callbacks(world.database) == []
    assert "Rappels promis" not in boss.go("/messages")
    assert "Rappel du" in world.signed_in(Role.ADMINISTRATOR, name="boss").go("/audit")


def test_promises_that_are_too_many_to_be_shown_are_counted_and_found_in_the_journal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SHOWN", 2)
    for last, call in enumerate(("first", "second")):
        promised(world, f"+3347812345{last}", call)
    boss, link = world.signed_in(Role.MANAGER), 'href="/appels?issue=to_ring_back"'
    assert link not in boss.go("/messages")
    promised(world, "+33478123459", "third")
    assert link in boss.go("/messages") and "3 rappels sont promis ; voici les 2 plus anciens." in boss.text
    assert all(f"/appels/{call}" in boss.go("/appels?issue=to_ring_back") for call in ("first", "second", "third"))


def test_whoever_only_reads_closes_none(world: World) -> None:
    promised(world)
    reader = world.signed_in(Role.READER)
    assert "Clore ce rappel" not in reader.go("/appels/asks")
    assert reader.client.post("/appels/asks/rappel").status_code in (400, 403)
    assert len(open_callbacks(world.database)) == 1


def test_an_agent_s_own_mobile_is_promised_a_call_and_not_shown_to_readers(world: World) -> None:
    company = load_company(world.database)
    assert company is not None
    mobile = next(iter(company.agents["durand"].phones))
    promised(world, mobile)
    reader = world.signed_in(Role.READER)
    for path in ("/messages", "/appels/asks"):
        page = reader.go(path)
        assert "un intervenant" in page
        assert mobile[-8:] not in page.replace(" ", "").replace("\u00a0", "")


def test_what_can_wait_is_marked_so_counted_on_the_dashboard_and_closed_by_hand(world: World) -> None:
    opening = NOW + timedelta(hours=9)
    journal = journalled(world, "asks")
    journal.callback(Promise("+33478123456", 30, "depannage", opening))
    journal.close(Outcome.CALLBACK)
    journal = journalled(world, "says")
    journal.message(Recording("says-1.wav", 4.0, hung_up=True), opening)
    journal.close(Outcome.MESSAGE)
    boss = world.signed_in(Role.MANAGER)
    assert "2 demandes qui pouvaient attendre" in boss.go("/")
    assert boss.go("/messages").count("peut attendre") == 2
    assert "Peut attendre" in boss.go("/messages/says/says-1.wav")
    assert "Peut attendre : à rappeler à la main, à partir de" in boss.go("/appels/asks")
    boss.press("Clore ce rappel")
    assert "Une demande qui pouvait attendre" in boss.go("/")
