"""The whole call: French heard, keys pressed, an order number typed, and two people who hear each other."""

from __future__ import annotations

import company
import pytest
import steps
from steps import AGENT_TONE, CALLER_TONE, Scene
from world import World

pytestmark = pytest.mark.e2e


@pytest.mark.short
def test_a_caller_types_an_order_number_and_talks_to_the_agent_on_call(world: World) -> None:
    durand = world.mobile(company.DURAND)
    petit = world.mobile(company.PETIT)
    caller = world.caller().calls(company.DID)
    caller.hears("greeting")
    caller.hears("menu")
    caller.presses("2")
    caller.hears("order_ask")
    caller.presses("40719")
    caller.hears(world.sentences.read_back("40719"), within=10, seconds=3.5)
    caller.presses("1")
    caller.hears("hunt")
    agent = durand.rings()
    agent.answers()
    agent.hears(world.sentences.whisper(company.LINE, "40719", caller.e164), within=15, seconds=8)
    agent.presses("1")
    steps.hear_each_other(Scene(world, caller, [agent]))
    caller.hangs_up()
    agent.is_hung_up(within=1)
    call = world.journal(caller, outcome="connected", line="urgence")
    assert call["order"] == "40719"
    assert world.outcomes(call) == [("durand", "accepted")]
    petit.was_never_rung()


