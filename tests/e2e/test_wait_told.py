"""What is said of the wait, on the real switch: from the calls of the journal, and from those that wait now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import company
import pytest
import steps
from world import World

from appliance.calls.steps import Step
from appliance.calls.waiting import FEWEST_CALLS
from appliance.prompts.catalogue import place_told, wait_told
from appliance.store.database import close_database, open_database, writing
from appliance.store.journal.tables import CallRow, StepRow

pytestmark = pytest.mark.e2e

LAB_OPTIONS: tuple[str, ...] = ()
LAB_COMPANY = company.TEXT.replace("    default: true\n", "    default: true\n    tell_wait: true\n")


def answered_after(world: World, seconds: float) -> None:
    """As many calls of the line as it takes, yesterday, each searched for and then answered so late."""
    database = open_database(world.lab.config.database_url)
    began = datetime.now(UTC) - timedelta(days=1)
    with writing(database):
        for number in range(FEWEST_CALLS):
            facts = {"line_id": "urgence", "line_name": company.LINE, "called": f"+33{company.DID[1:]}"}
            ends = {"connected_at": began + timedelta(seconds=seconds), "ended_at": began + timedelta(minutes=5)}
            row = CallRow.insert(id=f"past-{number}", started_at=began, outcome="connected", **facts, **ends)
            row.execute(database)
            step = StepRow.insert(call_id=f"past-{number}", number=1, name=Step.HUNT.value, detail="seule", at=began)
            step.execute(database)
    close_database(database)


def test_who_waits_hears_how_soon_others_were_answered_and_that_another_waits(world: World) -> None:
    answered_after(world, 65)
    usual, second = world.sentences.file(wait_told(70)), world.sentences.file(place_told(2))
    scene = steps.at_hunt(world, key="9", number=company.LATE)  # a telephone that is left to ring for long
    scene.caller.hears(usual, within=10, seconds=2)
    assert not scene.caller.has_heard(second)
    other = steps.at_menu(world).caller
    other.presses("9")
    other.hears("hunt")
    other.hears(second, within=8)
    other.hears(usual, within=8, seconds=2)
    scene.agent.answers()
    scene.agent.hears("whisper", within=5, seconds=0.6)
    scene.agent.presses("1")
    steps.hear_each_other(scene)
    for caller in (scene.caller, other):
        caller.hangs_up()
