"""A callback promised in the demonstration is kept: an agent's mobile rings, then the caller's, and they talk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from appliance.calls.agents_desk import CodeVerdict
from appliance.company.model import Company
from appliance.demo import Demo, desk_of
from appliance.demo.shown import ShownPost
from appliance.store.callbacks.listing import open_callbacks
from appliance.store.journal.reader import list_calls
from appliance.store.settings.snapshot import save_company
from tests.web.spectator import Spectator

DURAND, DURAND_HOME, MARTIN, LAST_RESORT = "+33612345601", "+33172000001", "+33612345603", "+33172000009"
CALLER = "+33698765432"


@pytest.fixture
def promising(demo: Demo, company: Company) -> Demo:
    """A demonstration whose lines promise callbacks, ask for a few words, and have the agents' menu."""
    lines = {
        name: replace(line, callback_within=30, caller_words=True, agents_menu=True, max_wait=20)
        for name, line in company.lines.items()
    }
    save_company(demo.database, replace(company, lines=lines))
    return demo


def promised(spectator: Spectator, *, words: bool = False) -> str:
    """A caller whom nobody takes, and who asks to be called back."""
    for phone in (DURAND, DURAND_HOME, MARTIN, LAST_RESORT):
        spectator.phone(phone, "reach", reach="off")
    call = spectator.dials()
    spectator.answers_when_asked(call, "2", "40719", "1")
    if words:
        spectator.until("caller_may_speak", call=call)
        assert spectator.does(call, "example") == 204
    spectator.answers_when_asked(call, *([] if words else ["0"]), "1", "1")
    spectator.until("callback", call=call)
    spectator.until("over", call=call)
    for phone in (DURAND, DURAND_HOME, MARTIN, LAST_RESORT):
        spectator.phone(phone, "reach", reach="normal")
    return call


def test_the_agent_is_rung_then_the_caller_and_they_talk(promising: Demo, spectator: Spectator) -> None:
    call = promised(spectator)
    begins = spectator.until("begins", callback_of=call)
    back = begins.call
    assert begins.facts["caller"] == CALLER
    spectator.until("phone_rings", call=back, phone=DURAND)
    spectator.phone(DURAND, "answer")
    whisper = spectator.until("phone_hears", call=back).facts["text"]
    assert "Rappel demandé à 3 heures 1" in whisper and "Commande 4, 0, 7, 1, 9." in whisper
    spectator.phone(DURAND, "press", key="1")
    spectator.until("caller_is_rung", call=back)
    assert "phone_joined" not in spectator.kinds(back)
    assert spectator.does(back, "answer") == 204
    spectator.until("phone_joined", call=back, phone=DURAND)
    spectator.does(back, "hang_up")
    assert spectator.until("closed", call=back).facts["outcome"] == "connected"
    spectator.until("over", call=back)
    assert promising.writer.wait_until_written(5)
    assert open_callbacks(promising.database) == []
    kept, first = list_calls(promising.database)
    assert (kept["callback_of"], first["outcome"]) == (call, "callback")


def test_a_caller_who_does_not_answer_is_tried_again(promising: Demo, spectator: Spectator) -> None:
    call = promised(spectator)
    back = spectator.until("begins", callback_of=call).call
    spectator.until("phone_rings", call=back, phone=DURAND)
    spectator.phone(DURAND, "answer")
    spectator.phone(DURAND, "press", key="1")
    spectator.until("caller_is_rung", call=back)
    assert "ne répond pas" in str(spectator.until("phone_released", call=back, phone=DURAND).facts["text"])
    spectator.until("over", call=back)
    again = spectator.until("begins", callback_of=call).call
    assert again != back
    assert promising.writer.wait_until_written(5)
    assert [one.call_id for one in open_callbacks(promising.database)] == [call]


def test_an_agent_who_leaves_while_the_caller_rings_joins_nobody(promising: Demo, spectator: Spectator) -> None:
    back = spectator.until("begins", callback_of=promised(spectator)).call
    spectator.until("phone_rings", call=back, phone=DURAND)
    spectator.phone(DURAND, "answer")
    spectator.phone(DURAND, "press", key="1")
    spectator.until("caller_is_rung", call=back)
    spectator.phone(DURAND, "hang_up")
    spectator.until("caller_is_rung_no_more", call=back)
    assert "phone_joined" not in spectator.kinds(back)


def test_the_words_of_the_caller_are_heard_by_who_is_rung(promising: Demo, spectator: Spectator) -> None:
    back = spectator.until("begins", callback_of=promised(spectator, words=True)).call
    spectator.until("phone_rings", call=back, phone=DURAND)
    spectator.phone(DURAND, "answer")
    said = spectator.until("phone_hears_recording", call=back, phone=DURAND).facts
    assert said["after"] > 1
    with spectator.client.get(f"/demo/messages/{said['name']}.wav") as answer:
        assert answer.mimetype == "audio/wav"


def test_the_agents_on_call_are_told_of_the_promise_beside_their_mobile(promising: Demo, spectator: Spectator) -> None:
    shown: list[tuple[str, str]] = []
    promised(spectator)
    assert promising.writer.wait_until_written(5)
    post = ShownPost(promising.database, "demo", None, lambda channel, address, words: shown.append((address, words)))
    post.deliver(datetime.now(UTC))
    assert any("appel" in words.lower() for address, words in shown), shown
    assert {address for address, _ in shown} & {DURAND, "claire.durand@example.fr"}, shown


def test_the_menu_answers_an_agent_who_calls_from_their_mobile(promising: Demo, spectator: Spectator) -> None:
    call = spectator.dials(caller="06 12 34 56 01")
    spectator.answers_when_asked(call, "*", "1")
    spectator.until("caller_is_asked", call=call)
    heard = [news.facts["text"] for news in spectator.told if news.kind == "caller_hears"]
    assert any(text.startswith("Équipe Dépannage. Claire Durand") for text in heard), heard


def test_what_the_menu_asks_and_changes_is_the_demonstration_s_own(promising: Demo) -> None:
    desk = desk_of(promising.database, promising.config)(lambda: datetime(2026, 11, 29, 3, 10, tzinfo=UTC))
    assert desk.code("durand", "4821", "urgence") is CodeVerdict.RIGHT
    assert desk.messages("durand") == []
    assert desk.go_out("durand", "depannage", 30) is None
    assert desk.is_out("durand")
