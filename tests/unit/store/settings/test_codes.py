"""Agents' codes: hashed as they are stored, never written out, and kept by a file that says « inchangé »."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from peewee import Database

from appliance.company.model import UNCHANGED_CODE, Company
from appliance.store import codes
from appliance.store.accounts.audit import list_audit
from appliance.store.codes import codes_missing, is_right
from appliance.store.company_file import load_company_file, read_company, write_company
from appliance.store.database import close_database, open_database, reading, writing
from appliance.store.settings.snapshot import load_company, save_company
from tests.unit.store.former_rows import opened_at
from tests.unjudged import replace_company

EXAMPLE = Path(__file__).parents[3] / "data" / "company-example.yml"
CODES = {"durand": "4821", "petit": "7730", "martin": "1956"}


@pytest.fixture
def company(database: Database) -> Company:
    """The example, as it is kept."""
    save_company(database, load_company_file(EXAMPLE))
    kept = load_company(database)
    assert kept is not None
    return kept


def codes_of(company: Company) -> dict[str, str | None]:
    return {key: agent.pin for key, agent in company.agents.items()}


def test_a_code_in_clear_is_hashed_as_it_is_stored(database: Database, company: Company) -> None:
    kept = codes_of(company)
    assert all(is_right(kept[agent], code) for agent, code in CODES.items())
    assert not is_right(kept["durand"], "7730")
    with reading(database):
        rows = str(database.execute_sql("SELECT * FROM settings").fetchall())
    assert not [code for code in CODES.values() if code in rows]


def test_an_export_says_of_each_code_that_it_is_unchanged_and_reads_back_as_the_same(
    database: Database, company: Company
) -> None:
    text = write_company(company)
    assert text.count("pin: inchangé") == 3
    assert "argon2" not in text
    assert replace_company(database, read_company(text, "export.yml")) == company
    assert load_company(database) == company


def test_the_file_with_the_codes_in_clear_changes_nothing_when_they_are_the_same(
    database: Database, company: Company
) -> None:
    replace_company(database, load_company_file(EXAMPLE))
    assert load_company(database) == company


def test_another_code_is_a_change_which_is_told_and_not_shown(database: Database, company: Company) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('pin: "7730"', 'pin: "7731"')
    replace_company(database, read_company(text, "x.yml"), by="essai")
    after = load_company(database)
    assert after is not None
    assert is_right(after.agents["petit"].pin, "7731")
    assert codes_of(after)["durand"] == codes_of(company)["durand"]
    (entry,) = list_audit(database, limit=10)
    assert entry["changes"] == ["Intervenant Hugo Petit, code : changé"]


def test_unchanged_where_there_is_none_is_said_and_gives_none(database: Database) -> None:
    exported = load_company_file(EXAMPLE)
    agents = {key: replace(one, pin=UNCHANGED_CODE) for key, one in exported.agents.items()}
    assert list(codes_missing(None, exported)) == []
    told = list(codes_missing(None, replace(exported, agents=agents)))
    assert [one.split(" : ")[0] for one in told] == [f"Intervenant {one.name}" for one in agents.values()]
    save_company(database, replace(exported, agents=agents))
    kept = load_company(database)
    assert kept is not None
    assert set(codes_of(kept).values()) == {None}


def test_a_file_from_a_mac_says_unchanged_too() -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('pin: "4821"', "pin: inchange\u0301")
    assert read_company(text, "x.yml").agents["durand"].pin == UNCHANGED_CODE


@pytest.mark.parametrize("version", [16, 18], ids=["of before", "gone back to"])
def test_codes_in_clear_in_a_database_of_before_are_hashed_by_its_upgrade(url: str, version: int) -> None:
    """Releases of then kept them so; so did one that was gone back to from a newer one."""
    former = opened_at(url, version)
    with writing(former):
        former.execute_sql("INSERT INTO companies (id, name, timezone, country) VALUES (1, 'X', 'Europe/Paris', 'FR')")
        former.execute_sql("INSERT INTO agents (id, position, name, pin) VALUES ('x', 0, 'X', '482153')")
    close_database(former)
    database = open_database(url)
    kept = load_company(database)
    close_database(database)
    assert kept is not None
    assert is_right(kept.agents["x"].pin, "482153")


@pytest.mark.parametrize("kept", [None, "4821", "", "inchangé"])
def test_nothing_but_a_hash_verifies(kept: str | None) -> None:
    assert not codes.is_right(kept, "4821")
