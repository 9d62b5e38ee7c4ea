"""A database is opened, checked and upgraded, or refused in one sentence."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from peewee import Database

from appliance.company.model import Forward, NumberRule
from appliance.planning.hours import DatedDays, Period
from appliance.store import migrations
from appliance.store.accounts.tables import AccountRow, AuditRow, CareRow, ProbeRow, SignInRow, TokenRow
from appliance.store.accounts.tokens import Scope, list_tokens, open_token
from appliance.store.codes import is_right
from appliance.store.database import close_database, open_database, reading, where, writing
from appliance.store.errors import StoreError, StoreUnavailable
from appliance.store.journal.reader import list_calls
from appliance.store.journal.tables import RECORDS
from appliance.store.settings.snapshot import load_company, save_company
from appliance.store.settings.tables import SettingsRow
from tests.unit.store.companies import LOCKSMITH

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)

FIXTURE = Path(__file__).parent / "version_1.sql"


def sentence_when_opening(url: str, **options: bool) -> str:
    with pytest.raises(StoreError) as caught:
        open_database(url, **options)
    return str(caught.value)


def test_a_new_database_has_the_newest_schema(database: Database) -> None:
    with reading(database):
        assert migrations.version(database) == migrations.NEWEST


def test_every_column_of_the_models_is_in_the_schema_and_none_more(database: Database) -> None:
    with reading(database):
        for model in (SettingsRow, *RECORDS, AccountRow, SignInRow, AuditRow, CareRow, ProbeRow, TokenRow):
            columns = {(column.name, column.null) for column in database.get_columns(model._meta.table_name)}
            assert columns == {(field.column_name, field.null) for field in model._meta.sorted_fields}, model


def test_an_older_database_is_upgraded_and_keeps_what_it_holds(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade = migrations.upgrade
    with monkeypatch.context() as older:
        older.setattr(migrations, "NEWEST", 2)
        older.setattr(migrations, "upgrade", lambda database: upgrade(database, to=2))
        old = open_database(url)
    with writing(old):
        for statement in VERSION_2:
            old.execute_sql(statement)
    close_database(old)
    upgraded = open_database(url)
    company = load_company(upgraded)
    assert company is not None
    assert company.closures == (DatedDays(date(2026, 12, 26), date(2027, 1, 2), "Fermeture"),)
    assert company.lines["sav"].behaviours[Period.OPEN].action == Forward(("+33172000000",))
    assert company.lines["sav"].internal_code == NumberRule()
    assert [call["audience"] for call in list_calls(upgraded)] == ["customers"]
    with reading(upgraded):
        assert migrations.version(upgraded) == migrations.NEWEST
    close_database(upgraded)


def test_a_database_that_only_grew_is_opened_by_the_release_before_and_back(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`rollback.yml` leaves the database as it is."""
    newest = open_database(url)
    save_company(newest, LOCKSMITH)
    open_token(newest, "Paie", Scope.READ, numbers=False, last_day=None, by="boss", now=NOW)
    with reading(newest):
        assert newest.execute_sql("SELECT version FROM schema_version").fetchone() == (19,)  # all that it asks
    close_database(newest)
    with monkeypatch.context() as before:
        before.setattr(migrations, "NEWEST", 19)
        old = open_database(url)
        assert load_company(old) == LOCKSMITH
        save_company(old, LOCKSMITH)
        close_database(old)
    newest = open_database(url)
    assert [token.name for token in list_tokens(newest)] == ["Paie"]
    close_database(newest)


VERSION_2 = (
    "INSERT INTO companies (id, name, timezone, country) VALUES (1, 'Martin', 'Europe/Paris', 'FR')",
    "INSERT INTO closures (position, first_day, last_day, name) VALUES (0, '2026-12-26', '2027-01-02', 'Fermeture')",
    r"""INSERT INTO lines (id, position, name, timezone, audience, is_default, order_ask, order_pattern, order_tries,
        max_wait) VALUES ('sav', 0, 'SAV', 'Europe/Paris', 'customers', TRUE, FALSE, '\d{5}', 3, 120)""",
    """INSERT INTO behaviours (line_id, period, action, action_number)
        VALUES ('sav', 'open', 'forward', '+33172000000')""",
    """INSERT INTO calls (id, line_name, called, started_at, fallback, box, clock_offset, last_record)
        VALUES ('a', 'SAV', '+33199002000', '2026-11-24T08:00:00.000000Z', FALSE, 'box', 0, 1)""",
)


def test_a_file_of_version_1_is_upgraded_and_keeps_its_settings(tmp_path: Path) -> None:
    path = tmp_path / "astreinte.db"
    with sqlite3.connect(path) as file:
        file.executescript(FIXTURE.read_text(encoding="utf-8"))
    file.close()
    upgraded = open_database(f"sqlite:///{path}", create=False)
    company = load_company(upgraded)
    close_database(upgraded)
    assert company is not None
    assert is_right(company.agents["durand"].pin, "0421")
    agents = {key: replace(one, pin=LOCKSMITH.agents[key].pin) for key, one in company.agents.items()}
    assert replace(company, agents=agents) == LOCKSMITH


