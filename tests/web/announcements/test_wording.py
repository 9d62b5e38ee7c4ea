"""One sentence on its page: worded, heard, recorded, come back to."""

from __future__ import annotations

import io
import re

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from appliance.company.wording import place_at
from appliance.prompts.catalogue import announcement
from appliance.prompts.french.sentences import FIXED
from appliance.prompts.recordings import recording_in_force
from appliance.store.accounts.accounts import Role
from appliance.store.settings.snapshot import load_company
from appliance.store.settings.versions import recordings_in_force, versions_of
from appliance.store.settings.wordings import settle_recordings
from tests.unit.prompts.recordings import hum, sent_as
from tests.unit.prompts.voices import ToneVoice
from tests.web.site_world import World
from tests.web.tones import speaking_in_tones
from tests.web.visit import Visit, words
from web.frame import rewording
from web.frame.site import Site

MENU = "/annonces/phrase/menus/urgence"
GREETING = "/annonces/phrase/lines/urgence/after_hours"
OPENING = "/annonces/phrase/lines/urgence/open"
HOURS = "/annonces/phrase/menus/urgence/4"
HUNT = "/annonces/phrase/catalogue/hunt"
BY_VOICE, IN_PLACE, NEW = "voice", "take", "draft"
SENT = sent_as("mp3", hum(3.0, silence=0.5))


@pytest.fixture(autouse=True)
def voice(monkeypatch: pytest.MonkeyPatch) -> ToneVoice:
    return speaking_in_tones(monkeypatch)


def text_at(world: World, page: str) -> str:
    place = place_at(load_company(world.database), page.removeprefix("/annonces/phrase/"))
    assert place
    return place.text


def file(content: bytes, name: str = "voix.mp3") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def record(visit: Visit, page: str, content: bytes = SENT) -> str:
    """Send a sound, then keep it."""
    visit.go(page)
    visit.press("Envoyer pour l'écouter", file=file(content))
    return visit.press("Enregistrer")


def sounds_on(visit: Visit) -> list[str]:
    return re.findall(r'<audio [^>]*src="([^"]+)"', visit.text)


def played(visit: Visit, address: str) -> bytes:
    with visit.client.get(address) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "audio/wav")
        return bytes(answer.data)


def files_of(world: World) -> set[str]:
    folder = world.config.prompts_dir
    return {path.name for path in folder.glob("*")} if folder.exists() else set()


def test_what_is_typed_is_heard_before_it_is_saved(world: World, manager: Visit, voice: ToneVoice) -> None:
    before = text_at(world, GREETING)
    manager.go(GREETING)
    text = manager.press("Écouter la voix", text="Bonsoir, ici la permanence.")
    assert voice.asked == ["Bonsoir, ici la permanence."]
    assert "Rien n'est encore enregistré" in text
    heard = next(one for one in sounds_on(manager) if "brouillon" in one)
    assert played(manager, heard) == voice.speak("Bonsoir, ici la permanence.", 1)
    assert manager.form("Enregistrer")[0].fields["text"] == "Bonsoir, ici la permanence."
    assert text_at(world, GREETING) == before
    assert files_of(world) == set()
    assert versions_of(world.database, "lines/urgence/after_hours") == []


def test_a_draft_is_heard_by_its_author_alone(world: World, manager: Visit) -> None:
    manager.go(GREETING)
    manager.press("Écouter la voix", text="Bonsoir.")
    heard = next(one for one in sounds_on(manager) if "brouillon" in one)
    assert world.signed_in(Role.ADMINISTRATOR).client.get(heard).status_code == 404
    assert world.signed_in(Role.READER).client.get(heard).status_code == 403


def test_a_saved_text_is_the_companys_is_said_at_once_and_audited(world: World, manager: Visit) -> None:
    before = text_at(world, GREETING)
    manager.go(GREETING)
    assert "le prochain appel" in manager.press("Enregistrer", text="Bonsoir,\r\n ici la nuit.")
    assert text_at(world, GREETING) == "Bonsoir, ici la nuit."
    prompt_store = rewording.prompt_store_of(Site(world.database, world.config, lambda: world.moment))
    assert prompt_store.path(announcement("Bonsoir, ici la nuit."))
    audit = words(manager.go("/audit"))
    assert f"Texte : {before} → Bonsoir, ici la nuit." in audit
    assert "Annonce : Ligne Urgence serrurerie, Accueil pendant l'astreinte" in audit
    assert "Bonsoir, ici la nuit." in manager.go("/lignes/urgence")


