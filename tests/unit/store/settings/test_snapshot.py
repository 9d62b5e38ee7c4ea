"""The settings are saved and read as a whole."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from peewee import Database

from appliance.company.model import Agent, Company
from appliance.store.codes import with_kept_codes
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreRejected
from appliance.store.settings.snapshot import load_company, revision, save_company, saved_at
from tests.examples import examples
from tests.unit.store.companies import LOCKSMITH, companies
from tests.unjudged import change_company

EXAMPLE = Path(__file__).parents[3] / "data" / "company-example.yml"
EMPTY = Company("Personne", "Europe/Paris", "FR")
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(20))


def test_a_new_database_has_no_company(database: Database) -> None:
    assert load_company(database) is None
    assert revision(database) == 0
    assert saved_at(database) is None


def test_a_company_is_read_back_as_it_was_saved(database: Database) -> None:
    save_company(database, LOCKSMITH)
    assert load_company(database) == LOCKSMITH


def test_the_company_of_the_example_file_is_read_back_as_it_was_saved(database: Database) -> None:
    company = load_company_file(EXAMPLE)
    save_company(database, company)
    kept = load_company(database)
    assert kept == with_kept_codes(kept, company)


def test_the_order_of_the_file_is_kept(database: Database) -> None:
    save_company(database, LOCKSMITH)
    loaded = load_company(database)
    assert loaded is not None
    assert list(loaded.agents) == ["durand", "petit", "martin"]
    assert list(loaded.menus["urgence"].choices) == ["1", "2", "3", "4", "5"]


@SHARED
@given(company=companies())
def test_any_company_is_read_back_as_it_was_saved(database: Database, company: Company) -> None:
    save_company(database, company)
    kept = load_company(database)
    assert kept == with_kept_codes(kept, company)


def test_saving_replaces_all_that_was_there(database: Database) -> None:
    save_company(database, LOCKSMITH)
    save_company(database, EMPTY)
    assert load_company(database) == EMPTY


def test_each_save_counts_one_revision_and_keeps_its_moment(database: Database) -> None:
    moment = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
    assert save_company(database, LOCKSMITH) == 1
    assert save_company(database, EMPTY, now=moment) == 2
    assert revision(database) == 2
    assert saved_at(database) == moment


def test_a_company_that_cannot_be_written_leaves_the_former_one_whole(database: Database) -> None:
    save_company(database, LOCKSMITH)
    twice = replace(LOCKSMITH, agents={**LOCKSMITH.agents, "twin": Agent("durand", "Jumeau", ())})
    with pytest.raises(StoreRejected):
        save_company(database, twice)
    assert load_company(database) == LOCKSMITH
    assert revision(database) == 1


def renamed(company: Company, agent: str, name: str) -> Company:
    agents = {**company.agents, agent: replace(company.agents[agent], name=name)}
    return replace(company, agents=agents)


def test_a_change_is_saved_and_tells_what_was_and_what_is(database: Database) -> None:
    save_company(database, LOCKSMITH)
    before, after = change_company(database, lambda company: renamed(company, "petit", "Léo Petit-Jean"))
    assert before == LOCKSMITH
    assert load_company(database) == after == renamed(LOCKSMITH, "petit", "Léo Petit-Jean")
    assert revision(database) == 2


def test_a_change_that_changes_nothing_writes_nothing(database: Database) -> None:
    save_company(database, LOCKSMITH)
    assert change_company(database, lambda company: company) == (LOCKSMITH, LOCKSMITH)
    assert revision(database) == 1


@pytest.mark.timed  # a writer waits half a second for another, on PostgreSQL
def test_two_changes_at_once_do_not_lose_each_other(database: Database) -> None:
    save_company(database, LOCKSMITH)
    second = threading.Thread(
        target=change_company, args=(database, lambda company: renamed(company, "martin", "Second"))
    )

    def first_change(company: Company) -> Company:
        if not second.ident:  # the first time it is asked
            second.start()  # while this one has read and not yet written
        return renamed(company, "petit", "Premier")

    change_company(database, first_change)
    second.join(10)
    company = load_company(database)
    assert company is not None
    assert (company.agents["petit"].name, company.agents["martin"].name) == ("Premier", "Second")


def test_a_change_that_fails_leaves_all_as_it_was(database: Database) -> None:
    save_company(database, LOCKSMITH)

    def impossible(company: Company) -> Company:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        change_company(database, impossible)
    assert load_company(database) == LOCKSMITH


def test_two_databases_of_one_process_do_not_mix(database: Database, tmp_path: Path) -> None:
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    save_company(database, LOCKSMITH)
    save_company(other, EMPTY)
    assert load_company(database) == LOCKSMITH
    assert load_company(other) == EMPTY
    close_database(other)
