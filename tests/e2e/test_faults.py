"""The controller dies or freezes at every step: the caller hears so and is served, a conversation goes on."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
import urllib.request
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import company
import pytest
import steps
from phones import sound
from phones.caller import Caller
from phones.mobile import MobileCall
from steps import Scene
from world import World

from appliance.prompts.catalogue import fallback_whisper

LAB_OPTIONS = ()  # a lab of its own
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

AFTER_KILL, AFTER_KILL_BEFORE_CONNECT, AFTER_STOP = 2.0, 7.0, 12.0  # seconds until the fallback is heard


def hears_the_fallback(caller: Caller, since: float, within: float) -> None:
    """The apology begins within so many seconds of `since`."""
    heard = caller.hears("fallback_apology", within=within + 2.0 - (time.monotonic() - since))
    assert heard.at - since <= within, f"heard after {heard.at - since:.2f} s"


def is_joined_by_the_fallback(world: World, caller: Caller, call: MobileCall, line: str = company.LINE) -> None:
    """The agent answers the fallback's call for this line, confirms with a key, and they talk."""
    call.answers()
    call.hears(world.sentences.file(fallback_whisper(line)), within=8)
    call.presses("1")
    steps.hear_each_other(Scene(world, caller, [call]))


BEFORE_ANY_WORD = [step for step in steps.BEFORE_CONVERSATION if step != "message"]


@pytest.mark.parametrize("step", BEFORE_ANY_WORD)
def test_a_controller_killed_at_a_step_leaves_the_caller_to_the_fallback(world: World, step: str) -> None:
    durand = world.mobile(company.DURAND)
    scene = steps.BEFORE_CONVERSATION[step](world)
    said = len(world.lab.news)
    killed = world.lab.hurt("controller")
    if scene.agents:
        ended = scene.agent.is_hung_up(within=3)
        assert ended - killed <= 1.0, f"the mobile rang on for {ended - killed:.2f} s"
    hears_the_fallback(scene.caller, killed, AFTER_KILL)
    agent = durand.rings(within=12)
    is_joined_by_the_fallback(world, scene.caller, agent)
    scene.caller.hangs_up()
    agent.is_hung_up(within=1)
    world.lab.is_whole_again(said)
    call = world.journal(scene.caller, within=10, outcome="fallback")
    assert world.outcomes(call)[-1] == ("durand", "accepted")


@pytest.mark.parametrize(
    ("step", "then"),
    [
        (steps.at_last_resort, (company.LAST_RESORT, "last_resort", "Nuit")),
        (steps.at_office, (company.DURAND, "durand", company.LINE)),
    ],
)
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_controller_that_is_no_more_while_the_last_telephone_rings(
    world: World, step: Callable[[World], Scene], then: tuple[str, str, str], how: signal.Signals
) -> None:
    """Killed or frozen: that telephone stops, the caller hears so, and the fallback rings who is to be rung."""
    number, agent, line = then
    next_one = world.mobile(number)
    scene = step(world)
    said = len(world.lab.news)
    hurt = world.lab.hurt("controller", how)
    stopped = scene.agent.is_hung_up(within=AFTER_STOP)
    if how is signal.SIGKILL:
        assert stopped - hurt <= 1.0, f"it rang on for {stopped - hurt:.2f} s"
    hears_the_fallback(scene.caller, hurt, AFTER_KILL if how is signal.SIGKILL else AFTER_STOP)
    rung = next_one.rings(within=20)
    is_joined_by_the_fallback(world, scene.caller, rung, line)
    scene.caller.hangs_up()
    rung.is_hung_up(within=1)
    world.lab.is_whole_again(said)
    call = world.journal(scene.caller, within=10, outcome="fallback")
    assert world.outcomes(call)[-1] == (agent, "accepted")


@pytest.mark.parametrize("step", BEFORE_ANY_WORD)
def test_a_controller_frozen_at_a_step_leaves_the_caller_to_the_fallback(world: World, step: str) -> None:
    durand = world.mobile(company.DURAND)
    scene = steps.BEFORE_CONVERSATION[step](world)
    said = len(world.lab.news)
    stopped = world.lab.hurt("controller", signal.SIGSTOP)
    hears_the_fallback(scene.caller, stopped, AFTER_STOP)
    agent = durand.rings(within=12)
    is_joined_by_the_fallback(world, scene.caller, agent)
    scene.caller.hangs_up()
    world.lab.is_whole_again(said)
    world.journal(scene.caller, within=10, outcome="fallback")


