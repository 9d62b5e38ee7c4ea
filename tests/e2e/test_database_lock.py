"""Another program writes in the database for 4 s: each next prompt of a call comes as soon as ever, all is written."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import company
import pytest
from phones.caller import Caller
from world import World

pytestmark = pytest.mark.e2e

ORDER = "40719"
LOCK_SECONDS, MOST_DELAY = 4.0, 0.1
HOLDER = """
import select, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("held", flush=True)
select.select([sys.stdin], [], [], float(sys.argv[2]))
database.execute("ROLLBACK")
"""


@contextmanager
def locked(world: World) -> Iterator[float]:
    """A foreign process holds the write lock while the block runs, and 4 s in all. Gives the moment it began."""
    command = [sys.executable, "-c", HOLDER, world.lab.facts["database"], str(LOCK_SECONDS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield time.monotonic()
        assert holder.wait(10) == 0


def waits(world: World, lock: bool) -> tuple[float, float]:
    """Seconds from a key to the question, and from the first digit to the read-back."""
    caller = world.caller().calls(company.DID)
    caller.hears("menu")
    if not lock:
        found = _asked(world, caller)
    else:
        with locked(world) as began:
            found = _asked(world, caller)
            assert time.monotonic() - began < LOCK_SECONDS, "the lock was over before the last prompt"
    caller.hangs_up()
    call = world.journal(caller, within=10, outcome="abandoned")
    names = [step["name"] for step in call["steps"]]
    assert names == ["greeting", "menu", "key", "order_number"], call
    assert all(step["seconds"] is not None for step in call["steps"]), call
    return found


def _asked(world: World, caller: Caller) -> tuple[float, float]:
    pressed = time.monotonic()
    caller.presses("2")
    asked = caller.hears("order_ask", seconds=0.6).at - pressed
    typed = time.monotonic()
    caller.presses(ORDER)
    read_back = caller.hears(world.sentences.read_back(ORDER), seconds=0.6).at - typed
    return asked, read_back


def test_no_prompt_waits_for_a_locked_database(world: World) -> None:
    waits(world, lock=False)  # the read-back is spoken for the first time
    usual = [waits(world, lock=False) for _ in range(2)]
    under_lock = waits(world, lock=True)
    for place, seconds in enumerate(under_lock):
        assert seconds < max(each[place] for each in usual) + MOST_DELAY, (usual, under_lock)
