"""A controller that starts where its database cannot be reached: calls are served, and nothing of them is lost."""

from __future__ import annotations

import logging
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import gevent
import msgspec
import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.config import Config, Switch, Trunk
from appliance.controller.settings import LiveSettings
from appliance.controller.without_database import alone, database_of
from appliance.store.claims.claims import LeaseKeeper
from appliance.store.claims.leases import held
from appliance.store.database import close_database, open_database, reading
from appliance.store.errors import NoDatabase, StoreError
from appliance.store.journal.reader import list_calls
from appliance.store.journal.writer import JournalWriter
from appliance.store.settings.revisions import newest_revision
from appliance.store.settings.settings_copy import read_copy, write_copy
from appliance.store.settings.snapshot import save_company
from tests.unit.store.companies import LOCKSMITH

VERSION_1 = Path(__file__).parents[1] / "unit/store/version_1.sql"
NOW = datetime(2026, 11, 28, 13, 2, tzinfo=UTC)
NEWER = replace(LOCKSMITH, name="Martin")


def free_ports() -> tuple[int, int]:
    with closing(socket.socket()) as one, closing(socket.socket()) as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.store.gate.RETRY_SECONDS", 0.0)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A box whose controller has kept the settings of that day, and whose database is not where it was."""
    trunks = (Trunk(name="operator", proxy="192.0.2.1"),)
    switch = Switch(esl_secret="s" * 20, socket_ports=free_ports())
    config = Config(state=str(tmp_path), switch=switch, trunks=trunks)
    database = open_database(config.database_url)
    save_company(database, LOCKSMITH, now=NOW)
    with reading(database):
        revision = newest_revision(database)
    assert revision is not None
    write_copy(config.settings_copy, revision)
    close_database(database)
    (tmp_path / "astreinte.db").rename(tmp_path / "away.db")
    return config


def is_back(config: Config) -> None:
    (config.state_dir / "away.db").rename(config.state_dir / "astreinte.db")


@pytest.fixture
def database(config: Config) -> Iterator[Database]:
    database = database_of(config)
    yield database
    close_database(database)


def eventually(true: Callable[[], bool]) -> None:
    with gevent.Timeout(10):
        while not true():
            gevent.sleep(0.01)


