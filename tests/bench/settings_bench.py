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

from appliance.company.model import Agent, Behaviour, CallTeam, Company, Line, Team
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.rota import Override, Shift, TeamPlan
from appliance.store.database import close_database, open_database, writing
from appliance.store.settings.snapshot import load_company, save_company
from tests.unjudged import change_company

pytestmark = pytest.mark.skipif(not os.environ.get("ASTREINTE_BENCH"), reason="mesures : ASTREINTE_BENCH=1 pytest -s")

TIMES, TEAM = 15, 10
NIGHTS = WeeklyWindow(frozenset(range(5)), clock(18), clock(9))
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def a_company(size: int) -> Company:
    """Teams of ten, with a shift an agent and an override for every other one."""
    names = [f"a{number}" for number in range(size)]
    agents = {name: Agent(name, name.upper(), (f"+336398{place:05d}",)) for place, name in enumerate(names)}
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
    saves, waits = [], []
    for number in range(TIMES):
        begun = threading.Event()

        def change(company: Company, number: int = number, begun: threading.Event = begun) -> Company:
            begun.set()
            return with_another_hour(company, number)

        def wait(begun: threading.Event = begun) -> None:
            begun.wait()

            def write() -> None:
                with writing(other):
                    other.execute_sql("UPDATE schema_version SET version = version")

            waits.append(timed(write))

        waiter = threading.Thread(target=wait)
        waiter.start()
        saves.append(timed(lambda change=change: change_company(database, change, by="mesure")))
        waiter.join()
    close_database(database)
    close_database(other)
    print(f"\n{size} agents : lus en {median(reads)} ; enregistrés en {median(saves)} ; l'autre attend {median(waits)}")
