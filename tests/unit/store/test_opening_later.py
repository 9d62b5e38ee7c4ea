"""A database that is not there when its program starts: used as soon as it is, and never made in its place."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from peewee import Database

from appliance.store import migrations
from appliance.store.database import close_database, open_database, open_later, reading
from appliance.store.errors import NoDatabase, StoreError, StoreRejected, StoreUnavailable
from appliance.store.gate import RETRY_SECONDS, Gate
from appliance.store.settings.snapshot import load_company, save_company
from tests.unit.store.companies import LOCKSMITH
from tests.unit.store.conftest import base

AWAY = StoreUnavailable("La base n'est pas là.")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each use tries again."""
    monkeypatch.setattr("appliance.store.gate.RETRY_SECONDS", 0.0)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A database with settings, elsewhere."""
    path = tmp_path / "elsewhere.db"
    made = open_database(f"sqlite:///{path}")
    save_company(made, LOCKSMITH)
    close_database(made)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "astreinte.db"


@pytest.fixture
def later(path: Path) -> Iterator[Database]:
    database = open_later(f"sqlite:///{path}", AWAY)
    yield database
    close_database(database)


def test_a_file_that_comes_is_used_and_none_is_made_before(later: Database, path: Path, good: Path) -> None:
    for _ in range(2):
        with pytest.raises(NoDatabase):
            load_company(later)
    assert not path.exists()
    good.rename(path)
    assert load_company(later) == LOCKSMITH


def test_a_base_that_comes_is_used(postgres: str) -> None:
    with base(postgres) as name:
        url = f"{postgres.rpartition('/')[0]}/{name}"
        with psycopg.connect(postgres, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name}")
            later = open_later(url, AWAY)
            with pytest.raises(StoreUnavailable):
                load_company(later)
            server.execute(f"CREATE DATABASE {name}")
        save_company(later, LOCKSMITH)
        assert load_company(later) == LOCKSMITH
        close_database(later)


def test_a_good_file_put_in_the_place_of_a_broken_one_is_used(later: Database, path: Path, good: Path) -> None:
    path.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(StoreError, match="illisible ou abîmée"):
        load_company(later)
    os.replace(good, path)
    assert load_company(later) == LOCKSMITH


def test_one_of_a_newer_version_waits_for_a_release_that_knows_it(later: Database, path: Path, good: Path) -> None:
    def needs(version: int) -> None:
        with sqlite3.connect(good) as file:
            file.execute("UPDATE schema_version SET version = ?", (version,))
        file.close()

    needs(99)
    path.symlink_to(good)
    with pytest.raises(StoreError, match="mettez à jour astreinte"):
        load_company(later)
    needs(migrations.NEWEST)
    assert load_company(later) == LOCKSMITH


def test_an_older_one_is_upgraded_by_its_first_use(later: Database, path: Path) -> None:
    with sqlite3.connect(path) as file:
        file.executescript((Path(__file__).parent / "version_1.sql").read_text(encoding="utf-8"))
    file.close()
    assert load_company(later) is not None
    with reading(later):
        assert migrations.version(later) == migrations.NEWEST


def test_what_was_opened_is_not_asked_again(later: Database, path: Path, good: Path) -> None:
    """Whatever becomes of it then is told by its uses, as of any other."""
    good.rename(path)
    assert load_company(later) == LOCKSMITH
    path.rename(good)
    assert load_company(later) == LOCKSMITH


@pytest.mark.parametrize("error", [StoreRejected("no such column"), ZeroDivisionError()])
def test_whatever_keeps_it_shut_what_was_to_be_written_waits(error: Exception) -> None:
    """A record that a database refuses is put aside; one that no database was there to take is not."""

    def make_ready() -> None:
        raise error

    with pytest.raises(StoreUnavailable):
        Gate(make_ready, AWAY).pass_through()


def test_it_is_tried_now_and_then_not_by_each_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.store.gate.RETRY_SECONDS", RETRY_SECONDS)
    now, tries = 100.0, []

    def make_ready() -> None:
        tries.append(now)
        raise AWAY

    gate = Gate(make_ready, AWAY, lambda: now)
    for _ in range(9):
        with pytest.raises(StoreUnavailable):
            gate.pass_through()
        now += RETRY_SECONDS / 3
    assert tries == pytest.approx([100.0 + RETRY_SECONDS, 100.0 + 2 * RETRY_SECONDS])


def test_while_one_thread_tries_the_others_do_not_wait() -> None:
    trying, go = threading.Event(), threading.Event()

    def make_ready() -> None:
        trying.set()
        assert go.wait(10)

    gate = Gate(make_ready, AWAY)
    thread = threading.Thread(target=gate.pass_through)
    thread.start()
    assert trying.wait(10)
    assert raised(gate.pass_through) is AWAY
    go.set()
    thread.join(10)
    assert raised(gate.pass_through) is None


def raised(work: Callable[[], None]) -> Exception | None:
    try:
        work()
    except StoreError as error:
        return error
    return None
