"""The caller hangs up, at every step: nobody is left ringing, no leg is left, and the journal says so."""

from __future__ import annotations

from collections.abc import Callable

import company
import pytest
import steps
from steps import Scene
from world import World

pytestmark = [pytest.mark.e2e]


@pytest.mark.short
@pytest.mark.parametrize("step", [name for name in steps.BEFORE_CONVERSATION if name != "message"])
def test_a_caller_who_hangs_up_leaves_no_leg_behind(world: World, step: str) -> None:
    scene = steps.BEFORE_CONVERSATION[step](world)
    scene.caller.hangs_up()
    if step == "hunt":
        scene.agent.stops_ringing(within=1)
    if step == "whisper":
        scene.agent.hears("caller_left", within=3)
        scene.agent.is_hung_up(within=5)
    world.lab.has_no_leg(within=1)
    call = world.journal(scene.caller, outcome="abandoned")
    if scene.agents:
        assert world.outcomes(call) == [("solo", "cancelled")]


@pytest.mark.parametrize(
    ("step", "rung"),
    [(steps.at_last_resort, ("last_resort", "cancelled")), (steps.at_office, ("forward", "cancelled"))],
)
def test_a_caller_who_hangs_up_while_the_last_telephone_rings_leaves_no_leg_behind(
    world: World, step: Callable[[World], Scene], rung: tuple[str, str]
) -> None:
    scene = step(world)
    scene.caller.hangs_up()
    scene.agent.stops_ringing(within=1)
    world.lab.has_no_leg(within=1)
    assert world.outcomes(world.journal(scene.caller, outcome="abandoned"))[-1] == rung
    again = step(world)  # it may be rung for the next caller at once
    again.caller.hangs_up()
    again.agent.stops_ringing(within=1)


def test_a_caller_who_hangs_up_while_talking_frees_the_agent(world: World) -> None:
    scene = steps.at_conversation(world)
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=1)
    world.lab.has_no_leg(within=1)
    world.journal(scene.caller, outcome="connected")


def test_a_caller_who_hangs_up_in_the_message_leaves_no_leg(world: World) -> None:
    scene = steps.at_message(world)
    scene.caller.hangs_up()
    world.lab.has_no_leg(within=1)


def test_a_caller_who_gives_up_before_any_answer_leaves_no_leg(world: World) -> None:
    caller = world.caller().dials(company.DID)
    caller.gives_up()
    caller.timeline.wait("refused", "answered", within=5)
    if caller.timeline.first("answered"):
        caller.hangs_up()
    world.lab.has_no_leg(within=1)


def test_a_caller_who_leaves_frees_every_mobile_of_a_simultaneous_ring(world: World) -> None:
    mobiles = [world.mobile(number) for number in company.SIMUL]
    caller = world.caller().calls(company.DID)
    caller.presses("6")
    calls = [mobile.rings(within=10) for mobile in mobiles]
    caller.hangs_up()
    for call in calls:
        call.stops_ringing(within=1)
    world.lab.has_no_leg(within=1)


def test_an_agent_who_answers_as_the_caller_leaves_is_not_left_in_silence(world: World) -> None:
    scene = steps.at_hunt(world)
    scene.caller.hangs_up()
    scene.agent.picks_up()
    scene.agent.is_hung_up(within=6)
    world.lab.has_no_leg(within=2)


def test_an_agent_who_accepts_as_the_caller_leaves_is_freed(world: World) -> None:
    scene = steps.at_whisper(world)
    scene.agent.presses("1")
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=6)
    world.lab.has_no_leg(within=2)
    after = steps.at_hunt(world)  # and is free for the next caller
    after.caller.hangs_up()
    after.agent.stops_ringing(within=1)
