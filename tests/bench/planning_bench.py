"""Measured: a year of coverage for ten lines and two hundred agents, and who is on call at a moment.

Run with `ASTREINTE_BENCH=1 pytest -s tests/bench/planning_bench.py`. Section 3 of the goal: 2 s, and 1 ms.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

import pytest

from appliance.calls.duty import duty
from appliance.checks import check_company
from appliance.company.model import Agent, Behaviour, CallTeam, Company, Line, Team
from appliance.planning.coverage import coverage, gaps
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.rota import on_call
from appliance.planning.team_plan import Absence, Override, Rotation, Shift, TeamPlan

pytestmark = pytest.mark.skipif(not os.environ.get("ASTREINTE_BENCH"), reason="mesures : ASTREINTE_BENCH=1 pytest -s")

LINES, AGENTS_A_TEAM, YEAR = 10, 20, 365
START = datetime(2026, 1, 1, tzinfo=UTC)
WEEK, WEEKEND = frozenset(range(5)), frozenset({5, 6})
NIGHTS, OFF = WeeklyWindow(WEEK, clock(18), clock(9)), WeeklyWindow(WEEKEND, clock(0), clock(0))
OFFICE = WeeklyWindow(WEEK, clock(9), clock(18))


def a_plan(team: int) -> TeamPlan:
    """Two rotations, six shifts, an override a week, an absence a fortnight: a lively year."""
    agents = tuple(f"a{team}-{place}" for place in range(AGENTS_A_TEAM))
    return TeamPlan(
        levels=(agents[:15], agents[15:]),
        timezone="Europe/Paris",
        shifts=tuple(Shift(agent, window, 2) for agent in agents[15:18] for window in (NIGHTS, OFF)),
        rotations=tuple(
            Rotation(agents[:15], 7, 4, clock(18), date(2026, 1, 2), window, 1) for window in (NIGHTS, OFF)
        ),
        overrides=tuple(
            Override(
                START + timedelta(days=7 * week), START + timedelta(days=7 * week + 1), agents[week % 15], agents[19]
            )
            for week in range(52)
        ),
        absences=tuple(
            Absence(agents[week % 20], date(2026, 1, 1) + timedelta(14 * week), date(2026, 1, 5) + timedelta(14 * week))
            for week in range(26)
        ),
    )


def a_company() -> Company:
    plans = {f"t{team}": a_plan(team) for team in range(LINES)}
    names = [agent for plan in plans.values() for level in plan.levels for agent in level]
    return Company(
        name="Grande",
        timezone="Europe/Paris",
        country="FR",
        holidays="FR",
        agents={name: Agent(name, name, (f"+336399{81000 + place}",)) for place, name in enumerate(names)},
        teams={name: Team(name, name, plan) for name, plan in plans.items()},
        lines={
            f"l{place}": Line(
                f"l{place}",
                f"Ligne {place}",
                (f"+3319900200{place}",),
                "Europe/Paris",
                dict.fromkeys(Period, Behaviour(None, CallTeam(name))),
                (OFFICE,),
            )
            for place, name in enumerate(plans)
        },
    )


def seconds(work, times: int) -> float:
    """The best of a few runs: what the work costs when nothing else disturbs it."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def test_a_year_of_coverage_takes_less_than_two_seconds() -> None:
    plans = [team.plan for team in a_company().teams.values()]
    taken = seconds(lambda: [gaps(plan, START, START + timedelta(days=YEAR)) for plan in plans], 2)
    print(f"couverture d'un an, {LINES} lignes, {LINES * AGENTS_A_TEAM} intervenants : {taken:.2f} s")
    assert taken < 2


def test_a_year_of_all_that_coverage_tells_takes_less_than_two_seconds() -> None:
    plans = [team.plan for team in a_company().teams.values()]
    taken = seconds(lambda: [coverage(plan, START, START + timedelta(days=YEAR)) for plan in plans], 2)
    print(f"trous, seuls, doubles, absents sur un an, {LINES} lignes : {taken:.2f} s")
    assert taken < 2


def test_a_whole_check_of_a_year_and_who_is_on_call() -> None:
    company = a_company()
    line = company.lines["l0"]
    moment = START + timedelta(days=180, hours=3)
    check = seconds(lambda: check_company(company, START, YEAR), 1)
    who = seconds(lambda: on_call(company.teams["t0"].plan, moment), 200)
    whole = seconds(lambda: duty(company, line, moment), 200)
    print(f"check d'un an : {check:.2f} s ; on_call : {1e6 * who:.0f} µs ; duty : {1e6 * whole:.0f} µs")
    assert who < 0.001
