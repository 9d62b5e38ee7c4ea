"""The search for an agent: every way a mobile may behave, and no voicemail ever gets a caller."""

from __future__ import annotations

import time

import company
import pytest
import steps
from phones import sound
from phones.caller import Caller
from phones.mobile import MobileCall
from steps import Scene
from world import World

LAB_OPTIONS = ()  # a lab of its own
pytestmark = pytest.mark.e2e


def hunting(world: World, key: str, number: str = company.DID) -> Caller:
    """A caller who has chosen a team, by a key typed during the announcement."""
    caller = world.caller().calls(number)
    caller.presses(key)
    return caller


def accepts(call: MobileCall) -> MobileCall:
    """The agent answers, waits for the whisper to begin, and presses 1."""
    call.answers()
    call.hears("whisper", within=5, seconds=0.6)
    call.presses("1")
    return call


def talk(world: World, caller: Caller, agent: MobileCall) -> None:
    """They hear each other, and the caller hangs up."""
    steps.hear_each_other(Scene(world, caller, [agent]))
    caller.hangs_up()
    agent.is_hung_up(within=1)


@pytest.mark.short
def test_an_agent_who_refuses_by_a_key_is_thanked_and_the_next_is_rung(world: World) -> None:
    durand, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
    caller = hunting(world, "1")
    first = durand.rings().answers()
    first.hears("whisper", seconds=0.6)
    first.presses("2")
    pressed = time.monotonic()
    second = petit.rings()
    assert second.timeline.happenings[0].at - pressed < 1.0, "the next mobile rings while the thanks are said"
    first.hears("refused")
    first.is_hung_up(within=4)
    talk(world, caller, accepts(second))
    call = world.journal(caller, outcome="connected")
    assert world.outcomes(call) == [("durand", "refused"), ("petit", "accepted")]


def test_three_repeats_the_whisper_and_a_wrong_key_is_said_so(world: World) -> None:
    scene = steps.at_whisper(world)
    agent = scene.agent
    agent.presses("3")
    agent.hears(world.sentences.whisper(company.LINE, None, scene.caller.e164))
    agent.presses("7")
    agent.hears("whisper_unknown_key")
    agent.hears(world.sentences.whisper(company.LINE, None, scene.caller.e164))
    agent.presses("1")
    talk(world, scene.caller, agent)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(486, "busy"), (480, "unreachable"), (404, "unreachable"), (603, "refused"), (503, "unreachable")],
)
def test_what_the_operator_answers_leads_to_the_next_agent(world: World, status: int, outcome: str) -> None:
    world.mobile(company.DURAND).will_refuse(status)
    petit = world.mobile(company.PETIT)
    caller = hunting(world, "1")
    talk(world, caller, accepts(petit.rings(within=12)))
    call = world.journal(caller, outcome="connected")
    assert world.outcomes(call)[0][0] == "durand"
    assert world.outcomes(call)[0][1] in (outcome, "no_answer" if status == 480 else outcome)
    world.mobile(company.DURAND).was_rung(1)


def test_a_mobile_that_nobody_answers_is_rung_for_its_seconds_then_the_next(world: World) -> None:
    durand, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
    caller = hunting(world, "1")
    first = durand.rings()
    began = first.timeline.wait("ringing", within=1).at
    rang = first.stops_ringing(within=8) - began
    assert 3.0 < rang < 5.5, rang
    talk(world, caller, accepts(petit.rings()))
    assert world.outcomes(world.journal(caller, outcome="connected"))[0] == ("durand", "no_answer")


def test_a_mobile_that_nobody_answers_is_rung_a_second_time_at_once_where_the_team_says_so(world: World) -> None:
    durand, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
    caller = hunting(world, "6", company.SPARE)
    first = durand.rings()
    first.stops_ringing(within=8)
    again = durand.rings(within=3)
    assert again.invite.get("From").split(";")[0] == first.invite.get("From").split(";")[0], "from the same number"
    talk(world, caller, accepts(again))
    petit.was_never_rung()
    assert world.outcomes(world.journal(caller, outcome="connected")) == [
        ("durand", "no_answer"),
        ("durand", "accepted"),
    ]