@pytest.mark.short
def test_a_mobile_left_ringing_stops_and_is_rung_again_by_the_fallback(world: World) -> None:
    scene = steps.at_hunt(world, "1", company.DURAND)
    said = len(world.lab.news)
    killed = world.lab.hurt("controller")
    assert scene.agent.stops_ringing(within=3) - killed <= 1.0
    agent = world.mobile(company.DURAND).rings(within=12)
    is_joined_by_the_fallback(world, scene.caller, agent)
    agent.hangs_up()
    scene.caller.is_hung_up(within=2)
    world.lab.is_whole_again(said)


def test_a_caller_of_whom_no_sound_comes_hears_the_fallback_too(world: World) -> None:
    """Without FreeSWITCH's soft timer, a leg that receives no RTP sleeps through the death of its controller."""
    world.mobile(company.DURAND)
    scene = steps.at_hunt(world)
    scene.caller.stream.mute = True
    said = len(world.lab.news)
    killed = world.lab.hurt("controller")
    hears_the_fallback(scene.caller, killed, AFTER_KILL)
    scene.caller.hangs_up()
    world.lab.is_whole_again(said)


@pytest.mark.short
def test_a_controller_that_is_dead_when_the_call_comes(world: World) -> None:
    durand = world.mobile(company.DURAND)
    said = len(world.lab.news)
    killed = world.lab.hurt("controller")
    caller = world.caller().dials(company.DID)
    caller.is_answered(within=AFTER_KILL_BEFORE_CONNECT)
    hears_the_fallback(caller, killed, AFTER_KILL_BEFORE_CONNECT)
    is_joined_by_the_fallback(world, caller, durand.rings(within=12))
    caller.hangs_up()
    world.lab.is_whole_again(said)


def test_a_controller_that_is_frozen_when_the_call_comes_and_dies_late(world: World) -> None:
    """The late death of a frozen controller does not silence the fallback."""
    for number in (company.DURAND, company.PETIT, company.MARTIN):
        world.mobile(number).will_refuse(486)
    said = len(world.lab.news)
    stopped = world.lab.hurt("controller", signal.SIGSTOP)
    caller = world.caller().dials(company.DID)
    caller.is_answered(within=8)
    hears_the_fallback(caller, stopped, AFTER_STOP)
    world.lab.await_news("RESTARTED", within=12, after=said)
    caller.hears("fallback_message", within=25)
    caller.hears_beep(within=15)
    caller.says(sound.tone(steps.CALLER_TONE, seconds=2))
    caller.says_all()
    caller.presses("#")
    caller.hears("fallback_kept", within=6)
    caller.is_hung_up(within=6)
    world.lab.is_whole_again(said)


def test_what_the_fallback_records_becomes_a_message(world: World) -> None:
    for number in (company.DURAND, company.PETIT, company.MARTIN):
        world.mobile(number).will_refuse(486)
    scene = steps.at_menu(world)
    said = len(world.lab.news)
    world.lab.hurt("controller")
    scene.caller.hears("fallback_message", within=25)
    scene.caller.hears_beep(within=15)
    scene.caller.says(sound.tone(steps.CALLER_TONE, seconds=3))
    scene.caller.says_all()
    scene.caller.hangs_up()
    world.lab.is_whole_again(said)
    call = world.journal(scene.caller, within=10, outcome="message", fallback=True)
    assert call["message"], call


def length_of(world: World, call: dict[str, Any]) -> float:
    """Seconds that the player of a browser would show."""
    with wave.open(str(Path(world.lab.facts["recordings"], call["message"]["file"]))) as message:
        return message.getnframes() / message.getframerate()


