"""The wait of a caller before a human, on real calls of the company of the demonstration, whose agent answers at once.

Who listens to everything, and who knows the way. Printed whole, then what the script itself spends of it.
Run with `ASTREINTE_BENCH=1 pytest -s tests/bench`, alone on the machine.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

import company
from astreinte_lab import Lab, until
from phones import sound
from phones.caller import Caller
from phones.carrier import Carrier
from phones.mobile import MobileCall
from world import World

from appliance.checks.waits import beginning_of
from appliance.company.numbers import dialable_as
from appliance.planning.hours import Period
from appliance.prompts.catalogue import announcement
from appliance.store.company_file import load_company_file
from appliance.switch.switch_process import find_freeswitch

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        not os.environ.get("ASTREINTE_BENCH"), reason="mesures : ASTREINTE_BENCH=1 pytest -s tests/bench"
    ),
    pytest.mark.skipif(find_freeswitch() is None, reason="FreeSWITCH n'est pas installé"),
]

SAMPLE = Path(__file__).parents[2] / "appliance" / "sample" / "company.yml"
NIGHT = "2026-12-09 22:00"
LINE = load_company_file(SAMPLE).lines["clients"]
MENU = load_company_file(SAMPLE).menus["astreinte"]
RINGING, REACTION, KEY_SECONDS = 1.0, 0.4, 0.3
TONE = 620


@dataclass
class People:
    """Who is not the script: the seconds that they took."""

    spent: float = 0.0

    def takes(self, seconds: float) -> None:
        threading.Event().wait(seconds)
        self.spent += seconds


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The company of the demonstration, at night."""
    sentences = company.Sentences(tmp_path_factory.getbasetemp().parent / "prompts")
    for text in (LINE.behaviours[Period.AFTER_HOURS].announcement or "", MENU.announcement):
        sentences.file(announcement(text))
    carrier = Carrier()
    text = SAMPLE.read_text(encoding="utf-8")
    lab = Lab(
        tmp_path_factory.mktemp("sixty") / "state",
        text,
        [carrier.address],
        sentences.prompt_store.directory,
        "--at",
        NIGHT,
    )
    carrier.appliance = ("127.0.0.1", lab.sip_port)
    carrier.file_of = sentences.named
    yield World(lab, carrier, sentences)
    carrier.hang_up_all()
    lab.stop()
    carrier.close()


def calls(world: World) -> tuple[Caller, float, list[MobileCall]]:
    """A caller who has just been answered, and the mobiles of everybody, who answer after one second."""
    answered: list[MobileCall] = []

    def answers(call: MobileCall) -> None:
        call.rings()
        answered.append(call)
        call.carrier.after(RINGING, call.picks_up)

    for agent in load_company_file(SAMPLE).agents.values():
        for phone in agent.phones:
            world.mobile(dialable_as(phone, "national", "FR")).plan = answers
    caller = world.caller().dials(dialable_as(LINE.numbers[0], "national", "FR"))
    caller.is_answered()
    return caller, time.monotonic(), answered


def hears_out(telephone: Caller | MobileCall, path: Path, length: float | None = None) -> None:
    """Listen to a sentence to its end, or for so many seconds."""
    heard = telephone.hears(path, within=15, seconds=1.0)
    length = seconds_of(path) if length is None else length
    threading.Event().wait(max(0.0, heard.at + length - time.monotonic()))


def seconds_of(path: Path) -> float:
    """Of speech, without the silence around it."""
    return len(sound.without_edges(sound.read_wav(path))) / sound.RATE


def takes_the_call(world: World, caller: Caller, mobiles: list[MobileCall], people: People, began: float) -> float:
    """The agent presses 1 once told to; the seconds until the caller hears them."""
    until(lambda: mobiles, 10, "a mobile that rings")
    agent = mobiles[0]
    agent.timeline.wait("ack", within=10)
    people.spent += RINGING
    agent.hums(TONE)
    whisper = world.sentences.whisper(LINE.name, "40719", caller.e164)
    hears_out(agent, whisper, seconds_of(world.sentences.file(beginning_of(LINE))))
    people.takes(REACTION)
    agent.presses("1")
    return caller.hears_tone(TONE, within=5) - began


def told(who: str, whole: float, people: People) -> float:
    script = whole - people.spent
    print(f"\n{who:<44} {whole:5.1f} s, dont le script {script:5.1f} s")
    return script


def types(caller: Caller, keys: str, people: People) -> None:
    people.takes(REACTION)
    caller.presses(keys)
    people.takes(KEY_SECONDS * (len(keys) - 1))


def test_who_listens_to_everything_waits_less_than_thirty_seconds_of_script(night: World) -> None:
    people = People()
    caller, began, mobiles = calls(night)
    hears_out(caller, night.sentences.file(announcement(LINE.behaviours[Period.AFTER_HOURS].announcement or "")))
    hears_out(caller, night.sentences.file(announcement(MENU.announcement)))
    types(caller, "2", people)
    hears_out(caller, night.sentences.named("order_ask"))
    types(caller, "40719", people)
    hears_out(caller, night.sentences.read_back("40719"))
    types(caller, "1", people)
    caller.hears("hunt", within=4)
    script = told("qui écoute tout, 2 puis 40719 puis 1", takes_the_call(night, caller, mobiles, people, began), people)
    caller.hangs_up()
    night.lab.has_no_leg(within=5)
    assert script < 30.0


def test_who_presses_nothing_is_in_the_hunt_in_less_than_forty_seconds(night: World) -> None:
    people = People()
    caller, began, mobiles = calls(night)
    until(lambda: mobiles, 60, "a mobile that rings")
    waited = time.monotonic() - began
    told("qui ne tape rien, premier mobile", waited, people)
    caller.hangs_up()
    night.lab.has_no_leg(within=5)
    assert waited < 40.0


def test_who_knows_the_way_waits_less_than_ten_seconds_of_script(night: World) -> None:
    people = People()
    caller, began, mobiles = calls(night)
    types(caller, "2407191", people)
    caller.hears("hunt", within=4)
    script = told("qui connaît le chemin, 2407191", takes_the_call(night, caller, mobiles, people, began), people)
    caller.hangs_up()
    night.lab.has_no_leg(within=5)
    assert script < 10.0
