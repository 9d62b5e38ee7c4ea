"""A controller that starts while its database is not there: callers are served, and the journal has them afterwards."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import company
import pytest
import steps
from astreinte_lab import until
from controllers import SERVE, NewController
from world import World

from appliance.store.settings.settings_copy import read_copy

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LAB_OPTIONS = ("--no-restart",)
MOVED = "0612345699"
RETRY_SECONDS = 15  # the database is looked for each 2 s, on a busy machine


@pytest.fixture
def alone(world: World) -> World:
    """The lab without its controller, which has kept the settings."""
    kept = world.lab.config.settings_copy
    until(kept.exists, 10, "the settings are kept")
    if not any(facts.get("name") == "controller" for word, facts in world.lab.news if word == "DIED"):
        world.lab.hurt("controller", signal.SIGTERM)
        world.lab.await_news("DIED", within=10)
    return world


@pytest.fixture
def elsewhere(alone: World) -> tuple[Path, Path]:
    """A configuration whose database is not there, and the file that it waits for: the pages keep theirs."""
    own, real = Path(alone.lab.facts["config"]), Path(alone.lab.facts["database"])
    waited_for = real.with_name("waited-for.db")
    lines = [line for line in own.read_text(encoding="utf-8").splitlines() if not line.startswith("database")]
    config = own.with_name("elsewhere.toml")
    config.write_text("\n".join([f'database = "sqlite:///{waited_for}"', *lines]) + "\n", encoding="utf-8")
    shutil.copymode(own, config)
    shutil.chown(config, own.stat().st_uid, own.stat().st_gid)  # whoever serves reads it
    return config, waited_for


@contextmanager
def serving(world: World, log: Path, config: Path) -> Iterator[NewController]:
    controller = NewController(world.lab, log, SERVE, config)
    try:
        controller.is_ready()
        yield controller
    finally:
        code = controller.ends()
    assert code == 0, controller.log.read_text()


def probes(world: World, config: Path) -> dict[str, dict[str, object]]:
    told = world.lab.tries("health", "--json", "--config", str(config)).stdout
    return {probe["name"]: probe for probe in json.loads(told)}


def connects_with(world: World, number: str) -> steps.Scene:
    """The caller asks for the team of one; that telephone rings, accepts, and they hear each other."""
    agent = world.mobile(number)
    scene = steps.at_menu(world)
    scene.caller.presses("8")
    call = agent.rings(within=8).answers()
    call.hears("whisper", within=5, seconds=0.6)
    call.presses("1")
    scene.agents.append(call)
    steps.hear_each_other(scene)
    scene.caller.hangs_up()
    call.is_hung_up(within=2)
    return scene


def test_a_caller_is_served_while_the_database_is_away_and_is_in_the_journal_once_it_is_back(
    alone: World, elsewhere: tuple[Path, Path], tmp_path: Path
) -> None:
    world, (config, waited_for) = alone, elsewhere
    with serving(world, tmp_path / "controller.log", config) as controller:
        assert "Calls are served from the réglages du" in controller.log.read_text(encoding="utf-8")
        scene = connects_with(world, company.SOLO)
        assert [call for call in world.lab.calls() if call["caller"] == scene.caller.e164] == []
        until(lambda: list(world.lab.config.spool_dir.glob("journal-*.jsonl")), 5, "what the call wrote waits")
        seen = probes(world, config)
        assert (seen["database"]["healthy"], seen["settings"]["healthy"], seen["controller"]["healthy"]) == (
            *(False, False),
            True,
        )
        assert "sert les appels avec les réglages du" in str(seen["settings"]["sentence"])
        assert not waited_for.exists()

        moved = tmp_path / "moved.yml"
        moved.write_text(company.TEXT.replace(company.SOLO, MOVED), encoding="utf-8")
        world.lab.imports(moved)
        waited_for.symlink_to(world.lab.facts["database"])
        call = world.journal(scene.caller, within=RETRY_SECONDS, over=True, outcome="connected")
        assert world.outcomes(call) == [("solo", "accepted")]
        until(lambda: not list(world.lab.config.spool_dir.glob("journal-*.jsonl")), 10, "the spool is empty")
        until(
            lambda: "the database is there again" in controller.log.read_text(encoding="utf-8"),
            RETRY_SECONDS,
            "the controller says that the database is back",
        )
        later = connects_with(world, MOVED)
        world.journal(later.caller, within=5, outcome="connected")
        number = "+33" + MOVED.removeprefix("0")
        until(lambda: number in read_copy(world.lab.config.settings_copy).document, 10, "the newest are kept")
        assert probes(world, config)["settings"]["healthy"]


def test_a_controller_that_has_the_database_is_not_followed_by_one_that_has_not(
    alone: World, elsewhere: tuple[Path, Path], tmp_path: Path
) -> None:
    """A release that cannot open the database of the one before: the line goes on with the one before."""
    world, (config, waited_for) = alone, elsewhere
    waited_for.unlink(missing_ok=True)
    with serving(world, tmp_path / "first.log", Path(world.lab.facts["config"])):
        second = NewController(world.lab, tmp_path / "second.log", SERVE, config)
        try:
            assert second.is_over(within=20) != 0
        finally:
            second.ends()
        assert "il n'y a pas de base de données ici" in second.log.read_text(encoding="utf-8")
        scene = steps.at_menu(world)
        scene.caller.hangs_up()
        world.journal(scene.caller, within=5, outcome="abandoned")