@pytest.mark.parametrize(
    ("page", "text"), [(OPENING, "Bonjour."), (MENU, "Tapez 1."), (HOURS, "Nous ouvrons à dix heures.")]
)
def test_every_kind_of_text_is_saved_where_it_belongs(world: World, manager: Visit, page: str, text: str) -> None:
    manager.go(page)
    manager.press("Enregistrer", text=text)
    assert text_at(world, page) == text


def test_a_greeting_may_be_silent_and_a_menu_may_not(world: World, manager: Visit) -> None:
    manager.go(GREETING)
    manager.press("Enregistrer", text="")
    assert text_at(world, GREETING) == ""
    manager.go(MENU)
    assert "ne peut pas être vide" in manager.press("Enregistrer", text=" ")
    assert manager.status == 422
    assert text_at(world, MENU).startswith("Pour une urgence")


@pytest.mark.parametrize("text", ["Приветствие", "x" * 1001, "!!!"])
def test_what_no_voice_can_say_is_refused_and_kept_in_the_form(world: World, manager: Visit, text: str) -> None:
    manager.go(GREETING)
    manager.press("Enregistrer", text=text)
    if manager.status == 422 and "Enregistrez de nouveau" in manager.text:
        manager.press("Enregistrer")
    assert manager.status == 422
    assert manager.form("Enregistrer")[0].fields["text"] == text
    manager.press("Écouter la voix")
    assert text_at(world, GREETING).startswith("Bonjour, vous êtes")


def test_what_the_voice_reads_badly_is_told_once_then_saved(world: World, manager: Visit) -> None:
    manager.go(GREETING)
    text = manager.press("Enregistrer", text="Rappelez le 0172000000.")
    assert manager.status == 422
    assert "lu comme un seul nombre" in text
    manager.press("Enregistrer")
    assert text_at(world, GREETING) == "Rappelez le 0172000000."


def test_a_voice_that_fails_says_why_and_loses_nothing(manager: Visit, voice: ToneVoice) -> None:
    voice.problem = "La voix est muette ; vérifiez-la."
    manager.go(GREETING)
    assert "La voix est muette" in manager.press("Écouter la voix", text="Bonsoir.")
    assert manager.form("Enregistrer")[0].fields["text"] == "Bonsoir."


def test_the_second_of_two_people_is_told_shown_the_difference_and_loses_nothing(world: World, manager: Visit) -> None:
    other = world.signed_in(Role.MANAGER, name="hugo")
    manager.go(GREETING)
    other.go(GREETING)
    other.press("Enregistrer", text="Bonsoir de Hugo.")
    text = manager.press("Enregistrer", text="Bonsoir de Claire.")
    assert manager.status == 409
    assert "→ Bonsoir de Hugo." in text
    assert manager.form("Enregistrer")[0].fields["text"] == "Bonsoir de Claire."
    assert text_at(world, GREETING) == "Bonsoir de Hugo."
    manager.press("Enregistrer")
    assert text_at(world, GREETING) == "Bonsoir de Claire."


def test_a_text_of_several_lines_is_worded_anew_as_nobody_has_meanwhile(world: World, manager: Visit) -> None:
    manager.go("/lignes/menus/urgence")
    manager.press("Enregistrer", announcement="Pour une urgence, tapez 1.\nPour un devis, tapez 2.")
    manager.go(MENU)
    manager.press("Enregistrer", text="Pour une urgence, tapez 1.")
    assert (manager.status, text_at(world, MENU)) == (200, "Pour une urgence, tapez 1.")


def test_a_recording_sent_meanwhile_is_told_too(world: World, manager: Visit) -> None:
    other = world.signed_in(Role.MANAGER, name="hugo")
    manager.go(HUNT)
    manager.press("Envoyer pour l'écouter", file=file(sent_as("wav", hum(2.0))))
    record(other, HUNT)
    text = manager.press("Enregistrer")
    assert manager.status == 409
    assert "Son : la voix de synthèse → un enregistrement" in text
    manager.press("Enregistrer")
    assert [version.who for version in versions_of(world.database, "catalogue/hunt")] == ["manager.x", "hugo", ""]


