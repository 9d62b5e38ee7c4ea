"""The leg over the real FreeSWITCH keeps the contract of `CallerLeg`, as the simulated one does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import company
import gevent
import pytest
from leg_stage import LegStage, Script

from appliance.calls.leg import Attempt, CallerHungUp, CallerLeg, HoldEnd, TalkEnd
from appliance.company.numbers import dialable_as
from appliance.prompts.catalogue import say
from appliance.simulator.people import Caller, Phone
from appliance.switch.control import Control
from appliance.switch.fallback_languages import CHOSEN
from appliance.switch.fallback_sounds import SAID_IN
from tests.contract.leg_contract import (
    DURAND,
    DURAND_HOME,
    OFFICE,
    PETIT,
    SILENT,
    WHISPER,
    LegContract,
    Performance,
    invite,
)

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sentences: company.Sentences) -> Iterator[LegStage]:
    sentences.file(WHISPER)
    stage = LegStage(tmp_path_factory.mktemp("leg"), sentences)
    try:
        yield stage.opens()
    finally:
        stage.closes()


class TestFreeSwitchLeg(LegContract):
    @pytest.fixture(autouse=True)
    def _stage(self, opened: LegStage) -> Iterator[None]:
        self.stage = opened
        yield
        opened.is_cleared()

    def perform(
        self,
        script: Script,
        caller: Caller,
        phones: Mapping[str, Phone],
        *,
        answered: bool = True,
        rings_back: float | None = None,
    ) -> Performance:
        everybody = (DURAND, DURAND_HOME, PETIT, OFFICE)
        result, attempts = self.stage.plays(script, caller, phones, everybody, answered=answered, rings_back=rings_back)
        return Performance(result, attempts)

    def clock(self, leg: CallerLeg) -> float:
        return time.monotonic()


def offer_and_talk(leg: CallerLeg, report: Callable[[Attempt], None]) -> bool:
    """One agent; the conversation, if there is one."""
    try:
        accepted = leg.offer([invite("durand", DURAND)], WHISPER, 20.0, report).accepted_by is not None
        if accepted:
            leg.converse()
    except CallerHungUp:
        return False
    return accepted


AROUND_THE_KEY = [step * 0.05 for step in range(10)]  # seconds


@pytest.mark.parametrize("who", ["caller", "agent"])
def test_whoever_leaves_while_the_legs_are_being_joined_leaves_nobody_in_silence(opened: LegStage, who: str) -> None:
    """`plays` fails if a leg is left: the other one is hung up whatever the moment."""
    joined = []
    for after in AROUND_THE_KEY:
        agent = Phone(0.5, ((1.0, "1"),), 1.05 + after if who == "agent" else 60.0)
        caller = Caller(hangs_up_at=1.7 + after) if who == "caller" else SILENT
        joined.append(opened.plays(offer_and_talk, caller, {DURAND: agent}, (DURAND,))[0])
        opened.is_cleared()
    assert joined[-1], "the last one left too early to tell"


def test_a_caller_who_leaves_a_message_in_a_language_is_told_in_it_that_it_is_kept(opened: LegStage) -> None:
    """By the dialplan, once the controller is gone: it reads how the names of its sounds begin."""

    def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> list[str]:
        told = []
        for language in ("xx", "fr"):
            leg.play(say("message_ask", language))
            leg.record(f"of-a-{language}", 1)
            told.append(opened.control.api("uuid_getvar", leg.id, SAID_IN).strip())
        return told

    told, _ = opened.plays(script, Caller(says=1.0), {}, ())
    assert told == ["xx-", "_undef_"]


def test_the_language_that_a_caller_chooses_is_told_to_who_goes_on_without_the_script(opened: LegStage) -> None:
    def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> str:
        leg.speaks("en")
        return opened.control.api("uuid_getvar", leg.id, CHOSEN).strip()

    assert opened.plays(script, SILENT, {}, ())[0] == "en"


AROUND_THE_JOINING = [-0.02, 0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3]  # seconds from the order to join the legs


@pytest.mark.timeout(300)
def test_an_agent_who_is_gone_in_the_moment_of_the_joining_leaves_the_caller_with_us(
    opened: LegStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The caller hears music again, and another telephone may ring: whatever FreeSWITCH was doing then."""

    def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[TalkEnd | None, HoldEnd]:
        taken = leg.offer([invite("durand", DURAND)], WHISPER, 20.0, report).accepted_by
        return leg.converse() if taken else None, leg.hold(0.3)

    for after in AROUND_THE_JOINING:
        with monkeypatch.context() as this_time:
            hang_up_around_the_joining(opened, this_time, after)
            talked, held = opened.plays(script, SILENT, {DURAND: Phone(0.3, ((0.6, "1"),))}, (DURAND,))[0]
        assert talked in (None, TalkEnd.GONE_AT_ONCE) and held is HoldEnd.ELAPSED, (
            f"{after} s after the order: {talked}"
        )
        opened.is_cleared()


def hang_up_around_the_joining(stage: LegStage, monkeypatch: pytest.MonkeyPatch, after: float) -> None:
    """Have the agent's telephone hang up so long after FreeSWITCH is told to join the legs; before, if negative."""
    order = Control.api

    def api(control: Control, command: str, *arguments: str, **options: float) -> str:
        if command == "uuid_bridge":
            call = stage.carrier.mobile(dialable_as(DURAND, "national", "FR")).calls[-1]
            stage.carrier.after(max(0.0, after), call.hangs_up)
            gevent.sleep(max(0.0, -after))
        return order(control, command, *arguments, **options)

    monkeypatch.setattr(Control, "api", api)