@pytest.mark.short
def test_who_speaks_when_the_controller_dies_goes_on_and_hears_that_it_is_kept(world: World) -> None:
    """Nobody is rung for a call that asks for a message: an INVITE would be unexpected."""
    scene = steps.at_message(world)
    scene.caller.hums(None)
    scene.caller.says(sound.tone(steps.CALLER_TONE, seconds=3))
    scene.caller.says_all()
    said = len(world.lab.news)
    world.lab.hurt("controller")
    scene.caller.says(sound.tone(900, seconds=3))
    scene.caller.says_all()
    scene.caller.presses("#")
    scene.caller.hears("fallback_kept", within=6)
    scene.caller.is_hung_up(within=6)
    assert not scene.caller.has_heard("fallback_apology")
    world.lab.is_whole_again(said)
    call = world.journal(scene.caller, within=10, outcome="message")
    assert call["attempts"] == []
    assert 5 < length_of(world, call) < 12
    kept = sound.read_wav(Path(world.lab.facts["recordings"], call["message"]["file"]))
    for tone in (steps.CALLER_TONE, 900):
        windows = [sound.share(kept[at : at + 1600], tone) > 0.6 for at in range(0, len(kept) - 1600, 1600)]
        assert sum(windows) >= 5, (tone, windows)


def test_who_listens_to_their_message_when_the_controller_dies_hears_that_it_is_kept(world: World) -> None:
    scene = steps.at_message(world)
    scene.caller.says(sound.tone(steps.CALLER_TONE, seconds=3))
    scene.caller.says_all()
    scene.caller.presses("#")
    scene.caller.hears("message_review")
    said = len(world.lab.news)
    world.lab.hurt("controller")
    scene.caller.hears("fallback_kept", within=AFTER_KILL + 2)
    scene.caller.is_hung_up(within=6)
    world.lab.is_whole_again(said)
    assert world.journal(scene.caller, within=10, outcome="message")["attempts"] == []


def test_who_says_it_again_when_the_controller_dies_is_asked_by_the_dialplan(world: World) -> None:
    scene = steps.at_message(world)
    scene.caller.says(sound.tone(900, seconds=3))
    scene.caller.says_all()
    scene.caller.presses("#")
    scene.caller.hears("message_review")
    scene.caller.presses("3")
    scene.caller.hears("message_ask", seconds=0.6)
    said = len(world.lab.news)
    world.lab.hurt("controller")
    scene.caller.hears("fallback_message", within=AFTER_KILL + 2)
    scene.caller.hears_beep(within=15)
    scene.caller.says(sound.tone(steps.CALLER_TONE, seconds=3))
    scene.caller.says_all()
    scene.caller.presses("#")
    scene.caller.hears("fallback_kept", within=6)
    world.lab.is_whole_again(said)
    assert world.journal(scene.caller, within=10, outcome="message")["message"]["file"].endswith("-fallback.wav")


@pytest.mark.parametrize("child", ["controller", "freeswitch"])
def test_what_was_said_before_a_death_is_a_message(world: World, child: str) -> None:
    """The caller hangs up before the fallback speaks; or FreeSWITCH is gone, and nothing more can be said."""
    scene = steps.at_message(world)
    scene.caller.says(sound.tone(steps.CALLER_TONE, seconds=3))
    scene.caller.says_all()
    said = len(world.lab.news)
    world.lab.hurt(child, signal.SIGSTOP if child == "controller" else signal.SIGKILL)
    scene.caller.hangs_up()
    world.lab.is_whole_again(said)
    scene.caller.timeline.add("ended")
    call = world.journal(scene.caller, within=45, outcome="message")
    assert 2 < length_of(world, call) < 10


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_conversation_goes_on_without_the_controller_and_its_end_is_written(
    world: World, how: signal.Signals
) -> None:
    scene = steps.at_conversation(world)
    said = len(world.lab.news)
    world.lab.hurt("controller", how)
    steps.hear_each_other(scene)
    world.lab.is_whole_again(said)
    steps.hear_each_other(scene)
    assert not scene.caller.has_heard("fallback_apology")
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=1)
    world.lab.has_no_leg(within=1)
    call = world.journal(scene.caller, within=10, outcome="connected")
    assert world.outcomes(call) == [("solo", "accepted")]
    again = steps.at_whisper(world)  # the agent is free again
    again.caller.hangs_up()


