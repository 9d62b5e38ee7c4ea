"""An emergency announcement put by telephone, on the real switch: recorded, heard by callers, taken back."""

from __future__ import annotations

import agents
import company
import pytest
from agents import file_of, proved
from pages import MANAGER
from phones import sound
from phones.caller import Caller
from steps import CALLER_TONE
from world import World

from appliance.calls.told import french as words
from appliance.company.incidents import known_incident
from appliance.company.model import Line
from appliance.prompts.catalogue import announcement
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import load_company

pytestmark = pytest.mark.e2e

LAB_OPTIONS: tuple[str, ...] = ()
LAB_COMPANY = agents.COMPANY


@pytest.fixture(scope="module", autouse=True)
def manager(lab_world: World) -> None:
    """Durand's account manages; Petit has none."""
    lab_world.lab.types("account", "add", "claire.durand", "--role", MANAGER, "--agent", "durand")


def line_of(world: World) -> Line:
    database = open_database(world.lab.config.database_url)
    found = load_company(database)
    close_database(database)
    assert found is not None
    return found.lines["urgence"]


def at_line(world: World) -> Caller:
    """Durand has chosen the line that they called."""
    caller = proved(world, company.DURAND, "4821", "6")
    names = [f"la ligne {name}" for name in company.LINES]
    caller.hears(file_of(world, words.choices(names)), within=12)
    caller.presses("1")
    return caller


def confirmed(caller: Caller, until: str) -> None:
    caller.hears("agents_incident_until", within=15)
    caller.presses(until)
    caller.stream.ear.hears_no_tone(CALLER_TONE, 1.0)
    caller.presses("1")
    caller.hears("agents_done", within=25)
    caller.hangs_up()


def customer(world: World) -> Caller:
    caller = world.caller().calls(company.DID)
    caller.hears("greeting")
    return caller


def taken_back(world: World) -> None:
    caller = at_line(world)
    caller.hears("agents_incident_on", within=15)
    caller.presses("3")
    caller.stream.ear.hears_no_tone(CALLER_TONE, 1.0)
    caller.presses("1")
    caller.hears("agents_done", within=15)
    caller.hangs_up()
    assert line_of(world).incident is None


def test_what_is_known_is_said_to_the_next_caller_who_may_leave_a_message_or_go_on(world: World) -> None:
    caller = at_line(world)
    caller.hears("agents_incident_what", within=12)
    caller.presses("2")
    confirmed(caller, "1")
    told = line_of(world).incident
    assert told is not None and told.until is not None
    said = world.sentences.file(announcement(known_incident(line_of(world))))
    first = customer(world)
    first.hears(said, within=8)
    first.hears("incident_choice", within=12)
    first.presses("*")
    first.hears("message_ask", within=8)
    first.hangs_up()
    second = customer(world)
    second.hears(said, within=8)
    second.hears("menu", within=20)
    second.hangs_up()
    taken_back(world)
    third = customer(world)
    third.hears("menu", within=8)
    assert not third.has_heard("incident_choice")
    third.hangs_up()


def test_a_recording_is_heard_by_the_next_caller_and_its_loss_loses_no_call(world: World) -> None:
    caller = at_line(world)
    caller.hears("agents_incident_what", within=12)
    caller.presses("1")
    caller.hears("agents_incident_speak")
    caller.hears_beep()
    caller.says(sound.tone(CALLER_TONE, seconds=3))
    caller.says_all()
    caller.presses("#")
    caller.hears_tone(CALLER_TONE, within=8)
    caller.hears("agents_incident_review", within=8)
    caller.presses("2")
    confirmed(caller, "4")
    first = customer(world)
    first.hears_tone(CALLER_TONE, within=8)
    first.hears("incident_choice", within=8)
    first.hears("menu", within=12)
    first.hangs_up()
    for path in world.lab.config.prompts_dir.glob("take-*.wav"):
        path.unlink()
    second = customer(world)
    second.hears("incident_choice", within=20)
    second.hears("menu", within=12)
    second.hangs_up()
    taken_back(world)
    left = [path.name for path in world.lab.config.recordings_dir.glob("*annonce*")]
    assert not left


def test_who_does_not_manage_lines_puts_none(world: World) -> None:
    caller = proved(world, company.PETIT, "7730", "6")
    caller.hears("agents_incident_closed", within=8)
    caller.hangs_up()
    assert line_of(world).incident is None
