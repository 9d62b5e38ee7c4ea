"""A caller whom nobody took asks to be called back: at the number shown, or at one that they type."""

from __future__ import annotations

import company
import pytest
import steps
from phones.caller import Caller
from world import World

from appliance.prompts.catalogue import callback_read_back, called_back_within

pytestmark = pytest.mark.e2e

LAB_OPTIONS: tuple[str, ...] = ()
LAB_COMPANY = company.TEXT.replace("    default: true\n", "    default: true\n    callback_within: 30\n")
HIDDEN = '"Anonymous" <sip:anonymous@anonymous.invalid>'


def test_a_caller_whom_nobody_took_is_promised_a_callback_at_their_number(world: World) -> None:
    world.mobile(company.SOLO).will_refuse(486)
    caller = steps.at_menu(world).caller
    caller.presses("8")
    caller.hears("unanswered", within=25)
    caller.hears("callback_offer")
    caller.presses("1")
    caller.hears(world.sentences.file(callback_read_back(caller.e164)), within=6)
    caller.presses("1")
    caller.hears(world.sentences.file(called_back_within(30)), within=6)
    caller.hears("goodbye", within=8)
    caller.is_hung_up(within=8)
    call = world.journal(caller, outcome="callback")
    assert call["callback"]["number"] == caller.e164
    assert call["message"] is None


def test_a_hidden_caller_leaves_the_music_types_a_number_that_is_refused_then_another(world: World) -> None:
    """And one who goes no further is still asked for a message."""
    world.mobile(company.SOLO)
    caller = Caller(world.carrier, identity=HIDDEN)
    caller.calls(company.DID)
    caller.hears("menu", within=10)
    caller.presses("8")
    caller.hears("hunt")
    caller.presses("*")
    caller.hears("callback_offer", within=6)
    caller.presses("1")
    caller.hears("callback_ask", within=6)
    caller.presses("0899123456#")
    caller.hears("callback_not_dialled", within=6)
    caller.hears("callback_ask", within=10)
    caller.presses("0478123456#")
    caller.hears(world.sentences.file(callback_read_back("+33478123456")), within=6)
    caller.presses("1")
    caller.hears(world.sentences.file(called_back_within(30)), within=6)
    caller.is_hung_up(within=12)
    calls = [one for one in world.lab.calls() if one["callback"] and one["callback"]["number"] == "+33478123456"]
    assert [one["outcome"] for one in calls] == ["callback"]


def test_whoever_presses_nothing_leaves_a_message_as_before(world: World) -> None:
    world.mobile(company.SOLO).will_refuse(486)
    caller = steps.at_menu(world).caller
    caller.presses("8")
    caller.hears("callback_offer", within=30)
    caller.hears("message_ask", within=12)
    caller.hears_beep()
    caller.hangs_up()