def test_an_agent_talking_through_a_restart_is_not_rung_for_another_call(world: World) -> None:
    scene = steps.at_conversation(world)
    said = len(world.lab.news)
    world.lab.hurt("controller")
    world.lab.is_whole_again(said)
    second = world.caller().calls(company.DID)
    second.presses("8")
    second.hears("hunt", within=10)
    second.hears("hold_word", within=30)
    world.mobile(company.SOLO).was_rung(1)
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=1)
    world.mobile(company.SOLO).rings(within=10)
    second.hangs_up()


def test_a_conversation_ended_while_the_controller_is_dead_is_written(world: World) -> None:
    scene = steps.at_conversation(world)
    said = len(world.lab.news)
    world.lab.hurt("controller")
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=1)
    world.lab.is_whole_again(said)
    call = world.journal(scene.caller, within=10, outcome="connected")
    assert world.outcomes(call) == [("solo", "accepted")]


def test_a_controller_told_to_end_serves_the_caller_in_the_script_first(world: World) -> None:
    scene = steps.at_hunt(world)
    said = len(world.lab.news)
    world.lab.hurt("controller", signal.SIGTERM)
    scene.agent.answers()
    scene.agent.hears("whisper", seconds=0.6)
    scene.agent.presses("1")
    steps.hear_each_other(scene)
    world.lab.is_whole_again(said, within=30)
    steps.hear_each_other(scene)
    scene.caller.hangs_up()
    world.journal(scene.caller, within=10, outcome="connected")


def test_freeswitch_killed_while_idle_serves_the_next_call(world: World) -> None:
    said = len(world.lab.news)
    killed = world.lab.hurt("freeswitch")
    world.lab.is_whole_again(said)
    caller = world.caller().calls(company.DID)
    caller.hears("greeting")
    assert time.monotonic() - killed < 20
    caller.hangs_up()


@pytest.mark.parametrize("step", ["menu", "hunt", "conversation"])
def test_freeswitch_killed_in_a_call_serves_the_next_one(world: World, step: str) -> None:
    scene = steps.EVERY_STEP[step](world)
    said = len(world.lab.news)
    world.lab.hurt("freeswitch")
    world.lab.is_whole_again(said)
    scene.caller.timeline.add("ended")  # FreeSWITCH is gone: no BYE will come
    for agent in scene.agents:
        agent.timeline.add("ended")
    outcome = "connected" if step == "conversation" else "abandoned"
    world.journal(scene.caller, within=10, outcome=outcome)
    again = steps.at_conversation(world)
    again.caller.hangs_up()
    world.journal(again.caller, within=10, outcome="connected")


def test_the_page_killed_changes_nothing_to_a_call(world: World) -> None:
    scene = steps.at_hunt(world)
    said = len(world.lab.news)
    world.lab.hurt("web")
    scene.agent.answers()
    scene.agent.hears("whisper", seconds=0.6)
    scene.agent.presses("1")
    steps.hear_each_other(scene)
    scene.caller.hangs_up()
    world.lab.is_whole_again(said)


def test_the_page_flooded_changes_nothing_to_a_call(world: World) -> None:
    """Sixteen browsers that ask without a pause, from before the whisper until the caller hangs up."""
    scene = steps.at_hunt(world)
    address = f"http://127.0.0.1:{world.lab.config.web.port}/connexion"
    with flooded(address) as answers:
        scene.agent.answers()
        scene.agent.hears("whisper", within=5, seconds=0.6)
        scene.agent.presses("1")
        steps.hear_each_other(scene)
        scene.caller.hangs_up()
        scene.agent.is_hung_up(within=1)
    world.journal(scene.caller, outcome="connected")
    assert len(answers) > 50, "the page was not flooded"


@contextlib.contextmanager
def flooded(address: str, browsers: int = 16) -> Iterator[list[int]]:
    """Ask for this page again and again meanwhile; what was answered."""
    over, answers = threading.Event(), []

    def browse() -> None:
        while not over.is_set():
            try:
                with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
                    answers.append(answer.status)
            except OSError:  # refused for asking too often: that is an answer too
                answers.append(0)

    threads = [threading.Thread(target=browse) for _ in range(browsers)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        over.set()
        for thread in threads:
            thread.join()
