"""The pages where the neural voice is installed: which voice says what, and what waits for it."""

from __future__ import annotations

import re

import pytest

from appliance.calls.resaid import said_again
from appliance.prompts import wav
from appliance.prompts.build import build_one
from appliance.prompts.catalogue import announcement
from appliance.prompts.neural import kokoro
from appliance.prompts.neural.voice import suits
from appliance.prompts.prompt_store import PromptStore
from appliance.store.settings.snapshot import load_company
from tests.unit.prompts.voices import tone
from tests.web.site_world import World
from tests.web.tones import speaking_in_tones
from tests.web.visit import Visit
from web.frame import rewording

WAITS = re.compile(r"(\d+) phrases? en attente de la voix neuronale")
PICO = '<span class="level">voix de Pico</span>'
LATER = '<span class="level">Pico, en attendant la voix neuronale</span>'


def store_of(world: World) -> PromptStore:
    return rewording.open_prompt_store(world.config.prompts_dir, "pico", neural=True)


@pytest.fixture(autouse=True)
def installed(world: World, manager: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that the voice is made of, for what the pages ask; the company wants it."""
    speaking_in_tones(monkeypatch)
    monkeypatch.setattr(kokoro, "installed", lambda: True)
    manager.go("/reglages/voix")
    manager.press("Enregistrer", neural_sentences="yes")


def test_annonces_tells_what_waits_for_it_then_what_it_has_said(world: World, manager: Visit) -> None:
    left, prompt_store = said_again(load_company(world.database)), store_of(world)
    sentence = left[0]
    build_one(prompt_store, sentence)
    page = manager.go("/annonces")
    assert WAITS.findall(page) == [str(len(left))]
    assert LATER in page
    assert prompt_store.patient is not None
    wav.write(prompt_store.file_of(sentence, prompt_store.patient), tone(1.0))
    page = manager.go("/annonces")
    assert WAITS.findall(page) == [str(len(left) - 1)]
    assert LATER not in page
    assert '<span class="level">voix neuronale</span>' in page


def test_where_it_is_not_installed_nothing_waits_for_it(manager: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro, "installed", lambda: False)
    assert not WAITS.findall(manager.go("/annonces"))


def test_who_saves_a_text_is_told_that_it_will_be_said_again(manager: Visit) -> None:
    manager.go("/annonces/phrase/lines/urgence/after_hours")
    text = "Bonjour, une autre annonce."
    assert suits(announcement(text))
    assert "la voix neuronale le redira, hors des appels" in manager.press("Enregistrer", text=text, sound="voice")


def test_a_text_with_an_hour_stays_with_pico_and_the_page_says_so(manager: Visit) -> None:
    manager.go("/annonces/phrase/lines/urgence/after_hours")
    told = manager.press("Enregistrer", text="Bonjour. Nous ouvrons à 8 h.", sound="voice")
    assert "redira" not in told
    assert PICO in manager.go("/annonces")


def test_reglages_says_which_voice_speaks(manager: Visit) -> None:
    assert "Kokoro, une voix plus naturelle, pour vos textes" in manager.go("/reglages")
