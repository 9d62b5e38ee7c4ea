"""Measured: the page of a month of a team of two hundred agents.

Run with `ASTREINTE_BENCH=1 pytest -s tests/bench/month_bench.py`. All of them on call at once; a turn of a day
each; each eight hours a day, at hours of their own: the worst that was thought of.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import date
from datetime import time as clock
from pathlib import Path

import pytest

from appliance.company.model import Agent, Team
from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Rotation, Shift, TeamPlan
from appliance.store.company_file import load_company_file
from appliance.store.database import open_database
from appliance.store.settings.snapshot import save_company
from tests.browser.conftest import COMPANY_FILE
from tests.web.site_world import World

pytestmark = pytest.mark.skipif(not os.environ.get("ASTREINTE_BENCH"), reason="mesures : ASTREINTE_BENCH=1 pytest -s")

AGENTS = {f"a{number}": Agent(f"a{number}", f"Prénom{number} Nom{number}", ()) for number in range(200)}
ALL, ALWAYS = frozenset(range(7)), WeeklyWindow(frozenset(range(7)), clock(0), clock(0))
PLANS = {
    "ensemble": TeamPlan((tuple(AGENTS),), "Europe/Paris"),
    "tour": TeamPlan(
        (tuple(AGENTS),),
        "Europe/Paris",
        rotations=(Rotation(tuple(AGENTS), 1, None, clock(8), date(2026, 1, 1), ALWAYS),),
    ),
    "heures": TeamPlan(
        (tuple(AGENTS),),
        "Europe/Paris",
        shifts=tuple(
            Shift(agent, WeeklyWindow(ALL, clock(place % 24), clock((place + 8) % 24)))
            for place, agent in enumerate(AGENTS)
        ),
    ),
}
LIMITS = {"ensemble": 0.1, "tour": 0.1, "heures": 0.15}  # seconds of the processor


@pytest.mark.parametrize("plan", PLANS)
def test_a_month_of_two_hundred_agents(tmp_path: Path, plan: str) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'month.db'}")
    company = load_company_file(COMPANY_FILE)
    teams = {"grande": Team("grande", "Grande", PLANS[plan]), **company.teams}
    save_company(database, replace(company, agents={**company.agents, **AGENTS}, teams=teams))
    manager = World(tmp_path, database).signed_in()
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        text = manager.go("/planning?equipe=grande&mois=2026-12")
        best = min(best, time.process_time() - began)
    print(f"mois de {len(AGENTS)} intervenants, {plan} : {1000 * best:.0f} ms, {len(text) // 1024} Ko")
    assert best < LIMITS[plan]
    database.close_all()
