"""Two controllers on one FreeSWITCH, as during an upgrade, at the moments where one could undo what the other does."""

from __future__ import annotations

import shutil
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import company
import pytest
import steps
from astreinte_lab import until
from controllers import SERVE, NewController, listens
from esl_relay import EslRelay
from steps import Scene
from world import World

from appliance.prompts.catalogue import fallback_whisper
from appliance.store.claims.leases import LEASE_SECONDS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LAB_OPTIONS = ("--no-restart",)


@pytest.fixture
def alone(world: World) -> World:
    """The lab without its controller: those of the test take the calls."""
    if not any(facts.get("name") == "controller" for word, facts in world.lab.news if word == "DIED"):
        world.lab.hurt("controller", signal.SIGTERM)
        world.lab.await_news("DIED", within=10)
    return world


@contextmanager
def serving(world: World, log: Path, *program: str, config: Path | None = None) -> Iterator[NewController]:
    controller = NewController(world.lab, log, program or SERVE, config)
    try:
        controller.is_ready()
        yield controller
    finally:
        code = controller.ends()
    assert code == 0, controller.log.read_text()


@pytest.fixture
def relay(alone: World) -> Iterator[EslRelay]:
    relay = EslRelay(alone.lab.facts["ports"]["esl"])
    yield relay
    relay.close()


def through(relay: EslRelay, world: World) -> Path:
    """The configuration of the lab, with the relay in the place of FreeSWITCH's inbound socket."""
    own, port = Path(world.lab.facts["config"]), world.lab.facts["ports"]["esl"]
    direct, relayed = own.read_text(encoding="utf-8"), own.with_name("relayed.toml")
    assert direct.count(f"esl_port = {port}") == 1
    relayed.write_text(direct.replace(f"esl_port = {port}", f"esl_port = {relay.port}"), encoding="utf-8")
    shutil.copymode(own, relayed)
    shutil.chown(relayed, own.stat().st_uid, own.stat().st_gid)  # whoever serves reads it
    return relayed


def leases(world: World) -> dict[str, str]:
    """Who holds whom, as the database has it."""
    with closing(sqlite3.connect(f"file:{world.lab.facts['database']}?mode=ro", uri=True)) as database:
        return dict(database.execute("SELECT agent, call_id FROM leases"))


def plant_a_dead_lease(world: World) -> None:
    """Of a call that is no more, taken a minute ago: whoever reconciles next frees it."""
    row = ("nobody", "no call", socket.gethostname(), time.time() + LEASE_SECONDS - 60)
    with closing(sqlite3.connect(world.lab.facts["database"])) as database, database:
        database.execute("INSERT INTO leases (agent, call_id, box, expires_at) VALUES (?, ?, ?, ?)", row)


def test_the_draining_controller_leaves_the_new_one_the_agents_it_has_just_claimed(
    alone: World, relay: EslRelay, tmp_path: Path
) -> None:
    """The old one's list of live legs is a call late: it must not free an agent for its own caller to ring."""
    world, solo = alone, alone.mobile(company.SOLO)
    port = world.lab.facts["ports"]["socket"]
    with (
        serving(world, tmp_path / "old.log", config=through(relay, world)) as old,
        serving(world, tmp_path / "new.log"),
    ):
        of_the_old = steps.at_menu(world)
        old.drains()
        until(lambda: not listens(port), 3, "the old controller accepts no call any more")

        relay.holds_the_next_list()
        relay.cuts()
        relay.has_the_list(within=5)
        of_the_new = world.caller().calls(company.DID)
        of_the_new.presses("8")
        agent = solo.rings(within=4)
        call = until(lambda: leases(world).get("solo"), 2, "the new controller holds the agent")
        plant_a_dead_lease(world)
        relay.lets_go()
        until(lambda: "nobody" not in leases(world), 10, "the old controller has reconciled")
        assert leases(world).get("solo") == call

        of_the_old.caller.presses("8")
        world.journal(of_the_old.caller, within=10)
        until(lambda: ("skipped", "solo") in noted(world, of_the_old), 10, "the agent is skipped")
        solo.was_rung(1)
        of_the_new.hangs_up()
        agent.stops_ringing(within=1)
        again = solo.rings(within=10).answers()
        again.hears("whisper", within=5, seconds=0.6)
        again.presses("1")
        steps.hear_each_other(Scene(world, of_the_old.caller, [again]))
        assert old.is_over(within=10) == 0
        of_the_old.caller.hangs_up()
        again.is_hung_up(within=1)
        world.lab.has_no_leg(within=2)


IMPATIENT = """
import sys
from pathlib import Path

from appliance import config, controller

controller.run(config.load(Path(sys.argv[-1])), drain_seconds=3)
"""


def test_a_caller_still_in_the_script_when_the_drain_is_over_is_the_fallbacks(alone: World, tmp_path: Path) -> None:
    """Three seconds in the place of five minutes: who talks goes on talking, who hunts is served by the dialplan."""
    world, durand = alone, alone.mobile(company.DURAND)
    with serving(world, tmp_path / "old.log", sys.executable, "-c", IMPATIENT) as old:
        talking = steps.at_conversation(world)
        hunting = steps.at_hunt(world, "9", company.LATE)
        old.drains()
        told = time.monotonic()
        ended = hunting.agent.is_hung_up(within=8)
        assert 2.5 < ended - told < 5.0, f"its mobile stopped after {ended - told:.2f} s"
        hunting.caller.hears("fallback_apology", within=3)
        assert old.is_over(within=15) == 0
        agent = durand.rings(within=12).answers()
        agent.hears(world.sentences.file(fallback_whisper(company.LINE)), within=8)
        agent.presses("1")
        steps.hear_each_other(Scene(world, hunting.caller, [agent]))
        steps.hear_each_other(talking)
        for scene in (Scene(world, hunting.caller, [agent]), talking):
            scene.caller.hangs_up()
            scene.agent.is_hung_up(within=1)
        world.lab.has_no_leg(within=2)
    with serving(world, tmp_path / "new.log"):
        call = world.journal(hunting.caller, within=10, outcome="fallback")
        assert world.outcomes(call) == [("tard", "cancelled"), ("durand", "accepted")]
        assert world.outcomes(world.journal(talking.caller, within=10, outcome="connected")) == [("solo", "accepted")]


def noted(world: World, scene: Scene) -> list[tuple[str, str]]:
    return [(step["name"], step["detail"]) for step in world.journal(scene.caller)["steps"]]
