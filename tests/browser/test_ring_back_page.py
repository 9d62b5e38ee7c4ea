"""« À rappeler » in Debian's Chromium, its voice played: a caller is rung back, and the page tells how it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.calls.ring_back_states import RingBackState as State
from appliance.store.database import close_database, open_database, reading
from appliance.store.page_calls.ring_backs import tell_ring_back
from appliance.store.page_calls.tables import RingBackRow
from tests.browser.test_site import doors, looked_at, site, size, state
from tests.web.site_world import World

__all__ = ["doors", "site", "size", "state"]  # the fixtures of the site
VOICE = """export class Voice {
  constructor(ticket, audio, told, refused, what = "offer") {
    this.told = told;
    globalThis.dialled = [...(globalThis.dialled ?? []), `${what}-${ticket}`];
    globalThis.voice = this;
    globalThis.pressed = [];
    queueMicrotask(() => told("answered"));
  }
  press(key) { globalThis.pressed.push(key); }
  end(words) { this.told("ended", words); }
}"""
CALLER = "+33655{}"


@pytest.fixture
def database(site: str, state: Path) -> Iterator[Database]:
    found = open_database(f"sqlite:///{state / 'site.db'}", create=False)
    yield found
    close_database(found)


@pytest.fixture
def page(doors: Callable[[str, str], Any], database: Database, state: Path, size: str) -> Iterator[Any]:
    """Claire's page, where a lost caller is to be rung back; an error in its script fails the test."""
    at, nobody = datetime.now(UTC) - timedelta(minutes=1), (("durand", OfferOutcome.NO_ANSWER),)
    caller = CALLER.format("112233" if size == "phone" else "112244")
    World(state, database).call(f"lost-{size}", at, outcome=Outcome.FALLBACK, agents=nobody, caller=caller, order=None)
    page, errors = doors("claire", size), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/answer/voice.js", lambda route: route.fulfill(content_type="text/javascript", body=VOICE))
    page.goto("/moi/repondre")
    yield page
    page.close(run_before_unload=False)
    assert errors == []


def row(page: Any, size: str) -> Any:
    digits = "11 22 33" if size == "phone" else "11 22 44"
    return page.locator("#callers li").filter(has_text=digits)


def dialled(page: Any) -> str:
    page.locator("#callers-talking").wait_for()
    ticket: str = page.evaluate("dialled.at(-1)")
    return ticket


def says(page: Any, words: str) -> None:
    page.locator("#callers-state").get_by_text(words).wait_for()


def test_a_caller_is_rung_back_by_one_press_and_the_page_tells_how_it_goes(
    page: Any, database: Database, size: str
) -> None:
    row(page, size).wait_for()
    looked_at(page, "answering-ring-back", size)
    row(page, size).get_by_role("button", name="Rappeler").click()
    ticket = dialled(page).removeprefix("back-")
    with reading(database):
        asked = RingBackRow.select().where(RingBackRow.ticket == ticket).dicts().first(database)
    assert (asked["agent_id"], asked["call_id"]) == ("durand", f"lost-{size}")
    for told, words in ((State.RINGS, "L’appelant est appelé"), (State.TALKS, "Vous parlez à l’appelant.")):
        tell_ring_back(database, ticket, told)
        says(page, words)
    page.get_by_role("button", name="*3 : enregistrer").click()
    assert page.evaluate("pressed") == ["*", "3"]
    row(page, size).get_by_role("button", name="Rappeler").click()
    tell_ring_back(database, ticket, State.ENDED)
    page.locator("#callers-leave").click()
    says(page, "Vous avez raccroché.")
    assert page.evaluate("dialled.length") == 1, "one call at a time"
    page.locator("#callers-talking").wait_for(state="hidden")


def test_a_caller_who_does_not_answer_is_told_by_a_sentence_and_may_be_rung_again(
    page: Any, database: Database, size: str
) -> None:
    row(page, size).get_by_role("button", name="Rappeler").click()
    ticket = dialled(page).removeprefix("back-")
    tell_ring_back(database, ticket, State.BUSY)
    page.evaluate('voice.end("L\'appel est terminé.")')
    says(page, "L’appelant est en ligne")
    page.locator("#callers-talking").wait_for(state="hidden")
    row(page, size).get_by_role("button", name="Rappeler").click()
    assert dialled(page).removeprefix("back-") != ticket


def test_a_site_that_does_not_answer_is_told_and_rings_nobody(page: Any, size: str) -> None:
    page.route("**/rappels", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    row(page, size).get_by_role("button", name="Rappeler").click()
    says(page, "Personne n’est appelé : le site ne répond pas.")
    assert page.evaluate("globalThis.dialled") is None


def test_the_page_opens_on_the_caller_of_whom_one_was_reading(page: Any, size: str) -> None:
    page.goto("/moi/appels?issue=lost")
    looked_at(page, "own-calls-ring-back", size)
    digits = "11 22 33" if size == "phone" else "11 22 44"
    page.get_by_role("link", name=f"{digits} avec le numéro de la ligne").click()
    asked = page.locator("#callers li.asked")
    asked.get_by_text(digits).wait_for()
    assert page.locator("#callers li").first.get_attribute("class") == "asked"
    page.wait_for_function("document.activeElement?.textContent === 'Rappeler'")
    looked_at(page, "answering-opened-on-a-caller", size)
    page.goto(f"/appels/lost-{size}")
    looked_at(page, "call-ring-back", size)
    page.get_by_role("link", name="Rappeler avec le numéro de la ligne").click()
    asked.get_by_text(digits).wait_for()
