"""The promise kept on the real switch: an agent takes it by a key, the caller is rung and joined to them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import company
import pytest
import steps
from astreinte_lab import until
from phones.mobile import MobileCall, rings
from steps import Scene
from world import World

from appliance.prompts.catalogue import callback_read_back

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

LAB_OPTIONS: tuple[str, ...] = ()
LAB_COMPANY = company.TEXT.replace("    default: true\n", "    default: true\n    callback_within: 30\n")
SECONDS = 12.0  # the worker looks every two seconds


def promised(world: World) -> dict[str, Any]:
    """A caller who has heard enough music asks to be called back; whom they waited for was still rung."""
    scene = steps.at_hunt(world)
    caller = scene.caller
    caller.presses("*")
    caller.hears("callback_offer", within=6)
    caller.presses("1")
    caller.hears(world.sentences.file(callback_read_back(caller.e164)), within=6)
    caller.presses("1")
    caller.is_hung_up(within=20)
    return world.journal(caller, outcome="callback")


def is_due(world: World) -> None:
    """The pause before the next try is over."""
    with closing(sqlite3.connect(world.lab.facts["database"], isolation_level=None, timeout=5)) as database:
        database.execute("UPDATE callbacks SET next_try_at = NULL, claimed_until = NULL")


def state(world: World, call: dict[str, Any]) -> dict[str, Any]:
    (found,) = [one["callback"] for one in world.lab.calls() if one["id"] == call["id"]]
    return dict(found)


def tries(world: World, call: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in world.lab.calls() if one["callback_of"] == call["id"]]


def agent_accepts(world: World) -> MobileCall:
    solo = world.mobile(company.SOLO)
    agent = steps.ringing_now(solo, SECONDS)
    agent.answers()
    agent.hears("whisper", within=6, seconds=0.6)
    agent.presses("1")
    return agent


def national(number: str) -> str:
    return number.replace("+33", "0")


@pytest.mark.short
def test_an_agent_takes_it_by_a_key_and_the_caller_is_rung_and_joined(world: World) -> None:
    call = promised(world)
    customer = world.mobile(national(call["callback"]["number"]))
    is_due(world)
    agent = agent_accepts(world)
    rung = customer.rings(within=8)
    assert company.DID[1:] in rung.invite.get("From"), "the line's number is shown"
    agent.hears_tone(440, within=6)
    rung.answers()
    steps.hear_each_other(Scene(world, rung, [agent]))
    until(lambda: state(world, call)["ending"] == "kept", 5, "the callback is kept while they talk")
    rung.hangs_up()
    agent.is_hung_up(within=3)
    (one,) = tries(world, call)
    until(lambda: tries(world, call)[0]["ended_at"], 5, "the call that kept it is over")
    assert one["outcome"] == "connected"
    assert world.outcomes(one) == [("solo", "accepted")]


def test_a_caller_who_does_not_answer_is_tried_again_and_the_agent_is_told(world: World) -> None:
    call = promised(world)
    world.mobile(national(call["callback"]["number"])).will_refuse(486)
    is_due(world)
    agent = agent_accepts(world)
    agent.hears("callback_unreached", within=10)
    agent.is_hung_up(within=8)
    until(lambda: state(world, call)["next_try_at"], 8, "another try is planned")
    assert state(world, call)["ending"] is None
    customer = world.mobile(national(call["callback"]["number"]))
    customer.rings()  # the call that was refused
    customer.plan = rings
    is_due(world)
    agent = agent_accepts(world)
    rung = customer.rings(within=8)
    rung.answers()
    steps.hear_each_other(Scene(world, rung, [agent]))
    until(lambda: state(world, call)["ending"] == "kept", 5, "the callback is kept while they talk")
    agent.hangs_up()
    rung.is_hung_up(within=3)


def test_a_voicemail_keeps_no_promise_and_a_killed_controller_forgets_none(world: World) -> None:
    call = promised(world)
    before = len(world.lab.news)
    world.lab.hurt("controller")
    world.lab.is_whole_again(before)
    is_due(world)
    solo = world.mobile(company.SOLO)
    machine = steps.ringing_now(solo, SECONDS + 10)
    machine.answers()
    machine.hears("whisper", within=6, seconds=0.6)
    machine.hangs_up()
    solo.rings(within=SECONDS).refuses(486)  # the second round
    until(lambda: tries(world, call) and tries(world, call)[-1]["ended_at"], 30, "the try is over")
    assert state(world, call)["ending"] is None
    is_due(world)
    agent = agent_accepts(world)
    customer = world.mobile(national(call["callback"]["number"]))
    rung = customer.rings(within=8)
    rung.answers()
    steps.hear_each_other(Scene(world, rung, [agent]))
    rung.hangs_up()
    agent.is_hung_up(within=3)
