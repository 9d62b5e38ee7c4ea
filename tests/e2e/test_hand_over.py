"""Calls that last through a hand-over: the lab's clock begins a minute before it, and who comes on duty is rung."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import company
import pytest
import steps
from steps import Scene
from world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

LAB_OPTIONS = ("--at", "2026-11-29 07:59")
PARIS = ZoneInfo("Europe/Paris")
EIGHT = datetime(2026, 11, 29, 8, 0, tzinfo=PARIS)
RING_SECONDS = 15

LAB_COMPANY = f"""
company: {{name: Serrurerie Martin, timezone: Europe/Paris, country: FR}}

agents:
  - {{id: durand, name: Claire Durand, phones: ["{company.DURAND}"]}}
  - {{id: petit, name: Hugo Petit, phones: ["{company.PETIT}"]}}
  - {{id: martin, name: Julie Martin, phones: ["{company.MARTIN}"]}}
  - {{id: solo, name: Sophie Seule, phones: ["{company.SOLO}"]}}

teams:
  - id: releve
    name: Relève
    levels: [[durand, petit]]
    ring: {{strategy: sequential, seconds: {RING_SECONDS}, rounds: 8}}
  - id: seule
    name: Seule
    levels: [[solo, martin]]
    ring: {{strategy: sequential, seconds: 5, rounds: 2}}

lines:
  - id: urgence
    name: {company.LINE}
    numbers: ["{company.DID}"]
    default: true
    after_hours: {{call: releve}}
    max_wait: 150
  - id: etages
    name: Étages
    numbers: ["{company.SPARE}"]
    after_hours: {{call: seule}}
    max_wait: 60

planning:
  - team: releve
    shifts:
      - {{agent: durand, hours: "20:00-08:00"}}
      - {{agent: petit, hours: "08:00-20:00"}}
  - team: seule
    shifts:
      - {{agent: solo}}
"""
REPLACED = """    overrides:
      - {from: 2026-11-28 08:00, to: 2026-12-01 08:00, replace: solo, by: martin}
"""


def moment_of(world: World, instant: str) -> datetime:
    """An instant of the journal, on the clock of the company."""
    return datetime.fromisoformat(instant).astimezone(PARIS)


def company_now(world: World) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=world.lab.config.clock_offset_seconds)


def accepts_and_talks(world: World, scene: Scene) -> None:
    scene.agent.answers()
    scene.agent.hears("whisper", within=5, seconds=0.6)
    scene.agent.presses("1")
    steps.hear_each_other(scene)
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=1)


def test_who_comes_on_duty_at_eight_is_rung_for_a_call_of_before_eight(world: World) -> None:
    assert company_now(world) < EIGHT, "the lab was ready too late"
    durand, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
    caller = world.caller().calls(company.DID)
    durand.rings()
    agent = petit.rings(within=90)
    last = durand.calls[-1]
    assert last.timeline.first("cancelled"), "who has gone off duty was rung to the end of that ring, and no more"
    accepts_and_talks(world, Scene(world, caller, [agent]))
    call = world.journal(caller, outcome="connected")
    assert set(world.outcomes(call)[:-1]) == {("durand", "no_answer")}
    assert world.outcomes(call)[-1] == ("petit", "accepted")
    *before, taken = [moment_of(world, attempt["at"]) for attempt in call["attempts"]]
    assert moment_of(world, call["started_at"]) < EIGHT
    assert all(moment < EIGHT for moment in before)
    assert EIGHT <= taken < EIGHT + timedelta(seconds=RING_SECONDS + 2)
    notes = [(step["name"], step["detail"]) for step in call["steps"]]
    assert ("on_call", "petit : créneau tous les jours, de 8 h à 20 h") in notes
    assert ("off_duty", "durand") in notes


def test_a_replacement_saved_while_the_mobile_rings_is_rung_for_that_call(world: World, tmp_path: Path) -> None:
    solo, martin = world.mobile(company.SOLO), world.mobile(company.MARTIN)
    caller = world.caller().calls(company.SPARE)
    solo.rings()
    replaced = tmp_path / "replaced.yml"
    replaced.write_text(LAB_COMPANY + REPLACED, encoding="utf-8")
    world.lab.imports(replaced)
    agent = martin.rings(within=15)
    accepts_and_talks(world, Scene(world, caller, [agent]))
    call = world.journal(caller, outcome="connected")
    assert world.outcomes(call) == [("solo", "no_answer"), ("martin", "accepted")]
