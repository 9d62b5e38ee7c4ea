"""Fill a prompt store, and say what is wrong in it: the work of `astreinte prompts`, at leisure and never in a call."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from appliance.prompts import wav
from appliance.prompts.catalogue import Sentence
from appliance.prompts.neural.voice import KokoroVoice
from appliance.prompts.pico import PicoVoice
from appliance.prompts.prompt_store import AT_LEISURE, PromptStore, distinct
from appliance.prompts.speech import SpeechError

REMOTE_SECONDS = 60.0
HEARD = 4096  # files whose verdict is kept: several times the sentences of a company


class State(StrEnum):
    """What became of one sentence."""

    SPOKEN = "dite"
    PRESENT = "présente"
    KEPT = "gardée"  # the chosen voice failed, the last good file stays
    REPLACED = "remplacée"  # the chosen voice failed, the other has spoken
    FAILED = "absente"


@dataclass(frozen=True)
class Built:
    """One line of the report. `problem`: why the chosen voice did not speak, in a sentence."""

    sentence: Sentence
    state: State
    path: Path | None
    problem: str | None = None


@dataclass(frozen=True)
class Fault:
    """A sentence that a call could not play well."""

    sentence: Sentence
    path: Path | None
    problem: str


def open_prompt_store(directory: Path, speech_engine: str, neural: bool = False) -> PromptStore:
    """The prompt store of this machine: `pico`, or `gtts` with Pico as its fallback.

    `neural`: the recordings that ship come before them, and what Kokoro has said before Pico.
    """
    pico = PicoVoice.installed()
    if speech_engine == "pico":
        return PromptStore(directory, pico, neural=neural, patient=KokoroVoice() if neural else None)
    from appliance.prompts.google import GoogleVoice

    return PromptStore(directory, GoogleVoice(directory / ".google-refusal"), pico, neural)


def speak_by(prompt_store: PromptStore, speech_engine: str, neural: bool) -> None:
    """Have a prompt store that is in use speak by another voice from now on: as for `open_prompt_store`."""
    fresh = open_prompt_store(prompt_store.directory, speech_engine, neural)
    prompt_store.engine, prompt_store.fallback = fresh.engine, fresh.fallback
    prompt_store.neural, prompt_store.patient = fresh.neural, fresh.patient


def build(
    prompt_store: PromptStore, sentences: Iterable[Sentence], told: Callable[[Built], None] = lambda built: None
) -> list[Built]:
    """Have every fixed sentence in the prompt store, by the chosen voice where it can; then the music and names.

    `told` hears of each sentence as it is ready. SpeechError only for the music and the names.
    """
    workers = 1 if prompt_store.engine.remote else os.cpu_count() or 1
    report, wanted = [], distinct(sentences)
    with ThreadPoolExecutor(workers) as pool:
        for built in pool.map(lambda sentence: build_one(prompt_store, sentence), wanted):
            told(built)
            report.append(built)
    prompt_store.publish_names()
    for language in dict.fromkeys(one.language for one in wanted):
        prompt_store.hold_cycle(language)
    return report


def build_one(prompt_store: PromptStore, sentence: Sentence) -> Built:
    """One sentence: kept if the chosen voice has said it, else said; failing that the last good file, or Pico's."""
    if (ready := laid_out(prompt_store, sentence)) is not None:
        return ready
    path = prompt_store.file_of(sentence, prompt_store.engine)
    if wav.is_whole(path):
        return Built(sentence, State.PRESENT, path)
    try:
        seconds = REMOTE_SECONDS if prompt_store.engine.remote else AT_LEISURE
        return Built(sentence, State.SPOKEN, prompt_store.speak(sentence, prompt_store.engine, seconds))
    except SpeechError as error:
        return second_best(prompt_store, sentence, str(error))


def laid_out(prompt_store: PromptStore, sentence: Sentence) -> Built | None:
    """The recording that ships, in its place; None without one that can be read: a voice then speaks."""
    if path := prompt_store.laid_out(sentence):
        return Built(sentence, State.PRESENT, path)
    with suppress(SpeechError):
        if path := prompt_store.lay_out(sentence):
            return Built(sentence, State.SPOKEN, path)
    return None


def second_best(prompt_store: PromptStore, sentence: Sentence, problem: str) -> Built:
    """What there is when the chosen voice failed."""
    kept = prompt_store.path(sentence)
    if kept is not None:
        return Built(sentence, State.KEPT, kept, problem)
    if prompt_store.fallback is None:
        return Built(sentence, State.FAILED, None, problem)
    try:
        return Built(sentence, State.REPLACED, prompt_store.speak(sentence, prompt_store.fallback, AT_LEISURE), problem)
    except SpeechError as error:
        return Built(sentence, State.FAILED, None, f"{problem} {error}")


def check(prompt_store: PromptStore, sentences: Iterable[Sentence]) -> list[Fault]:
    """Every fixed sentence that is missing, in the wrong format, silent, of an unlikely length or level."""
    return [fault for sentence in distinct(sentences) if (fault := check_one(prompt_store, sentence))]


def check_one(prompt_store: PromptStore, sentence: Sentence) -> Fault | None:
    """What is wrong with one sentence, if anything."""
    path = prompt_store.path(sentence)
    if path is None:
        return missing_or_spoilt(prompt_store, sentence)
    try:
        seen = path.stat()
        written = seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
        problem = heard(path, written, sentence.text, path == prompt_store.recorded(sentence))
    except OSError as error:
        problem = str(error)
    return Fault(sentence, path, problem) if problem else None


@lru_cache(maxsize=HEARD)
def heard(path: Path, written: tuple[int, ...], text: str, recorded: bool) -> str | None:
    """What is wrong with a file, listened to once as long as it is `written` so: no write leaves its ctime alone.

    OSError where it cannot be read: that is asked again.
    """
    from appliance.prompts import audio  # numpy: only where a file is listened to

    try:
        audio.check_file(path.read_bytes(), text, recorded=recorded)
    except (ValueError, SpeechError) as error:
        return str(error)
    return None


def missing_or_spoilt(prompt_store: PromptStore, sentence: Sentence) -> Fault:
    """Tell a file that was never there from one that something spoilt."""
    for voice in (prompt_store.engine, prompt_store.fallback):
        if voice and (path := prompt_store.file_of(sentence, voice)).exists():
            try:
                wav.samples_of(path.read_bytes())
            except (ValueError, OSError) as error:
                return Fault(sentence, path, f"{error}")
    return Fault(sentence, None, "la voix ne l'a pas encore dite")
