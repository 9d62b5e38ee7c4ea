"""Keys on the wire: RFC 2833, INFO, both at once, and tones where the SDP names no telephone-event."""

from __future__ import annotations

import company
import pytest
import steps
from world import World

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("by", ["rfc2833", "info", "both"])
def test_each_key_counts_once(world: World, by: str) -> None:
    durand = world.mobile(company.DURAND)
    caller = steps.at_menu(world).caller
    caller.presses("2", by)
    caller.hears("order_ask")
    caller.presses("44077", by)
    caller.hears(world.sentences.read_back("44077"), within=10, seconds=3.5)
    caller.presses("1", by)
    durand.rings()
    caller.hangs_up()
    assert world.journal(caller, outcome="abandoned")["order"] == "44077"


@pytest.mark.short
def test_a_caller_with_no_telephone_event_is_heard_by_tones(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = world.caller(telephone_event=False).calls(company.DID)
    caller.hears("menu")
    caller.presses("2", "inband")
    caller.hears("order_ask")
    caller.presses("40719", "inband")
    caller.hears(world.sentences.read_back("40719"), within=10, seconds=3.5)
    caller.presses("1", "inband")
    durand.rings()
    caller.hangs_up()
    assert world.journal(caller, outcome="abandoned")["order"] == "40719"


def test_an_agent_with_no_telephone_event_accepts_by_a_tone(world: World) -> None:
    solo = world.mobile(company.SOLO)
    solo.inband = True
    scene = steps.at_whisper(world)
    scene.agent.presses("1", "inband")
    steps.hear_each_other(scene)
    scene.caller.hangs_up()


@pytest.mark.parametrize("by", ["info", "both"])
def test_an_agent_accepts_by(world: World, by: str) -> None:
    scene = steps.at_whisper(world)
    scene.agent.presses("1", by)
    steps.hear_each_other(scene)
    scene.caller.hangs_up()