def test_a_failed_upgrade_leaves_the_file_at_its_version(tmp_path: Path) -> None:
    path = tmp_path / "astreinte.db"
    with sqlite3.connect(path) as file:
        file.executescript(FIXTURE.read_text(encoding="utf-8"))
        file.execute("CREATE TABLE steps (surprise TEXT)")
    sentence_when_opening(f"sqlite:///{path}")
    assert file.execute("SELECT version FROM schema_version").fetchone() == (1,)
    assert not file.execute("SELECT name FROM sqlite_master WHERE name = 'calls'").fetchall()
    file.close()


def test_a_database_from_a_newer_version_is_refused(url: str) -> None:
    database = open_database(url)
    with writing(database):
        database.execute_sql("UPDATE schema_version SET version = 99")
    close_database(database)
    assert "mettez à jour astreinte" in sentence_when_opening(url)


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as file:
        file.execute("CREATE TABLE agents (id)")
    file.close()
    assert "autre programme" in sentence_when_opening(f"sqlite:///{tmp_path / 'other.db'}")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "astreinte.db"
    path.write_bytes(b"not a database at all" * 1000)
    assert "illisible ou abîmée" in sentence_when_opening(f"sqlite:///{path}")


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "astreinte.db"
    database = open_database(f"sqlite:///{path}")
    save_company(database, LOCKSMITH)
    close_database(database)
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
    assert "illisible ou abîmée" in sentence_when_opening(f"sqlite:///{path}")


def test_a_missing_file_is_an_error_when_it_must_be_there(tmp_path: Path) -> None:
    assert "vérifiez le chemin" in sentence_when_opening(f"sqlite:///{tmp_path / 'none.db'}", create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    assert "est un dossier" in sentence_when_opening(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("url", ["mysql://localhost/base", "astreinte.db", "", "sqlite:///:memory:", "sqlite://"])
def test_a_url_that_cannot_serve_is_refused_with_an_example(url: str) -> None:
    assert "écrivez sqlite:///" in sentence_when_opening(url)


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    sentence = sentence_when_opening("postgresql://astreinte:secret@127.0.0.1:1/astreinte")
    assert "PostgreSQL 127.0.0.1/astreinte" in sentence
    assert "secret" not in sentence


def test_a_full_disk_is_told_and_leaves_the_former_settings(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, LOCKSMITH)
    with reading(database):
        (pages,) = database.execute_sql("PRAGMA page_count").fetchone()
        database.execute_sql(f"PRAGMA max_page_count = {pages}")
    huge = type(LOCKSMITH)("x" * 3_000_000, "Europe/Paris", "FR")
    with pytest.raises(StoreUnavailable, match="plein"):
        save_company(database, huge)
    assert load_company(database) == LOCKSMITH
    close_database(database)


def test_a_locked_database_is_told_within_a_second(tmp_path: Path) -> None:
    path = tmp_path / "astreinte.db"
    database = open_database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="occupée"):
        save_company(database, LOCKSMITH)
    assert load_company(database) is None  # reading goes on
    other.close()
    close_database(database)


def test_sqlite_loses_no_commit_in_a_power_cut(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    with reading(database):
        pragmas = [
            database.execute_sql(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert pragmas == ["wal", 2, 1, 500]
    close_database(database)


def test_a_connection_that_the_server_has_closed_is_replaced(postgres_url: str) -> None:
    database, other = open_database(postgres_url), open_database(postgres_url)
    save_company(database, LOCKSMITH)
    with reading(other):
        other.execute_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert load_company(database) == LOCKSMITH
    close_database(database)
    close_database(other)


def test_a_password_is_never_shown(tmp_path: Path, postgres_url: str) -> None:
    database = open_database(postgres_url)
    assert "@" not in where(database)
    close_database(database)


def modes(folder: Path) -> set[str]:
    return {f"{path.suffix} {path.stat().st_mode & 0o777:o}" for path in folder.glob("*.db*")}


def test_who_may_write_in_the_folder_may_write_in_the_database(tmp_path: Path) -> None:
    """On a box the pages have an account of their own, in the group of the folder: they sign people in."""
    tmp_path.chmod(0o2770)
    before = os.umask(0o007)
    try:
        database = open_database(f"sqlite:///{tmp_path}/a.db")
        with writing(database):
            database.execute_sql("CREATE TABLE kept (n)")
        assert modes(tmp_path) <= {".db 660", ".db-wal 660", ".db-shm 660"}
        close_database(database)
    finally:
        os.umask(before)


def test_a_database_of_an_earlier_release_is_shared_when_its_owner_opens_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    close_database(open_database(f"sqlite:///{tmp_path}/a.db"))
    (tmp_path / "a.db").chmod(0o640)
    close_database(open_database(f"sqlite:///{tmp_path}/a.db"))
    assert ".db 660" in modes(tmp_path)


def test_a_database_in_a_folder_of_one_account_stays_that_accounts(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    before = os.umask(0o077)
    try:
        close_database(open_database(f"sqlite:///{tmp_path}/a.db"))
    finally:
        os.umask(before)
    assert modes(tmp_path) == {".db 600"}
