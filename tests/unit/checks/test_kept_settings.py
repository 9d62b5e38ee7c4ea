"""What is said of the settings that the controller keeps on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from peewee import Database

from appliance.checks.health import _company
from appliance.checks.kept_settings import follows, would_serve
from appliance.config import Config, Switch, Trunk
from appliance.store.database import close_database, open_database, reading, writing
from appliance.store.settings.revisions import newest_revision, touch_settings
from appliance.store.settings.settings_copy import write_copy
from appliance.store.settings.snapshot import save_company
from tests.unit.store.companies import LOCKSMITH

NOW = datetime(2026, 11, 28, 13, 2, tzinfo=UTC)
LATER = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    trunks = (Trunk(name="operator", proxy="192.0.2.1"),)
    return Config(state=str(tmp_path), switch=Switch(esl_secret="s" * 20), trunks=trunks)


@pytest.fixture
def database(config: Config) -> Iterator[Database]:
    database = open_database(config.database_url)
    yield database
    close_database(database)


def kept(database: Database, config: Config) -> None:
    with reading(database):
        revision = newest_revision(database)
    assert revision is not None
    write_copy(config.settings_copy, revision)


def test_before_the_first_settings_nothing_is_wrong(database: Database, config: Config) -> None:
    assert follows(database, config.settings_copy) == (True, "Aucun réglage encore.")


def test_those_in_force_are_said_with_their_age(database: Database, config: Config) -> None:
    save_company(database, LOCKSMITH, now=NOW)
    healthy, said = follows(database, config.settings_copy)
    assert (healthy, "aucune copie" in said) == (False, True)
    kept(database, config)
    healthy, said = follows(database, config.settings_copy)
    assert (healthy, "suit les réglages du samedi 28 novembre 2026 à 14 h 02" in said) == (True, True)


def test_a_controller_that_stayed_behind_is_told_with_both_ages(database: Database, config: Config) -> None:
    save_company(database, LOCKSMITH, now=NOW)
    kept(database, config)
    save_company(database, replace(LOCKSMITH, name="Martin"), now=LATER)
    healthy, said = follows(database, config.settings_copy)
    assert not healthy
    assert "garde sur le disque les réglages du samedi 28 novembre 2026 à 14 h 02" in said
    assert "la base a ceux du dimanche 29 novembre 2026 à 9 h" in said


def test_what_is_said_with_the_same_settings_leaves_nobody_behind(database: Database, config: Config) -> None:
    save_company(database, LOCKSMITH, now=NOW)
    kept(database, config)
    with writing(database):
        touch_settings(database)
    assert follows(database, config.settings_copy)[0]


def test_without_the_database_what_calls_are_served_from_is_said(database: Database, config: Config) -> None:
    save_company(database, LOCKSMITH, now=NOW)
    assert "laisse répondre le mode secours : aucune copie" in would_serve(config.settings_copy)
    kept(database, config)
    close_database(database)
    Path(database.database).write_bytes(b"not a database at all" * 1000)
    probes = {probe.name: probe for probe in _company(config, NOW)}
    assert not probes["database"].healthy
    assert not probes["settings"].healthy
    assert "sert les appels avec les réglages du samedi 28 novembre 2026 à 14 h 02" in probes["settings"].sentence
