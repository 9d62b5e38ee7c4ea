"""An archive that an earlier release made, put back where PostgreSQL keeps the tables of a later one."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.config import Config, Switch, Trunk
from appliance.store import migrations
from appliance.store.database import close_database, opened, reading, writing
from appliance.store.journal.tables import CallRow
from appliance.store.page_calls.tables import PageTalkRow
from appliance.store.upkeep.backup import restore_backup, write_backup
from tests.unit.store.former_rows import opened_at

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
A_CALL = (
    "INSERT INTO calls (id, line_name, called, started_at, connected_at, fallback, box, clock_offset, last_record)"
    " VALUES ('{}', '', '', '2026-11-26T08:00:00.000000Z', '2026-11-26T08:00:12.500000Z', false, '', 0, 0)"
)

pytestmark = pytest.mark.skipif(shutil.which("pg_restore") is None, reason="no programs of PostgreSQL here")


@pytest.fixture
def config(tmp_path: Path, postgres_url: str) -> Config:
    config = Config(
        state=str(tmp_path / "box"),
        switch=Switch(esl_secret="a-secret-of-32-letters-or-so-000"),
        trunks=(Trunk(name="essai", proxy="127.0.0.1:5070"),),
        database=postgres_url,
    )
    config.spool_dir.mkdir(parents=True)
    return config


def saved_at(config: Config, version: int) -> bytes:
    """The archive of a release that knows so many migrations, of a base with one call."""
    database, archive, upgrade = opened_at(config.database_url, version), io.BytesIO(), migrations.upgrade
    with writing(database):
        database.execute_sql(A_CALL.format("then"))
    close_database(database)
    with pytest.MonkeyPatch.context() as older:
        older.setattr(migrations, "NEWEST", version)
        older.setattr(migrations, "upgrade", lambda database: upgrade(database, to=version))
        write_backup(config, archive, NOW)
    return archive.getvalue()


def rows(config: Config) -> tuple[list[tuple[str, int]], int]:
    """The calls, with the wait that the base keeps of each; how many talk in a page."""
    with opened(config.database_url) as database, reading(database):
        calls = CallRow.select(CallRow.id, CallRow.waited).order_by(CallRow.id).tuples().execute(database)
        return list(calls), PageTalkRow.select().count(database)


@pytest.mark.parametrize("version", [20, 44, 53])
def test_it_is_upgraded_whatever_tables_the_release_of_today_had_made(config: Config, version: int) -> None:
    archive = saved_at(config, version)
    with opened(config.database_url) as database, writing(database):
        database.execute_sql(A_CALL.format("since"))
        PageTalkRow.insert(ticket="t", agent_id="a", call_id="since", box="", until=0.0).execute(database)
    for _ in range(2):
        restore_backup(config, io.BytesIO(archive))
        assert rows(config) == ([("then", 12_500_000)], 0)
