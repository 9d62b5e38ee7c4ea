"""FreeSWITCH alone offers the languages of a line, and goes on in the one that the caller chooses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.company.model import Behaviour, Company, Menu, OpenMenu, Say, TakeMessage, Translation
from appliance.config import Config, Switch, Trunk
from appliance.planning.hours import Period
from appliance.prompts.catalogue import Sentence, fallback_whisper
from appliance.switch import fallback
from appliance.switch.cdr import read_cdr_files
from appliance.switch.fallback_sounds import announced, offered
from tests.adapter.dialplan_read import SHIPPED, Dialplan, Said
from tests.adapter.test_fallback import MONDAY, a_company, a_record

FRENCH, ENGLISH = "Bonjour. Nous rouvrons {réouverture}.", "Good evening. We open {réouverture}."
OFFER = offered("9", "en")
Names = Callable[..., list[str]]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(
        state=str(tmp_path),
        switch=Switch(esl_secret="s" * 20),
        trunks=(Trunk(name="op1", proxy="192.0.2.1"),),
    )


def offering(said: str | None = ENGLISH, **line: object) -> Company:
    company = a_company(**({"offered_languages": {"9": "en"}} | line))  # type: ignore[arg-type]
    one = company.lines["urgence"]
    one = replace(one, behaviours={period: replace(one.behaviours[period], announcement=FRENCH) for period in Period})
    said_in_english = (Translation("en", FRENCH, said),) if said else ()
    return replace(company, lines={"urgence": one}, translations=said_in_english)


@pytest.fixture
def hears(config: Config, tmp_path: Path) -> Names:
    """The names of the sounds that a caller hears, who is rung left out."""
    spoken = tmp_path / "spoken.wav"
    spoken.write_bytes(b"RIFF spoken")

    def names(
        company: Company, says: Callable[[Sentence], Path | None] = lambda sentence: spoken, **leg: object
    ) -> list[str]:
        text = fallback.export(company, config, MONDAY, says).read_text(encoding="utf-8")
        dialplan = Dialplan(text, SHIPPED, **leg)  # type: ignore[arg-type]
        heard = dialplan.call("0972000001", MONDAY)
        ours = dialplan._expanded("${astreinte_said_in}message.wav")
        return [Path(one.file).name for one in heard if isinstance(one, Said)] + [ours]

    return names


def test_who_types_the_key_goes_on_in_the_language_to_the_message(hears: Names) -> None:
    assert hears(offering(), types="9") == [
        OFFER,
        announced("Good evening.", "en"),
        "en-apology.wav",
        "en-unanswered.wav",
        "en-message.wav",
    ]


@pytest.mark.parametrize("types", ["", "5", "#"])
def test_silence_and_any_other_key_go_on_in_the_language_of_the_line(hears: Names, types: str) -> None:
    assert hears(offering(), types=types) == [
        OFFER,
        announced("Bonjour.", "fr"),
        "apology.wav",
        "unanswered.wav",
        "message.wav",
    ]


def test_a_star_leads_to_the_message_at_once(hears: Names) -> None:
    assert hears(offering(), types="*") == [OFFER, "message.wav"]


def test_a_text_that_is_not_said_in_the_language_is_heard_as_it_is_written(hears: Names) -> None:
    assert hears(offering(said=None), types="9")[1] == announced("Bonjour.", "fr")


def test_a_line_in_english_may_offer_french(hears: Names) -> None:
    line = offering(said=None, language="en", offered_languages={"1": "fr"})
    assert hears(line, types="1")[2:] == ["apology.wav", "unanswered.wav", "message.wav"]
    assert hears(line)[2:] == ["en-apology.wav", "en-unanswered.wav", "en-message.wav"]


def test_several_languages_are_offered_before_one_wait(hears: Names) -> None:
    heard = hears(offering(offered_languages={"8": "en", "9": "fr"}, language="en"), types="9")
    assert heard[:2] == [offered("8", "en"), offered("9", "fr")]


def test_who_was_answered_by_the_controller_is_not_asked_again_and_keeps_the_language_chosen(hears: Names) -> None:
    chosen = {"astreinte_language": "en"}
    assert hears(offering(), greeted=True, told=chosen) == ["en-apology.wav", "en-unanswered.wav", "en-message.wav"]
    assert hears(offering(), greeted=True) == ["apology.wav", "unanswered.wav", "message.wav"]
    assert hears(offering(offered_languages={}), greeted=True, told=chosen)[-1] == "message.wav"


def test_an_information_that_silence_leads_to_through_a_menu_is_said_in_the_language_chosen(hears: Names) -> None:
    menu = Menu("m", "Tapez 1.", {"1": Say("Fermé."), "2": TakeMessage()}, "1")
    company = replace(offering(), menus={"m": menu})
    line = company.lines["urgence"]
    opened = replace(line, behaviours=dict.fromkeys(Period, Behaviour(None, OpenMenu("m"))))
    closed = (Translation("en", "Fermé.", "Closed."),)
    company = replace(company, lines={"urgence": opened}, translations=closed)
    assert hears(company, types="9") == [OFFER, announced("Closed.", "en"), "en-message.wav"]
    assert hears(company) == [OFFER, announced("Fermé.", "fr"), "message.wav"]


def test_a_key_is_that_of_the_line_called_though_another_s_identifier_begins_its_own(
    config: Config, tmp_path: Path
) -> None:
    spoken = tmp_path / "spoken.wav"
    spoken.write_bytes(b"RIFF spoken")
    company = offering()
    other = replace(company.lines["urgence"], id="urgence_nord", name="Nord", numbers=("+33972000009",))
    company = replace(company, lines=dict(company.lines) | {"urgence_nord": other})
    text = fallback.export(company, config, MONDAY, lambda sentence: spoken).read_text(encoding="utf-8")
    dialplan = Dialplan(text, SHIPPED, types="9")
    dialplan.call("0972000009", MONDAY)
    assert dialplan.variables["astreinte_language"] == "en"


def test_an_offer_that_no_voice_has_said_is_not_made(hears: Names) -> None:
    assert hears(offering(), says=lambda sentence: None, types="9")[0] != OFFER


def test_the_language_chosen_is_read_back_from_the_record_of_the_call(tmp_path: Path) -> None:
    a_record(tmp_path, astreinte_language="en")
    assert read_cdr_files(tmp_path)[0].language == "en"
    a_record(tmp_path)
    assert read_cdr_files(tmp_path)[0].language is None


WHISPERS = r"astreinte_whisper=([^,\]]*)"


@pytest.mark.parametrize(
    ("line", "types", "in_french", "in_english"),
    [
        ({}, "9", "anglais", None),
        ({}, "", None, "French"),
        ({"offered_languages": {}, "language": "en"}, "", "anglais", None),
    ],
    ids=["chosen", "of the line", "of a line in English"],
)
def test_the_whisper_tells_each_agent_of_a_caller_s_language_that_is_not_theirs(
    line: dict[str, object],
    types: str,
    in_french: str | None,
    in_english: str | None,
    config: Config,
    tmp_path: Path,
) -> None:
    """As that of the controller does. « L'appelant parle anglais. »"""
    company = offering(**line)
    agents = {key: replace(one, language="en" if key == "petit" else "fr") for key, one in company.agents.items()}

    def spoken(sentence: Sentence) -> Path:
        (tmp_path / "spoken.wav").write_text(sentence.text)
        return tmp_path / "spoken.wav"

    text = fallback.export(replace(company, agents=agents), config, MONDAY, spoken).read_text(encoding="utf-8")
    dialplan = Dialplan(text, SHIPPED, types=types)
    dialplan.call("0972000001", MONDAY)
    dialled = re.findall(r"\[astreinte_agent=(\w+),[^]]*" + WHISPERS, text)
    heard = {agent: Path(dialplan._expanded(whisper)).read_text() for agent, whisper in dialled}
    assert heard["petit"] == fallback_whisper("Urgence", "en", "fr" if in_english else "en").text
    assert heard["durand"] == fallback_whisper("Urgence", "fr", "en" if in_french else "fr").text
    assert (f"parle {in_french}." in heard["durand"]) is bool(in_french)
    assert (f"speaks {in_english}." in heard["petit"]) is bool(in_english)


def test_a_whisper_is_there_for_a_caller_whose_language_is_not_told(config: Config, tmp_path: Path) -> None:
    """An upgrade comes in the middle of a call: a file that is missing would hang the agent up."""
    spoken = tmp_path / "spoken.wav"
    spoken.write_bytes(b"RIFF spoken")
    text = fallback.export(offering(), config, MONDAY, lambda sentence: spoken).read_text(encoding="utf-8")
    (whisper,) = set(re.findall(WHISPERS, text))
    assert "${" in whisper and Path(whisper.replace("${astreinte_speaks}", "")).exists()


def test_a_whisper_that_is_not_made_yet_in_each_language_tells_none(config: Config, tmp_path: Path) -> None:
    spoken = tmp_path / "spoken.wav"
    spoken.write_bytes(b"RIFF spoken")

    def some(sentence: Sentence) -> Path | None:
        return None if "anglais" in sentence.text else spoken

    text = fallback.export(offering(), config, MONDAY, some).read_text(encoding="utf-8")
    (whisper,) = set(re.findall(WHISPERS, text))
    assert Path(whisper).exists()
