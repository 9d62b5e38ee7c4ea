"""The page in which an agent takes calls: there where the machine says so, for an agent, and for their calls alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from appliance.calls.leg import OfferOutcome
from appliance.calls.text_lengths import WORK
from appliance.store.accounts.accounts import Role
from appliance.store.errors import StoreUnavailable
from appliance.store.page_calls.ringing import PageCall, begin_ringing
from appliance.store.statements.done import done_of
from appliance.store.statements.untold import untold_calls
from tests.web.site_world import NOW, World
from tests.web.visit import OURS, Visit, read
from web.answering import pages
from web.frame.site import GROUND

ANSWER = Path(__file__).parents[3] / "web" / "static" / "answer"


@pytest.fixture
def open_world(world: World) -> World:
    """A machine that lets agents answer in the page."""
    switch = msgspec.structs.replace(world.config.switch, browser_port=5066)
    site = world.app.extensions[GROUND]
    object.__setattr__(site, "config", msgspec.structs.replace(world.config, switch=switch, box="nord"))
    return world


def asks(visit: Visit, path: str, **headers: str) -> int:
    return visit.client.get(path, headers={**OURS, **headers}).status_code


def test_nobody_answers_in_a_page_where_the_machine_does_not_say_so(world: World) -> None:
    martin = world.signed_in(Role.AGENT, "martin")
    for path in ("/moi/repondre", "/moi/repondre/sonneries", "/moi/repondre/appel/c"):
        assert asks(martin, path) == 404
    assert asks(martin, "/moi/repondre/entree") == 403
    assert "Prendre les appels ici" not in martin.go("/moi")


def test_an_agent_finds_the_page_from_their_duties(open_world: World) -> None:
    martin = open_world.signed_in(Role.AGENT, "martin")
    assert "Prendre les appels ici" in martin.go("/moi")
    assert "Faire sonner cette page" in martin.go("/moi/repondre")
    assert asks(open_world.signed_in(Role.MANAGER), "/moi/repondre") == 404, "who is no agent has no call to take"


def test_the_microphone_and_the_voice_s_way_are_open_on_that_page_alone(open_world: World) -> None:
    martin = open_world.signed_in(Role.AGENT, "martin")
    here, elsewhere = (martin.client.get(path).headers for path in ("/moi/repondre", "/moi"))
    assert "microphone=(self)" in here["Permissions-Policy"]
    assert "connect-src 'self' ws://localhost" in here["Content-Security-Policy"]
    assert "microphone=()" in elsewhere["Permissions-Policy"]
    assert "ws://" not in elsewhere["Content-Security-Policy"]


def test_the_door_is_open_to_an_agent_who_is_signed_in_from_a_page_of_ours(open_world: World) -> None:
    martin = open_world.signed_in(Role.AGENT, "martin")
    assert asks(martin, "/moi/repondre/entree") == 204
    assert asks(martin, "/moi/repondre/entree", Origin="https://evil.example") == 403
    assert asks(martin, "/moi/repondre/entree", **{"Sec-Fetch-Site": "cross-site"}) == 403
    assert asks(open_world.somebody(), "/moi/repondre/entree") == 401
    assert asks(open_world.signed_in(Role.MANAGER), "/moi/repondre/entree") == 403


def test_a_page_is_told_what_rings_for_its_agent_on_this_box(open_world: World) -> None:
    begin_ringing(open_world.database, "1-other", "durand", "c", "nord")
    begin_ringing(open_world.database, "1-mine", "martin", "c", "nord")
    answer = open_world.signed_in(Role.AGENT, "martin").client.get("/moi/repondre/sonneries", buffered=False)
    stream = answer.iter_encoded()
    assert [next(stream), next(stream)] == [b"retry: 300\n\n", b'data: {"ticket": "1-mine", "call_id": "c"}\n\n']
    answer.close()


def test_what_changes_is_told_once_and_a_database_that_does_not_answer_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages.gevent, "sleep", lambda seconds: None)
    monkeypatch.setattr(pages, "LOOKS", 5)
    seen: Iterator[PageCall | None] = iter([None, PageCall("1-a", "c"), None])
    looks = iter(["there", "there", "away", "there", "away"])

    def look() -> PageCall | None:
        if next(looks) == "away":
            raise StoreUnavailable("absente")
        return next(seen)

    told = list(pages.rings(look))
    assert told[1:] == ["data: null\n\n", 'data: {"ticket": "1-a", "call_id": "c"}\n\n', "data: null\n\n"]


def test_who_calls_is_shown_to_an_agent_to_whom_the_call_is_offered(open_world: World) -> None:
    open_world.call("c", NOW - timedelta(minutes=1), agents=(("martin", OfferOutcome.ACCEPTED),))
    shown = open_world.signed_in(Role.AGENT, "martin").go("/moi/repondre/appel/c")
    assert "06 98 76 54 32" in shown and "40719" in shown and "Urgence serrurerie" in shown
    assert asks(open_world.signed_in(Role.AGENT, "durand"), "/moi/repondre/appel/c") == 404
    assert asks(open_world.signed_in(Role.AGENT, "petit"), "/moi/repondre/appel/none") == 404


def notes(visit: Visit, call: str, text: str) -> tuple[int, str]:
    """What the page is told of a note that it sends: its form is the one of the call's card."""
    visit.go(f"/moi/repondre/appel/{call}")
    form, _ = visit.form("Noter")
    answer = visit.client.post(form.action, data={**form.fields, "note": text}, headers={"X-Fragment": "1"})
    assert answer.mimetype == "text/plain"
    return answer.status_code, read(answer.get_data(as_text=True))


