"""A copy before an upgrade that takes away; what it gives back; and when there is no way."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.store import migrations
from appliance.store.codes import with_kept_codes
from appliance.store.database import close_database, open_database, reading, writing
from appliance.store.errors import StoreError
from appliance.store.settings.revisions import touch_settings
from appliance.store.settings.snapshot import load_company
from appliance.store.upkeep import plain_copy
from appliance.store.upkeep.clock_doubt import despite_doubt
from appliance.store.upkeep.way_back import changed_since, copied, forget_copies, go_back, keep_copy
from tests.unit.store.companies import LOCKSMITH
from tests.unit.store.former_rows import opened_at, save_rows
from tests.unjudged import change_company

SAVED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
KNOWN = 18  # of the release before
KEPT = with_kept_codes(None, LOCKSMITH)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def with_copy(url: str, folder: Path) -> Path | None:
    """A database of the release before, with a company; not upgraded yet."""
    former = opened_at(url, KNOWN)
    save_rows(former, KEPT, 41, SAVED)
    close_database(former)
    return copy_of(url, folder)


def copy_of(url: str, folder: Path) -> Path | None:
    database = open_database(url, upgrade=False)
    try:
        return keep_copy(database, folder)
    finally:
        close_database(database)


def gone_back(database: Database, folder: Path) -> None:
    with copied(folder, KNOWN, "0.9") as copy:
        go_back(database, copy, KNOWN, "0.9")


def told(database: Database, folder: Path) -> list[str]:
    with copied(folder, KNOWN, "0.9") as copy:
        return [change.act for change in changed_since(database, copy)]


def rename(database: Database, name: str) -> None:
    change_company(database, lambda one: replace(one, name=name), by="julie", act=f"Renommée {name}")


def test_a_database_that_the_release_before_goes_on_reading_is_not_copied(url: str, folder: Path) -> None:
    close_database(opened_at(url, KNOWN - 1))
    close_database(opened_at(url, KNOWN))
    newest = open_database(url)
    close_database(newest)
    assert copy_of(url, folder) is None
    assert list(folder.iterdir()) == []


def test_an_empty_database_is_not_copied(tmp_path: Path, folder: Path) -> None:
    assert copy_of(f"sqlite:///{tmp_path / 'new.db'}", folder) is None


def test_a_copy_is_whole_or_the_former_one_stays(
    sqlite_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_copy(sqlite_url, folder)
    assert path is not None
    before = path.read_bytes()

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(plain_copy, "_to_the_disk", full)
    with pytest.raises(OSError, match="No space left"):
        copy_of(sqlite_url, folder)
    assert [one.name for one in folder.iterdir()] == ["before-19.db"]
    assert path.read_bytes() == before


def test_what_was_changed_since_the_copy_is_told_and_nothing_else(url: str, folder: Path) -> None:
    with_copy(url, folder)
    database = open_database(url)
    assert told(database, folder) == []
    with writing(database):
        touch_settings(database)
    assert told(database, folder) == []
    rename(database, "Un")
    rename(database, "Deux")
    assert told(database, folder) == ["Renommée Un", "Renommée Deux"]
    close_database(database)
    assert [path.name for path in folder.iterdir()] == ["before-19.db"]


def test_what_was_saved_between_the_copy_and_the_upgrade_is_told_too(url: str, folder: Path) -> None:
    with_copy(url, folder)
    former = opened_at(url, KNOWN)
    with writing(former):
        former.execute_sql("UPDATE revisions SET revision = 42, saved_at = '2026-11-20T08:31:00.000000Z'")
    close_database(former)
    database = open_database(url)
    assert told(database, folder) == ["Réglages repris de la version précédente"]
    close_database(database)


def test_whoever_still_runs_the_newer_release_goes_on(url: str, folder: Path) -> None:
    with_copy(url, folder)
    database = open_database(url)
    rename(database, "Un")
    gone_back(database, folder)
    company = load_company(database)
    assert company is not None
    assert company.name == "Un"
    close_database(database)
    close_database(opened_at(url, KNOWN))


def test_an_addition_of_a_later_migration_stays_and_is_not_made_twice(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_copy(url, folder)
    later = ("ALTER TABLE calls ADD COLUMN news TEXT",)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, later))
    monkeypatch.setattr(migrations, "NEWEST", len(migrations.MIGRATIONS))
    monkeypatch.setattr(migrations, "ADDITIVE", migrations.ADDITIVE | {len(migrations.MIGRATIONS)})
    for _ in range(2):
        database = open_database(url)
        assert load_company(database) == KEPT
        gone_back(database, folder)
        with reading(database):
            assert migrations.missing(database, migrations.NEWEST) == [19]
        close_database(database)


def test_a_column_that_a_later_migration_takes_is_no_way_back(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_copy(url, folder)
    later = ("ALTER TABLE calls DROP COLUMN box",)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, later))
    monkeypatch.setattr(migrations, "NEWEST", len(migrations.MIGRATIONS))
    database = open_database(url)
    with pytest.raises(StoreError, match=r"calls : box.*Restaurez plutôt la sauvegarde"):
        gone_back(database, folder)
    assert load_company(database) == KEPT
    close_database(database)


@pytest.fixture
def aged(folder: Path) -> Callable[[str, int], Path]:
    def made(name: str, days: int) -> Path:
        moment = (SAVED - timedelta(days=days)).timestamp()
        path = folder / name
        path.touch()
        os.utime(path, (moment, moment))
        return path

    return made


def test_a_copy_and_the_settings_left_aside_go_after_thirty_days(
    folder: Path, aged: Callable[[str, int], Path]
) -> None:
    young = {aged("before-19.db", 29), aged("settings-20261110T083000Z.yml", 10), aged("astreinte-x.tar.gz", 400)}
    old = {aged("before-17.db", 31), aged("settings-20261001T083000Z.yml", 50)}
    assert forget_copies(folder, None) == []
    assert set(forget_copies(folder, despite_doubt(SAVED))) == old
    assert set(folder.iterdir()) == young
