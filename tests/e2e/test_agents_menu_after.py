"""What was done after a call, keyed in the agents' menu on the real switch: heard, typed, heard back, written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import agents
import company
import pytest
import steps
from agents import at_menu, file_of
from astreinte_lab import until
from phones.caller import Caller
from steps import Scene
from world import World

from appliance.calls.agents_desk import WorkTold
from appliance.calls.told import french as words
from appliance.store.database import close_database, open_database
from appliance.store.statements.done import State, done_of
from appliance.store.statements.interventions import additions

pytestmark = pytest.mark.e2e

LAB_OPTIONS: tuple[str, ...] = ()
LAB_COMPANY = agents.COMPANY
DAY = timedelta(days=1)


@pytest.fixture
def database(world: World) -> Iterator[Any]:
    opened = open_database(world.lab.config.database_url)
    yield opened
    close_database(opened)


def conversation(world: World) -> dict[str, Any]:
    """Durand takes a call, which ends; the call, as the journal has it."""
    scene = steps.at_hunt(world, "1", company.DURAND)
    scene.agent.answers()
    scene.agent.hears("whisper", within=6, seconds=0.6)
    scene.agent.presses("1")
    steps.hear_each_other(Scene(world, scene.caller, [scene.agent]))
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=5)
    return world.journal(scene.caller, over=True, outcome="connected")


def asked_for_work(world: World) -> Caller:
    """The menu says that a call waits to be told of; its state is keyed."""
    caller = at_menu(world, company.DURAND)
    caller.hears("agents_menu_after", within=40)
    caller.presses("9")
    caller.hears("agents_code", within=8)
    caller.presses("4821#")
    caller.hears("agents_after_keys", within=25)
    caller.presses("1")
    caller.hears("agents_after_work", within=8)
    return caller


def test_work_and_travel_are_typed_heard_back_confirmed_and_written(world: World, database: Any) -> None:
    call = conversation(world)
    caller = asked_for_work(world)
    caller.presses("45#")
    caller.hears("agents_after_travel", within=8)
    caller.presses("9999#")
    caller.hears("agents_after_wrong", within=8)
    caller.hears("agents_after_travel", within=10)
    caller.presses("90#")
    caller.hears(file_of(world, words.work_told(WorkTold(True, 45, 90))), within=8)
    assert done_of(database, call["id"]) == []
    caller.presses("1")
    caller.hears("agents_done", within=8)
    caller.hears("agents_after_over", within=8)
    caller.hangs_up()
    (said,) = done_of(database, call["id"])
    assert (said.agent, said.state, said.written_by) == ("durand", State.CLOSED, "Claire Durand (téléphone)")
    now = datetime.now(UTC)
    (added,) = [one for one in additions(database, now - DAY, now + DAY) if one.call == call["id"]]
    assert (added.after, added.travel) == (timedelta(minutes=45), timedelta(minutes=90))


def test_who_hangs_up_before_the_key_has_written_nothing(world: World, database: Any) -> None:
    call = conversation(world)
    caller = asked_for_work(world)
    caller.presses("45#")
    caller.hears("agents_after_travel", within=8)
    caller.presses("#")
    caller.hears(file_of(world, words.work_told(WorkTold(True, 45, 0))), within=8)
    caller.hangs_up()

    def ended() -> bool:
        mine = [one for one in world.lab.calls() if one["caller"] == caller.e164 and one["ended_at"]]
        return any(one["outcome"] == "agents_menu" for one in mine)

    until(ended, 10, "the visit is in the journal")
    assert done_of(database, call["id"]) == []
