"""What an agent asks for by keys while they talk: their caller handed to the next one."""

from __future__ import annotations

import company
import pytest
import steps
from phones.leg import Leg
from phones.mobile import MobileCall
from steps import AGENT_TONE, CALLER_TONE, Scene
from world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

OTHER_TONE = 800


def talking(world: World, by: str = "rfc2833") -> Scene:
    """The caller of Durand's and Petit's team talks to Durand, whose keys come by this way."""
    durand = world.mobile(company.DURAND)
    durand.inband = by == "inband"
    scene = steps.at_menu(world)
    scene.caller.presses("1")
    scene.caller.hears("hunt")
    scene.agents.append(durand.rings())
    scene.agent.answers()
    scene.agent.hears("whisper", within=8, seconds=0.6)
    scene.agent.presses("1", by)
    steps.hear_each_other(scene)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 2.5)  # until the conversation has settled
    return scene


def asks_for_another(scene: Scene, by: str = "rfc2833") -> MobileCall:
    """`*1`; both hear what becomes of them, and Petit's telephone rings."""
    petit = scene.world.mobile(company.PETIT)
    scene.agent.hums(None)
    scene.agent.presses("*1", by)
    scene.agent.hears("handing_over", within=6)
    scene.caller.hears("hand_over", within=6)
    return petit.rings(within=6)


def brings_in(scene: Scene) -> MobileCall:
    """`*2`: Petit takes the call, and the three are together."""
    petit = scene.world.mobile(company.PETIT)
    scene.agent.hums(None)
    scene.agent.presses("*2")
    scene.agent.hears("handing_over", within=6)
    scene.caller.hears("bring_in", within=6)
    ringing = petit.rings(within=6)
    takes_it(scene, ringing)
    return ringing


def all_hear(speaker: Leg, tone: int, others: list[Leg]) -> None:
    """One speaks, and each of the others hears them; then they are silent."""
    speaker.hums(tone)
    for other in others:
        other.hears_tone(tone, within=8)
    speaker.hums(None)


def takes_it(scene: Scene, petit: MobileCall) -> None:
    petit.answers()
    petit.hears("whisper", within=8, seconds=0.6)
    petit.presses("1")


def hear_only_each_other(scene: Scene, agent: MobileCall, tone: int) -> None:
    agent.hums(tone)
    agent.hears_tone(CALLER_TONE, within=8)
    scene.caller.hears_tone(tone, within=8)


@pytest.mark.parametrize("by", ["rfc2833", "info", "inband"])
def test_an_agent_hands_their_caller_to_the_next_one(world: World, by: str) -> None:
    scene = talking(world, by)
    durand, petit = scene.agent, asks_for_another(scene, by)
    takes_it(scene, petit)
    durand.hears("handed_over", within=6)
    durand.is_hung_up(within=6)
    hear_only_each_other(scene, petit, OTHER_TONE)
    scene.caller.stream.ear.hears_no_tone(AGENT_TONE, steps.TALK_SECONDS)
    scene.caller.hangs_up()
    petit.is_hung_up(within=1)
    call = world.journal(scene.caller, over=True, outcome="connected")
    assert world.outcomes(call) == [("durand", "accepted"), ("petit", "accepted")]
    assert [step["name"] for step in call["steps"] if step["name"] in SEEN] == [
        "hunt",
        "conversation",
        "handed_over",
        "hunt",
        "conversation",
    ]


SEEN = {"hunt", "conversation", "handed_over", "taken_back", "left_meanwhile", "message"}


def test_nobody_else_takes_the_caller_and_the_agent_has_them_again(world: World) -> None:
    world.mobile(company.MARTIN).will_refuse(486)
    scene = talking(world)
    durand, petit = scene.agent, asks_for_another(scene)
    petit.refuses(486)
    durand.hears("handing_back", within=15)
    scene.caller.hears("hand_over_back", within=6)
    hear_only_each_other(scene, durand, AGENT_TONE)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, steps.TALK_SECONDS)
    durand.hangs_up()
    scene.caller.is_hung_up(within=2)
    call = world.journal(scene.caller, over=True, outcome="connected")
    assert [step["name"] for step in call["steps"] if step["name"] in SEEN][-2:] == ["taken_back", "conversation"]


def test_a_caller_handed_over_twice_is_with_the_second_agent_they_were_given(world: World) -> None:
    scene = talking(world)
    petit = asks_for_another(scene)
    takes_it(scene, petit)
    hear_only_each_other(scene, petit, OTHER_TONE)
    martin = world.mobile(company.MARTIN)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 3.5)
    petit.hums(None)
    petit.presses("*1")
    petit.hears("handing_over", within=6)
    third = martin.rings(within=6)
    takes_it(scene, third)
    petit.is_hung_up(within=8)
    hear_only_each_other(scene, third, 950)
    third.hangs_up()
    scene.caller.is_hung_up(within=2)
    assert world.outcomes(world.journal(scene.caller, over=True, outcome="connected"))[-1] == ("martin", "accepted")


