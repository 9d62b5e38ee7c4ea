"""A controller that is stopped gives the callers of its script some time; then the dialplan takes them on."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import company
import pytest
import steps
from astreinte_lab import ASTREINTE
from controllers import NewController
from world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LAB_OPTIONS = ("--no-restart",)
LIMIT = 4.0  # seconds of the drain
ENDING = 10.0  # what is waited for after it, on a busy machine


def test_who_is_still_in_the_script_when_the_drain_ends_goes_on_in_the_dialplan(world: World, tmp_path: Path) -> None:
    """The mobile that rang for them stops, and is rung anew; a conversation goes on."""
    program = (*ASTREINTE, "serve", "--drain-seconds", str(int(LIMIT)))
    second = NewController(world.lab, tmp_path / "second.log", program)
    try:
        second.is_ready()
        world.lab.hurt("controller", signal.SIGTERM)
        assert world.lab.await_news("DIED", within=10)["ended"] == "exit 0"
        talking = steps.at_conversation(world)
        durand = world.mobile(company.DURAND)
        waiting = steps.at_menu(world)
        waiting.caller.presses("1")
        rung = durand.rings(within=15)

        began = time.monotonic()
        second.drains()
        assert second.is_over(LIMIT + ENDING) == 0
        assert time.monotonic() - began >= LIMIT
        rung.stops_ringing(within=3)
        waiting.caller.hears("fallback_apology")
        durand.rings(within=15)
        steps.hear_each_other(talking)
        assert "callers are still in the script after 4 s" in second.log.read_text()
    finally:
        second.ends()