def test_early_media_then_silence_is_no_answer(world: World) -> None:
    world.mobile(company.DURAND).will_send_early_media_then_nothing()
    petit = world.mobile(company.PETIT)
    caller = hunting(world, "1")
    talk(world, caller, accepts(petit.rings(within=18)))
    assert world.outcomes(world.journal(caller, outcome="connected"))[0] == ("durand", "no_answer")


def test_a_mobile_that_gives_no_sign_is_left_after_ten_seconds_more(world: World) -> None:
    world.mobile(company.DURAND).will_not_even_ring()
    petit = world.mobile(company.PETIT)
    caller = hunting(world, "1")
    talk(world, caller, accepts(petit.rings(within=20)))
    assert world.outcomes(world.journal(caller, outcome="connected"))[0][0] == "durand"


@pytest.mark.short
def test_a_voicemail_that_talks_for_thirty_seconds_never_gets_the_caller(world: World) -> None:
    durand, petit = world.mobile(company.DURAND).is_a_voicemail(30), world.mobile(company.PETIT)
    caller = hunting(world, "1")
    voicemail = durand.rings()
    voicemail.is_hung_up(within=45)
    talk(world, caller, accepts(petit.rings()))
    chatter = sound.chatter(30)
    assert not caller.stream.ear.contains(chatter[8000:16000])
    assert not caller.stream.ear.contains(chatter[80000:88000])
    call = world.journal(caller, outcome="connected")
    assert world.outcomes(call) == [("durand", "unconfirmed"), ("petit", "accepted")]


