"""A row a revision: who, when, what; bounded; and a document of a newer release is served, never written over."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from peewee import Database

from appliance.company.document import VERSION, digest_of
from appliance.company.model import Company
from appliance.store.calling_agents import whose_telephone
from appliance.store.database import reading, writing
from appliance.store.errors import StoreError
from appliance.store.settings.revisions import MOST, forget_revisions, touch_settings
from appliance.store.settings.snapshot import load_company, revision, save_company
from appliance.store.settings.tables import SettingsRow
from appliance.store.upkeep.clock_doubt import despite_doubt
from tests.unit.store.companies import LOCKSMITH
from tests.unjudged import change_company, replace_company

NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)


def named(name: str) -> Company:
    return replace(LOCKSMITH, name=name)


def rows(database: Database) -> list[dict[str, object]]:
    with reading(database):
        return list(SettingsRow.select().order_by(SettingsRow.number).dicts().execute(database))


def made_newer(database: Database, **more: object) -> None:
    """As a release of the next version would have written the settings in force."""
    with writing(database):
        text = SettingsRow.select(SettingsRow.document).scalar(database)
        told = json.loads(text)
        newer = json.dumps({"version": VERSION + 1, "company": told["company"] | more})
        SettingsRow.update(document=newer, digest=digest_of(newer)).execute(database)


def test_each_change_is_a_row_with_its_author_its_act_and_its_moment(database: Database) -> None:
    save_company(database, LOCKSMITH, now=NOW)
    later = NOW + timedelta(hours=1)
    change_company(database, lambda _: named("Martin"), now=later, by="julie", act="Entreprise renommée")
    change_company(database, lambda now: now, by="julie", act="Rien")
    first, second = rows(database)
    assert [first["number"], second["number"]] == [1, 2]
    assert (second["who"], second["act"], second["at"]) == ("julie", "Entreprise renommée", later)
    assert "Serrurerie Martin" in str(first["document"])
    assert all(one["digest"] == digest_of(str(one["document"])) for one in (first, second))
    assert first["digest"] != second["digest"]


def test_what_is_said_with_the_same_settings_gives_them_another_number(database: Database) -> None:
    save_company(database, LOCKSMITH, now=NOW)
    with writing(database):
        touch_settings(database)
    assert revision(database) == 2
    assert [one["number"] for one in rows(database)] == [2]
    assert load_company(database) == LOCKSMITH


def test_only_the_last_ones_are_kept(database: Database) -> None:
    for number in range(MOST + 3):
        save_company(database, named(f"Martin {number}"), now=NOW)
    kept = [one["number"] for one in rows(database)]
    assert (kept[0], kept[-1], len(kept)) == (4, MOST + 3, MOST)


def test_what_was_replaced_long_ago_goes_and_what_was_in_force_since_stays_however_old(database: Database) -> None:
    for day, name in ((0, "a"), (1, "b"), (300, "c")):
        save_company(database, named(name), now=NOW + timedelta(days=day))
    with writing(database):
        forget_revisions(database, despite_doubt(NOW + timedelta(days=301)))
    assert [one["number"] for one in rows(database)] == [2, 3]  # replaced yesterday: to be gone back to
    with writing(database):
        forget_revisions(database, despite_doubt(NOW + timedelta(days=1000)))
    assert [one["number"] for one in rows(database)] == [3]


def test_a_newer_document_serves_calls_and_is_never_written_over(database: Database) -> None:
    save_company(database, LOCKSMITH, now=NOW)
    made_newer(database, languages=["fr", "en"])
    before = rows(database)
    assert load_company(database) == LOCKSMITH
    with writing(database):
        assert whose_telephone(database, "+33612345602") == "petit"
    for write in (
        lambda: save_company(database, named("Autre")),
        lambda: replace_company(database, named("Autre")),
        lambda: change_company(database, lambda _: named("Autre")),
    ):
        with pytest.raises(StoreError, match="Une version plus récente d'Astreinte a enregistré ces réglages"):
            write()
    assert rows(database) == before


def test_a_call_is_written_though_nobody_understands_the_settings(database: Database) -> None:
    save_company(database, LOCKSMITH, now=NOW)
    made_newer(database, agents=["petit"])
    with pytest.raises(StoreError, match="cette version ne comprend pas les réglages"):
        load_company(database)
    with writing(database):
        assert whose_telephone(database, "+33612345602") is None