def test_a_sound_is_heard_as_callers_will_then_kept_in_the_place_of_the_voice(world: World, manager: Visit) -> None:
    manager.go(HUNT)
    manager.press("Envoyer pour l'écouter", file=file(SENT, "../../etc/passwd"))
    heard = played(manager, next(one for one in sounds_on(manager) if "brouillon" in one))
    assert recordings_in_force(world.database) == {}
    assert files_of(world) == set()
    manager.press("Enregistrer")
    path = recording_in_force(world.config.prompts_dir, FIXED["hunt"])
    assert path and path.read_bytes() == heard
    assert played(manager, sounds_on(manager)[0]) == heard
    assert "votre enregistrement" in manager.go("/annonces")
    assert "Son : la voix de synthèse → un enregistrement de 4 s" in words(manager.go("/audit"))
    assert not list((world.config.pages_dir / "drafts").iterdir())


def test_a_file_chosen_and_saved_at_once_is_heard_first(world: World, manager: Visit) -> None:
    manager.go(HUNT)
    text = manager.press("Enregistrer", file=file(SENT))
    assert "Comme on l'entendra au téléphone" in text
    assert recordings_in_force(world.database) == {}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04" + bytes(2000), "n'est pas un son"),
        (SENT[: len(SENT) // 2], "incomplet"),
        (b"", "Aucun fichier"),
        (b"<html><script>alert(1)</script>", "n'est pas un son"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence_and_nothing_is_kept(
    world: World, manager: Visit, content: bytes, sentence: str
) -> None:
    manager.go(GREETING)
    text = manager.press("Envoyer pour l'écouter", text="Bonsoir à tous.", file=file(content, "voix.wav"))
    assert manager.status == 422
    assert sentence in text.replace("&#39;", "'")
    assert manager.form("Enregistrer")[0].fields["text"] == "Bonsoir à tous."
    assert files_of(world) == set()
    assert not (world.config.pages_dir / "drafts").exists()


def test_a_file_too_heavy_is_refused_and_other_pages_take_less(manager: Visit) -> None:
    manager.go(HUNT)
    fields = {**manager.form("Enregistrer")[0].fields, "do": "send"}

    def sent(page: str, size: int) -> tuple[int, str]:
        boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(bytes(size)), "voix.wav")})
        kind = f"multipart/form-data; boundary={boundary}"
        answer = manager.client.post(page, data=body, content_type=kind, headers={"Accept": "text/html"})
        return answer.status_code, answer.get_data(as_text=True)

    status, text = sent(HUNT, 8_200_000)
    assert (status, "8 Mo" in text) == (413, True)
    status, text = sent(HUNT, 7_900_000)
    assert (status, "pas un son" in text) == (422, True)
    assert sent("/reglages/importer", 5_000_000)[0] == 413


def test_one_click_goes_back_to_a_version_and_makes_a_new_one(world: World, manager: Visit) -> None:
    before = text_at(world, MENU)
    record(manager, MENU)
    manager.go(MENU)
    manager.press("Enregistrer", text="Tapez 1.", sound=BY_VOICE)
    assert recordings_in_force(world.database).keys() == {before}
    versions = versions_of(world.database, "menus/urgence")
    assert [(one.wording.text, one.wording.take is not None) for one in versions] == [
        ("Tapez 1.", False),
        (before, True),
        (before, False),
    ]
    for address in sounds_on(manager):
        played(manager, address)
    manager.press("Revenir à cette version")
    newest = versions_of(world.database, "menus/urgence")[0]
    assert (newest.wording, newest.who) == (versions[1].wording, "manager.x")
    assert text_at(world, MENU) == before
    assert recording_in_force(world.config.prompts_dir, before)


def test_a_new_text_says_that_the_recording_stays(world: World, manager: Visit) -> None:
    record(manager, MENU)
    manager.go(MENU)
    text = manager.press("Enregistrer", text="Tapez 1.", sound=IN_PLACE)
    assert manager.status == 422
    assert "reste : vérifiez" in text
    manager.press("Enregistrer")
    assert recordings_in_force(world.database)["Tapez 1."]


def test_a_fixed_text_keeps_its_words_whatever_is_sent(world: World, manager: Visit) -> None:
    manager.go(HUNT)
    assert "text" not in manager.form("Enregistrer")[0].fields
    manager.press("Envoyer pour l'écouter", file=file(SENT), text="Autre chose.")
    manager.press("Enregistrer", text="Autre chose.")
    assert recordings_in_force(world.database).keys() == {FIXED["hunt"]}


