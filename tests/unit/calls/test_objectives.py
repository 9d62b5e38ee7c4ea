"""Objectives against what was: by line, and by a choice that has one of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.calls.figures import PastCall
from appliance.calls.objectives import Objective, objectives
from appliance.company.model import CallTeam, Company
from appliance.store.company_file import load_company_file

BEGAN = datetime(2026, 11, 20, 3, tzinfo=UTC)
EXAMPLE = load_company_file(Path(__file__).parents[2] / "data" / "company-example.yml")
PRESSED_1 = [
    {"name": "greeting", "detail": "after_hours"},
    {"name": "menu", "detail": "urgence"},
    {"name": "key", "detail": "1"},
    {"name": "hunt", "detail": "depannage"},
]
PRESSED_2 = [{**step, "detail": "2"} if step["name"] == "key" else step for step in PRESSED_1]


def call(name: str, wait: int | None) -> PastCall:
    return PastCall(BEGAN, BEGAN + timedelta(seconds=wait) if wait is not None else None, "connected", "urgence", name)


def with_objective(seconds: int) -> Company:
    menu = EXAMPLE.menus["urgence"]
    choices = {**menu.choices, "1": CallTeam("depannage", False, target_wait=seconds)}
    return replace(EXAMPLE, menus={"urgence": replace(menu, choices=choices)})


def test_a_line_is_measured_by_its_own_objective_and_a_choice_by_its_own() -> None:
    calls = [call("a", 20), call("b", 50), call("c", 50), call("d", None)]
    ways = {"a": PRESSED_1, "b": PRESSED_1, "c": PRESSED_2, "d": PRESSED_1}
    found = list(objectives(with_objective(30), calls, ways, ["urgence"]))
    assert found == [Objective("urgence", None, 60, 4, 3), Objective("urgence", "depannage", 30, 3, 1)]
    assert [one.share for one in found] == [75, 33]


def test_a_line_that_nobody_called_is_measured_by_nothing() -> None:
    assert list(objectives(EXAMPLE, [], {}, list(EXAMPLE.lines))) == []
