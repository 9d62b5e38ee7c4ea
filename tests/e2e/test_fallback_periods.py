"""The controller is gone: the caller gets what the line does then, on a Monday, at Christmas, in a closure."""

from __future__ import annotations

from collections.abc import Iterator

import company
import pytest
import steps
from conftest import a_lab
from phones import sound
from phones.caller import Caller
from steps import Scene
from world import World

from appliance.prompts.catalogue import announcement

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

INCIDENT = "Une panne est connue, nos équipes interviennent."  # until ten on Monday
SUNDAY = "2026-11-29 22:00"
MONDAY, CHRISTMAS, CLOSED = "2026-11-30 10:00", "2026-12-25 10:00", "2026-12-01 10:30"
USUAL = f'    after_hours: {{announcement: "{company.GREETING}", menu: principal}}\n    order_number:'
LAB_COMPANY = company.TEXT.replace(
    USUAL,
    f"""    after_hours: {{announcement: "{company.GREETING}", call: serie}}
    opening_hours: {{mon-fri: [09:00-18:00]}}
    open: {{announcement: "{company.GREETING}", forward: "{company.OFFICE}"}}
    holidays: FR
    holiday: {{announcement: "{company.NIGHT_GREETING}", call: seule}}
    closure: {{announcement: "{company.NIGHT_GREETING}", message: true}}
    forced: [{{period: closure, from: 2026-12-01 10:00, to: 2026-12-01 18:00}}]
    incident: {{text: "{INCIDENT}", until: 2026-11-30 10:00}}
    order_number:""",
)


@pytest.fixture(scope="module")
def lab_world(
    tmp_path_factory: pytest.TempPathFactory, sentences: company.Sentences, request: pytest.FixtureRequest
) -> Iterator[World]:
    """A lab at one of these moments."""
    assert USUAL in company.TEXT
    yield from a_lab(tmp_path_factory, sentences, "--at", request.param, text=LAB_COMPANY)


def calls_without_controller(world: World) -> tuple[Caller, int]:
    """A caller whom the fallback has; and the news of the lab so far."""
    said = len(world.lab.news)
    world.lab.hurt("controller")
    caller = world.caller().dials(company.DID)
    caller.is_answered(within=8)
    return caller, said


@pytest.mark.parametrize("lab_world", [MONDAY], indirect=True)
def test_on_monday_at_ten_the_office_has_the_caller_on_answer(world: World) -> None:
    office, durand = world.mobile(company.OFFICE), world.mobile(company.DURAND)
    caller, said = calls_without_controller(world)
    caller.hears("greeting")
    caller.hears("fallback_office")
    call = office.rings(within=15).answers()
    steps.hear_each_other(Scene(world, caller, [call]))
    caller.hangs_up()
    call.is_hung_up(within=2)
    durand.was_never_rung()
    world.lab.is_whole_again(said)
    told = world.journal(caller, within=15, outcome="fallback")
    assert world.outcomes(told)[-1] == ("forward", "accepted")


@pytest.mark.parametrize("lab_world", [SUNDAY], indirect=True)
def test_an_emergency_announcement_is_said_after_the_greeting_while_it_is_on(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller, said = calls_without_controller(world)
    caller.hears("greeting")
    caller.hears(world.sentences.file(announcement(INCIDENT)), within=6)
    caller.hears("fallback_apology", within=8)
    durand.rings(within=20)
    caller.hangs_up()
    world.lab.is_whole_again(said)


@pytest.mark.parametrize("lab_world", [CHRISTMAS], indirect=True)
def test_on_christmas_day_the_team_of_holidays_is_rung(world: World) -> None:
    solo, durand = world.mobile(company.SOLO), world.mobile(company.DURAND)
    caller, said = calls_without_controller(world)
    caller.hears("night_greeting")
    caller.hears("fallback_apology")
    call = solo.rings(within=20).answers()
    call.hears("fallback_whisper", within=6)
    call.presses("1")
    steps.hear_each_other(Scene(world, caller, [call]))
    caller.hangs_up()
    durand.was_never_rung()
    world.lab.is_whole_again(said)
    told = world.journal(caller, within=15, outcome="fallback")
    assert world.outcomes(told)[-1] == ("solo", "accepted")


@pytest.mark.parametrize("lab_world", [CLOSED], indirect=True)
def test_in_a_forced_closure_the_announcement_is_said_and_a_message_taken(world: World) -> None:
    phones = [world.mobile(number) for number in (company.DURAND, company.SOLO, company.OFFICE)]
    caller, said = calls_without_controller(world)
    caller.hears("night_greeting")
    caller.hears("fallback_message", within=6)
    caller.hears_beep(within=12)
    caller.says(sound.tone(steps.CALLER_TONE, seconds=3))
    caller.says_all()
    caller.presses("#")
    caller.hears("fallback_kept", within=6)
    caller.is_hung_up(within=6)
    for phone in phones:
        phone.was_never_rung()
    world.lab.is_whole_again(said)
    assert world.journal(caller, within=15, outcome="message", fallback=True)["message"]