def test_an_agent_who_accepts_while_the_mobile_is_about_to_stop_gets_the_caller(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = hunting(world, "1")
    call = durand.rings()
    call.timeline.wait("ringing", within=1)
    call.carrier.after(3.7, call.picks_up)  # of 4 seconds of ringing
    call.timeline.wait("ack", within=6)
    call.hears("whisper", within=5, seconds=0.6)
    call.presses("1")
    talk(world, caller, call)
    assert world.outcomes(world.journal(caller, outcome="connected")) == [("durand", "accepted")]


def test_a_mobile_answered_at_the_very_end_of_its_ringing_is_never_left_in_silence(world: World) -> None:
    """Whichever wins: joined, or hung up at once, and the call goes on."""
    world.mobile(company.PETIT).will_answer(press="1", press_after=2.0)
    durand = world.mobile(company.DURAND)
    caller = hunting(world, "1")
    call = durand.rings()
    call.timeline.wait("ringing", within=1)
    call.carrier.after(3.99, call.picks_up)
    call.timeline.wait("answered", "cancelled", within=8)
    call.carrier.after(2.0, lambda: None if call.ended else call.presses("1"))
    caller.hums(steps.CALLER_TONE)
    winner = world.journal(caller, within=15, outcome="connected")
    assert world.outcomes(winner)[-1][1] == "accepted"
    caller.hangs_up()


def test_an_agent_accepts_after_the_end_of_the_wait_while_listening_to_the_whisper(world: World) -> None:
    late = world.mobile(company.LATE)
    caller = world.caller().calls(company.NIGHT)
    agent = late.rings(within=10)
    agent.carrier.after(4.0, agent.picks_up)  # max_wait is 5 s
    agent.timeline.wait("ack", within=8)
    agent.hears(world.sentences.whisper("Nuit", None, caller.e164), within=10, seconds=5)
    agent.presses("1")
    talk(world, caller, agent)


@pytest.mark.short
def test_simultaneous_ringing_frees_the_losers(world: World) -> None:
    mobiles = [world.mobile(number) for number in company.SIMUL]
    caller = hunting(world, "6")
    calls = [mobile.rings() for mobile in mobiles]
    winner = accepts(calls[1])
    for loser in (calls[0], calls[2]):
        loser.stops_ringing(within=1.5)
    talk(world, caller, winner)
    call = world.journal(caller, outcome="connected")
    assert sorted(world.outcomes(call)) == [("alix", "cancelled"), ("basile", "accepted"), ("chloe", "cancelled")]


@pytest.mark.short
def test_of_two_agents_who_press_1_together_one_talks_and_the_other_hears_that_it_was_taken(world: World) -> None:
    world.mobile(company.SIMUL[2]).will_refuse(486)
    mobiles = [world.mobile(number) for number in company.SIMUL[:2]]
    caller = hunting(world, "6")
    calls = [mobile.rings().answers() for mobile in mobiles]
    for call in calls:
        call.hears("whisper", seconds=0.6)
    for call in calls:
        call.presses("1")
    caller.hums(steps.CALLER_TONE)
    loser_heard = []
    for call in calls:
        if call.has_heard("call_taken") or _hears_taken(call):
            loser_heard.append(call)
    assert len(loser_heard) == 1
    winner = next(call for call in calls if call not in loser_heard)
    loser_heard[0].is_hung_up(within=6)
    talk(world, caller, winner)
    outcomes = sorted(outcome for _, outcome in world.outcomes(world.journal(caller, outcome="connected")))
    assert outcomes == ["accepted", "busy", "cancelled"]


def _hears_taken(call: MobileCall) -> bool:
    """True if this one hears that the call was taken, False if it hears the caller."""
    try:
        call.hears_tone(steps.CALLER_TONE, within=2.5)
    except AssertionError:
        call.hears("call_taken", within=3)
        return True
    return False


def test_a_mobile_that_only_listens_hears_that_another_took_the_call(world: World) -> None:
    world.mobile(company.SIMUL[2]).will_refuse(486)
    mobiles = [world.mobile(number) for number in company.SIMUL[:2]]
    caller = hunting(world, "6")
    listening, quick = [mobile.rings().answers() for mobile in mobiles]
    listening.hears("whisper", seconds=0.6)
    quick.hears("whisper", seconds=0.6)
    quick.presses("1")
    listening.hears("call_taken", within=4)
    listening.is_hung_up(within=5)
    talk(world, caller, quick)


def test_the_rotating_order_begins_with_who_has_had_fewer_calls(world: World) -> None:
    denis, elise = (world.mobile(number) for number in company.TURNS)
    for mobile in (denis, elise, denis):
        caller = hunting(world, "7")
        agent = accepts(mobile.rings())
        talk(world, caller, agent)
        world.journal(caller, outcome="connected")


@pytest.mark.short
def test_a_second_caller_waits_for_the_one_agent_and_gets_them(world: World) -> None:
    solo = world.mobile(company.SOLO)
    first, second = hunting(world, "8"), hunting(world, "8")
    agent = accepts(solo.rings())
    owner, other = _who_talks(agent, first, second)
    solo.was_rung(1)
    owner.hangs_up()
    agent.is_hung_up(within=1)
    talk(world, other, accepts(solo.rings(within=4)))
    for caller in (first, second):
        call = world.journal(caller, outcome="connected")
        assert world.outcomes(call) == [("solo", "accepted")]


def _who_talks(agent: MobileCall, *callers: Caller) -> tuple[Caller, Caller]:
    """The caller whom the agent hears, then the other."""
    agent.hums(steps.AGENT_TONE)
    for index, caller in enumerate(callers):
        try:
            caller.hears_tone(steps.AGENT_TONE, within=4)
        except AssertionError:
            continue
        return caller, callers[1 - index]
    raise AssertionError("nobody hears the agent")


def test_each_telephone_of_an_agent_is_tried_in_order(world: World) -> None:
    world.mobile(company.FLEET).will_refuse(486)
    home = world.mobile(company.DURAND_HOME)
    caller = hunting(world, "1", company.SPARE)
    talk(world, caller, accepts(home.rings()))
    call = world.journal(caller, outcome="connected")
    assert world.outcomes(call) == [("deux", "busy"), ("deux", "accepted")]


def test_the_second_level_is_rung_after_the_first(world: World) -> None:
    world.mobile(company.DURAND).will_refuse(486)
    world.mobile(company.PETIT).will_refuse(486)
    martin = world.mobile(company.MARTIN)
    caller = hunting(world, "1")
    talk(world, caller, accepts(martin.rings()))


def test_the_last_resort_is_rung_after_the_wait_and_needs_a_key(world: World) -> None:
    late, boss = world.mobile(company.LATE), world.mobile(company.LAST_RESORT)
    caller = world.caller().calls(company.NIGHT)
    late.rings(within=10).stops_ringing(within=8)
    talk(world, caller, accepts(boss.rings()))


def test_nobody_answers_and_a_message_is_left(world: World) -> None:
    for number in (company.DURAND, company.PETIT, company.MARTIN):
        world.mobile(number).will_refuse(486)
    caller = hunting(world, "1")
    caller.hears("unanswered", within=15)
    caller.hears("message_ask")
    caller.hears_beep()
    caller.says(sound.tone(440, seconds=2.5))
    caller.says_all()
    caller.presses("#")
    caller.hears("message_review")
    caller.presses("2")
    caller.hears("message_kept")
    caller.hears("goodbye", within=8)
    caller.is_hung_up(within=8)
    call = world.journal(caller, outcome="message")
    assert [outcome for _, outcome in world.outcomes(call)] == ["busy"] * 3


def test_the_star_key_leaves_the_hunt_for_a_message(world: World) -> None:
    scene = steps.at_hunt(world)
    scene.caller.presses("*")
    scene.agent.stops_ringing(within=1)
    scene.caller.hears("message_ask")
    scene.caller.hears_beep()
    scene.caller.says(sound.tone(440, seconds=2))
    scene.caller.says_all()
    scene.caller.hangs_up()
    world.journal(scene.caller, outcome="message")


def test_who_listens_to_the_whisper_hears_that_the_caller_prefers_a_message(world: World) -> None:
    scene = steps.at_whisper(world)
    scene.caller.presses("*")
    scene.agent.hears("offer_over", within=5)
    scene.agent.is_hung_up(within=5)
    scene.caller.hears("message_ask")
    scene.caller.hangs_up()
    assert world.outcomes(world.journal(scene.caller, outcome="abandoned")) == [("solo", "cancelled")]


def test_a_key_typed_ahead_of_the_hold_does_not_leave_it(world: World) -> None:
    solo = world.mobile(company.SOLO)
    caller = world.caller().calls(company.DID)
    caller.presses("8*")
    agent = accepts(solo.rings(within=10))
    talk(world, caller, agent)


def test_a_word_is_spoken_to_who_waits_and_music_before_it(world: World) -> None:
    world.mobile(company.LATE)
    caller = hunting(world, "9")
    caller.hears("hunt")
    caller.hears("hold_word", within=28)
    caller.hears("hold_word_2", within=30)
    caller.hangs_up()


@pytest.mark.parametrize("status", [180, 183])
def test_an_agent_whose_operator_wants_its_ringing_acknowledged_is_joined(world: World, status: int) -> None:
    """RFC 3262: its 180 or 183 requires 100rel, and it would end a call that sends no PRACK."""
    solo = world.mobile(company.SOLO)
    solo.plan = lambda call: call.rings_reliably(status)
    caller = world.caller().calls(company.DID)
    caller.presses("8")
    agent = solo.rings(within=10)
    agent.timeline.wait("prack", within=3)
    agent.answers()
    agent.hears("whisper", seconds=0.6)
    agent.presses("1")
    steps.hear_each_other(steps.Scene(world, caller, [agent]))
    caller.hangs_up()
    agent.is_hung_up(within=1)
