"""« Prendre les appels ici » once it was lost in the middle of a call, in Debian's Chromium, its voice played."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from peewee import Database

from appliance.store.page_calls.under_way import end_talk, tell_talk
from tests.browser.test_answering_page import database, page, takes
from tests.browser.test_site import at, doors, looked_at, site, size, state

__all__ = ["database", "doors", "page", "site", "size", "state"]  # the fixtures of the site
ON_A_PHONE = at("phone")
BACK = "Vous êtes de nouveau avec l’appelant."
TICKET = "1-back"
DEAF = """export class Voice {
  constructor(ticket, audio, told) {
    globalThis.tried = (globalThis.tried ?? 0) + 1;
    const after = globalThis.tried === 1 ? 0 : 60; // milliseconds; the first time before the browser gives the lock
    setTimeout(() => told("ended", "La page n'a pas pu joindre la ligne.", true), after);
  }
  end() {}
}"""


@pytest.fixture
def talks(page: Any, database: Database, size: str) -> Iterator[None]:
    """Claire is in the first call, as the box tells it; her browser lets the page have the microphone."""
    page.context.grant_permissions(["microphone"])
    tell_talk(database, TICKET, "durand", f"first-{size}", socket.gethostname())
    yield
    end_talk(database, TICKET)


def reloads(page: Any) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()


def is_told_of_its_talk(page: Any, database: Database, size: str) -> None:
    tell_talk(database, TICKET, "durand", f"first-{size}", socket.gethostname())
    page.evaluate(
        """ticket => new Promise((done) => {
          const look = () => (sessionStorage.getItem("astreinte-ticket") === ticket ? done() : setTimeout(look, 100));
          look();
        })""",
        TICKET,
    )


@ON_A_PHONE
def test_a_call_that_this_tab_never_had_is_taken_again_by_a_click(page: Any, talks: None, size: str) -> None:
    page.get_by_role("heading", name="Vous avez un appel en cours").wait_for()
    looked_at(page, "answering-back", size)
    page.get_by_role("button", name="Reprendre l’appel").click()
    page.get_by_text(BACK).wait_for()
    page.locator("#back").wait_for(state="hidden")
    looked_at(page, "answering-talking", size)
    page.get_by_role("button", name="*1 : passer à un collègue").click()
    assert page.evaluate("pressed") == ["*", "1"]


def test_the_tab_that_had_the_call_comes_back_by_itself_and_what_was_typed_is_still_there(
    page: Any, database: Database, size: str
) -> None:
    page.context.grant_permissions(["microphone"])
    note = takes(page, database, "first", size)
    note.fill("Clé chez la gardienne")
    is_told_of_its_talk(page, database, size)
    reloads(page)
    page.get_by_text(BACK).wait_for()
    note.wait_for()
    assert note.input_value() == "Clé chez la gardienne"
    page.get_by_role("button", name="Raccrocher").click()
    page.get_by_text("La page ne sonne pas encore.").wait_for()
    note.press("Control+Enter")
    page.get_by_text("C’est noté.").wait_for()
    end_talk(database, TICKET)
    reloads(page)
    page.get_by_text("La page ne sonne pas encore.").wait_for()
    assert page.evaluate(f"sessionStorage.getItem('noting-first-{size}')") is None, "kept: it is typed no more"


@ON_A_PHONE
def test_a_call_that_was_taken_again_on_another_computer_is_not_taken_from_it_by_a_tab_that_finds_its_network_again(
    page: Any, database: Database, size: str
) -> None:
    page.context.grant_permissions(["microphone"])
    takes(page, database, "first", size)
    is_told_of_its_talk(page, database, size)
    tell_talk(database, "1-elsewhere", "durand", f"first-{size}", socket.gethostname())
    try:
        with page.expect_response("**/en-cours"):
            reloads(page)
        page.get_by_role("button", name="Reprendre l’appel").wait_for()
        assert page.get_by_text(BACK).count() == 0
    finally:
        end_talk(database, "1-elsewhere")


def test_a_call_that_went_on_without_its_agent_is_told_to_the_tab_that_had_it(
    page: Any, database: Database, size: str
) -> None:
    takes(page, database, "first", size)
    reloads(page)
    page.get_by_text("L’appel n’est plus à reprendre").wait_for()


@ON_A_PHONE
def test_a_call_that_another_box_has_is_told_and_offers_no_way(page: Any, database: Database, size: str) -> None:
    tell_talk(database, TICKET, "durand", f"first-{size}", "sud")
    page.get_by_text("ouvrez cette page sur le site de cette boîte").wait_for()
    looked_at(page, "answering-elsewhere", size)
    assert page.get_by_role("button", name="Reprendre l’appel").count() == 0
    end_talk(database, TICKET)
    page.locator("#back").wait_for(state="hidden")


def test_a_line_that_cannot_be_reached_is_tried_again_at_a_measured_pace(page: Any, talks: None, size: str) -> None:
    page.route("**/answer/voice.js", lambda route: route.fulfill(content_type="text/javascript", body=DEAF))
    page.evaluate(f"sessionStorage.setItem('astreinte-call', 'first-{size}')")
    page.evaluate(f"sessionStorage.setItem('astreinte-ticket', '{TICKET}')")
    page.reload()
    tried = page.evaluate("new Promise((told) => setTimeout(() => told(globalThis.tried), 4000))")
    assert 2 <= tried <= 6
