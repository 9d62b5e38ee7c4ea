"""Annonces: each sentence with its text and its sound."""

from __future__ import annotations

import os
import re

import pytest

from appliance.prompts.build import build_one
from appliance.prompts.catalogue import HOLD_WORDS, say
from appliance.prompts.prompt_store import PromptStore
from appliance.store.accounts.accounts import Role
from tests.unit.prompts.voices import ToneVoice
from tests.web.site_world import World
from tests.web.visit import Visit
from web.announcements import sentences
from web.frame import rewording


@pytest.fixture
def voice(world: World, monkeypatch: pytest.MonkeyPatch) -> ToneVoice:
    """Tones in the place of Pico: tests/browser has the real voice."""
    voice = ToneVoice()
    monkeypatch.setattr(
        rewording, "open_prompt_store", lambda folder, _, neural: PromptStore(folder, voice, None, neural)
    )
    return voice


def test_what_is_missing_is_told_then_spoken_and_played(world: World, manager: Visit, voice: ToneVoice) -> None:
    text = manager.go("/annonces")
    assert "phrases à dire" in text
    assert "Serrurerie Martin" in text
    text = manager.press("Dire ce qui manque")
    assert "phrases à dire" not in text
    address = re.findall(r'data-listen href="([^"]+)"', text)[0]
    with manager.client.get(address) as sound:
        assert (sound.status_code, sound.mimetype) == (200, "audio/wav")
    asked = len(voice.asked)
    assert "Annonces : " in manager.go("/audit?tout=y")
    assert asked > 30


def test_sentences_that_ship_recorded_are_told_apart_from_those_that_the_voice_says(
    world: World, manager: Visit, voice: ToneVoice
) -> None:
    manager.go("/annonces")
    assert "voix neuronale" not in manager.press("Dire ce qui manque")
    manager.go("/reglages/voix")
    manager.press("Enregistrer", neural_sentences="yes")
    prompt_store = PromptStore(world.config.prompts_dir, voice, neural=True)
    build_one(prompt_store, say("goodbye"))
    assert manager.go("/annonces").count('<span class="level">voix neuronale</span>') == 1
    assert "livrées enregistrées" in manager.go("/annonces")


def test_a_slow_voice_says_a_few_a_request_and_how_many_are_left(
    manager: Visit, voice: ToneVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentences, "PRESSED", 0.0)
    manager.go("/annonces")
    assert "encore à dire : continuez." in manager.press("Dire ce qui manque")
    assert 0 < len(voice.asked) <= (os.cpu_count() or 1) + len(HOLD_WORDS)  # the music's are said at once
    assert "phrases à dire" in manager.go("/annonces")


def test_the_page_s_script_asks_until_nothing_is_left(
    manager: Visit, voice: ToneVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentences, "ASKED_AGAIN", 0.0)
    manager.go("/annonces")
    fields = dict(manager.form("Dire ce qui manque")[0].fields)
    left = [told(manager, fields)]
    while left[-1]:
        left.append(told(manager, fields | {"again": "1"}))
    assert left == sorted(left, reverse=True)
    assert len(left) > 10
    assert "Tout est dit" in manager.go("/annonces")
    assert manager.go("/audit?tout=y").count("à dire") == 1  # one act, however many requests


def told(visit: Visit, fields: dict[str, str]) -> int:
    """How many sentences are left, as the script is told."""
    answer = visit.client.post("/annonces/dire", data=fields, headers={"X-Fragment": "1"})
    assert answer.status_code == 200
    assert answer.json is not None
    return int(answer.json["left"])


def test_a_voice_that_fails_says_why(world: World, manager: Visit, voice: ToneVoice) -> None:
    voice.problem = "La voix est muette ; vérifiez-la."
    manager.go("/annonces")
    assert "La voix est muette" in manager.press("Dire ce qui manque")


@pytest.mark.parametrize("key", ["0000000000000000", "..%2fweb", "x"])
def test_no_other_sound_is_given(manager: Visit, voice: ToneVoice, key: str) -> None:
    assert manager.client.get(f"/annonces/{key}.wav").status_code == 404


def test_a_reader_listens_and_has_nothing_spoken(world: World, voice: ToneVoice) -> None:
    reader = world.signed_in(Role.READER)
    assert "Dire ce qui manque" not in reader.go("/annonces")
    token = {"csrf_token": reader.form("Se déconnecter")[0].fields["csrf_token"]}
    assert reader.client.post("/annonces/dire", data=token).status_code == 403


def test_a_sentence_is_sought_by_its_words_its_line_or_its_menu(manager: Visit) -> None:
    assert "Phrases communes à toutes les lignes" in manager.go("/annonces")
    whole = manager.text.count("<li>")
    text = manager.go("/annonces?mot=SERRURERIE+martin")
    assert "Serrurerie Martin" in text
    assert 0 < text.count("<li>") < whole
    assert "Aucune annonce de l'entreprise ne dit cela." in manager.go("/annonces?mot=girafe")