def test_an_agent_who_hangs_up_meanwhile_leaves_the_search_going_on(world: World) -> None:
    scene = talking(world)
    petit = asks_for_another(scene)
    scene.agent.hangs_up()
    takes_it(scene, petit)
    hear_only_each_other(scene, petit, OTHER_TONE)
    scene.caller.hangs_up()
    petit.is_hung_up(within=1)
    assert world.journal(scene.caller, over=True, outcome="connected")


def test_an_agent_who_left_and_nobody_else_leave_the_caller_to_the_message(world: World) -> None:
    martin = world.mobile(company.MARTIN)
    scene = talking(world)
    durand, petit = scene.agent, asks_for_another(scene)
    durand.hangs_up()
    petit.refuses(486)
    martin.rings(within=6).refuses(486)
    scene.caller.hears("unanswered", within=30)
    scene.caller.hangs_up()
    call = world.journal(scene.caller, over=True, outcome="abandoned")
    assert "left_meanwhile" in [step["name"] for step in call["steps"]]


def test_a_caller_who_hangs_up_meanwhile_frees_everybody(world: World) -> None:
    scene = talking(world)
    durand, petit = scene.agent, asks_for_another(scene)
    scene.caller.hangs_up()
    petit.stops_ringing(within=2)
    durand.hears("caller_left", within=4)
    durand.is_hung_up(within=5)
    world.journal(scene.caller, over=True, outcome="connected")


def test_a_star_of_the_caller_and_other_keys_of_the_agent_change_nothing(world: World) -> None:
    scene = talking(world)
    scene.caller.presses("*1")
    scene.agent.presses("*12#")
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 3.0)
    hear_only_each_other(scene, scene.agent, AGENT_TONE)
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=1)
    call = world.journal(scene.caller, over=True, outcome="connected")
    assert world.outcomes(call) == [("durand", "accepted")]


def three_hear_each_other(scene: Scene, petit: MobileCall) -> None:
    scene.caller.hums(None)
    all_hear(scene.caller, CALLER_TONE, [scene.agents[0], petit])
    all_hear(petit, OTHER_TONE, [scene.agents[0], scene.caller])
    all_hear(scene.agents[0], AGENT_TONE, [petit, scene.caller])


def test_three_talk_and_the_first_agent_leaves(world: World) -> None:
    scene = talking(world)
    petit = brings_in(scene)
    three_hear_each_other(scene, petit)
    scene.agent.hangs_up()
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, steps.TALK_SECONDS)
    all_hear(scene.caller, CALLER_TONE, [petit])
    all_hear(petit, OTHER_TONE, [scene.caller])
    petit.hangs_up()
    scene.caller.is_hung_up(within=2)
    call = world.journal(scene.caller, over=True, outcome="connected")
    assert world.outcomes(call) == [("durand", "accepted"), ("petit", "accepted")]
    assert {"together", "left_conversation"} <= {step["name"] for step in call["steps"]}


def test_three_talk_and_the_second_agent_leaves(world: World) -> None:
    scene = talking(world)
    petit = brings_in(scene)
    three_hear_each_other(scene, petit)
    petit.hangs_up()
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 2.0)
    all_hear(scene.caller, CALLER_TONE, [scene.agent])
    all_hear(scene.agent, AGENT_TONE, [scene.caller])
    scene.agent.hangs_up()
    scene.caller.is_hung_up(within=2)
    world.journal(scene.caller, over=True, outcome="connected")


def test_three_talk_and_the_caller_leaves(world: World) -> None:
    scene = talking(world)
    petit = brings_in(scene)
    three_hear_each_other(scene, petit)
    scene.caller.hangs_up()
    petit.is_hung_up(within=2)
    scene.agent.is_hung_up(within=4)
    world.journal(scene.caller, over=True, outcome="connected")


def test_nothing_is_recorded_where_the_line_does_not_let_it(world: World) -> None:
    scene = talking(world)
    scene.agent.presses("*3")
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 4.0)
    assert not scene.caller.has_heard("talk_recorded")
    scene.caller.hangs_up()
    assert world.journal(scene.caller, over=True, outcome="connected")["talks"] == []


def test_three_talk_on_though_their_controller_is_killed(world: World) -> None:
    scene = talking(world)
    petit = brings_in(scene)
    three_hear_each_other(scene, petit)
    before = len(world.lab.news)
    world.lab.hurt("controller")
    world.lab.is_whole_again(before)
    three_hear_each_other(scene, petit)
    scene.caller.hangs_up()
    petit.is_hung_up(within=4)
    scene.agents[0].is_hung_up(within=4)
