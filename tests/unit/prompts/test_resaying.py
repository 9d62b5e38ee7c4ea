"""The company's texts said again by the neural voice: which, when, and what is heard until then."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.calls.resaid import said_again
from appliance.commands import prompts_neural
from appliance.prompts import child, deadline, speak, wav
from appliance.prompts.build import build_one, open_prompt_store, speak_by
from appliance.prompts.catalogue import announcement, fallback_whisper, place_told, say
from appliance.prompts.child import PutOff
from appliance.prompts.neural.resaying import REST, resay, waiting
from appliance.prompts.neural.voice import KokoroVoice, suits
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.recordings import link_of, recording_name
from appliance.prompts.speech import SpeechError
from tests.unit.prompts.test_spoken import COMPANY
from tests.unit.prompts.voices import ToneVoice, tone

HELLO = announcement("Bonjour, vous êtes chez Martin.")
NOW = time.time()


class Patient(KokoroVoice):
    """Kokoro but for its sound, a tone; `failures`: what it says in its place, one after the other."""

    def __init__(self, *failures: SpeechError) -> None:
        super().__init__()
        self.asked, self.failures = list[str](), list(failures)

    def speak(self, text: str, seconds: float, language: str = "fr") -> bytes:
        self.asked.append(text)
        if self.failures:
            raise self.failures.pop(0)
        return tone(1.0)


def store(folder: Path, voice: KokoroVoice | None = None) -> PromptStore:
    return PromptStore(folder, ToneVoice(), neural=True, patient=voice or Patient())


@pytest.mark.parametrize(
    "text",
    [
        "Pour une fuite, tapez 1 ; pour un devis, tapez 2.",
        "Nos bureaux ouvrent à huit heures.",
        "Bonjour, vous êtes chez Martin.",
    ],
)
def test_a_text_of_the_company_is_said_by_it_with_the_keys_to_press(text: str) -> None:
    assert suits(announcement(text))


@pytest.mark.parametrize(
    "text",
    [
        "Appelez le 01, 23, 45, 67, 89.",
        "Nos bureaux ouvrent à 8 h.",
        "Nous rouvrons le 4 janvier 2027.",
        "Fermé le 1er mai.",
        "Taux : 5 %.",
    ],
)
def test_one_with_a_number_or_an_hour_stays_with_the_voice_that_is_understood_best(text: str) -> None:
    assert not suits(announcement(text))


def test_names_are_said_by_it_and_sentences_of_the_product_are_not() -> None:
    assert suits(fallback_whisper("Urgence"))
    assert not any(map(suits, (say("goodbye"), say("digit_3"), say("fallback_whisper"), place_told(2))))
    assert not suits(replace(HELLO, name="agents_told"))


def test_a_sentence_that_is_filled_at_the_call_stays_with_one_voice() -> None:
    line = next(iter(COMPANY.lines.values()))
    period, behaviour = next(iter(line.behaviours.items()))
    behaviours = {**line.behaviours, period: replace(behaviour, announcement="Bonjour. Nous rouvrons {réouverture}.")}
    company = replace(COMPANY, lines={line.id: replace(line, behaviours=behaviours)})
    said = {one.text for one in said_again(company)}
    assert not {"Nous rouvrons", "Bonjour."} & said
    assert said


def test_pico_is_heard_until_it_has_spoken_then_it_is(tmp_path: Path) -> None:
    prompt_store = store(tmp_path)
    first = build_one(prompt_store, HELLO).path
    assert prompt_store.path(HELLO) == first
    assert waiting(prompt_store, [HELLO], NOW) == [HELLO]
    assert prompt_store.patient is not None
    assert resay(prompt_store, HELLO, prompt_store.patient) is None
    assert prompt_store.path(HELLO) == prompt_store.file_of(HELLO, prompt_store.patient) != first
    assert waiting(prompt_store, [HELLO], NOW) == []


def test_a_recording_comes_before_it_and_leaves_it_nothing_to_say(tmp_path: Path) -> None:
    prompt_store, own = store(tmp_path), tone(1.0)
    wav.write(tmp_path / recording_name(own), own)
    link_of(tmp_path, HELLO.text).symlink_to(recording_name(own))
    assert waiting(prompt_store, [HELLO, announcement(say("goodbye").text)], NOW) == []


def test_what_it_cannot_say_rests_for_an_hour(tmp_path: Path) -> None:
    prompt_store = store(tmp_path / "not" / "there yet")
    assert resay(prompt_store, HELLO, Patient(SpeechError("Trop long."))) == "Trop long."
    assert waiting(prompt_store, [HELLO], NOW) == []
    assert waiting(prompt_store, [HELLO], time.time() + REST + 60) == [HELLO]


def test_a_folder_that_takes_no_file_is_found_out_before_the_work(tmp_path: Path) -> None:
    voice = Patient()
    prompts = store(tmp_path / "prompts", voice)
    (tmp_path / "prompts").write_text("no folder")
    assert "écriture impossible" in str(resay(prompts, HELLO, voice))
    assert voice.asked == []


def test_it_never_speaks_during_a_call_nor_when_a_sentence_is_built(tmp_path: Path) -> None:
    voice = Patient()
    prompt_store = store(tmp_path, voice)
    prompt_store.ensure(HELLO)
    build_one(prompt_store, announcement("Merci."))
    assert voice.asked == []


def test_the_machine_s_store_has_it_where_the_company_wants_the_neural_voice_and_no_other_was_chosen(
    tmp_path: Path,
) -> None:
    prompt_store = open_prompt_store(tmp_path, "pico")
    assert prompt_store.patient is None
    speak_by(prompt_store, "pico", neural=True)
    assert prompt_store.patient is not None
    assert open_prompt_store(tmp_path, "gtts", neural=True).patient is None


def told(prompt_store: PromptStore, voice: KokoroVoice, busy: Callable[[], bool]) -> list[float]:
    """How long was waited for, a wait after the other."""
    waits: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prompts_neural, "KokoroVoice", lambda asked: voice)
        prompts_neural.say_all(prompt_store, [HELLO, announcement("Merci.")], busy, waits.append)
    return waits


def test_it_waits_for_the_end_of_calls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls = iter([True, True, False, False])
    assert told(store(tmp_path), Patient(), lambda: next(calls)) == [prompts_neural.LOOK] * 2
    assert capsys.readouterr().out.splitlines()[-1] == "Redites par la voix neuronale : 2."


def test_it_waits_no_longer_than_four_minutes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    voice = Patient()
    assert sum(told(store(tmp_path), voice, lambda: True)) == prompts_neural.PATIENCE
    assert "Encore à redire : 2." in capsys.readouterr().out
    assert voice.asked == []


def test_a_call_that_comes_puts_it_off(tmp_path: Path) -> None:
    voice = Patient(PutOff("un appel"))
    told(store(tmp_path), voice, lambda: False)
    assert voice.asked == [HELLO.text, HELLO.text, "Merci."]


def test_a_child_is_killed_as_soon_as_it_is_no_longer_wanted() -> None:
    began = time.monotonic()
    with pytest.raises(deadline.NotWanted):
        deadline.run([sys.executable, "-c", "import time; time.sleep(60)"], "", 50, os.environ, lambda: True)
    assert time.monotonic() - began < 20


def test_a_child_that_stays_wanted_ends_by_itself() -> None:
    command = [sys.executable, "-c", "import time; time.sleep(0.7); print('dit')"]
    assert deadline.run(command, "", 50, os.environ, lambda: False).output == b"dit\n"


def test_the_call_that_came_is_told_apart_from_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_wanted(*asked: object) -> None:
        raise deadline.NotWanted

    monkeypatch.setattr(child.deadline, "run", not_wanted)
    with pytest.raises(PutOff, match="attend la fin des appels"):
        KokoroVoice(lambda: True).speak("Bonjour.", 5)


def test_where_it_is_not_installed_the_child_says_what_to_install() -> None:
    if prompts_neural.kokoro.installed():
        pytest.skip("the neural voice is installed here")
    with pytest.raises(SpeechError, match=r"espeak-ng|astreinte\[voix\]"):
        speak.make(["kokoro"], "Bonjour.")  # not by a child, which waits for whatever else the machine does
