"""The same calls through an independent SIP stack, pjsua2: real negotiation, real RTP, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import company
import pytest
from phones import sound
from phones.softphone import WITH_PJSUA2, SoftCall, SoftPhone, write_speech
from world import World, start_lab

pytestmark = [pytest.mark.e2e, WITH_PJSUA2]

CALLER_TONE, AGENT_TONE = 440, 620
MY_NUMBER = "+33678901234"


class SoftWorld:
    """A lab whose carrier is the soft phone."""

    def __init__(self, world_lab: World, phone: SoftPhone) -> None:
        self.lab, self.sentences, self.phone = world_lab.lab, world_lab.sentences, phone


@pytest.fixture
def soft(tmp_path_factory: pytest.TempPathFactory, sentences: company.Sentences) -> Iterator[SoftWorld]:
    folder = tmp_path_factory.mktemp("soft")
    phone = SoftPhone(folder / "phone")
    lab = start_lab(folder, sentences, [phone.address])
    phone.appliance = ("127.0.0.1", lab.sip_port)
    phone.file_of = sentences.named
    yield SoftWorld(World(lab, None, sentences), phone)  # type: ignore[arg-type]
    phone.close()
    assert lab.stop() == 0


def hear_each_other(caller: SoftCall, agent: SoftCall) -> None:
    caller.hums(CALLER_TONE)
    agent.hums(AGENT_TONE)
    agent.hears_tone(CALLER_TONE)
    caller.hears_tone(AGENT_TONE)


@pytest.mark.short
def test_the_whole_call_with_an_order_number(soft: SoftWorld) -> None:
    caller = soft.phone.dials(company.DID)
    caller.is_answered()
    caller.hears("greeting")
    caller.hears("menu")
    caller.presses("2")
    caller.hears("order_ask")
    caller.presses("40719")
    caller.hears(soft.sentences.read_back("40719"), within=12, seconds=3.5)
    caller.presses("1")
    caller.hears("hunt")
    agent = soft.phone.rings(company.DURAND).answers()
    agent.hears(soft.sentences.whisper(company.LINE, "40719", MY_NUMBER), within=15, seconds=8)
    agent.presses("1")
    hear_each_other(caller, agent)
    caller.hangs_up()
    agent.is_hung_up(within=1.5)
    soft.lab.has_no_leg(within=1)
    call = soft.lab.journal(MY_NUMBER, outcome="connected")
    assert call["order"] == "40719"


def test_a_voicemail_never_gets_the_caller(soft: SoftWorld) -> None:
    caller = soft.phone.dials(company.DID)
    caller.is_answered()
    caller.hears("menu")
    caller.presses("1")
    voicemail = soft.phone.rings(company.DURAND).answers()
    voicemail.plays(write_speech(soft.phone.folder / "chatter.wav", sound.chatter(30)))
    voicemail.is_hung_up(within=45)
    agent = soft.phone.rings(company.PETIT).answers()
    agent.hears("whisper")
    agent.presses("1")
    hear_each_other(caller, agent)
    assert not caller.ear.contains(sound.chatter(30)[8000:16000])
    caller.hangs_up()
    call = soft.lab.journal(MY_NUMBER, outcome="connected")
    assert [attempt["outcome"] for attempt in call["attempts"]] == ["unconfirmed", "accepted"]


def test_of_two_agents_who_press_1_together_one_talks(soft: SoftWorld) -> None:
    caller = soft.phone.dials(company.DID)
    caller.is_answered()
    caller.hears("menu")
    caller.presses("6")
    agents = [soft.phone.rings(number).answers() for number in company.SIMUL]
    for agent in agents:
        agent.hears("whisper")
    for agent in agents[:2]:
        agent.presses("1")
    caller.hums(CALLER_TONE)
    agents[2].hears("call_taken", within=5)
    winners = [agent for agent in agents[:2] if _hears(agent)]
    assert len(winners) == 1
    hear_each_other(caller, winners[0])
    winners[0].hangs_up()
    caller.is_hung_up(within=2)


def _hears(agent: SoftCall) -> bool:
    try:
        agent.hears_tone(CALLER_TONE, within=3)
    except AssertionError:
        assert agent.has_heard("call_taken")
        return False
    return True


def test_a_message_is_saved(soft: SoftWorld) -> None:
    caller = soft.phone.dials(company.DID)
    caller.is_answered()
    caller.hears("menu")
    caller.presses("3")
    caller.hears("message_ask")
    caller.ear.hears_tone(1000, within=6, after=caller.ear.from_here)
    caller.hums(CALLER_TONE)
    file = soft.lab.facts["recordings"]
    _grown(Path(file), soft)
    caller.hangs_up()
    soft.lab.journal(MY_NUMBER, outcome="message")


def _grown(folder: Path, soft: SoftWorld) -> None:
    """Wait until two seconds of sound are on disk."""
    from astreinte_lab import until

    until(lambda: any(path.stat().st_size > 32000 for path in folder.rglob("*.wav")), 15, "a recording of 2 s")