def test_going_back_to_the_voice_on_a_fixed_sentence(world: World, manager: Visit) -> None:
    record(manager, HUNT)
    manager.press("Revenir à cette version")
    assert recordings_in_force(world.database) == {}
    assert recording_in_force(world.config.prompts_dir, FIXED["hunt"]) is None


def test_a_version_of_another_sentence_is_not_found(world: World, manager: Visit) -> None:
    record(manager, HUNT)
    version = versions_of(world.database, "catalogue/hunt")[0].id
    manager.go(MENU)
    token = manager.form("Enregistrer")[0].fields["csrf_token"]
    asked = {"csrf_token": token, "version": version, "seen_text": text_at(world, MENU)}
    assert manager.client.post("/annonces/revenir/menus/urgence", data=asked).status_code == 404


@pytest.mark.parametrize("page", ["lines/nowhere/open", "menus/urgence/9", "catalogue/whisper", "../settings", "x"])
def test_a_sentence_that_is_none_is_not_found(manager: Visit, page: str) -> None:
    assert manager.client.get(f"/annonces/phrase/{page}").status_code == 404


def test_a_reader_hears_all_and_changes_nothing(world: World, manager: Visit) -> None:
    record(manager, HUNT)
    reader = world.signed_in(Role.READER)
    text = reader.go(HUNT)
    assert "Enregistrer</button>" not in text
    assert "Revenir à cette version" not in text
    for address in sounds_on(reader):
        played(reader, address)
    token = {"csrf_token": reader.form("Se déconnecter")[0].fields["csrf_token"]}
    for path in (HUNT, "/annonces/revenir/catalogue/hunt"):
        assert reader.client.post(path, data=token).status_code == 403


def test_the_page_says_why_some_sentences_are_the_voices_alone(manager: Visit) -> None:
    text = manager.go("/annonces")
    assert "Composées pendant l'appel" in text
    assert "[les chiffres tapés]. Tapez 1 pour confirmer, 2 pour corriger." in text


def test_a_line_and_its_menus_lead_to_their_sentences(manager: Visit) -> None:
    for page, sentences_of_it in (("/lignes/urgence", (GREETING, OPENING)), ("/lignes", (MENU,))):
        text = manager.go(page)
        for address in sentences_of_it:
            assert f'href="{address}"' in text
            assert manager.client.get(address).status_code == 200


def test_the_microphone_is_offered_to_this_page_alone(manager: Visit) -> None:
    assert "microphone=(self)" in manager.client.get(HUNT).headers["Permissions-Policy"]
    assert "microphone=()" in manager.client.get("/annonces").headers["Permissions-Policy"]


def test_no_more_than_twenty_drafts_of_an_account_are_kept(world: World, manager: Visit) -> None:
    for number in range(22):
        manager.go(GREETING)
        manager.press("Écouter la voix", text=f"Bonsoir {number}.")
    assert len(list((world.config.pages_dir / "drafts").iterdir())) == 20


def test_a_folder_that_cannot_be_written_is_told_and_what_was_sent_is_not_lost(world: World, manager: Visit) -> None:
    world.config.prompts_dir.write_text("a file, where a folder should be")
    assert "un son manque encore" in record(manager, HUNT)
    world.config.prompts_dir.unlink()
    assert recordings_in_force(world.database).keys() == {FIXED["hunt"]}
    settle_recordings(world.database, world.config.prompts_dir, None)
    assert recording_in_force(world.config.prompts_dir, FIXED["hunt"])


def test_a_draft_that_cannot_be_written_is_told(world: World, manager: Visit) -> None:
    manager.go(GREETING)
    (world.config.pages_dir / "drafts").write_text("a file, where a folder should be")
    assert "écriture impossible" in manager.press("Écouter la voix", text="Bonsoir.")
    assert manager.form("Enregistrer")[0].fields["text"] == "Bonsoir."


def test_a_text_that_was_saved_is_undone_with_its_sound(world: World, manager: Visit) -> None:
    """The recording of the former text is heard again; a sound alone changes no settings, and has its versions."""
    assert "Annuler ce changement" not in record(manager, GREETING)
    before = text_at(world, GREETING)
    recordings = recordings_in_force(world.database)
    manager.go(GREETING)
    manager.press("Enregistrer", text="Bonsoir.", sound=BY_VOICE)
    assert text_at(world, GREETING) == "Bonsoir."
    assert "C'est annulé" in manager.press("Annuler ce changement")
    assert manager.path == GREETING
    assert text_at(world, GREETING) == before
    assert recordings_in_force(world.database) == recordings
