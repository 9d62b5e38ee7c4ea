"""A release of before let through letters that nobody sees: its settings can be changed after the upgrade."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from peewee import Database

from appliance.store.codes import with_kept_codes
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database, reading, writing
from appliance.store.migrations.settings_tables import AgentRow, LineRow, MenuRow
from appliance.store.settings.snapshot import load_company
from appliance.store.settings.version_tables import VersionRow
from tests.as_file import Sections, edited
from tests.unit.store.former_rows import opened_at, save_rows

EXAMPLE = Path(__file__).parents[2] / "data" / "company-example.yml"
SENTENCE, SEEN = "Vous êtes bien\u00ad chez Exemple.", "Vous êtes bien chez Exemple."


@pytest.fixture
def upgraded(url: str) -> Database:
    former = opened_at(url, 17)
    kept = with_kept_codes(None, load_company_file(EXAMPLE))
    save_rows(former, kept, 1, datetime(2026, 11, 1, tzinfo=UTC))
    with writing(former):
        AgentRow.update(name="Claire\u200b Durand").where(AgentRow.id == "durand").execute(former)
        LineRow.update(name="\ufeffUrgence").where(LineRow.id == "urgence").execute(former)
        MenuRow.update(announcement=SENTENCE).execute(former)
        facts = {"id": "v", "at": datetime(2026, 11, 1, tzinfo=UTC), "who": "", "place": "menus:urgence"}
        VersionRow.insert(facts | {"text": SENTENCE, "take": "take.wav"}).execute(former)
    close_database(former)
    return open_database(url)


def test_another_thing_can_be_changed_after_the_upgrade(upgraded: Database) -> None:
    company = load_company(upgraded)
    assert company is not None
    assert (company.agents["durand"].name, company.lines["urgence"].name) == ("Claire Durand", "Urgence")

    def change(sections: Sections) -> None:
        next(one for one in sections["agents"] if one["id"] == "petit")["mail"] = "hugo@example.fr"

    assert edited(company, change).agents["petit"].mail == "hugo@example.fr"
    close_database(upgraded)


def test_a_sentence_that_loses_one_keeps_its_recording(upgraded: Database) -> None:
    with reading(upgraded):
        kept = VersionRow.select(VersionRow.text, VersionRow.take).tuples().first(upgraded)
    company = load_company(upgraded)
    assert company is not None
    assert {menu.announcement for menu in company.menus.values()} == {SEEN}
    assert kept == (SEEN, "take.wav")
    close_database(upgraded)
