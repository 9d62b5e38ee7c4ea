"""Callers answered in English on the real switch: a line that speaks it, and one that offers it by a key."""

from __future__ import annotations

from pathlib import Path

import company
import pytest
import steps
from phones import sound
from world import World

from appliance.calls.spoken import fixed_sentences
from appliance.prompts.build import build
from appliance.prompts.catalogue import announcement, language_offer, number_read_back, say, whisper
from appliance.store.company_file.reader import read_company

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

LAB_OPTIONS: tuple[str, ...] = ()
KEY = "0"  # the menu has all the others
NIGHT_GREETING = "You are calling at night, good evening."
MENU = "In an emergency, press 1. For an order in progress, press 2. To leave a message, press 3."
TRANSLATED = f'[{{language: en, text: "{company.MENU}", said: "{MENU}"}}]'
LAB_COMPANY = (
    company.TEXT.replace("country: FR}", f"country: FR, translations: {TRANSLATED}}}")
    .replace("    default: true\n", f"    default: true\n    offered_languages: {{{KEY}: en}}\n")
    .replace("    name: Nuit\n", "    name: Nuit\n    language: en\n")
    .replace(
        f'{{announcement: "{company.NIGHT_GREETING}", call: retard}}',
        f'{{announcement: "{NIGHT_GREETING}", call: retard}}',
    )
)


@pytest.fixture(scope="module", autouse=True)
def spoken(sentences: company.Sentences) -> None:
    """English is said before the lab starts, which has a minute to be ready."""
    build(sentences.prompt_store, fixed_sentences(read_company(LAB_COMPANY, "lab")))


def english(world: World, name: str) -> Path:
    return world.sentences.file(say(name, "en"))


def told_of_english(world: World, line: str, number: str | None, caller: str | None) -> Path:
    return world.sentences.file(whisper(line, number, caller, speaks="en"))


def test_a_line_in_english_is_heard_in_english_and_its_agent_in_french(world: World) -> None:
    late = world.mobile(company.LATE)
    caller = world.caller().calls(company.NIGHT)
    caller.hears(world.sentences.file(announcement(NIGHT_GREETING, "en")), seconds=2)
    caller.hears(english(world, "hunt"), within=8, seconds=2)
    agent = late.rings(within=10)
    agent.answers()
    agent.hears(told_of_english(world, "Nuit", None, caller.e164), within=8, seconds=5)
    caller.presses("*")
    caller.hears(english(world, "message_ask"), within=10, seconds=2)
    assert not caller.has_heard("message_ask")
    caller.hangs_up()


def test_who_presses_the_key_goes_on_in_english_to_the_conversation(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = world.caller().calls(company.DID)
    caller.hears(world.sentences.file(language_offer(KEY, "en")), seconds=1)
    caller.presses(KEY)
    caller.hears(world.sentences.file(announcement(MENU, "en")), within=10, seconds=2)
    caller.presses("2")
    caller.hears(english(world, "order_ask"), within=8, seconds=2)
    caller.presses("40719")
    caller.hears(world.sentences.file(number_read_back("40719", "en")), within=10, seconds=3.5)
    caller.presses("1")
    caller.hears(english(world, "hunt"), within=8, seconds=2)
    agent = durand.rings(within=10)
    agent.answers()
    agent.hears(told_of_english(world, company.LINE, "40719", caller.e164), within=8, seconds=5)
    agent.presses("1")
    steps.hear_each_other(steps.Scene(world, caller, [agent]))
    caller.hangs_up()
    call = world.journal(caller, outcome="connected")
    assert ("speaks", "en") in [(step["name"], step["detail"]) for step in call["steps"]]


def test_who_has_chosen_english_and_loses_the_controller_goes_on_in_english_to_the_message(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = world.caller().calls(company.DID)
    caller.hears(world.sentences.file(language_offer(KEY, "en")), seconds=1)
    caller.presses(KEY)
    caller.hears(world.sentences.file(announcement(MENU, "en")), within=10, seconds=2)
    caller.presses("2")
    caller.hears(english(world, "order_ask"), within=8, seconds=2)
    caller.presses("*")
    durand.rings(within=15)
    said = len(world.lab.news)
    world.lab.hurt("controller")
    caller.hears(english(world, "fallback_apology"), within=8, seconds=2)
    caller.presses("*")
    caller.hears(english(world, "fallback_message"), within=8, seconds=2)
    caller.hears_beep()
    caller.says(sound.tone(steps.CALLER_TONE, seconds=2))
    caller.says_all()
    caller.presses("#")
    caller.hears(english(world, "fallback_kept"), within=8, seconds=1)
    world.lab.is_whole_again(said)
    call = world.journal(caller, within=15, outcome="message", fallback=True)
    assert [(step["name"], step["detail"]) for step in call["steps"] if step["name"] == "speaks"] == [("speaks", "en")]
