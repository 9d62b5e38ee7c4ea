"""A program reads, hears and rewords what callers are told."""

from __future__ import annotations

import pytest

from appliance.prompts import wav
from appliance.prompts.french.sentences import FIXED
from appliance.prompts.recordings import recording_name
from appliance.store.accounts.audit import list_audit
from appliance.store.settings.snapshot import load_company
from appliance.store.settings.versions import Wording, recordings_in_force
from appliance.store.settings.wordings import resound
from tests.unit.prompts.voices import ToneVoice, tone
from tests.web.api.conftest import Program
from tests.web.site_world import NOW, World
from tests.web.tones import speaking_in_tones

GREETING, MENU, HUNT = "lines:urgence:after_hours", "menus:urgence", "catalogue:hunt"
NEW = "Astreinte, bonsoir."


@pytest.fixture(autouse=True)
def voice(monkeypatch: pytest.MonkeyPatch) -> ToneVoice:
    return speaking_in_tones(monkeypatch)


def path(announcement: str) -> str:
    return f"/announcements/{announcement}"


def reworded(program: Program, announcement: str, text: str) -> None:
    read = program.ask("GET", path(announcement)).headers["ETag"]
    answer = program.ask("PUT", path(announcement), json={"text": text}, If_Match=read)
    assert answer.status_code == 200, answer.text


def test_every_sentence_is_told_the_company_s_own_first(reader: Program) -> None:
    told = reader.read("/announcements")["announcements"]
    texts = {one["announcement"]: one["text"] for one in told}
    assert texts[HUNT] == FIXED["hunt"]
    assert [one["own"] for one in told] == sorted((one["own"] for one in told), reverse=True)
    for one in told:
        assert reader.read(path(one["announcement"])) == one


def test_a_new_text_is_in_force_spoken_and_noted(world: World, writer: Program, voice: ToneVoice) -> None:
    reworded(writer, GREETING, f"  {NEW} ")
    assert writer.read(path(GREETING))["text"] == NEW
    assert NEW in voice.asked
    sound = writer.ask("GET", f"{path(GREETING)}/sound")
    assert sound.content_type == "audio/wav"
    assert len(wav.samples_of(sound.data)) > 8000
    entry = list_audit(world.database, limit=1)[0]
    assert entry["who"].startswith("jeton")
    assert "Annonce" in entry["act"]


def test_a_sentence_that_changed_since_it_was_read_is_left_as_it_is(writer: Program) -> None:
    read = writer.ask("GET", path(MENU)).headers["ETag"]
    reworded(writer, MENU, "Tapez 1.")
    assert "relisez" in writer.refused("PUT", path(MENU), 412, json={"text": "Tapez 2."}, If_Match=read)
    assert writer.read(path(MENU))["text"] == "Tapez 1."


def test_a_recording_serves_no_more_once_the_text_is_written_anew(world: World, writer: Program) -> None:
    company = load_company(world.database)
    assert company is not None
    text = company.menus["urgence"].announcement
    sound = tone(3.0)
    recorded = Wording(text, recording_name(sound))
    resound(world.database, "menus/urgence", Wording(text), recorded, sound, by="x", act="x", at=NOW)
    assert writer.read(path(MENU))["recorded"] is True
    reworded(writer, MENU, text)
    assert writer.read(path(MENU)) == {**writer.read(path(MENU)), "text": text, "recorded": False}
    assert text not in recordings_in_force(world.database)


def test_a_menu_says_something(writer: Program) -> None:
    assert "ne peut pas être vide" in writer.refused("PUT", path(MENU), 422, json={"text": "  "}, If_Match="*")


def test_the_product_s_own_sentences_are_not_written_anew(writer: Program) -> None:
    assert "celle du produit" in writer.refused("PUT", path(HUNT), 422, json={"text": NEW}, If_Match="*")
    assert writer.read(path(HUNT))["text"] == FIXED["hunt"]


@pytest.mark.parametrize("announcement", ["nothing", "lines:nobody:open", "menus/urgence", ":", "catalogue:"])
def test_a_place_that_is_not_there(reader: Program, announcement: str) -> None:
    reader.refused("GET", path(announcement), 404)


def test_a_sound_that_is_not_there_says_how_to_have_it(reader: Program) -> None:
    assert "page Annonces" in reader.refused("GET", f"{path(MENU)}/sound", 404)
