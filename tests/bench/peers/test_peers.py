"""What the bench itself reckons: moments of two legs, what a process counts of itself, and its company."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.store.company_file import read_company
from appliance.switch.frames import Event
from tests.bench.peers.counts import Counts, counted, counting
from tests.bench.peers.scenarios import SCENARIOS, company_text
from tests.bench.peers.stage import installed
from tests.bench.peers.witness import Witness

CALLER, AGENT = "caller", "agent"


def said(name: str, leg: str, ms: float, **more: str) -> Event:
    headers = {"Event-Name": name, "Unique-ID": leg, "Event-Date-Timestamp": str(int(ms * 1000))}
    return Event(headers | {name.replace("_", "-"): value for name, value in more.items()})


@pytest.mark.parametrize(("one", "other"), [(CALLER, AGENT), (AGENT, CALLER)])
def test_waits_run_from_the_last_key_of_each_side_whichever_leg_is_bridged_to_the_other(one: str, other: str) -> None:
    witness = Witness()
    bridged = {"Bridge_A_Unique_ID": one, "Bridge_B_Unique_ID": other}
    for event in (
        said("DTMF", CALLER, 100),
        said("DTMF", CALLER, 200),
        said("CHANNEL_CREATE", AGENT, 250, Call_Direction="outbound"),
        said("DTMF", CALLER, 300),
        said("DTMF", AGENT, 900),
        said("CHANNEL_BRIDGE", one, 940, **bridged),
        said("CHANNEL_BRIDGE", other, 941, **bridged),
    ):
        witness.hear(event)
    assert (witness.waits.hunt, witness.waits.joined) == ([50.0], [40.0])


def test_a_leg_that_comes_in_is_no_agent_s() -> None:
    witness = Witness()
    witness.hear(said("CHANNEL_CREATE", CALLER, 1, Call_Direction="inbound"))
    witness.hear(said("CHANNEL_BRIDGE", CALLER, 2, Bridge_A_Unique_ID=CALLER, Bridge_B_Unique_ID=AGENT))
    assert witness.waits.hunt == []


PROGRAM = """
import asyncio, os, socket, sqlite3
ours, theirs = socket.socketpair()
theirs.sendall(b"Event-Name: A\\n\\nEvent-Na")
theirs.sendall(b"me: B\\n\\n")
theirs.close()
ours.makefile("rb", buffering=16).read()
ours, theirs = socket.socketpair()
theirs.sendall(b"Event-Name: D\\n\\n")
os.read(ours.fileno(), 64)
here, there = os.pipe()
os.write(there, b"Event-Name: of no socket")
os.read(here, 64)
stream = asyncio.StreamReader(loop=asyncio.new_event_loop())
stream.feed_data(b"Event-Name: C")
database = sqlite3.connect(":memory:", isolation_level=None)
for text in ("PRAGMA user_version", "CREATE TABLE t (n)", "BEGIN IMMEDIATE", "INSERT INTO t VALUES (1)", "COMMIT"):
    database.execute(text)
print(os.getpid())
"""


def test_a_process_counts_what_it_reads_and_asks_however_it_is_cut(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**os.environ, **counting(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert counted(tmp_path, int(done.stdout)) == Counts(bytes=58, events=4, statements=2, transactions=1)


def test_the_company_of_the_bench_is_one_and_each_scenario_calls_a_line_of_it() -> None:
    company = read_company(company_text(2.0), "bench.yml")
    numbers = [number for line in company.lines.values() for number in line.numbers]
    for scenario in SCENARIOS.values():
        assert f"+33{scenario.ours[1:]}" in numbers
        assert scenario.caller.exists()
        assert scenario.mobile.exists()


def test_a_peer_that_a_python_has_not_is_no_peer_of_it(tmp_path: Path) -> None:
    python = Path(sys.executable)
    assert installed(python, "greenswitch") == "0.0.19"
    assert installed(python, "no-such-peer") is None
    assert installed(tmp_path / "python", "greenswitch") is None
