"""A whole database put into an empty one: every row, checked; or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from peewee import Database

from appliance.commands.move_database import command
from appliance.store.boxes.register import BoxIdentity, hold_name
from appliance.store.database import opened, reading, writing
from appliance.store.errors import StoreError
from appliance.store.journal.reader import list_calls
from appliance.store.journal.shared_sounds import share
from appliance.store.settings.snapshot import load_company, save_company
from appliance.store.upkeep import moving
from appliance.store.upkeep.moving import in_order, move, total
from appliance.store.upkeep.plain_copy import VERSIONS
from tests.unit.store.companies import LOCKSMITH
from tests.unit.store.planted import plant_rows


@pytest.fixture
def source(tmp_path: Path):
    """A box that has served: a row in each table, and settings."""
    with opened(f"sqlite:///{tmp_path}/box.db", create=True) as database:
        save_company(database, LOCKSMITH)
        plant_rows(database)
        hold_name(database, BoxIdentity("salle-1", "i", "b", "1.0"))
        share(database, "c1-1.wav", "c1", bytes(range(256)))
        yield database


@pytest.fixture
def empty(url: str):
    with opened(url, create=True, upgrade=False) as database:
        yield database


def counts(database: Database) -> dict[str, int]:
    with reading(database):
        tables = [table for table in database.get_tables() if table != VERSIONS]
        counted = {table: database.execute_sql(f'SELECT count(*) FROM "{table}"') for table in tables}  # noqa: S608
        return {table: cursor.fetchone()[0] for table, cursor in counted.items()}


def test_every_row_of_every_table_is_there(source: Database, empty: Database) -> None:
    moved = list(move(source, empty))
    assert {one.table: one.rows for one in moved} == counts(source) == counts(empty)
    assert total(moved) == sum(counts(source).values()) > 40
    assert list_calls(empty) == list_calls(source)
    assert load_company(empty) == load_company(source)


def test_a_table_comes_after_those_that_it_names(source: Database) -> None:
    with reading(source):
        order = in_order(source)
    assert order.index("calls") < order.index("steps")


def test_one_that_is_used_already_is_refused_and_stays_as_it_is(source: Database, empty: Database) -> None:
    list(move(source, empty))
    before = counts(empty)
    with pytest.raises(StoreError, match="n'est pas vide"):
        list(move(source, empty))
    assert counts(empty) == before


def test_a_row_that_changed_on_the_way_leaves_nothing_there(
    source: Database, empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = moving.put_rows

    def spoilt(database: Database, table: str, columns: list[str], rows: list) -> None:
        at = columns.index("sound") if table == "sounds" else None
        put(database, table, columns, rows if at is None else [(*row[:at], b"x", *row[at + 1 :]) for row in rows])

    monkeypatch.setattr(moving, "put_rows", spoilt)
    with pytest.raises(StoreError, match="La table sounds n'est pas la même"):
        list(move(source, empty))
    assert not any(counts(empty).values())


def test_the_command_refuses_while_the_box_serves_and_moves_once_it_does_not(source: Database, tmp_path: Path) -> None:
    config = tmp_path / "appliance.toml"
    config.write_text(f'state = "{tmp_path}"\ndatabase = "sqlite:///{tmp_path}/box.db"\n[web]\nport = 1\n', "utf-8")
    done = CliRunner().invoke(command, ["--config", str(config), "--to", f"sqlite:///{tmp_path}/new.db"])
    assert done.exit_code == 0, done.output
    assert "relues et identiques" in done.output
    with writing(source), opened(f"sqlite:///{tmp_path}/new.db") as new:
        assert counts(new)["calls"] == counts(source)["calls"]
