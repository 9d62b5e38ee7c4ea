"""A controller that dies between the key and the written acceptance: the switch says who was joined."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import steps
from world import World

from appliance.store.database import close_database, open_database
from appliance.store.statements.interventions import interventions

LAB_OPTIONS = ()  # a lab of its own
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


@contextmanager
def nothing_is_written(world: World) -> Iterator[None]:
    """Neither the database nor the spool takes anything: what the controller knows dies with it."""
    spool = world.lab.config.spool_dir
    aside = spool.with_name("spool.aside")
    if spool.exists():
        spool.rename(aside)
    spool.write_text("not a folder")
    with closing(sqlite3.connect(world.lab.facts["database"], isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            database.execute("ROLLBACK")
            spool.unlink()
            if aside.exists():
                aside.rename(spool)


def moment(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


def worked(world: World, call: dict[str, Any]) -> tuple[str, float]:
    """Whose intervention the monthly statement has for this call, and for how many seconds."""
    database, began = open_database(world.lab.config.database_url), moment(call["started_at"])
    try:
        found, _ = interventions(database, began - timedelta(days=1), began + timedelta(days=1), {})
    finally:
        close_database(database)
    (one,) = [one for one in found if one.call == call["id"]]
    return one.agent, (one.end - one.start).total_seconds()


@pytest.mark.parametrize("ends", ["after the restart", "before the restart"])
def test_a_controller_killed_after_the_key_and_before_anything_is_written(world: World, ends: str) -> None:
    scene = steps.at_whisper(world)
    said = len(world.lab.news)
    with nothing_is_written(world):
        scene.caller.hums(steps.CALLER_TONE)
        scene.agent.presses("1")
        scene.agent.hears_tone(steps.CALLER_TONE)
        joined = world.lab.hurt("controller")
        if ends == "before the restart":
            scene.caller.hangs_up()
    if ends == "after the restart":
        world.lab.is_whole_again(said)
        steps.hear_each_other(scene)
        talking = world.journal(scene.caller, within=15, outcome="connected", ended_at=None)
        assert world.outcomes(talking) == [("solo", "accepted")], "the pages show who talks while they do"
        scene.caller.hangs_up()
    talked = time.monotonic() - joined
    scene.agent.is_hung_up(within=1)
    world.lab.is_whole_again(said)
    call = world.journal(scene.caller, within=15, over=True, outcome="connected")
    assert world.outcomes(call) == [("solo", "accepted")]
    lasted = (moment(call["ended_at"]) - moment(call["connected_at"])).total_seconds()
    assert lasted == pytest.approx(talked, abs=1.5)
    assert worked(world, call) == ("solo", pytest.approx(lasted, abs=1.0))
    again = steps.at_hunt(world)  # the agent is free again
    again.caller.hangs_up()


def test_an_agent_gone_at_once_as_their_controller_dies_has_not_talked_to_who_is_then_rescued(world: World) -> None:
    """FreeSWITCH alone has the caller, whom it apologises to; the journal had the conversation."""
    scene = steps.at_whisper(world)
    said = len(world.lab.news)
    scene.caller.hums(steps.CALLER_TONE)
    scene.agent.presses("1")
    scene.agent.hears_tone(steps.CALLER_TONE)
    world.lab.hurt("controller")
    scene.agent.hangs_up()
    scene.caller.hears("fallback_apology", within=10)
    scene.caller.hangs_up()
    world.lab.is_whole_again(said)
    call = world.journal(scene.caller, within=15, over=True, outcome="fallback")
    assert (world.outcomes(call)[0], call["connected_at"]) == (("solo", "unconfirmed"), None)
    assert "gone_at_once" in [step["name"] for step in call["steps"]]
