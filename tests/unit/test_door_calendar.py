"""A calendar goes through the door: others write while it is judged, and two imports of one source do not mix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.door import Refused, settings
from appliance.door.calendar_import import CalendarImport, bring, try_out
from appliance.planning.team_plan import Absence
from appliance.store.accounts.audit import list_audit, note
from appliance.store.database import close_database, open_database
from appliance.store.errors import Overtaken
from appliance.store.settings.calendar_import import ABSENCE
from appliance.store.settings.imported_entries import Kept, kept_entries
from appliance.store.settings.snapshot import load_company, save_company
from tests.unit.calls.rehearsal import company
from tests.unit.test_door import one_agent

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
SOURCE = "absences:petit:"
DAY = datetime(2026, 12, 1, 23, tzinfo=UTC)  # midnight in Paris
AWAY = Kept("1", ABSENCE, None, "petit", None, DAY, DAY + timedelta(days=1), "Congé")
SECOND = replace(AWAY, uid="2", start=DAY + timedelta(days=7), end=DAY + timedelta(days=8))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'calendar.db'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    save_company(opened, company(), now=NOW)
    yield opened
    close_database(opened)


@pytest.fixture
def other(database: Database, url: str) -> Iterator[Database]:
    """Of another program, on the same settings."""
    opened = open_database(url)
    yield opened
    close_database(opened)


def absences(database: Database) -> tuple[Absence, ...]:
    found = load_company(database)
    assert found
    return found.teams["depannage"].plan.absences


def test_what_a_calendar_brings_is_written_with_what_is_remembered_of_it(database: Database) -> None:
    brought = bring(CalendarImport(database, SOURCE, [AWAY], NOW, NOW), by="julie", at=NOW)
    assert (brought.added, brought.removed) == ((AWAY,), ())
    assert absences(database) == (Absence("petit", date(2026, 12, 2), date(2026, 12, 2), "Congé"),)
    assert kept_entries(database, SOURCE) == [AWAY]
    assert [(one["who"], one["act"]) for one in list_audit(database, limit=1)] == [("julie", "Agenda importé")]


def test_others_write_while_a_calendar_is_worked_out(database: Database, other: Database) -> None:
    """They would wait for ever: the same thread does both."""
    bring(CalendarImport(database, SOURCE, [AWAY], NOW, NOW), by="julie", at=NOW)

    def keeps(one: Kept) -> bool:
        note(other, "claire", "pendant ce temps", at=NOW)
        return False

    bring(CalendarImport(database, SOURCE, [SECOND], NOW, NOW, keeps), by="julie", at=NOW)
    assert kept_entries(database, SOURCE) == [SECOND]
    assert "pendant ce temps" in [one["act"] for one in list_audit(database, limit=9)]


def test_a_source_that_is_brought_by_two_is_taken_up_where_the_first_left_it(
    database: Database, other: Database
) -> None:
    bring(CalendarImport(database, SOURCE, [AWAY], NOW, NOW), by="julie", at=NOW)
    asked: list[Kept] = []

    def keeps(one: Kept) -> bool:
        if not asked:
            bring(CalendarImport(other, SOURCE, [SECOND], NOW, NOW), by="claire", at=NOW)
        asked.append(one)
        return False

    brought = bring(CalendarImport(database, SOURCE, [AWAY], NOW, NOW, keeps), by="julie", at=NOW)
    assert asked == [AWAY, SECOND]
    assert (brought.added, brought.removed) == ((AWAY,), (SECOND,))
    assert kept_entries(database, SOURCE) == [AWAY]


def test_what_is_remembered_meanwhile_without_a_change_of_settings_is_seen_too(
    database: Database, other: Database
) -> None:
    """The absence is in the settings already: another import of the source leaves their revision as it is."""
    away = Absence("petit", date(2026, 12, 2), date(2026, 12, 2), "Congé")
    there = bring(CalendarImport(database, "absences:petit:autre", [AWAY], NOW, NOW), by="julie", at=NOW)
    assert (there.added, absences(database)) == ((AWAY,), (away,))

    first = CalendarImport(database, SOURCE, [AWAY], NOW, NOW)
    known = load_company(database)
    assert known
    first.edit(known)
    bring(CalendarImport(other, SOURCE, [AWAY, SECOND], NOW, NOW), by="claire", at=NOW)
    with pytest.raises(Overtaken):
        first.keep()
    assert kept_entries(database, SOURCE) == [AWAY, SECOND]


def test_a_calendar_that_is_refused_or_tried_out_writes_nothing(database: Database) -> None:
    settings.put(database, one_agent(), by="julie", now=NOW, at=NOW)
    alone = replace(AWAY, agent="durand")
    for act in (lambda one: bring(one, by="julie", at=NOW), try_out):
        with pytest.raises(Refused, match="personne n'est d'astreinte"):
            act(CalendarImport(database, "absences:durand:", [alone], NOW, NOW))
    assert try_out(CalendarImport(database, SOURCE, [AWAY], NOW, NOW)).added == (AWAY,)
    assert (kept_entries(database, SOURCE), absences(database)) == ([], ())
