"""Ten calls write their journals and claim agents while another program holds the database for 4 s.

A program of its own, monkey-patched like the controller; prints what it measured as one line of JSON. The other
program tells how late this machine, busy or not, wakes a process that only sleeps.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402

from appliance.calls.call_context import Outcome  # noqa: E402
from appliance.calls.notes import KeyPressed  # noqa: E402
from appliance.store.claims.claims import LOST_SECONDS, LeaseKeeper  # noqa: E402
from appliance.store.claims.leases import held  # noqa: E402
from appliance.store.database import close_database, is_sqlite, open_database  # noqa: E402
from appliance.store.journal.reader import list_calls  # noqa: E402
from appliance.store.journal.writer import JournalWriter  # noqa: E402

CALLS, STEPS, HELD_SECONDS = 10, 40, 4.2
LATE = LOST_SECONDS + 0.1
HOLDER = """
import sys, time
def hold(take, give_back):
    take()
    print("held", flush=True)
    late, end = 0.0, time.monotonic() + float(sys.argv[2])
    while time.monotonic() < end:
        asleep = time.monotonic()
        time.sleep(0.01)
        late = max(late, time.monotonic() - asleep - 0.01)
    give_back()
    print(late, flush=True)
"""
SQLITE_HOLDER = """
import sqlite3
c = sqlite3.connect(sys.argv[1], isolation_level=None)
hold(lambda: c.execute("BEGIN IMMEDIATE"), lambda: c.execute("COMMIT"))
"""
POSTGRES_HOLDER = """
import psycopg
c = psycopg.connect(sys.argv[1])
hold(lambda: c.execute("LOCK TABLE calls, leases IN ACCESS EXCLUSIVE MODE"), c.commit)
"""


def main(url: str, spool: Path) -> None:
    database = open_database(url)
    journal = JournalWriter(database, spool)
    keeper = LeaseKeeper(database, "box1")
    journal.start()
    keeper.start()
    gaps, claims, inside, doubles = [0.0], [0.0], {}, []
    ticker = gevent.spawn(tick, gaps)
    holder = hold(database, url)
    held_since = time.monotonic()
    calls = [gevent.spawn(call, uuid.uuid4().hex, journal, keeper, claims, inside, doubles) for number in range(CALLS)]
    spooled = False
    while holder.poll() is None:
        spooled = spooled or any(spool.glob("journal-*.jsonl")) if spool.exists() else spooled
        gevent.sleep(0.05)
    held_seconds, machine_late = time.monotonic() - held_since, float(holder.stdout.read())
    gevent.joinall(calls, raise_error=True)
    written = journal.stop(20)
    with gevent.Timeout(10):
        while gevent.get_hub().threadpool.apply(held, (database,)):
            gevent.sleep(0.05)
    keeper.stop()
    ticker.kill()
    seen = list_calls(database)
    told = {
        "written": written,
        "held_seconds": held_seconds,
        "spooled": spooled,
        "longest_gap": max(gaps),
        "machine_late": machine_late,
        "longest_claim": max(claims),
        "late_claims": sum(seconds >= LATE for seconds in claims),
        "two_holders": len(doubles),
        "calls": len(seen),
        "outcomes": sorted({each["outcome"] for each in seen}),
        "steps_a_call": sorted({len(each["steps"]) for each in seen}),
        "steps_made": STEPS,
        "leases_left": held(database),
    }
    close_database(database)
    print(json.dumps(told))


def hold(database, url: str) -> subprocess.Popen:
    program, target = (SQLITE_HOLDER, database.database) if is_sqlite(database) else (POSTGRES_HOLDER, url)
    command = [sys.executable, "-c", HOLDER + program, target, str(HELD_SECONDS)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    return holder


def tick(gaps: list[float]) -> None:
    """How late the hub is, at most, for a greenlet that wants to run every 10 ms."""
    last = time.monotonic()
    while True:
        gevent.sleep(0.01)
        now = time.monotonic()
        gaps.append(now - last - 0.01)
        last = now


def call(name: str, journal: JournalWriter, keeper: LeaseKeeper, claims: list, inside: dict, doubles: list) -> None:
    """A caller whose steps follow one another every 0.1 s, and who wants one of three agents."""
    record = journal.open_call(name, None, "+33972000001", None, datetime.now(UTC))
    port = keeper.claims_for(name)
    for number in range(STEPS):
        record.note(KeyPressed(str(number)))
        began = time.monotonic()
        agent = f"a{number % 3}"
        if port.claim(agent):
            claims.append(time.monotonic() - began)
            if inside.setdefault(agent, name) != name:
                doubles.append((agent, name))
            gevent.sleep(0.05)
            del inside[agent]
            port.release(agent)
        gevent.sleep(0.05)
    record.close(Outcome.ABANDONED)
    port.release_all()


main(sys.argv[1], Path(sys.argv[2]))
