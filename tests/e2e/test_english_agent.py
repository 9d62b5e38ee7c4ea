"""An agent who is spoken to in English, on the real switch: a call of a French line, their keys, their menu."""

from __future__ import annotations

from pathlib import Path

import agents
import company
import pytest
import steps
from phones.caller import Caller
from world import World

from appliance.calls.spoken import fixed_sentences
from appliance.prompts.build import build
from appliance.prompts.catalogue import fallback_whisper, say, whisper
from appliance.store.company_file.reader import read_company

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

LAB_OPTIONS: tuple[str, ...] = ()
LAB_COMPANY = agents.COMPANY.replace("mail: claire@example.fr}", "mail: claire@example.fr, language: en}")


@pytest.fixture(scope="module", autouse=True)
def spoken(sentences: company.Sentences) -> None:
    """English is said before the lab starts, which has a minute to be ready."""
    build(sentences.prompt_store, fixed_sentences(read_company(LAB_COMPANY, "lab")))


def english(world: World, name: str) -> Path:
    return world.sentences.file(say(name, "en"))


def test_they_hear_who_calls_what_their_keys_do_and_hand_the_caller_over_in_english(world: World) -> None:
    durand, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
    scene = steps.at_menu(world)
    scene.caller.presses("1")
    scene.caller.hears("hunt")
    scene.agents.append(durand.rings(within=10))
    scene.agent.answers()
    words = whisper(company.LINE, None, scene.caller.e164, speaks="fr", language="en")
    assert "The caller speaks French." in words.text
    scene.agent.hears(world.sentences.file(words), within=8, seconds=5)
    scene.agent.presses("7")
    scene.agent.hears(english(world, "whisper_unknown_key"), within=6)
    scene.agent.presses("1")
    steps.hear_each_other(scene)
    scene.caller.stream.ear.hears_no_tone(steps.CALLER_TONE, 2.5)  # until the conversation has settled
    scene.agent.hums(None)
    scene.agent.presses("*1")
    scene.agent.hears(english(world, "handing_over"), within=8)
    scene.caller.hears("hand_over", within=8)
    other = petit.rings(within=10)
    other.answers()
    handed = whisper(company.LINE, None, scene.caller.e164, asked_by="Claire Durand")
    other.hears(world.sentences.file(handed), within=8, seconds=4)
    other.presses("1")
    scene.agent.hears(english(world, "handed_over"), within=8)
    scene.caller.hangs_up()


def test_their_menu_is_in_english(world: World) -> None:
    durand = Caller(world.carrier, company.DURAND)
    durand.calls(company.DID)
    durand.hears(english(world, "agents_offer"), within=6)
    durand.presses("*")
    durand.hears(english(world, "agents_menu"))
    durand.presses("4")
    durand.hears(english(world, "agents_code"), within=8)
    durand.hangs_up()


def test_without_a_controller_each_agent_is_still_spoken_to_in_their_language(world: World) -> None:
    petit = world.mobile(company.PETIT)
    scene = steps.at_hunt(world, "1", company.DURAND)
    said = len(world.lab.news)
    world.lab.hurt("controller")
    scene.agent.stops_ringing(within=3)
    first = world.mobile(company.DURAND).rings(within=12)
    first.answers()
    first.hears(world.sentences.file(fallback_whisper(company.LINE, "en")), within=8, seconds=4)
    first.presses("2")
    second = petit.rings(within=15)
    second.answers()
    second.hears(world.sentences.file(fallback_whisper(company.LINE)), within=8, seconds=4)
    scene.caller.hangs_up()
    world.lab.is_whole_again(said)
