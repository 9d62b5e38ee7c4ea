"""Filling a prompt store at leisure, and finding what is wrong in it."""

import os
from pathlib import Path

import pytest

from appliance.prompts import audio
from appliance.prompts.build import Fault, State, build, check
from appliance.prompts.catalogue import HOLD_WORDS, announcement, number_read_back, say
from appliance.prompts.prompt_store import PromptStore
from tests.unit.prompts.voices import ToneVoice, tone

SENTENCES = [announcement("Bonjour à tous."), announcement("Tapez 1."), announcement("Bonjour à tous.")]
READ_BACK = number_read_back("4")


def faults(prompt_store: PromptStore) -> list[Fault]:
    return check(prompt_store, SENTENCES)


def test_each_text_is_said_once_and_a_call_s_sentences_never(tmp_path: Path) -> None:
    voice = ToneVoice()
    report = build(PromptStore(tmp_path, voice), [*SENTENCES, READ_BACK])
    assert [built.state for built in report] == [State.SPOKEN, State.SPOKEN]
    assert sorted(voice.asked) == sorted(["Bonjour à tous.", "Tapez 1.", *(say(name).text for name in HOLD_WORDS)])


def test_what_is_built_is_not_built_again(tmp_path: Path) -> None:
    voice = ToneVoice()
    build(PromptStore(tmp_path, voice), SENTENCES)
    asked = len(voice.asked)
    report = build(PromptStore(tmp_path, voice), SENTENCES)
    assert {built.state for built in report} == {State.PRESENT}
    assert len(voice.asked) == asked


def test_when_the_chosen_voice_fails_the_other_speaks_and_the_report_says_why(tmp_path: Path) -> None:
    far, near = ToneVoice("far", remote=True), ToneVoice("near")
    far.problem = "Refusé."
    report = build(PromptStore(tmp_path, far, near), SENTENCES)
    assert {(built.state, built.problem) for built in report} == {(State.REPLACED, "Refusé.")}


def test_when_the_chosen_voice_fails_the_last_good_file_stays(tmp_path: Path) -> None:
    before = build(PromptStore(tmp_path, ToneVoice("far", version="1", remote=True), ToneVoice("near")), SENTENCES)
    newer = ToneVoice("far", version="2", remote=True)
    newer.problem = "Refusé."
    after = build(PromptStore(tmp_path, newer, ToneVoice("near")), SENTENCES)
    assert {built.state for built in after} == {State.KEPT}
    assert [built.path for built in after] == [built.path for built in before]


def test_the_chosen_voice_is_asked_again_once_it_works(tmp_path: Path) -> None:
    far, near = ToneVoice("far", remote=True), ToneVoice("near")
    far.problem = "Refusé."
    build(PromptStore(tmp_path, far, near), SENTENCES)
    far.problem = None
    report = build(PromptStore(tmp_path, far, near), SENTENCES)
    assert {built.state for built in report} == {State.SPOKEN}


def test_a_sentence_that_nobody_can_say_does_not_stop_the_others(tmp_path: Path) -> None:
    class OneBadWord(ToneVoice):
        def speak(self, text: str, seconds: float, language: str = "fr") -> bytes:
            self.problem = "Imprononçable." if "Tapez" in text and "étoile" not in text else None
            return super().speak(text, seconds)

    report = build(PromptStore(tmp_path, OneBadWord()), SENTENCES)
    assert sorted((built.state, built.problem) for built in report) == [
        (State.FAILED, "Imprononçable."),
        (State.SPOKEN, None),
    ]


def test_a_shelf_just_built_has_no_fault(tmp_path: Path) -> None:
    prompt_store = PromptStore(tmp_path, ToneVoice())
    build(prompt_store, SENTENCES)
    assert faults(prompt_store) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "la voix ne l'a pas encore dite"),
        (b"RIFF", "tronqué"),
        (b"ID3" + bytes(200), "WAV 8 kHz"),
        (tone(2.0, amplitude=0.0), "muet"),
        (tone(2.0, amplitude=0.01), "niveau du téléphone"),
        (tone(2.0, amplitude=0.9), "niveau du téléphone"),
        (tone(0.05), "pas vraisemblable"),
        (tone(60.0), "pas vraisemblable"),
    ],
)
def test_each_fault_of_a_file_is_found(tmp_path: Path, content: bytes | None, problem: str) -> None:
    prompt_store = PromptStore(tmp_path, ToneVoice())
    build(prompt_store, SENTENCES)
    path = prompt_store.file_of(SENTENCES[0], prompt_store.engine)
    path.unlink() if content is None else path.write_bytes(content)
    (fault,) = faults(prompt_store)
    assert fault.sentence == SENTENCES[0]
    assert problem in fault.problem


def test_a_file_is_listened_to_once_until_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same length and dated as before, what was written since is heard all the same."""
    prompt_store, listened = PromptStore(tmp_path, ToneVoice()), []
    build(prompt_store, SENTENCES)
    whole = audio.check_file

    def counted(content: bytes, text: str, *, recorded: bool = False) -> None:
        listened.append(text)
        whole(content, text, recorded=recorded)

    monkeypatch.setattr(audio, "check_file", counted)
    assert [faults(prompt_store), faults(prompt_store), len(listened)] == [[], [], 2]
    path = prompt_store.file_of(SENTENCES[0], prompt_store.engine)
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(44)
        file.write(bytes(before.st_size - 44))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_ino, path.stat().st_size) == (before.st_ino, before.st_size)
    (fault,) = faults(prompt_store)
    assert "muet" in fault.problem


def test_a_file_that_could_not_be_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prompt_store = PromptStore(tmp_path, ToneVoice())
    build(prompt_store, SENTENCES)
    with monkeypatch.context() as failing:
        failing.setattr(audio, "check_file", failed)
        assert len(faults(prompt_store)) == 2
    assert faults(prompt_store) == []


def failed(*_: object, **__: object) -> None:
    raise OSError(5, "erreur de lecture")
