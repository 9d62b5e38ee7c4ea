"""Who is called back is a caller like any: handed over by `*1`, three with `*2`, recorded by `*3`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import company
import pytest
import steps
from astreinte_lab import until
from phones.mobile import MobileCall
from steps import AGENT_TONE, CALLER_TONE, Scene
from test_called_back import SECONDS, is_due, national, state, tries
from world import World

from appliance.prompts.catalogue import callback_read_back

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

LAB_OPTIONS: tuple[str, ...] = ()
WISHED = "    default: true\n    callback_within: 30\n    record_talks: true\n"
LAB_COMPANY = company.TEXT.replace("    default: true\n", WISHED)
OTHER_TONE = 800


@dataclass
class CalledBack(Scene):
    """Who is called back, and their agent. `call`: in which it was promised."""

    call: dict[str, Any] = field(default_factory=dict)


def called_back(world: World) -> CalledBack:
    """Durand talks to a caller whom Durand's and Petit's team had promised to call back."""
    durand = world.mobile(company.DURAND)
    scene = steps.at_menu(world)
    caller = scene.caller
    caller.presses("1")
    caller.hears("hunt")
    durand.rings().refuses(486)
    world.mobile(company.PETIT).rings(within=8)
    caller.presses("*")
    caller.hears("callback_offer", within=6)
    caller.presses("1")
    caller.hears(world.sentences.file(callback_read_back(caller.e164)), within=6)
    caller.presses("1")
    caller.is_hung_up(within=20)
    call = world.journal(caller, outcome="callback")
    customer = world.mobile(national(call["callback"]["number"]))
    is_due(world)
    agent = steps.ringing_now(durand, SECONDS)
    agent.answers()
    agent.hears("whisper", within=6, seconds=0.6)
    agent.presses("1")
    rung = customer.rings(within=8)
    rung.answers()
    talking = CalledBack(world, rung, [agent], call)  # type: ignore[arg-type]
    steps.hear_each_other(talking)
    rung.stream.ear.hears_no_tone(CALLER_TONE, 2.5)  # until the conversation has settled
    return talking


def asks(scene: CalledBack, keys: str) -> None:
    scene.caller.hums(None)
    scene.agent.hums(None)
    scene.agent.presses(keys)


def petit_takes(scene: CalledBack) -> MobileCall:
    petit = steps.ringing_now(scene.world.mobile(company.PETIT), 8)
    petit.answers()
    petit.hears("whisper", within=8, seconds=0.6)
    petit.presses("1")
    return petit


def hear_each_other(one: MobileCall, tone: int, other: MobileCall, others: int) -> None:
    for speaker, heard, hum in ((one, other, tone), (other, one, others)):
        speaker.hums(hum)
        heard.hears_tone(hum, within=8)
        speaker.hums(None)


def test_a_caller_called_back_is_handed_to_the_next_agent(world: World) -> None:
    scene = called_back(world)
    asks(scene, "*1")
    scene.agent.hears("handing_over", within=6)
    scene.caller.hears("hand_over", within=6)
    petit = petit_takes(scene)
    scene.agent.hears("handed_over", within=6)
    scene.agent.is_hung_up(within=6)
    hear_each_other(scene.caller, CALLER_TONE, petit, OTHER_TONE)
    petit.hangs_up()
    scene.caller.is_hung_up(within=3)
    assert state(world, scene.call)["ending"] == "kept"
    until(lambda: tries(world, scene.call)[0]["ended_at"], 8, "the call that kept it is over")
    (one,) = tries(world, scene.call)
    assert one["outcome"] == "connected"
    assert world.outcomes(one) == [("durand", "accepted"), ("petit", "accepted")]


def test_nobody_else_takes_them_and_the_agent_has_them_again(world: World) -> None:
    scene = called_back(world)
    world.mobile(company.PETIT).will_refuse(486)
    world.mobile(company.MARTIN).will_refuse(486)
    asks(scene, "*1")
    scene.agent.hears("handing_back", within=15)
    scene.caller.hears("hand_over_back", within=6)
    hear_each_other(scene.caller, CALLER_TONE, scene.agent, AGENT_TONE)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 2.5)
    scene.agent.hangs_up()
    scene.caller.is_hung_up(within=3)


def test_an_agent_who_leaves_meanwhile_and_nobody_else_leave_the_promise_open(world: World) -> None:
    scene = called_back(world)
    asks(scene, "*1")
    scene.agent.hears("handing_over", within=6)
    petit = steps.ringing_now(world.mobile(company.PETIT), 8)
    scene.agent.hangs_up()
    for name in (company.PETIT, company.MARTIN, company.DURAND):
        world.mobile(name).will_refuse(486)
    petit.refuses(486)
    scene.caller.hears("unanswered", within=60)
    scene.caller.hears("callback_noted", within=8)
    scene.caller.is_hung_up(within=8)
    until(lambda: tries(world, scene.call)[0]["ended_at"], 8, "the try is over")
    until(lambda: state(world, scene.call)["ending"] is None, 5, "they are called again")
    with closing(sqlite3.connect(world.lab.facts["database"], isolation_level=None, timeout=5)) as database:
        database.execute("UPDATE callbacks SET ended_at = asked_at, ending = 'closed'")  # not in the tests that follow


def test_three_talk_and_the_first_agent_leaves(world: World) -> None:
    scene = called_back(world)
    asks(scene, "*2")
    scene.agent.hears("handing_over", within=6)
    petit = petit_takes(scene)
    for speaker, tone in ((scene.caller, CALLER_TONE), (petit, OTHER_TONE), (scene.agent, AGENT_TONE)):
        speaker.hums(tone)
        for other in {scene.caller, petit, scene.agent} - {speaker}:
            other.hears_tone(tone, within=8)
        speaker.hums(None)
    scene.agent.hangs_up()
    hear_each_other(scene.caller, CALLER_TONE, petit, OTHER_TONE)
    scene.caller.hangs_up()
    petit.is_hung_up(within=3)


def test_what_they_say_is_recorded_where_the_line_lets_it(world: World) -> None:
    scene = called_back(world)
    asks(scene, "*3")
    scene.agent.hears("talk_recorded", within=8)
    scene.caller.hears("talk_recorded", within=8)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 3.0)
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=3)
    until(lambda: tries(world, scene.call)[0]["ended_at"], 8, "the call that kept it is over")
    (talk,) = tries(world, scene.call)[0]["talks"]
    assert talk["seconds"] > 1
