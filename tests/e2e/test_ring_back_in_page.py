"""A caller rung back from the page, in a real Chromium behind a real nginx: by the line's number, heard both ways."""

from __future__ import annotations

from typing import Any

import company
import pytest
import steps
from astreinte_lab import until
from phones.caller import Caller
from phones.mobile import MobileCall
from test_answer_in_page import WARM_SECONDS, Front, chromium, front, hears, page
from world import World

from appliance.calls.leg import IN_THE_PAGE
from appliance.prompts.catalogue import callback_read_back

__all__ = ["chromium", "front", "page"]  # the fixtures of the page
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

LAB_OPTIONS = ("--browser",)
LAB_COMPANY = company.TEXT.replace("    default: true\n", "    default: true\n    callback_within: 30\n")
RINGING = 440
DIALS = """async (ticket) => {
  const { Voice } = await import("/static/answer/voice.js");
  const audio = document.getElementById("voice");
  const told = (done) => (what, words) => what === "ended" && done(words);
  return new Promise((done) => new Voice(ticket, audio, told(done), "refused", "back"));
}"""


def lost(world: World) -> Caller:
    """A caller who has left while Sophie was looked for."""
    scene = steps.at_hunt(world)
    scene.caller.hangs_up()
    world.journal(scene.caller, over=True, outcome="abandoned")
    return scene.caller


def promised(world: World) -> tuple[Caller, dict[str, Any]]:
    """A caller who is to be called back, once the box has tried in vain; their call."""
    world.mobile(company.SOLO).will_refuse(486)
    caller = steps.at_menu(world).caller
    caller.presses("8")
    caller.hears("callback_offer", within=30)
    caller.presses("1")
    caller.hears(world.sentences.file(callback_read_back(caller.e164)), within=6)
    caller.presses("1")
    caller.is_hung_up(within=20)
    call = world.journal(caller, outcome="callback")
    until(lambda: standing(world, call)["next_try_at"], 60, "the box has tried")
    return caller, call


def standing(world: World, call: dict[str, Any]) -> dict[str, Any]:
    (found,) = [one["callback"] for one in world.lab.calls() if one["id"] == call["id"]]
    return dict(found)


def row(page: Any, caller: Caller) -> Any:
    """Of this caller, in the list of the page."""
    written = " ".join(caller.number[place : place + 2] for place in range(0, 10, 2))
    page.get_by_role("button", name="Actualiser").click()
    found = page.locator("#callers li").filter(has_text=written)
    found.wait_for(timeout=5000)
    return found


def rings_back(page: Any, caller: Caller) -> None:
    row(page, caller).get_by_role("button", name="Rappeler").click()


def says(page: Any, words: str, within: float = 10.0) -> None:
    page.locator("#callers-state").get_by_text(words).wait_for(timeout=within * 1000)


def talk(page: Any, rung: MobileCall) -> None:
    rung.answers()
    rung.hums(880)
    hears(page, 880)
    rung.hears_tone(steps.AGENT_TONE, within=WARM_SECONDS)
    says(page, "Vous parlez à l")


def that_rang_back(world: World, caller: Caller) -> dict[str, Any]:
    """The call of the journal that did, once it is over."""
    (first,) = [one for one in world.lab.calls() if one["caller"] == caller.e164 and not one["callback_of"]]

    def found() -> list[dict[str, Any]]:
        by_page = [one for one in world.lab.calls() if one["callback_of"] == first["id"]]
        return [one for one in by_page if one["ended_at"] and one["attempts"][0]["phone"] == IN_THE_PAGE]

    until(found, 8, "the ring-back is over")
    return found()[-1]


def test_a_lost_caller_is_rung_by_the_line_s_number_and_both_are_heard(world: World, page: Any) -> None:
    caller = lost(world)
    rings_back(page, caller)
    rung = world.mobile(caller.number).rings(within=12)
    assert company.DID[1:] in rung.invite.get("From"), "the line's number is shown"
    assert company.SOLO[1:] not in str(rung.invite), "and nothing of the agent's"
    hears(page, RINGING)
    talk(page, rung)
    page.locator("#callers-leave").click()
    rung.is_hung_up(within=3)
    says(page, "Vous avez raccroché.")
    call = that_rang_back(world, caller)
    assert (call["outcome"], world.outcomes(call)) == ("connected", [("solo", "accepted")])


def test_a_promise_is_kept_from_the_page_while_they_talk(world: World, page: Any) -> None:
    caller, call = promised(world)
    rings_back(page, caller)
    rung = world.mobile(caller.number).rings(within=12)
    talk(page, rung)
    until(lambda: standing(world, call)["ending"] == "kept", 5, "the promise is kept while they talk")
    rung.hangs_up()
    says(page, "L'appel est terminé.")
    assert that_rang_back(world, caller)["outcome"] == "connected"


def test_a_caller_who_is_engaged_is_told_in_the_page_and_rung_again_by_another_press(world: World, page: Any) -> None:
    caller = lost(world)
    world.mobile(caller.number).will_refuse(486)
    rings_back(page, caller)
    says(page, "L’appelant est en ligne", within=15)
    assert that_rang_back(world, caller)["outcome"] == "unanswered"
    page.locator("#callers-talking").wait_for(state="hidden", timeout=8000)
    row(page, caller)


def test_who_hangs_up_in_the_page_while_it_rings_has_the_telephone_ring_no_more(world: World, page: Any) -> None:
    caller = lost(world)
    rings_back(page, caller)
    rung = world.mobile(caller.number).rings(within=12)
    page.locator("#callers-leave").click()
    rung.stops_ringing(within=3)


def test_a_ticket_dialled_twice_or_that_nobody_gave_rings_nobody(world: World, page: Any, front: Front) -> None:
    caller = lost(world)
    with page.expect_response(lambda answer: answer.request.method == "POST" and "rappels" in answer.url) as given:
        rings_back(page, caller)
    ticket = given.value.json()["ticket"]
    rung = world.mobile(caller.number).rings(within=12)
    page.locator("#callers-leave").click()
    rung.stops_ringing(within=3)
    world.mobile(caller.number).was_rung(1)
    for one in (ticket, "0" * 32):
        assert page.evaluate(DIALS, one) == "refused"
    world.mobile(caller.number).was_rung(1)


def test_an_agent_whom_another_call_holds_rings_nobody_back(world: World, page: Any) -> None:
    caller = lost(world)
    found = row(page, caller)
    scene = steps.at_hunt(world)
    scene.agent.answers()
    scene.agent.hears("whisper", within=6, seconds=0.6)
    scene.agent.presses("1")
    steps.hear_each_other(scene)
    found.get_by_role("button", name="Rappeler").click()
    says(page, "un autre appel vous tient")
    world.mobile(caller.number).was_never_rung()
    scene.caller.hangs_up()
