"""Recordings that ship, on the real switch: a caller hears them, their order number read back by them too."""

from __future__ import annotations

from pathlib import Path

import company
import pytest
import steps
from world import World

from appliance.prompts.build import open_prompt_store
from appliance.prompts.catalogue import say

pytestmark = pytest.mark.e2e

LAB_OPTIONS: tuple[str, ...] = ()
LAB_COMPANY = company.TEXT.replace("country: FR}", "country: FR, neural_sentences: true}")


def test_a_caller_hears_the_recordings_and_their_number_read_back_by_them(world: World, tmp_path: Path) -> None:
    recorded = open_prompt_store(tmp_path, "pico", neural=True)
    ask, hunt = (recorded.ensure(say(name)) for name in ("order_ask", "hunt"))
    assert recorded.laid_out(say("hunt")) == hunt
    durand = world.mobile(company.DURAND)
    caller = steps.at_menu(world).caller
    caller.presses("2")
    caller.hears(ask, seconds=2)
    caller.presses("40719")
    for digit in "40719":
        caller.hears(recorded.ensure(say(f"digit_{digit}")), within=10, seconds=0.5)
    caller.presses("1")
    caller.hears(hunt, seconds=2)
    assert not caller.has_heard("hunt")
    agent = durand.rings()
    agent.answers()
    agent.hears(world.sentences.whisper(company.LINE, "40719", caller.e164))
    agent.presses("1")
    steps.hear_each_other(steps.Scene(world, caller, [agent]))
    caller.hangs_up()