def test_calls_are_served_from_the_settings_kept_which_are_said_with_their_age(
    config: Config, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    settings = LiveSettings(database, config.settings_copy)
    assert settings.load() == LOCKSMITH
    assert settings.current() == LOCKSMITH
    (said,) = [one for one in caplog.messages if "Calls are served" in one]
    assert "il n'y a pas de base de données ici" in said
    assert "réglages du samedi 28 novembre 2026 à 14 h 02" in said
    assert not (config.state_dir / "astreinte.db").exists(), "no empty database takes its place"


def test_a_database_that_is_back_gives_its_settings_which_are_kept(
    config: Config, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    settings = LiveSettings(database, config.settings_copy)
    settings.load()
    other = open_database(f"sqlite:///{config.state_dir / 'away.db'}")
    save_company(other, NEWER)
    close_database(other)
    is_back(config)
    settings.look()
    settings.keep()
    assert settings.last == NEWER
    assert read_copy(config.settings_copy).number == 2
    assert [one for one in caplog.messages if "the database is there again" in one]


def test_a_database_that_is_back_with_the_same_settings_is_said_to_be(
    config: Config, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    settings = LiveSettings(database, config.settings_copy)
    settings.load()
    is_back(config)
    for _ in range(2):
        settings.look()
    assert len([one for one in caplog.messages if "the database is there again" in one]) == 1


def test_what_calls_write_waits_in_the_spool_and_who_is_held_is_held(config: Config, database: Database) -> None:
    """The same as when a database goes away while its controller lives."""
    journal, leases = JournalWriter(database, config.spool_dir, box="box1"), LeaseKeeper(database, "box1")
    journal.start()
    leases.start()
    call = journal.open_call("one", LOCKSMITH.lines["urgence"], "+33972000001", "+33678901234", NOW)
    assert leases.claims_for("one").claim("durand")
    assert not leases.claims_for("two").claim("durand")
    call.close(Outcome.CONNECTED)
    eventually(lambda: list(config.spool_dir.glob("journal-*.jsonl")) != [])
    is_back(config)
    assert journal.wait_until_written(10)
    (written,) = list_calls(database)
    assert (written["id"], written["outcome"]) == ("one", "connected")
    eventually(lambda: held(database) == {"durand": "one"})
    assert list(config.spool_dir.glob("*.jsonl")) == []
    leases.stop()
    journal.stop()


def test_one_that_another_program_holds_is_upgraded_when_it_is_let_go(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the release before, and the disk is being backed up: callers are served meanwhile."""
    monkeypatch.setattr("appliance.controller.without_database.HASTE_SECONDS", 0.0)
    older = config.state_dir / "astreinte.db"
    with closing(sqlite3.connect(older, isolation_level=None)) as other:
        other.executescript(VERSION_1.read_text(encoding="utf-8"))
        other.execute("BEGIN IMMEDIATE")
        database = database_of(config)
        settings = LiveSettings(database, config.settings_copy)
        assert settings.load() == LOCKSMITH
        other.execute("ROLLBACK")
    settings.look()
    assert settings.last is not None
    assert settings.last != LOCKSMITH, "those of version 1, whose codes are hashed now"
    close_database(database)


@pytest.mark.parametrize("content", [None, b"torn", b"{}"])
def test_without_settings_kept_it_does_not_start_and_says_both_reasons(config: Config, content: bytes | None) -> None:
    if content is None:
        config.settings_copy.unlink()
        (config.state_dir / "astreinte.db").write_bytes(b"not a database at all" * 1000)
        with pytest.raises(StoreError, match="illisible ou abîmée"):
            database_of(config)
        return
    config.settings_copy.write_bytes(content)
    database = database_of(config)
    with pytest.raises(StoreError, match=r"pas de base de données ici.* servis sans elle : la copie"):
        LiveSettings(database, config.settings_copy).load()
    close_database(database)


def test_the_first_start_of_all_makes_the_database(config: Config) -> None:
    config.settings_copy.unlink()
    database = database_of(config)
    assert LiveSettings(database, config.settings_copy).load() is None
    close_database(database)
    assert (config.state_dir / "astreinte.db").exists()


def test_an_empty_database_made_in_its_place_refuses_no_call(config: Config, caplog: pytest.LogCaptureFixture) -> None:
    empty = open_database(config.database_url)
    settings = LiveSettings(empty, config.settings_copy)
    with pytest.raises(StoreError, match="aucun réglage n'y est"):
        settings.load(may_serve_copy=False)
    assert settings.load() == LOCKSMITH
    assert settings.current() == LOCKSMITH
    save_company(empty, NEWER)
    settings.look()
    assert settings.last == NEWER
    close_database(empty)


def test_nothing_is_taken_from_a_controller_that_answers(config: Config) -> None:
    """That of the release before, which has the database: one that cannot open it must not be put in its place."""
    assert alone(config)
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", config.switch.socket_ports[1]))
        other.listen()
        assert not alone(config)
        with pytest.raises(NoDatabase):
            database_of(config)
    database = database_of(config)
    with pytest.raises(NoDatabase):
        LiveSettings(database, config.settings_copy).load(may_serve_copy=False)
    close_database(database)


def test_an_address_that_can_be_no_database_is_refused_as_ever(config: Config) -> None:
    wrong = msgspec.structs.replace(config, database="mysql://127.0.0.1/astreinte")
    with pytest.raises(StoreError, match="Adresse de base de données inconnue"):
        database_of(wrong)


@pytest.fixture(autouse=True)
def all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
