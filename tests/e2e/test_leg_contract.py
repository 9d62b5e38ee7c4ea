"""The leg over the real FreeSWITCH keeps the contract of `CallerLeg`, as the simulated one does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import company
import pytest
from leg_stage import LegStage, Script

from appliance.simulator.people import Caller, Phone
from tests.contract.leg_contract import DURAND, DURAND_HOME, OFFICE, PETIT, WHISPER, LegContract, Performance

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
