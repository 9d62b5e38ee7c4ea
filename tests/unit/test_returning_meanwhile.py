"""Settings gone back to while others write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from peewee import Database

from appliance.company.model import Company
from appliance.door import Judge, returning
from appliance.door.returning import ChangedSince, go_back, undo
from appliance.planning.number_traces import traces_of
from appliance.store.database import close_database, open_database
from appliance.store.errors import Overtaken
from appliance.store.settings.history import revision_numbered
from appliance.store.settings.snapshot import load_company, save_company
from appliance.store.upkeep.struck_settings import strike_replaced
from tests.unit.calls.rehearsal import company

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
NUMBER = "+33698765432"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A last resort was taken away."""
    opened, now = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}"), company()
    lines = {key: replace(line, last_resort=NUMBER) for key, line in now.lines.items()}
    for one in (replace(now, lines=lines), now):
        save_company(opened, one, now=NOW)
    yield opened
    close_database(opened)


@pytest.fixture
def erased(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the return is judged, that number is erased from the settings of before."""

    class Slow(Judge):
        def __call__(self, before: Company | None, after: Company) -> None:
            strike_replaced(database, [traces_of(NUMBER, "FR")])

    monkeypatch.setattr(returning.settings, "Judge", Slow)


def back(database: Database) -> None:
    revision = revision_numbered(database, 1)
    assert revision is not None
    go_back(database, revision, 2, by="julie", now=NOW, at=NOW)


def undone(database: Database) -> None:
    undo(database, 2, by="julie", now=NOW, at=NOW)


@pytest.mark.parametrize(("act", "told"), [(back, Overtaken), (undone, ChangedSince)])
def test_what_is_erased_from_former_settings_while_they_come_back_does_not_come_back(
    database: Database, erased: None, act: Callable[[Database], None], told: type[Exception]
) -> None:
    with pytest.raises(told):
        act(database)
    assert load_company(database) == company()
