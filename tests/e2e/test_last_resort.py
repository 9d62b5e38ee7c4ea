"""A last resort that is an agent's own mobile: they are in one call at a time, whichever name it was claimed under."""

from __future__ import annotations

import company
import pytest
import steps
from steps import Scene
from world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LAB_OPTIONS = ()  # a lab of its own
LAB_COMPANY = f"""
company: {{name: Serrurerie Martin, timezone: Europe/Paris, country: FR}}

agents:
  - {{id: solo, name: Sophie Seule, phones: ["{company.SOLO}"]}}

teams:
  - id: seule
    name: Seule
    levels: [[solo]]
    ring: {{strategy: sequential, seconds: 20, rounds: 1}}

lines:
  - id: urgence
    name: {company.LINE}
    numbers: ["{company.DID}"]
    default: true
    after_hours: {{call: seule}}
    order_number: {{ask: false}}
    max_wait: 60
    last_resort: "{company.SOLO}"
  - id: etages
    name: Étages
    numbers: ["{company.SPARE}"]
    after_hours: {{call: seule}}
    order_number: {{ask: false}}
    max_wait: 60
"""


def test_who_refused_and_is_rung_as_the_last_resort_is_rung_for_no_other_call(world: World) -> None:
    solo = world.mobile(company.SOLO)
    first = world.caller().calls(company.DID)
    refused = solo.rings().answers()
    refused.hears("whisper", within=5, seconds=0.6)
    refused.presses("2")
    last_resort = solo.rings()
    refused.hears("refused")
    refused.is_hung_up(within=4)
    second = world.caller().calls(company.SPARE)
    second.hears("hunt", within=5)
    solo.was_rung(2)
    last_resort.answers()
    last_resort.hears("whisper", within=5, seconds=0.6)
    last_resort.presses("1")
    steps.hear_each_other(Scene(world, first, [last_resort]))
    solo.was_rung(2)
    first.hangs_up()
    last_resort.is_hung_up(within=1)
    freed = solo.rings()
    second.hangs_up()
    freed.stops_ringing(within=1)
    outcomes = world.outcomes(world.journal(first, outcome="connected"))
    assert outcomes == [("solo", "refused"), ("last_resort", "accepted")]
