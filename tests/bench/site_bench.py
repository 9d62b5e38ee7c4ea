"""Measured: each page of the site with 200,000 calls in the journal, server time. 50 ms at most.

Run with `ASTREINTE_BENCH=1 pytest -s tests/bench/site_bench.py`, alone on the machine. The median of nine askings.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.store.accounts.accounts import Role
from appliance.store.accounts.tokens import Scope, open_token
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database, writing
from appliance.store.journal.tables import AttemptRow, CallRow, MessageRow, StepRow
from appliance.store.settings.snapshot import save_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

pytestmark = pytest.mark.skipif(not os.environ.get("ASTREINTE_BENCH"), reason="mesures : ASTREINTE_BENCH=1 pytest -s")

CALLS, CHUNK, ROUNDS, LIMIT = 200_000, 2_000, 9, 0.050
OUTCOMES = ["connected"] * 80 + ["abandoned"] * 10 + ["message"] * 7 + ["forwarded"] * 2 + ["fallback"]
AGENTS = ["martin"] * 60 + ["durand"] * 39 + ["petit"]
OLD = (NOW - timedelta(days=1700)).isoformat()[:10]
SEARCHES = {
    "the latest": "",
    "a line": "ligne=urgence",
    "a caller": "appelant=0612345678",
    "some digits": "appelant=45678",
    "digits of nobody": "appelant=999999999999",
    "an order": "commande=40719",
    "an order of nobody": "commande=1",
    "a frequent outcome": "issue=connected",
    "a rare outcome": "issue=fallback",
    "under way": "issue=living",
    "lost": "issue=lost",
    "a busy agent": "intervenant=martin",
    "a rare agent": "intervenant=petit",
    "an agent of nobody": "intervenant=durand&commande=1",
    "a rare agent and outcome": "intervenant=petit&issue=fallback",
    "years ago": f"au={OLD}",
    "a rare agent years ago": f"intervenant=petit&au={OLD}",
}

API = (
    "/calls",
    "/calls?limit=200",
    "/calls?agent=petit&outcome=fallback",
    "/calls?caller=45678",
    "/calls/call-000007",
    "/live-calls",
    "/messages",
    "/on-call",
    "/coverage",
    "/statistics",
    "/statements/2026-11",
    "/health",
)


def batch(start: int, dice: random.Random) -> dict[type, list[dict[str, Any]]]:
    """Some calls: five years of them, one in thirteen minutes."""
    rows: dict[type, list[dict[str, Any]]] = {CallRow: [], AttemptRow: [], StepRow: [], MessageRow: []}
    for number in range(start, start + CHUNK):
        call, at = f"call-{number:06}", NOW - timedelta(minutes=13 * (CALLS - number))
        outcome = dice.choice(OUTCOMES)
        wait = timedelta(seconds=dice.uniform(8, 95))
        connected = at + wait if outcome == "connected" else None
        rows[CallRow].append(
            {
                "id": call,
                "line_id": "urgence",
                "line_name": "Urgence serrurerie",
                "called": "+33972000001",
                "caller": None if dice.random() < 0.05 else f"+336{dice.randrange(10**8):08}",
                "order_number": str(dice.randrange(10_000, 99_999)),
                "started_at": at,
                "answered_at": at,
                "connected_at": connected,
                "ended_at": at + timedelta(minutes=3),
                "outcome": outcome,
                "box": "",
                "last_record": 9,
            }
        )
        steps = ("greeting", "menu", "order_number", "hunt")
        rows[StepRow] += [
            {"call_id": call, "number": place, "name": name, "detail": "", "at": at, "seconds": 4.0}
            for place, name in enumerate(steps)
        ]
        rung = {"at": at + wait / 2, "ended_at": at + wait, "outcome": "accepted" if connected else "no_answer"}
        rows[AttemptRow].append({"call_id": call, "number": 5, "agent": dice.choice(AGENTS), "phone": 0, **rung})
        if outcome == "message":
            rows[MessageRow].append({"call_id": call, "file": f"{call}.wav", "seconds": 20.0, "at": at})
    return rows


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder, dice = tmp_path_factory.mktemp("bench"), random.Random(2026)
    database = open_database(f"sqlite:///{folder / 'bench.db'}")
    save_company(database, load_company_file(Path(__file__).parents[1] / "data" / "company-example.yml"))
    for start in range(0, CALLS, CHUNK):
        with writing(database):
            for kind, rows in batch(start, dice).items():
                for place in range(0, len(rows), 400):
                    kind.insert_many(rows[place : place + 400]).execute(database)
    visit = World(folder, database).signed_in(Role.MANAGER)
    secret = open_token(database, "Banc", Scope.READ, numbers=True, last_day=None, by="banc", now=NOW)
    visit.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"  # which the pages do not look at
    yield visit
    close_database(database)


def median_seconds(visit: Visit, path: str) -> float:
    """Of the server's work for a page, SQLite's included, whatever else the machine does meanwhile."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        answer = visit.client.get(path)
        found.append(time.process_time() - began)
        assert answer.status_code == 200
    return statistics.median(found)


@pytest.mark.timeout(900)
def test_every_page_answers_within_a_twentieth_of_a_second(visit: Visit) -> None:
    pages = {f"calls, {name}": f"/appels?{query}" for name, query in SEARCHES.items()}
    pages |= {"a call": "/appels/call-000007", "dashboard": "/", "messages": "/messages", "planning": "/planning"}
    pages |= {"living": "/direct", "publications": "/publications", "audit": "/audit", "statistics": "/statistiques"}
    pages |= {"statements": "/releves", "lines": "/lignes", "health": "/sante", "agents": "/intervenants"}
    pages |= {f"API, {path}": f"/api/v1{path}" for path in API}
    took = {name: median_seconds(visit, path) for name, path in pages.items()}
    for name, seconds in took.items():
        print(f"{name:32} {1000 * seconds:6.1f} ms")
    late = {name: round(1000 * seconds) for name, seconds in took.items() if seconds > LIMIT}
    assert late == {}