def test_a_caller_with_no_number_says_so_with_a_key(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = steps.at_menu(world).caller
    caller.presses("2")
    caller.hears("order_ask")
    caller.presses("*")
    durand.rings(within=2)
    caller.hears("hunt", within=2)
    caller.hangs_up()
    assert world.journal(caller, outcome="abandoned")["order"] is None


def test_a_key_pressed_during_the_greeting_acts_at_once(world: World) -> None:
    solo = world.mobile(company.SOLO)
    caller = world.caller().calls(company.DID)
    caller.hears("greeting", seconds=0.5)
    caller.presses("8")
    solo.rings(within=1.5)
    assert not caller.has_heard("menu")
    caller.hangs_up()


@pytest.mark.parametrize("whole", [True, False])
def test_a_digit_too_many_confirms_nothing(world: World, whole: bool) -> None:
    """Six digits, the last a 1, typed after the question or before its end: the number is read back all the same."""
    durand = world.mobile(company.DURAND)
    caller = steps.at_menu(world).caller
    caller.presses("2")
    caller.hears("order_ask", seconds=3.6 if whole else 1.5)
    if whole:
        caller.stream.ear.hears_no_tone(AGENT_TONE, 2.0)
    caller.presses("407181")
    caller.hears(world.sentences.what_is_wrong("407181"), within=9)
    caller.hears(world.sentences.read_back("40718"), within=9, seconds=3.5)
    caller.presses("2")
    caller.hears("order_short", within=4)
    durand.was_never_rung()
    caller.hangs_up()


def test_a_number_of_six_digits_is_asked_for_again(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = steps.at_menu(world).caller
    caller.presses("2")
    caller.hears("order_ask", seconds=1.5)
    caller.presses("407719")
    caller.hears(world.sentences.what_is_wrong("407181"), within=9)
    caller.hears("order_short", within=5)
    caller.presses("40719")
    caller.hears(world.sentences.read_back("40719"), within=9, seconds=3.5)
    caller.presses("1")
    durand.rings()
    caller.hangs_up()
    assert world.journal(caller, outcome="abandoned")["order"] == "40719"


def test_the_read_back_is_corrected(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = steps.at_menu(world).caller
    caller.presses("2")
    caller.hears("order_ask")
    caller.presses("40718")
    caller.hears(world.sentences.read_back("40718"))
    caller.presses("2")
    caller.hears("order_short")
    caller.presses("40719")
    caller.hears(world.sentences.read_back("40719"))
    caller.presses("1")
    durand.rings()
    caller.hangs_up()
    assert world.journal(caller, outcome="abandoned")["order"] == "40719"


def test_an_order_number_ended_by_the_hash_key_is_read_back(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = steps.at_menu(world).caller
    caller.presses("2")
    caller.hears("order_ask")
    caller.presses("40719#")
    caller.hears(world.sentences.read_back("40719"), within=10)
    caller.presses("1")
    durand.rings()
    caller.hangs_up()
    assert world.journal(caller, outcome="abandoned")["order"] == "40719"


def test_keys_typed_before_they_are_asked_for_are_kept(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = world.caller().calls(company.DID)
    caller.presses("2407191")
    durand.rings(within=10)
    caller.hangs_up()
    assert world.journal(caller, outcome="abandoned")["order"] == "40719"


def test_three_bad_order_numbers_are_no_dead_end(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = steps.at_menu(world).caller
    caller.presses("2")
    caller.hears("order_ask")
    for _ in range(2):
        caller.presses("12#")
        caller.hears(world.sentences.what_is_wrong("12"), within=5)
        caller.hears("order_short", within=5)
    caller.presses("12#")
    caller.hears("order_none", within=5)
    durand.rings()
    caller.hangs_up()
    assert world.journal(caller, outcome="abandoned")["order"] is None


@pytest.mark.short
def test_the_agent_hangs_up_first_and_the_caller_is_freed(world: World) -> None:
    scene = steps.at_conversation(world)
    scene.agent.hangs_up()
    scene.caller.is_hung_up(within=2)
    world.lab.has_no_leg(within=1)
    assert world.outcomes(world.journal(scene.caller, outcome="connected")) == [("solo", "accepted")]


def test_each_side_hears_the_other_alone(world: World) -> None:
    scene = steps.at_conversation(world)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 1.0)
    scene.agent.stream.ear.hears_no_tone(AGENT_TONE, 1.0)
    scene.caller.hangs_up()


def test_an_information_is_said_and_the_menu_comes_back(world: World) -> None:
    caller = steps.at_menu(world).caller
    caller.presses("4")
    caller.hears("hours")
    caller.hears("menu")
    caller.hangs_up()
    world.journal(caller, outcome="abandoned")


def test_an_unknown_key_is_said_so_and_the_menu_comes_back_with_a_key(world: World) -> None:
    caller = steps.at_menu(world).caller
    caller.presses("0")
    caller.hears("menu_unknown_key")
    caller.hears("menu_again")
    caller.presses("#")
    caller.hears("menu", within=2)
    caller.hangs_up()


def test_the_third_mistake_takes_the_default_choice(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = steps.at_menu(world).caller
    caller.presses("0")
    caller.hears("menu_unknown_key")
    caller.presses("0")
    caller.hears("menu_unknown_key")
    caller.presses("0")
    caller.hears("hunt")
    durand.rings()
    caller.hangs_up()


def test_the_steps_of_a_call_are_in_the_journal_with_their_durations(world: World) -> None:
    scene = steps.at_conversation(world)
    scene.caller.hangs_up()
    call = world.journal(scene.caller, outcome="connected")
    names = [step["name"] for step in call["steps"]]
    for expected in ("greeting", "menu", "hunt", "conversation"):
        assert expected in names, names


def test_the_agent_sees_the_number_of_the_line(world: World) -> None:
    scene = steps.at_hunt(world)
    shown = scene.agent.invite.get("From")
    assert "972000001" in shown, shown
    assert scene.caller.number[1:] not in scene.agent.invite.encode().decode()
    scene.caller.hangs_up()


@pytest.mark.short
def test_a_line_that_forwards_joins_the_office_with_no_key(world: World) -> None:
    office = world.mobile(company.OFFICE)
    caller = world.caller().calls(company.OFFICE_LINE)
    caller.hears("forwarding", within=10)
    call = office.rings()
    call.answers()
    steps.hear_each_other(Scene(world, caller, [call]))
    call.hangs_up()
    caller.is_hung_up(within=2)
    world.journal(caller, outcome="forwarded")


def test_an_office_that_is_busy_sends_the_call_to_the_team_on_call(world: World) -> None:
    world.mobile(company.OFFICE).will_refuse(486)
    durand = world.mobile(company.DURAND)
    caller = steps.at_menu(world).caller
    caller.presses("5")
    caller.hears("forward_failed", within=10)
    durand.rings()
    caller.hangs_up()


def test_with_no_team_a_failed_forward_ends_in_the_message(world: World) -> None:
    world.mobile(company.OFFICE).will_refuse(503)
    caller = world.caller().calls(company.OFFICE_LINE)
    caller.hears("forward_failed", within=15)
    caller.hears("message_ask")
    caller.hangs_up()
