"""Objectives against what was: by line, and by a choice that has one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from peewee import Database

from appliance.calls.figures import targets_of
from appliance.calls.objectives import Objective
from appliance.company.model import CallTeam, Company
from appliance.store.company_file import load_company_file
from appliance.store.database import writing
from appliance.store.journal.counts import calls_alike
from appliance.store.journal.objectives_kept import objectives_kept
from appliance.store.journal.tables import CallRow, StepRow

BEGAN = datetime(2026, 11, 20, 3, tzinfo=UTC)
EXAMPLE = load_company_file(Path(__file__).parents[3] / "data" / "company-example.yml")
PRESSED_1 = {"greeting": "after_hours", "menu": "urgence", "key": "1", "hunt": "depannage"}
PRESSED_2 = {**PRESSED_1, "key": "2"}


def called(database: Database, name: str, wait: int | None, steps: dict[str, str]) -> None:
    """A call of the line, taken after so many seconds or by nobody."""
    connected = None if wait is None else BEGAN + timedelta(seconds=wait)
    facts = {"line_name": "Urgence", "called": "+33972000001", "outcome": "connected", "ended_at": BEGAN}
    with writing(database):
        call = {"id": name, "line_id": "urgence", "started_at": BEGAN, "connected_at": connected, **facts}
        CallRow.insert(**call).execute(database)
        for number, (step, detail) in enumerate(steps.items()):
            row = {"call_id": name, "number": number, "name": step, "detail": detail, "at": BEGAN, "seconds": 1.0}
            StepRow.insert(**row).execute(database)


def with_objective(seconds: int) -> Company:
    menu = EXAMPLE.menus["urgence"]
    choices = {**menu.choices, "1": CallTeam("depannage", False, target_wait=seconds)}
    return replace(EXAMPLE, menus={"urgence": replace(menu, choices=choices)})


def measured(database: Database, company: Company, lines: Sequence[str]) -> list[Objective]:
    span = BEGAN, BEGAN + timedelta(days=1)
    some = calls_alike(database, *span, None, targets_of(company))
    return list(objectives_kept(database, company, *span, some, lines))


def test_a_line_is_measured_by_its_own_objective_and_a_choice_by_its_own(database: Database) -> None:
    for name, wait, steps in (("a", 20, PRESSED_1), ("b", 50, PRESSED_1), ("c", 50, PRESSED_2), ("d", None, PRESSED_1)):
        called(database, name, wait, steps)
    found = measured(database, with_objective(30), ["urgence"])
    assert found == [Objective("urgence", None, 60, 4, 3), Objective("urgence", "depannage", 30, 3, 1)]
    assert [one.share for one in found] == [75, 33]


def test_a_line_that_nobody_called_is_measured_by_nothing(database: Database) -> None:
    assert measured(database, EXAMPLE, list(EXAMPLE.lines)) == []
