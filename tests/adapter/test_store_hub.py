"""A database locked by another program delays no call: the hub goes on, and everything is written afterwards.

Run in a child process that is monkey-patched as the controller is; PostgreSQL too when ASTREINTE_TEST_POSTGRES
or `initdb` gives one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from appliance.store.claims.claims import PATIENCE_SECONDS
from tests.unit.store.postgres_server import private_server, programs

pytestmark = pytest.mark.timed

AGENTS = 3  # that the calls of the child want
CHILD = Path(__file__).with_name("store_beside_the_hub.py")


@pytest.fixture
def postgres_url() -> Iterator[str]:
    if given := os.environ.get("ASTREINTE_TEST_POSTGRES"):
        name = f"astreinte_hub_{os.getpid()}"
        with psycopg.connect(given, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            yield given.rpartition("/")[0] + f"/{name}"
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        return
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL here: neither ASTREINTE_TEST_POSTGRES nor initdb")
    with private_server(folder) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'astreinte.db'}"
    return str(request.getfixturevalue("postgres_url"))


def measured(url: str, spool: Path) -> dict:
    child = subprocess.run([sys.executable, CHILD, url, spool], capture_output=True, text=True, timeout=60, check=False)
    assert child.returncode == 0, child.stderr
    return dict(json.loads(child.stdout.splitlines()[-1]))


def test_a_foreign_lock_of_four_seconds_delays_no_greenlet_and_loses_no_record(url: str, tmp_path: Path) -> None:
    """A write on the hub would freeze it for 0.5 s, each time. A busy machine may wake us late: it is asked again.

    A database that boxes share is waited for once, by the calls that ask together; then it is known to be late.
    """
    for run in range(3):
        told = measured(url, tmp_path / "spool")
        assert told["held_seconds"] >= 4
        assert told["spooled"]
        assert told["two_holders"] == 0
        assert told["calls"] == 10 * (run + 1)
        assert told["outcomes"] == ["abandoned"]
        assert told["steps_a_call"] == [told["steps_made"]]
        assert told["leases_left"] == {}
        patient = 0 if url.startswith("sqlite") else AGENTS
        assert told["longest_claim"] < PATIENCE_SECONDS + 0.4
        if told["longest_gap"] < 0.1 and told["late_claims"] <= patient:
            return
    pytest.fail(f"the hub was late three times: {told}")
