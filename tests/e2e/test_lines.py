"""What a line may say of its own, on real calls: a hunt group, an internal code, a colleague, a forced period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import company
import pytest
import steps
from phones import sound
from phones.caller import Caller
from steps import Scene
from world import World

LAB_OPTIONS = ()  # a lab of its own
pytestmark = pytest.mark.e2e


def asking_for_the_office(world: World) -> Caller:
    """A caller who has pressed the key of the hunt group."""
    caller = world.caller().calls(company.SPARE)
    caller.hears("other")
    caller.presses("4")
    return caller


@pytest.mark.short
def test_an_office_of_two_telephones_rings_both_and_the_first_who_answers_has_the_call(world: World) -> None:
    first, second = world.mobile(company.OFFICE), world.mobile(company.SECOND_OFFICE)
    caller = asking_for_the_office(world)
    slow, quick = first.rings(within=10), second.rings()
    quick.answers()
    slow.stops_ringing(within=1)
    steps.hear_each_other(Scene(world, caller, [quick]))
    caller.hangs_up()
    quick.is_hung_up(within=2)
    call = world.journal(caller, outcome="forwarded")
    ended = {(each["agent"], each["phone"]): each["outcome"] for each in call["attempts"]}
    assert ended == {("forward", 0): "cancelled", ("forward", 1): "accepted"}


def test_an_office_none_of_whose_telephones_answers_is_in_the_journal_and_the_caller_goes_on(world: World) -> None:
    world.mobile(company.OFFICE).will_refuse(486)
    world.mobile(company.SECOND_OFFICE).will_refuse(480)
    caller = asking_for_the_office(world)
    caller.hears("forward_failed", within=10)
    caller.hangs_up()
    call = world.journal(caller, outcome="abandoned")
    ended = {(each["agent"], each["phone"]): each["outcome"] for each in call["attempts"] if each["agent"] == "forward"}
    assert ended[("forward", 0)] == "busy"
    assert ended[("forward", 1)] in ("no_answer", "unreachable")


def test_a_caller_who_leaves_frees_every_telephone_of_the_office(world: World) -> None:
    first, second = world.mobile(company.OFFICE), world.mobile(company.SECOND_OFFICE)
    caller = asking_for_the_office(world)
    ringing = [first.rings(within=10), second.rings()]
    caller.hangs_up()
    for call in ringing:
        call.stops_ringing(within=1)
    world.lab.has_no_leg(within=2)


def test_a_staff_line_asks_for_the_internal_code_and_the_agent_hears_it(world: World) -> None:
    solo = world.mobile(company.SOLO)
    caller = world.caller().calls(company.STAFF_NUMBER)
    caller.hears("code_ask")
    caller.presses("4821")
    caller.hears(world.sentences.read_back("4821"))
    caller.presses("1")
    agent = solo.rings(within=10).answers()
    agent.hears(world.sentences.whisper(company.STAFF, "4821", caller.e164, code=True), within=8, seconds=6)
    caller.hangs_up()
    call = world.journal(caller, outcome="abandoned")
    assert (call["order"], call["audience"]) == (None, "staff")
    assert ("code", "4821") in [(step["name"], step["detail"]) for step in call["steps"]]


def test_an_agent_who_calls_the_staff_line_is_asked_nothing_and_announced_by_name(world: World) -> None:
    solo = world.mobile(company.SOLO)
    caller = Caller(world.carrier, company.MARTIN).calls(company.STAFF_NUMBER)
    caller.hears("hunt")
    agent = solo.rings(within=10).answers()
    words = world.sentences.whisper(company.STAFF, None, caller.e164, colleague="Julie Martin")
    agent.hears(words, within=8, seconds=5)
    caller.hangs_up()
    call = world.journal(caller, outcome="abandoned")
    assert ("colleague", "martin") in [(step["name"], step["detail"]) for step in call["steps"]]
    assert call["caller_agent"] == "martin"


def test_a_forced_period_serves_the_next_call_and_its_end_the_one_after(world: World) -> None:
    until = datetime.now(UTC) + timedelta(days=2)
    span = ["--period", "fermeture", "--until", f"{until:%Y-%m-%d} 08:00"]
    world.lab.types("force", "--line", "urgence", *span)
    caller = world.caller().calls(company.DID)
    caller.hears("menu")
    caller.hangs_up()
    forced = world.journal(caller, outcome="abandoned")
    world.lab.types("force", "--line", "urgence", "--cancel")
    caller = world.caller().calls(company.DID)
    caller.hears("menu")
    caller.hangs_up()
    after = world.journal(caller, outcome="abandoned")
    assert [periods(call) for call in (forced, after)] == [["closure"], ["after_hours"]]


def periods(call: dict[str, object]) -> list[str]:
    """The period that the greeting of a call names."""
    return [step["detail"] for step in call["steps"] if step["name"] == "greeting"]


def test_no_key_cuts_an_announcement_that_is_heard_whole_and_it_acts_after_it(world: World) -> None:
    greeting = world.sentences.named("night_greeting")
    caller = world.caller().calls(company.SPARE)
    caller.presses("3")
    caller.hears(greeting, within=6, seconds=len(sound.read_wav(greeting)) / sound.RATE - 0.5)
    caller.hears("message_ask", within=4)
    caller.hangs_up()
