"""A lab on another moment: real calls ring who is on call then, with the controller and without."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import company
import pytest
import steps
from steps import Scene
from world import World

from appliance.prompts.catalogue import fallback_whisper

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

NIGHT = datetime(2027, 1, 1, 3, 10, tzinfo=ZoneInfo("Europe/Paris"))
LAB_OPTIONS = ("--at", f"{NIGHT:%Y-%m-%d %H:%M}")
LAB_COMPANY = f"""{company.TEXT}
planning:
  - team: serie
    shifts:
      - {{agent: durand}}
    overrides:
      - {{from: 2026-12-31 20:00, to: 2027-01-01 08:00, replace: durand, by: petit}}
"""


def takes_and_talks(scene: Scene, whisper: str | Path) -> None:
    scene.agent.answers()
    scene.agent.hears(whisper, within=8, seconds=0.6)
    scene.agent.presses("1")
    steps.hear_each_other(scene)
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=2)


def is_of_that_night(call: dict[str, str]) -> None:
    """And lasted what a call of this test lasts."""
    started, ended = (datetime.fromisoformat(call[name]) for name in ("started_at", "ended_at"))
    assert timedelta() < started - NIGHT < timedelta(minutes=5)
    assert timedelta() < ended - started < timedelta(minutes=1)


def test_a_call_rings_who_is_on_call_at_the_moment_of_the_lab(world: World) -> None:
    durand, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
    scene = steps.at_menu(world)
    scene.caller.presses("1")
    scene.agents.append(petit.rings(within=15))
    takes_and_talks(scene, "whisper")
    durand.was_never_rung()
    call = world.journal(scene.caller, over=True, outcome="connected")
    assert world.outcomes(call) == [("petit", "accepted")]
    is_of_that_night(call)


def test_the_fallback_rings_who_is_on_call_at_the_moment_of_the_lab(world: World) -> None:
    durand, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
    said = len(world.lab.news)
    world.lab.hurt("controller")
    caller = world.caller().dials(company.DID)
    caller.is_answered(within=8)
    takes_and_talks(
        Scene(world, caller, [petit.rings(within=15)]), world.sentences.file(fallback_whisper(company.LINE))
    )
    durand.was_never_rung()
    world.lab.is_whole_again(said)
    call = world.journal(caller, within=15, outcome="fallback")
    assert world.outcomes(call)[-1] == ("petit", "accepted")
    is_of_that_night(call)
