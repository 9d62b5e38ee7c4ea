"""What the neural voice has still to say of a prompt store, and its saying of it: a sentence at a time.

A caller hears the offline voice until then. A text that it could not say is left alone for an hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from appliance.prompts import wav
from appliance.prompts.catalogue import Sentence
from appliance.prompts.child import PutOff
from appliance.prompts.neural.voice import SECONDS
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.speech import Engine, SpeechError

REST = 3600.0  # seconds before a text that could not be said is tried again


def waiting(prompt_store: PromptStore, sentences: Iterable[Sentence], now: float) -> list[Sentence]:
    """Those that it is still to say. `now`: seconds since 1970."""
    voice = prompt_store.patient
    return [one for one in sentences if voice and _is_wanted(prompt_store, one, voice, now)]


def _is_wanted(prompt_store: PromptStore, sentence: Sentence, voice: Engine, now: float) -> bool:
    if prompt_store.recorded(sentence) or prompt_store.shipped(sentence):
        return False
    path = prompt_store.file_of(sentence, voice)
    return not wav.is_whole(path) and not _rests(_refusal(path), now)


def resay(prompt_store: PromptStore, sentence: Sentence, voice: Engine) -> str | None:
    """Have the voice say one; why it could not, in French. PutOff: a call has come, and it is still to be said.

    It rests from the start, unless it is said or put off: a folder that takes no file is found out before the work.
    """
    refusal = _refusal(prompt_store.file_of(sentence, voice))
    try:
        refusal.parent.mkdir(parents=True, exist_ok=True)
        refusal.touch()
    except OSError as error:
        return f"écriture impossible dans {refusal.parent} ({error.strerror})"
    try:
        prompt_store.speak(sentence, voice, SECONDS)
    except PutOff:
        refusal.unlink()
        raise
    except SpeechError as error:
        return str(error)
    refusal.unlink()
    return None


def _refusal(path: Path) -> Path:
    """The file whose date is that of the last failure."""
    return path.with_suffix(".refused")


def _rests(refusal: Path, now: float) -> bool:
    try:
        return refusal.stat().st_mtime > now - REST
    except FileNotFoundError:
        return False
