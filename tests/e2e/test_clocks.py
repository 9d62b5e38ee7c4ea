"""A box that booted on a wrong clock, and was set right: the list, FreeSWITCH and the journal follow."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import company
import pytest
import steps
from astreinte_lab import ASTREINTE, Lab, until
from phones.caller import Caller
from phones.carrier import Carrier
from phones.mobile import MobileCall
from stepped_clock import SteppedClock
from steps import Scene
from world import World

from appliance.prompts.catalogue import fallback_whisper

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

LATE, AHEAD = -20 * 86400, 20 * 3600
FOLLOWED = 20.0  # seconds in which everything has followed a clock that was set: looked at each 5 s
STAFF_ROUND_THE_CLOCK = "8"  # the key of a team that is on call always


def planned(now: datetime) -> str:
    """Durand is on call from two hours ago, for nine hours; Petit at any other time. So it is every day."""
    local = now.astimezone(ZoneInfo("Europe/Paris"))
    begins, ends = (f"{(local.hour + hours) % 24:02d}:00" for hours in (-2, 7))
    return f"""{company.TEXT}
planning:
  - team: serie
    shifts:
      - {{agent: durand, hours: "{begins}-{ends}"}}
      - {{agent: petit, hours: "{ends}-{begins}"}}
"""


@dataclass
class Box:
    """A lab on a clock of its own, and the world around it."""

    world: World
    clock: SteppedClock

    @property
    def lab(self) -> Lab:
        return self.world.lab

    def freeswitch_ahead(self) -> float:
        """Of this machine's clock, in seconds."""
        return int(self.lab.esl.api("strmicroepoch")) / 1e6 - time.time()

    def list_is_of_now(self) -> bool:
        """The first hand-over of the exported list is Durand's, within eight hours."""
        text = (self.lab.config.fallback_dir / "astreinte.xml").read_text(encoding="utf-8")
        ends = re.findall(r'date-time="[^"~]*~([^"]*)"', text)
        first = min(datetime.fromisoformat(end).replace(tzinfo=UTC) for end in ends)
        return timedelta() < first - datetime.now(UTC) < timedelta(hours=8)

    def is_set_right(self) -> None:
        """NTP answers at last; the list and FreeSWITCH follow. Set back, FreeSWITCH is started again."""
        said = len(self.lab.news)
        set_back = self.freeswitch_ahead() > 0
        self.clock.is_set(0)
        if set_back:
            assert self.lab.await_news("RESTARTED", FOLLOWED, after=said)["name"] == "freeswitch"
            self.lab.is_whole_again(said)
        until(self.follows, FOLLOWED, "clocks and list on the right time")
        assert set_back or len(self.lab.news) == said, self.lab.news[said:]

    def follows(self) -> bool:
        """Whether FreeSWITCH and the list are on this machine's clock."""
        try:
            return abs(self.freeswitch_ahead()) < 1 and self.list_is_of_now()
        except (OSError, ValueError):  # FreeSWITCH starts again
            return False

    def health(self) -> str:
        """What the monitoring of the box says."""
        command = [*self.lab.becoming("command"), *ASTREINTE, "health", "--config", str(self.lab.facts["config"])]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=self.clock.environment).stdout


@pytest.fixture
def box(tmp_path: Path, sentences: company.Sentences, request: pytest.FixtureRequest) -> Iterator[Box]:
    """A box that booted so many seconds from the right time."""
    clock, carrier = SteppedClock(tmp_path / "state", request.param), Carrier()
    text, prompt_store = planned(datetime.now(UTC)), sentences.prompt_store.directory
    lab = Lab(tmp_path / "state", text, [carrier.address], prompt_store, environment=clock.environment)
    carrier.appliance, carrier.file_of = ("127.0.0.1", lab.sip_port), sentences.named
    yield Box(World(lab, carrier, sentences), clock)
    carrier.forget()
    code = lab.stop()
    carrier.close()
    assert code == 0, lab.last_errors()


def talks_to(box: Box, number: str, key: str = "1") -> Scene:
    """A caller served by the controller, whom this telephone takes."""
    mobile = box.world.mobile(number)
    caller = box.world.caller().calls(company.DID)
    caller.hears("menu", within=15)
    caller.presses(key)
    agent = mobile.rings(within=15)
    agent.answers()
    agent.hears(box.world.sentences.whisper(company.LINE, None, caller.e164), within=6)
    agent.presses("1")
    scene = Scene(box.world, caller, [agent])
    steps.hear_each_other(scene)
    return scene


