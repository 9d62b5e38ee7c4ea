"""A database that somebody else holds: no caller waits for it, and nothing is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import company
import pytest
import steps
from phones.caller import Caller
from world import World

pytestmark = pytest.mark.e2e

LOCK_SECONDS = 4.0
MOST_DELAY = 0.1  # seconds


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Another process's write transaction, held for 4 s whatever happens here."""
    ready, end = threading.Event(), threading.Event()

    def hold() -> None:
        database = sqlite3.connect(world.lab.facts["database"], isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        ready.set()
        end.wait(LOCK_SECONDS)
        database.execute("ROLLBACK")
        database.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert ready.wait(5)
    yield
    holder.join()


def from_greeting_to_menu(caller: Caller) -> float:
    """Seconds between the beginnings of two prompts."""
    return -caller.hears("greeting").at + caller.hears("menu").at


@pytest.mark.short
def test_a_locked_database_delays_no_prompt(world: World) -> None:
    usual = []
    for _ in range(2):
        caller = world.caller().calls(company.DID)
        usual.append(from_greeting_to_menu(caller))
        caller.hangs_up()
    with locked(world):
        caller = world.caller().calls(company.DID)
        under_lock = from_greeting_to_menu(caller)
    assert under_lock < min(usual) + MOST_DELAY, (usual, under_lock)
    caller.hangs_up()
    world.journal(caller, outcome="abandoned")


def test_a_locked_database_delays_no_first_word(world: World) -> None:
    def first_word() -> float:
        caller = world.caller().dials(company.DID)
        caller.is_answered()
        heard = caller.hears("greeting", seconds=0.5).at - caller.dialled_at
        caller.hangs_up()
        return heard

    usual = [first_word() for _ in range(3)]
    with locked(world):
        under_lock = first_word()
    assert under_lock < max(usual) + MOST_DELAY, (usual, under_lock)


def test_a_call_hunted_under_a_lock_is_connected_and_written(world: World) -> None:
    scene = steps.at_menu(world)
    solo = world.mobile(company.SOLO)
    with locked(world):
        scene.caller.presses("8")
        agent = solo.rings(within=8).answers()
        agent.hears("whisper", seconds=0.6)
        agent.presses("1")
        scene.agents.append(agent)
        steps.hear_each_other(scene)
    scene.caller.hangs_up()
    assert world.outcomes(world.journal(scene.caller, outcome="connected")) == [("solo", "accepted")]
