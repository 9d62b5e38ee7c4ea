"""« Prendre les appels ici » in Debian's Chromium, its voice played: the note that is written while they talk."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import Database

from appliance.calls.leg import OfferOutcome
from appliance.store.database import close_database, open_database
from appliance.store.page_calls.ringing import begin_ringing, end_ringing
from appliance.store.statements.done import done_of
from tests.browser.test_site import doors, looked_at, site, size, state
from tests.web.site_world import World

__all__ = ["doors", "site", "size", "state"]  # the fixtures of the site
VOICE = """export class Voice {
  constructor(ticket, audio, told) {
    this.told = told;
    globalThis.pressed = [];
    queueMicrotask(() => told("answered"));
  }
  press(key) { globalThis.pressed.push(key); }
  end(words, lost = false) { this.told("ended", words, lost); }
}"""
TAKEN = (("durand", OfferOutcome.ACCEPTED),)
FIRST, SECOND = "+33611223344", "+33655667788"


@pytest.fixture
def database(site: str, state: Path) -> Iterator[Database]:
    found = open_database(f"sqlite:///{state / 'site.db'}", create=False)
    yield found
    for ticket in ("1-first", "1-second"):
        end_ringing(found, ticket)
    close_database(found)


@pytest.fixture
def page(doors: Callable[[str, str], Any], database: Database, state: Path, size: str) -> Iterator[Any]:
    """Claire's page, which rings from now on, and two calls that she took; an error in its script fails the test."""
    calls = World(state, database)
    for name, caller in (("first", FIRST), ("second", SECOND)):
        at = datetime.now(UTC) - timedelta(minutes=1)
        calls.call(f"{name}-{size}", at, outcome=None, agents=TAKEN, caller=caller, order=None)
    page, errors = doors("claire", size), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/answer/voice.js", lambda route: route.fulfill(content_type="text/javascript", body=VOICE))
    page.goto("/moi/repondre")
    page.get_by_role("button", name="Faire sonner cette page").click()
    page.get_by_text("La page sonnera quand la ligne vous cherchera.").wait_for()
    yield page
    page.close(run_before_unload=False)
    assert errors == []


def rings(page: Any, database: Database, call: str, size: str) -> None:
    begin_ringing(database, f"1-{call}", "durand", f"{call}-{size}", socket.gethostname())
    page.get_by_role("button", name="Décrocher").wait_for()


def takes(page: Any, database: Database, call: str, size: str) -> Any:
    """The field of the note on the card of a call that she takes."""
    rings(page, database, call, size)
    page.get_by_role("button", name="Décrocher").click()
    page.get_by_role("button", name="1 : je prends l’appel").click()
    note = page.locator(f"#note-{call}-{size}")
    note.wait_for()
    return note


def hangs_up(page: Any, database: Database, call: str) -> None:
    end_ringing(database, f"1-{call}")
    page.get_by_role("button", name="Raccrocher").click()
    page.get_by_text("La page sonnera quand la ligne vous cherchera.").wait_for()


def test_what_is_typed_while_they_talk_is_kept_and_is_no_key_of_the_call(
    page: Any, database: Database, size: str
) -> None:
    note = takes(page, database, "first", size)
    looked_at(page, "answering-note", size)
    note.press_sequentially("Digicode *1 2 3#")
    note.press("Control+Enter")
    page.get_by_text("C’est noté.").wait_for()
    assert (note.input_value(), page.evaluate("pressed")) == ("", ["1"])
    hangs_up(page, database, "first")
    note.fill("Clé chez la gardienne")
    page.get_by_role("button", name="Noter").click()
    page.get_by_text("C’est noté.").wait_for()
    assert [one.note for one in done_of(database, f"first-{size}")] == ["Digicode *1 2 3#", "Clé chez la gardienne"]
    page.get_by_role("button", name="Fermer").click()
    note.wait_for(state="detached")


def test_what_could_not_be_kept_stays_typed_and_is_told(page: Any, database: Database, size: str) -> None:
    note = takes(page, database, "first", size)
    note.fill("x" * 4000)
    note.press("Control+Enter")
    page.locator("#notes .problem").wait_for()
    assert note.input_value() == "x" * 4000
    note.fill("Clé chez la gardienne")
    page.route("**/note", lambda route: route.abort())
    note.press("Control+Enter")
    page.get_by_text("La note n’est pas gardée : le site ne répond pas.").wait_for()
    page.unroute("**/note")
    note.press("Control+Enter")
    page.get_by_text("C’est noté.").wait_for()
    hangs_up(page, database, "first")
    rings(page, database, "second", size)
    note.wait_for(state="detached")


def test_a_note_that_is_not_sent_outlives_the_next_ring_beside_its_own(
    page: Any, database: Database, size: str
) -> None:
    unsent = takes(page, database, "first", size)
    unsent.fill("Clé chez la gardienne")
    hangs_up(page, database, "first")
    takes(page, database, "second", size)
    assert unsent.input_value() == "Clé chez la gardienne"
    assert page.locator("#notes form").count() == 2
