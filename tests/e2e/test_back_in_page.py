"""An agent whose page is lost in the middle of a conversation comes back into the same call, in a real Chromium."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import steps
from phones.caller import Caller
from test_answer_in_page import WARM_SECONDS, answers, chromium, front, hears_a_hum, page, presses, rung, takes
from world import World

from appliance.calls.coming_back import RETURN_SECONDS, WORDS
from appliance.calls.leg import IN_THE_PAGE

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

__all__ = ["chromium", "front", "page"]
LAB_OPTIONS = ("--browser",)
BACK = "Vous êtes de nouveau avec l’appelant."
FOUND_OUT_SECONDS = 20.0  # a tab that is dead says nothing: it is heard to be mute, then asked


def reloads(page: Any) -> None:
    """As its agent does, who says to the browser that it is wanted."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()


def crashes(page: Any) -> Any:
    """Its tab is dead, and says no word to anybody; the one that the agent opens then, signed in still."""
    address, another = page.url, page.context.new_page()
    with suppress(Exception):
        page.goto("chrome://crash", timeout=3000)
    another.goto(address)
    return another


def hear_each_other(page: Any, caller: Caller) -> None:
    hears_a_hum(page, caller)
    caller.hears_tone(steps.AGENT_TONE, within=WARM_SECONDS)


def noted(world: World, caller: Caller) -> list[str]:
    """What became of the page, as the journal tells it."""
    shown = {"page_lost", "came_back", "not_back"}
    return [one["name"] for one in world.journal(caller, over=True)["steps"] if one["name"] in shown]


def test_a_page_that_is_reloaded_comes_back_into_the_same_call_by_itself(world: World, page: Any) -> None:
    caller = takes(world, page)
    for _ in range(2):
        reloads(page)
        page.get_by_text(BACK).wait_for(timeout=15000)
        hear_each_other(page, caller)
    page.get_by_role("button", name="Raccrocher").click()
    caller.is_hung_up(within=3)
    call = world.journal(caller, over=True, outcome="connected")
    accepted = [(one["agent"], one["phone"]) for one in call["attempts"] if one["outcome"] == "accepted"]
    assert accepted == [("solo", IN_THE_PAGE)]
    assert noted(world, caller) == ["page_lost", "came_back"] * 2


def test_who_finds_the_call_in_another_tab_after_a_crash_takes_it_by_a_click_and_the_caller_waited_in_music(
    world: World, page: Any
) -> None:
    caller = takes(world, page)
    another = crashes(page)
    another.get_by_role("heading", name="Vous avez un appel en cours").wait_for(timeout=8000)
    caller.hears(WORDS, within=FOUND_OUT_SECONDS)
    another.get_by_role("button", name="Reprendre l’appel").click()
    another.get_by_text(BACK).wait_for(timeout=15000)
    hear_each_other(another, caller)
    caller.hangs_up()
    another.get_by_text("L'appel est terminé.").wait_for(timeout=5000)
    assert noted(world, caller) == ["page_lost", "came_back"]


def test_another_tab_takes_the_call_by_a_click_alone_and_the_first_says_so(world: World, page: Any) -> None:
    caller = takes(world, page)
    another = page.context.new_page()
    another.goto(page.url)
    another.get_by_role("button", name="Reprendre l’appel").wait_for(timeout=8000)
    hear_each_other(page, caller)
    another.get_by_role("button", name="Reprendre l’appel").click()
    another.get_by_text(BACK).wait_for(timeout=15000)
    page.get_by_text("L’appel a été repris dans une autre page.").wait_for(timeout=5000)
    hear_each_other(another, caller)
    another.get_by_role("button", name="Raccrocher").click()
    caller.is_hung_up(within=3)


def test_an_agent_who_does_not_come_back_is_rung_on_their_telephone_with_whoever_is_on_call(
    world: World, page: Any
) -> None:
    caller = takes(world, page)
    mobile = world.mobile("0612345631")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    caller.hears(WORDS, within=5)
    again = mobile.rings(within=RETURN_SECONDS + 15).answers()
    again.hears("whisper", within=8, seconds=0.6)
    again.presses("1")
    steps.hear_each_other(steps.Scene(world, caller, [again]))
    caller.hangs_up()
    assert noted(world, caller) == ["page_lost", "not_back"]


def test_a_page_that_is_reloaded_during_the_whisper_rings_again(world: World, page: Any) -> None:
    caller, mobile = rung(world)
    answers(page)
    reloads(page)
    page.get_by_role("button", name="Faire sonner cette page").click()
    answers(page)
    presses(page, "1")
    mobile.stops_ringing(within=2)
    hear_each_other(page, caller)
    caller.hangs_up()


def test_without_its_controller_a_hang_up_ends_the_call_and_a_reload_leads_the_caller_to_the_fallback(
    world: World, page: Any
) -> None:
    first = takes(world, page)
    said = len(world.lab.news)
    world.lab.hurt("controller")
    world.lab.is_whole_again(said)
    page.get_by_role("button", name="Raccrocher").click()
    first.is_hung_up(within=3)
    world.journal(first, within=10, over=True, outcome="connected")
    second = takes(world, page)
    said = len(world.lab.news)
    world.lab.hurt("controller")
    world.lab.is_whole_again(said)
    reloads(page)
    second.hears("fallback_apology", within=5)
    page.get_by_text("n’est plus à reprendre").wait_for(timeout=15000)
    second.hangs_up()
