"""The leg over the real FreeSWITCH keeps the contract of `CallerLeg`, as the simulated one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import company
import pytest
from leg_stage import LegStage, Script

from appliance.calls.leg import Attempt, CallerHungUp, CallerLeg
from appliance.simulator.people import Caller, Phone
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

    def perform(self, script: Script, caller: Caller, phones: Mapping[str, Phone]) -> Performance:
        everybody = (DURAND, DURAND_HOME, PETIT, OFFICE)
        result, attempts = self.stage.plays(script, caller, phones, everybody)
        return Performance(result, attempts)


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