def kept(world: World, call: str) -> list[tuple[str, str, str]]:
    return [(one.agent, one.note, one.written_by) for one in done_of(world.database, call)]


def test_who_took_the_call_notes_on_the_customer_s_card_while_they_talk_and_afterwards(open_world: World) -> None:
    open_world.call("living", NOW - timedelta(minutes=1), outcome=None)
    open_world.call("over", NOW - timedelta(hours=1))
    julie = open_world.signed_in(Role.AGENT, "martin", name="julie")
    assert notes(julie, "living", "Le digicode\r\nest <4512>") == (200, "C'est noté.")
    assert notes(julie, "over", "Clé chez la gardienne") == (200, "C'est noté.")
    assert kept(open_world, "living") == [("martin", "Le digicode est <4512>", "julie")]
    assert "Le digicode est &lt;4512&gt;" in julie.go("/moi/repondre/appel/over"), "the next call of this customer"


def test_a_note_sent_twice_is_kept_once(open_world: World) -> None:
    open_world.call("c", NOW - timedelta(minutes=1), outcome=None)
    julie = open_world.signed_in(Role.AGENT, "martin")
    assert [notes(julie, "c", "Digicode 4512") for _ in range(2)] == [(200, "C'est noté.")] * 2
    assert len(kept(open_world, "c")) == 1


def test_who_was_rung_and_did_not_take_the_call_notes_nothing(open_world: World) -> None:
    both = (("durand", OfferOutcome.NO_ANSWER), ("martin", OfferOutcome.ACCEPTED))
    open_world.call("c", NOW - timedelta(minutes=1), outcome=None, agents=both)
    refused = notes(open_world.signed_in(Role.AGENT, "durand"), "c", "Digicode 4512")
    assert refused == (404, "Rien n'est noté : vous n'avez pas pris cet appel.")
    assert kept(open_world, "c") == []


def test_a_note_that_is_empty_or_too_long_is_refused_with_a_sentence(open_world: World) -> None:
    open_world.call("c", NOW - timedelta(minutes=1), outcome=None)
    julie = open_world.signed_in(Role.AGENT, "martin")
    assert notes(julie, "c", " \r\n ") == (422, "Écrivez d'abord la note.")
    status, said = notes(julie, "c", "x" * (WORK + 1))
    assert (status, "Note sur la fiche du client" in said, str(WORK) in said) == (422, True, True)
    assert kept(open_world, "c") == []


def test_a_note_without_the_token_of_its_form_is_refused(open_world: World) -> None:
    open_world.call("c", NOW - timedelta(minutes=1), outcome=None)
    julie, stranger = open_world.signed_in(Role.AGENT, "martin"), open_world.somebody()
    sent: dict[str, Any] = {"data": {"note": "Digicode"}, "headers": {"X-Fragment": "1"}}
    for visit, status in ((julie, 403), (stranger, 401)):
        assert visit.client.post("/moi/repondre/appel/c/note", **sent).status_code == status
    assert kept(open_world, "c") == []


def test_a_call_that_was_only_noted_of_still_waits_for_what_was_done(open_world: World) -> None:
    open_world.call("c", NOW - timedelta(hours=1))
    julie = open_world.signed_in(Role.AGENT, "martin")
    notes(julie, "c", "Digicode 4512")
    since = NOW - timedelta(days=7)
    assert untold_calls(open_world.database, "martin", since, {}, 5) == ["c"]
    julie.go("/appels/c/fait")
    julie.press("Noter", state="closed")
    assert untold_calls(open_world.database, "martin", since, {}, 5) == []


def test_what_is_not_ours_of_the_page_is_what_its_note_says() -> None:
    note = (ANSWER / "jssip.md").read_text(encoding="utf-8")
    told = re.search(r"sha256: ([0-9a-f]{64})", note)
    assert told is not None
    assert hashlib.sha256((ANSWER / "jssip.js").read_bytes()).hexdigest() == told[1]
    licences = (ANSWER / "jssip.LICENSE").read_text(encoding="utf-8")
    assert all(f"== {name} ==" in licences for name in ("jssip", *re.findall(r"`([a-z-]+)` \d", note)))
