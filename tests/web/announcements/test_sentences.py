"""Annonces: each sentence with its text and its sound."""

from __future__ import annotations

import pytest

from appliance.prompts.prompt_store import PromptStore
from appliance.store.accounts.accounts import Role
from tests.unit.prompts.voices import ToneVoice
from tests.web.site_world import World
from tests.web.visit import Visit
from web.frame import rewording


@pytest.fixture
def voice(world: World, monkeypatch: pytest.MonkeyPatch) -> ToneVoice:
    """Tones in the place of Pico: tests/browser has the real voice."""
    voice = ToneVoice()
    monkeypatch.setattr(rewording, "open_prompt_store", lambda folder, engine: PromptStore(folder, voice))
    return voice


def test_what_is_missing_is_told_then_spoken_and_played(world: World, manager: Visit, voice: ToneVoice) -> None:
    text = manager.go("/annonces")
    assert "phrases à dire" in text
    assert "Serrurerie Martin" in text
    text = manager.press("Dire ce qui manque")
    assert "phrases à dire" not in text
    address = text.partition('src="/annonces/')[2].partition('"')[0]
    with manager.client.get(f"/annonces/{address}") as sound:
        assert (sound.status_code, sound.mimetype) == (200, "audio/wav")
    asked = len(voice.asked)
    assert "Annonces : " in manager.go("/audit")
    assert asked > 30


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
