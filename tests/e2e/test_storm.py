"""A storm of calls from one number, on the real switch: it hears one sentence, and nobody else waits for it."""

from __future__ import annotations

import time

import company
import pytest
import steps
from phones.caller import Caller
from steps import Scene
from world import World

pytestmark = pytest.mark.e2e

LAB_OPTIONS = ()  # a lab of its own: what one number has called is counted
MOST, MORE = 3, 7
LAB_COMPANY = company.TEXT.replace("country: FR}", f"country: FR, most_calls: {MOST}, most_calls_minutes: 10}}")


def storm_call(world: World, number: str) -> Caller:
    return Caller(world.carrier, number).calls(company.DID)


def is_served(caller: Caller) -> None:
    caller.hears("menu", within=8)
    caller.hangs_up()


def is_turned_away(caller: Caller) -> None:
    caller.hears("caller_storm", within=5)
    caller.is_hung_up(within=12)
    assert not caller.has_heard("menu")


def test_a_number_that_calls_again_and_again_hears_one_sentence_and_others_are_served_meanwhile(world: World) -> None:
    durand = world.mobile(company.DURAND)
    storming = world.caller().number
    for _ in range(MOST):
        is_served(storm_call(world, storming))
    durand.was_never_rung()
    at_once = [storm_call(world, storming) for _ in range(MORE)]
    began = time.monotonic()
    other = world.caller().calls(company.DID)
    other.hears("greeting", within=3)
    other.hears("menu", within=8)
    assert time.monotonic() - began < 10.0
    other.presses("1")
    agent = durand.rings(within=8)
    for one in at_once:
        is_turned_away(one)
    agent.answers()
    agent.hears("whisper", within=6, seconds=0.6)
    agent.presses("1")
    steps.hear_each_other(Scene(world, other, [agent]))
    is_turned_away(storm_call(world, storming))
    other.hangs_up()
    world.journal(other, outcome="connected")
    durand.was_rung(1)
    calls = [one for one in world.lab.calls() if one["caller"] == at_once[0].e164]
    apart = [one for one in calls if ("apart", "storm") in [(step["name"], step["detail"]) for step in one["steps"]]]
    assert (len(calls), len(apart)) == (MOST + MORE + 1, MORE + 1)
    assert not any(one["attempts"] for one in apart)
