"""What sentences said and say: versions, recordings, and the folder that follows the database."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.company.model import Company
from appliance.company.wording import place_at
from appliance.door import Refused
from appliance.door.rewording import put_wording
from appliance.prompts.recordings import YOUNG, recording_in_force, recording_name
from appliance.store.accounts.audit import list_audit
from appliance.store.company_file import load_company_file
from appliance.store.settings.snapshot import load_company, revision, save_company
from appliance.store.settings.versions import LISTED, Wording, recording_sound, recordings_in_force, versions_of
from appliance.store.settings.wordings import Reworded, resound, settle_recordings
from appliance.store.upkeep.clock_doubt import despite_doubt
from tests.unit.prompts.voices import tone
from tests.unjudged import replace_company

COMPANY_FILE = Path(__file__).parents[3] / "data" / "company-example.yml"
MENU = "menus/urgence"
HUNT = "catalogue/hunt"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
FIRST, SECOND = tone(2.0), tone(3.0)


@pytest.fixture
def company(database: Database) -> Company:
    company = load_company_file(COMPANY_FILE)
    save_company(database, company)
    return company


def text_at(database: Database, place: str) -> str:
    found = place_at(load_company(database), place)
    assert found
    return found.text


def says(text: str) -> Callable[[Company], Company]:
    def change(company: Company) -> Company:
        menu = dataclasses.replace(company.menus["urgence"], announcement=text)
        return dataclasses.replace(company, menus={**company.menus, "urgence": menu})

    return change


def put(database: Database, place: str, wanted: Wording, sound: bytes | None = None, minutes: int = 0) -> None:
    """What the page does: from what stands there now."""
    found = place_at(load_company(database), place)
    assert found
    seen, moment = Wording(found.text, recordings_in_force(database).get(found.text)), NOW + timedelta(minutes=minutes)
    put_wording(database, found, seen, wanted, sound, by="claire", now=moment, at=moment)


def test_a_text_is_a_version_and_what_it_replaced_another(database: Database, company: Company) -> None:
    before = text_at(database, MENU)
    put(database, MENU, Wording("Tapez 1."))
    told = [(version.who, version.wording) for version in versions_of(database, MENU)]
    assert told == [("claire", Wording("Tapez 1.")), ("", Wording(before))]
    assert text_at(database, MENU) == "Tapez 1."
    assert list_audit(database, limit=1)[0]["changes"] == [f"Texte : {before} → Tapez 1."]


def test_a_recording_counts_for_its_text_and_the_controller_hears_of_it(database: Database, company: Company) -> None:
    number = revision(database)
    put(database, HUNT, Wording(text_at(database, HUNT)), FIRST)
    assert recordings_in_force(database) == {text_at(database, HUNT): recording_name(FIRST)}
    assert recording_sound(database, recording_name(FIRST)) == FIRST
    assert versions_of(database, HUNT)[0].seconds == pytest.approx(2.3)
    assert revision(database) == number + 1
    entry = list_audit(database, limit=1)[0]
    told = f"Son : la voix de synthèse → un enregistrement de 2 s ({recording_name(FIRST)})"
    assert (entry["who"], entry["changes"]) == ("claire", [told])


def test_another_text_is_said_by_the_voice_and_the_former_one_keeps_its_recording(
    database: Database, company: Company
) -> None:
    before = text_at(database, MENU)
    put(database, MENU, Wording(before), FIRST)
    put(database, MENU, Wording("Tapez 1."))
    assert "Tapez 1." not in recordings_in_force(database)
    put(database, MENU, Wording(before, recording_name(FIRST)))
    assert recordings_in_force(database)[before] == recording_name(FIRST)


def test_one_goes_back_to_the_voice(database: Database, company: Company) -> None:
    hunt = Wording(text_at(database, HUNT))
    put(database, HUNT, hunt, FIRST)
    put(database, HUNT, hunt)
    assert recordings_in_force(database) == {}
    assert [version.wording.take for version in versions_of(database, HUNT)] == [None, recording_name(FIRST), None]


@pytest.mark.parametrize("seen", [Wording("Un autre texte."), Wording("", "take-" + "0" * 24 + ".wav")])
def test_the_second_of_two_people_changes_nothing(database: Database, company: Company, seen: Wording) -> None:
    seen = Wording(seen.text or text_at(database, HUNT), seen.take)
    number = revision(database)
    with pytest.raises(Reworded):
        resound(database, HUNT, seen, Wording(seen.text), None, by="hugo", act="Annonce", at=NOW)
    assert versions_of(database, HUNT) == []
    assert revision(database) == number


def test_the_second_of_two_who_word_a_text_changes_nothing(database: Database, company: Company) -> None:
    place = place_at(company, MENU)
    assert place
    put(database, MENU, Wording("Tapez 1."))
    with pytest.raises(Reworded):
        put_wording(database, place, Wording(place.text), Wording("Tapez 2."), FIRST, by="hugo", now=NOW, at=NOW)
    assert (text_at(database, MENU), recording_sound(database, recording_name(FIRST))) == ("Tapez 1.", None)


def test_a_change_that_is_refused_leaves_neither_version_nor_recording(database: Database, company: Company) -> None:
    with pytest.raises(Refused):
        put(database, MENU, Wording(""), FIRST)
    assert versions_of(database, MENU) == []
    assert recording_sound(database, recording_name(FIRST)) is None


def test_old_versions_go_with_their_recordings_save_the_one_in_force(database: Database, company: Company) -> None:
    put(database, HUNT, Wording(text_at(database, HUNT)), SECOND)
    for number in range(LISTED + 5):
        put(database, MENU, Wording(f"Tapez {number}."), FIRST if number == 2 else None, minutes=number)
    assert len(versions_of(database, MENU)) == LISTED
    assert versions_of(database, MENU)[-1].wording.text == "Tapez 5."
    assert recording_sound(database, recording_name(FIRST)) is None
    assert recordings_in_force(database) == {text_at(database, HUNT): recording_name(SECOND)}


def test_a_recording_works_before_any_company_is_imported(database: Database) -> None:
    put(database, HUNT, Wording(text_at(database, HUNT)), FIRST)
    assert recordings_in_force(database)


def test_every_box_has_the_recordings_that_the_database_has(
    database: Database, company: Company, tmp_path: Path
) -> None:
    hunt = text_at(database, HUNT)
    put(database, HUNT, Wording(hunt), FIRST)
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        settle_recordings(database, folder, despite_doubt(NOW))
        path = recording_in_force(folder, hunt)
        assert path and path.read_bytes() == FIRST
    put(database, HUNT, Wording(hunt))
    later = datetime.fromtimestamp((here / recording_name(FIRST)).stat().st_mtime + 2 * YOUNG, UTC)
    settle_recordings(database, here, despite_doubt(later))
    assert recording_in_force(here, hunt) is None
    assert (here / recording_name(FIRST)).exists(), "it is still listed among the versions"


def test_a_text_changed_by_an_import_is_a_version_too(database: Database, company: Company) -> None:
    before = text_at(database, MENU)
    put(database, MENU, Wording(before), FIRST)
    replace_company(database, says("Tapez 3.")(company), now=NOW, by="console (root)")
    told = [(version.who, version.wording) for version in versions_of(database, MENU)]
    assert told[:2] == [("console (root)", Wording("Tapez 3.")), ("claire", Wording(before, recording_name(FIRST)))]
    replace_company(database, company, now=NOW, by="console (root)")
    assert versions_of(database, MENU)[0].wording == Wording(before, recording_name(FIRST)), (
        "its recording is found again"
    )


def test_one_text_in_two_places_sounds_alike_and_each_may_go_back(database: Database, company: Company) -> None:
    text = text_at(database, HUNT)
    put(database, MENU, Wording(text), FIRST)
    assert recordings_in_force(database)[text] == recording_name(FIRST)
    put(database, HUNT, Wording(text), SECOND)
    assert recordings_in_force(database)[text] == recording_name(SECOND)
    put(database, MENU, Wording(text, recording_name(FIRST)))
    assert recordings_in_force(database)[text] == recording_name(FIRST)
