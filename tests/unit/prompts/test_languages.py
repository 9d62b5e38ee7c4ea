"""Another language is a language and nothing else: who calls a line that speaks it hears it from the first word on."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from appliance.calls.spoken import fixed_sentences
from appliance.company.document import document_of, document_text
from appliance.company.incidents import known_incident
from appliance.company.model import MESSAGE_DAYS, Company, Line
from appliance.company.wording import places
from appliance.config import Config, Switch, Trunk
from appliance.prompts.begun import FACTS, OF_AGENTS, PARTS, RULES, BegunLanguage, Kind, is_whole, missing
from appliance.prompts.catalogue import Sentence, announcement, number_read_back, say, whisper
from appliance.prompts.english.language import English
from appliance.prompts.fallback_prompts import pieces
from appliance.prompts.german.language import German
from appliance.prompts.language import AgentsLanguage, Language
from appliance.prompts.languages import FRENCH, KNOWN, LANGUAGES, language_of, not_whole, ready_languages
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.speech import SpeechError, readable
from appliance.simulator.people import Caller, Phone, accepts, refuses
from appliance.simulator.simulation import simulate
from appliance.simulator.simulation_events import PhoneHears, PhoneIsReleased
from appliance.store.company_file import CompanyFileErrors, load_company_file, write_company
from appliance.switch.fallback import render
from appliance.switch.fallback_sounds import SAID_IN, export_sounds, said_in
from tests.unit.prompts.backwards import Backwards
from tests.unit.prompts.voices import ToneVoice
from web.lines.facts import LineForm

ROOT = Path(__file__).parents[3]
DIALPLAN = (ROOT / "freeswitch" / "dialplan.xml").read_text(encoding="utf-8")
NIGHT = datetime(2026, 12, 24, 23, tzinfo=UTC)
WRITTEN = "(écrit)"  # begins what the company itself wrote, whatever the language


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Language:
    language = Backwards()
    monkeypatch.setitem(LANGUAGES, language.code, language)
    return language


@pytest.fixture
def company(second: Language) -> Company:
    """The example, where one line speaks it and all that the company wrote can be told apart."""
    read = load_company_file(ROOT / "tests" / "data" / "company-example.yml")
    line = max(read.lines.values(), key=lambda line: line.order_rule.ask)
    behaviours = {
        period: replace(one, announcement=f"{WRITTEN} {one.announcement}") for period, one in line.behaviours.items()
    }
    menus = {
        key: replace(
            menu,
            announcement=f"{WRITTEN} {menu.announcement}",
            choices={
                digit: replace_text(choice) if hasattr(choice, "text") else choice
                for digit, choice in menu.choices.items()
            },
        )
        for key, menu in read.menus.items()
    }
    spoken = replace(line, language=second.code, behaviours=behaviours)
    return replace(read, lines=read.lines | {line.id: spoken}, menus=menus)


def replace_text(choice: Any) -> Any:
    return type(choice)(f"{WRITTEN} {choice.text}")


def the_line(company: Company) -> Line:
    return next(line for line in company.lines.values() if line.language == "xx")


def heard(
    company: Company, caller: Caller, phones: Mapping[str, Phone], *, on_a_phone: bool = False
) -> Iterator[Sentence]:
    """Every sentence of a call that the caller hears; or that is heard on the telephones of agents."""
    call = simulate(company, the_line(company), NIGHT, caller, phones, "+33612345678")
    for noticed in call.noticed:
        if is_dataclass(noticed.what) and isinstance(noticed.what, (PhoneHears, PhoneIsReleased)) is on_a_phone:
            for one in (getattr(noticed.what, field.name) for field in fields(noticed.what)):
                yield from (each for each in (one if isinstance(one, tuple) else (one,)) if isinstance(each, Sentence))


CALLS = {  # what is typed, seconds of message, what every telephone does
    "taken": (("2", "40719", "1"), 0.0, accepts()),
    "refused": (("4", "2", "9", "40719", "2", "40719", "1"), 5.0, refuses()),
    "silence": ((), 5.0, Phone(None)),
    "no number": (("2", "*"), 0.0, refuses()),
    "another key": (("8", "7", "1"), 5.0, Phone(2.0, ((1.0, "7"), (4.0, "2")))),
    "office": (("5",), 5.0, Phone(None)),
}


@pytest.mark.parametrize("case", CALLS)
def test_nobody_hears_french_in_a_call_of_a_line_that_speaks_another_language(company: Company, case: str) -> None:
    answers, says, phone = CALLS[case]
    phones = {number: phone for agent in company.agents.values() for number in agent.phones}

    told = list(heard(company, Caller(answers, says=says), phones))

    assert len(told) > 3
    assert {one.language for one in told} == {"xx"}
    assert [one.text for one in told if not one.text.startswith(("xx", WRITTEN))] == []


@pytest.mark.parametrize("case", ["taken", "refused", "no number", "another key"])
def test_agents_are_spoken_to_in_their_own_language_and_told_what_the_caller_speaks(
    company: Company, case: str
) -> None:
    answers, says, phone = CALLS[case]
    phones = {number: phone for agent in company.agents.values() for number in agent.phones}

    told = list(heard(company, Caller(answers, says=says), phones, on_a_phone=True))

    assert {one.language for one in told} == {"fr"}
    assert all("L'appelant parle à l'envers. " in one.text for one in told if one.name == "whisper")


def test_what_such_a_call_says_is_built_before_it(company: Company) -> None:
    built = set(fixed_sentences(company, MESSAGE_DAYS))
    phones = {number: refuses() for agent in company.agents.values() for number in agent.phones}
    told = [one for case in CALLS.values() for one in heard(company, Caller(case[0], says=case[1]), phones)]

    assert [one for one in told if one.fixed and one not in built] == []
    assert {one.language for one in built} == {"fr", "xx"}


def test_the_other_lines_go_on_in_french(company: Company) -> None:
    assert say("hunt").text == FRENCH.fixed["hunt"]
    assert say("hunt") in fixed_sentences(company)


def test_a_text_said_in_two_languages_is_two_sounds(tmp_path: Path, second: Language) -> None:
    prompt_store = PromptStore(tmp_path, ToneVoice())

    here, there = (prompt_store.ensure(announcement("Audio.", code)) for code in ("fr", second.code))

    assert prompt_store.file_of(announcement("Audio.", second.code), prompt_store.engine) != here
    assert prompt_store.hold_cycle(second.code) != prompt_store.hold_cycle()
    assert there.exists()


def test_what_a_voice_cannot_say_in_time_is_pieced_together_in_its_language(second: Language) -> None:
    said = pieces(number_read_back("42", second.code))

    assert [one.text for one in said] == ["xx digit_4", "xx digit_2", "xx read_back_choice"]
    assert {one.language for one in said} == {second.code}
    assert {one.language for one in pieces(whisper("SAV", "42", None))} == {"fr"}


def test_the_letters_and_signs_of_a_text_are_those_of_its_language(second: Language) -> None:
    assert readable("Ωμ & Ωμ", second.code) == "Ωμ ψ Ωμ"
    with pytest.raises(SpeechError, match="français"):
        readable("Ωμ")


def test_the_fallback_says_it_too(company: Company, tmp_path: Path) -> None:
    asked: list[Sentence] = []

    def no_sound(sentence: Sentence) -> None:
        asked.append(sentence)

    export_sounds(tmp_path, company, no_sound)

    line = the_line(company)
    assert {one.name for one in asked if one.language == "xx"} >= {"fallback_apology", "fallback_message", "unanswered"}
    assert {one.language for one in asked if one.name == "fallback_whisper"} == {"fr"}
    assert any(line.name in one.text for one in asked if one.name == "fallback_whisper")
    assert (tmp_path / "xx-apology.wav").exists(), "three beeps, until it is said"


def test_the_sounds_that_the_dialplan_names_itself_are_those_of_the_line(company: Company, tmp_path: Path) -> None:
    """It names none that is not exported, and each begins with what the list or the controller told of the line."""
    named = re.findall(r"\$\$\{fallback_folder}/([^\s\"]+\.wav)", DIALPLAN)
    list_text = render(
        company,
        Config(state=str(tmp_path), switch=Switch(esl_secret="s" * 20), trunks=(Trunk(name="op1", proxy="192.0.2.1"),)),
        NIGHT,
    )
    told = {line.id: f'data="{SAID_IN}={said_in(line.language)}"' for line in company.lines.values()}

    assert {name.removeprefix(f"${{{SAID_IN}}}") for name in named} == {"message.wav", "kept.wav", "unanswered.wav"}
    assert all(name.startswith(f"${{{SAID_IN}}}") for name in named)
    assert told[the_line(company).id] == 'data="astreinte_said_in=xx-"'
    assert {one: list_text.count(one) for one in told.values()} == Counter(told.values())


def test_the_setting_is_in_the_file_the_document_and_the_page(company: Company, tmp_path: Path) -> None:
    name = the_line(company).id
    (tmp_path / "company.yml").write_text(write_company(company), encoding="utf-8")

    assert load_company_file(tmp_path / "company.yml").lines[name].language == "xx"
    assert document_of(document_text(company)).company.lines[name].language == "xx"
    assert hasattr(LineForm, "language")
    assert [one.key for one in places(company) if one.key == "catalogue/xx/hunt"] == ["catalogue/xx/hunt"]


def test_a_language_that_no_release_speaks_is_refused_in_a_file(tmp_path: Path) -> None:
    told = YAML(typ="safe").load((ROOT / "tests" / "data" / "company-example.yml").read_text(encoding="utf-8"))
    told["lines"][0]["language"] = "xx"
    path = tmp_path / "company.yml"
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(told, file)

    with pytest.raises(CompanyFileErrors, match="« xx » n'est pas possible ici ; choisissez parmi fr, en"):
        load_company_file(path)


def test_a_call_is_answered_in_french_where_a_newer_release_chose_another_language() -> None:
    assert language_of("zz") is FRENCH
    assert say("hunt", "zz").text == FRENCH.fixed["hunt"]


def test_french_and_english_are_whole_and_no_language_has_a_sentence_that_is_none() -> None:
    assert {code for code, language in KNOWN.items() if not missing(language)} == {"fr", "en"} == set(LANGUAGES)
    for language in KNOWN.values():
        assert set(language.fixed) <= set(FRENCH.fixed)


def test_all_that_a_call_may_ask_of_a_language_is_asked_of_one_that_is_begun() -> None:
    """Whoever adds a rule to languages adds it to what a begun one is told that it lacks."""
    asked = {name for name in vars(Language) if not name.startswith("_")}
    told_whole = {"code", "name", "fixed", "voices", "texts"}  # a begun language has them too, or is told text by text
    assert {*RULES, *FACTS} == asked - told_whole
    assert {*OF_AGENTS} == {name for name in vars(AgentsLanguage) if not name.startswith("_")}
    assert set(BegunLanguage.__annotations__) | {*vars(BegunLanguage)} >= told_whole - {"texts"}
    assert all(part.french for part in PARTS)


@pytest.mark.parametrize("kind", Kind)
def test_a_language_that_lacks_one_thing_is_told_by_it(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking: Any = English()
    part = next(part for part in PARTS if part.kind is kind)
    match kind:
        case Kind.SENTENCE:
            lacking.fixed = {name: text for name, text in lacking.fixed.items() if name != part.name}
        case Kind.SMS:
            lacking.texts = replace(lacking.texts, **{part.name: ""})
        case Kind.RULE | Kind.FACT:
            setattr(lacking, part.name, None)

    assert missing(lacking) == [part] and not is_whole(lacking)
    assert (not_whole(lacking) or "").startswith(
        f"La langue « anglais » n'est pas prête : il lui manque 1 phrase ({part.name})"
    )


def test_a_line_of_a_file_in_a_language_that_is_begun_is_refused_with_the_count(tmp_path: Path) -> None:
    text = (ROOT / "tests" / "data" / "company-example.yml").read_text(encoding="utf-8")
    told = YAML(typ="safe").load(text)
    told["lines"][0]["language"] = "de"
    path = tmp_path / "company.yml"
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(told, file)

    with pytest.raises(CompanyFileErrors) as refused:
        load_company_file(path)
    count = len(missing(KNOWN["de"]))
    assert f"« allemand » n'est pas prête : il lui manque {count} phrases (caller_blocked, " in str(refused.value)
    assert f" et {count - 3} de plus) ; voyez Annonces › Langues." in str(refused.value)
    assert language_of("de") is FRENCH, "nor is a call of a settings document that a newer release wrote"


def test_what_is_written_of_a_language_can_be_given_to_its_voice() -> None:
    for code, language in KNOWN.items():
        texts = language.fixed.values() if language is not FRENCH else ()
        assert not set(texts) & set(FRENCH.fixed.values()), "a recording is found by its text"
        for text in texts:
            assert readable(text, code)


def test_german_is_begun_with_its_figures() -> None:
    german = German()
    assert german.offer("9") == "Für Deutsch drücken Sie die 9."
    assert german.read_back("40719") == "4, 0, 7, 1, 9. Drücken Sie 1 zum Bestätigen oder 2 zum Korrigieren."
    assert [german.fixed[f"digit_{figure}"] for figure in (0, 5, 9)] == ["Null.", "Fünf.", "Neun."]


def test_a_language_that_is_not_whole_is_refused_by_what_it_lacks(
    company: Company, second: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOWN, second.code, second)
    monkeypatch.setattr(second, "fixed", {name: text for name, text in second.fixed.items() if name != "hunt"})
    path = tmp_path / "company.yml"
    path.write_text(write_company(company), encoding="utf-8")

    with pytest.raises(CompanyFileErrors, match=r"« à l'envers » n'est pas prête : il lui manque 1 phrase \(hunt\)"):
        load_company_file(path)
    assert set(ready_languages()) == {"fr", "en"}


ASKED = {
    "say",
    "announcement",
    "number_read_back",
    "kept_for",
    "wait_told",
    "place_told",
}


def test_every_sentence_of_a_call_is_asked_for_in_a_language() -> None:
    """French is what a sentence is said in where nothing else is known: not in a call, whose line is."""
    forgotten = []
    for room in ("calls", "switch", "simulator", "checks"):
        for path in sorted((ROOT / "appliance" / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKED:
                    given = [*node.args, *(keyword.value for keyword in node.keywords)]
                    if not any("language" in ast.unparse(one) or ast.unparse(one) == "code" for one in given):
                        forgotten.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}")
    assert forgotten == []


def test_a_line_in_english_tells_its_callers_of_an_incident_in_english(company: Company) -> None:
    line = replace(the_line(company), language="en", name="Support")

    assert known_incident(line) == "Support: we are aware of an incident, and our team is working on it."
