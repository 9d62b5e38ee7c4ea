"""Measured: the settings read and saved, and how long another writer waits meanwhile, for 3, 23 and 203 agents.

Run with `ASTREINTE_BENCH=1 pytest -s tests/bench/settings_bench.py`. A claim waits 0.3 s for the database, at most.
"""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pytest
from peewee import Database

from appliance.company.model import Agent, Behaviour, CallTeam, Company, Line, Team
from appliance.door import settings
from appliance.door.weekly_shifts import with_shifts
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.team_plan import Override, Shift, TeamPlan
from appliance.store.database import close_database, open_database, writing
from appliance.store.settings.snapshot import load_company, save_company
from tests.unjudged import change_company

pytestmark = pytest.mark.skipif(not os.environ.get("ASTREINTE_BENCH"), reason="mesures : ASTREINTE_BENCH=1 pytest -s")

TIMES, TEAM = 15, 10
PAUSE = 0.001  # seconds between two of the other's writes
Edit = Callable[[Company], Company]
NIGHTS = WeeklyWindow(frozenset(range(5)), clock(18), clock(9))
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def a_company(size: int) -> Company:
    """Teams of ten, with a shift an agent and an override for every other one."""
    names = [f"a{number}" for number in range(size)]
    agents = {name: Agent(name, name.upper(), (f"+3363998{place:04}",)) for place, name in enumerate(names)}
    groups = [tuple(names[start : start + TEAM]) for start in range(0, size, TEAM)]
    teams = {f"t{place}": Team(f"t{place}", f"Équipe {place}", a_plan(group)) for place, group in enumerate(groups)}
    behaviour = Behaviour("Bonjour.", CallTeam("t0"))
    line = Line("u", "Urgence", ("+33972000001",), "Europe/Paris", dict.fromkeys(Period, behaviour))
    return Company("Mesurée", "Europe/Paris", "FR", agents=agents, teams=teams, lines={"u": line})


def a_plan(group: tuple[str, ...]) -> TeamPlan:
    shifts = tuple(Shift(name, NIGHTS, 1) for name in group)
    overrides = tuple(Override(NOON, NOON + timedelta(hours=1), adds=name) for name in group[::2])
    return TeamPlan((group,), "Europe/Paris", shifts=shifts, overrides=overrides)


def with_another_hour(company: Company, number: int) -> Company:
    team = company.teams["t0"]
    start = NOON + timedelta(days=number)
    more = Override(start, start + timedelta(hours=1), adds=team.plan.levels[0][0])
    plan = replace(team.plan, overrides=(*team.plan.overrides, more))
    return replace(company, teams=company.teams | {"t0": replace(team, plan=plan)})


def median(times: list[float]) -> str:
    return f"{statistics.median(times) * 1000:7.1f} ms, {max(times) * 1000:7.1f} at most"


def timed(act: Callable[[], object]) -> float:
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


@pytest.mark.parametrize("size", [3, 23, 203])
def test_settings_read_saved_and_waited_for(size: int, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'astreinte.db'}"
    database, other = open_database(url), open_database(url)
    save_company(database, a_company(size))
    reads = [timed(lambda: load_company(database)) for _ in range(TIMES)]

    def saved(edit: Edit) -> None:
        change_company(database, edit, by="mesure")

    def through_the_door(edit: Edit) -> None:
        settings.change(database, edit, by="mesure", act="Mesure", now=NOON, at=NOON)

    def another_shift(company: Company, number: int) -> Company:
        shift = Shift("a0", WeeklyWindow(frozenset({5}), clock(9), clock(10 + number % 12)))
        return with_shifts(company, "t0", None, shift, NOON.date() + timedelta(days=number), NOON.date())

    hours, hours_waits = saves_and_waits(saved, with_another_hour, other)
    shifts, shifts_waits = saves_and_waits(through_the_door, another_shift, other)
    close_database(database)
    close_database(other)
    print(f"\n{size} agents : lus en {median(reads)}")
    print(f"  un remplacement, écrit en {median(hours)} ; l'autre attend {median(hours_waits)}")
    print(f"  un créneau, par la porte, en {median(shifts)} ; l'autre attend {median(shifts_waits)}")


def saves_and_waits(
    save: Callable[[Edit], None], edit: Callable[[Company, int], Company], other: Database
) -> tuple[list[float], list[float]]:
    """How long each change takes; and the longest that another program, which writes all the while, waits for it."""
    saves, waits = [], []

    def write() -> None:
        with writing(other):
            other.execute_sql("UPDATE schema_version SET version = version")

    for number in range(TIMES):
        begun, over, waited = threading.Event(), threading.Event(), [0.0]

        def change(company: Company, number: int = number, begun: threading.Event = begun) -> Company:
            begun.set()
            return edit(company, number)

        def keep_writing(
            begun: threading.Event = begun, over: threading.Event = over, waited: list[float] = waited
        ) -> None:
            begun.wait()
            while not over.wait(PAUSE):
                waited.append(timed(write))

        writer = threading.Thread(target=keep_writing)
        writer.start()
        saves.append(timed(lambda change=change: save(change)))
        over.set()
        writer.join()
        waits.append(max(waited))
    return saves, waits