def lasted(call: dict[str, str], since: str = "connected_at") -> float:
    """Seconds of a call of the journal."""
    began, ended = (datetime.fromisoformat(str(call[name])) for name in (since, "ended_at"))
    return (ended - began).total_seconds()


def is_of_today(call: dict[str, str]) -> bool:
    return abs((datetime.fromisoformat(str(call["started_at"])) - datetime.now(UTC)).total_seconds()) < 300


def taken_by_the_fallback(box: Box, number: str) -> tuple[Caller, MobileCall]:
    """The controller dies, somebody calls: this telephone is rung, and takes the call."""
    mobile = box.world.mobile(number)
    box.lab.hurt("controller")
    caller = box.world.caller().dials(company.DID)
    caller.is_answered(within=8)
    agent = mobile.rings(within=15)
    agent.answers()
    agent.hears(box.world.sentences.file(fallback_whisper(company.LINE)), within=8)
    agent.presses("1")
    steps.hear_each_other(Scene(box.world, caller, [agent]))
    return caller, agent


@pytest.mark.parametrize("box", [LATE, AHEAD], indirect=True, ids=["20 days late", "20 hours ahead"])
def test_once_set_right_who_is_on_call_is_rung_with_the_controller_and_without(box: Box) -> None:
    box.is_set_right()
    scene = talks_to(box, company.DURAND)
    talking = time.monotonic()
    box.world.mobile(company.PETIT).was_never_rung()
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=2)
    talking = time.monotonic() - talking
    call = box.world.journal(scene.caller, over=True, outcome="connected")
    assert is_of_today(call), call
    assert talking <= lasted(call) < talking + 8, (talking, call)
    assert box.world.outcomes(call) == [("durand", "accepted")]
    said = len(box.lab.news)
    caller, agent = taken_by_the_fallback(box, company.DURAND)
    box.world.mobile(company.PETIT).was_never_rung()
    caller.hangs_up()
    agent.is_hung_up(within=2)
    box.lab.is_whole_again(said)
    call = box.world.journal(caller, within=15, over=True, outcome="fallback")
    assert is_of_today(call), call
    assert 0 < lasted(call) < lasted(call, "started_at") < 40, call


@pytest.mark.parametrize(
    ("box", "told", "doubtful"),
    [(LATE, "FreeSWITCH retarde de 480 h", False), (AHEAD, "FreeSWITCH avance de 20 h", True)],
    indirect=["box"],
    ids=["20 days late", "20 hours ahead"],
)
def test_a_conversation_during_which_the_clock_is_set_lasts_what_it_lasted(box: Box, told: str, doubtful: bool) -> None:
    """FreeSWITCH keeps its clock until its end; a journal that is ahead of the machine is told."""
    scene = talks_to(box, company.SOLO, STAFF_ROUND_THE_CLOCK)
    began = time.monotonic()
    box.clock.is_set(0)
    until(box.list_is_of_now, FOLLOWED, "the list of now")
    assert told in box.health()
    steps.hear_each_other(scene)
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=2)
    talking = time.monotonic() - began
    call = box.world.journal(scene.caller, over=True, outcome="connected")
    assert talking <= lasted(call) < talking + 8, (talking, call)
    until(box.follows, FOLLOWED, "FreeSWITCH on the right time once the call is over")
    assert ("l'une des deux dates est fausse" in box.health()) == doubtful


@pytest.mark.parametrize("box", [LATE], indirect=True, ids=["20 days late"])
def test_a_switch_still_late_and_a_dead_controller_ring_who_is_on_call(box: Box) -> None:
    """Its clock is not set during a conversation; the window in force is open towards the past."""
    scene = talks_to(box, company.SOLO, STAFF_ROUND_THE_CLOCK)
    box.clock.is_set(0)
    until(box.list_is_of_now, FOLLOWED, "the list of now")
    began, said = time.monotonic(), len(box.lab.news)
    caller, agent = taken_by_the_fallback(box, company.DURAND)
    assert box.freeswitch_ahead() < LATE + 60
    caller.hangs_up()
    agent.is_hung_up(within=2)
    box.lab.is_whole_again(said)
    call = box.world.journal(caller, within=15, over=True, outcome="fallback")
    assert is_of_today(call), call
    assert 0 < lasted(call) < lasted(call, "started_at") < time.monotonic() - began, call
    scene.caller.hangs_up()
    call = box.world.journal(scene.caller, within=15, over=True, outcome="connected")
    assert 0 < lasted(call) < 90, call
