"""What is heard on the page of a sentence before it is saved: the voice, a sound that was sent."""

from __future__ import annotations

from collections.abc import Sequence
from threading import BoundedSemaphore

from appliance.prompts import wav
from appliance.prompts.build import REMOTE_SECONDS
from appliance.prompts.catalogue import Sentence
from appliance.prompts.prompt_store import AT_LEISURE, PromptStore
from appliance.prompts.speech import Engine, SpeechError
from appliance.prompts.uploads import telephone_sound

TWO_AT_ONCE = BoundedSemaphore(2)  # children that read or speak: a small box has memory for no more


def all_spoken_now(prompt_store: PromptStore, sentences: Sequence[Sentence]) -> tuple[bytes, str | None]:
    """These, one after the other, as one sound; the first problem of them. SpeechError."""
    heard = [spoken_now(prompt_store, one) for one in sentences]
    problem = next((told for _, told in heard if told), None)
    if len(heard) == 1:
        return heard[0]
    return wav.container(b"".join(wav.samples_of(content) for content, _ in heard)), problem


def spoken_now(prompt_store: PromptStore, sentence: Sentence) -> tuple[bytes, str | None]:
    """What the chosen voice makes of it, or the other one and why; nothing is kept. SpeechError."""
    for voice in (prompt_store.patient, prompt_store.engine):
        if voice and wav.is_whole(ready := prompt_store.file_of(sentence, voice)):
            return ready.read_bytes(), None
    try:
        return said_by(prompt_store.engine, sentence), None
    except SpeechError as error:
        if prompt_store.fallback is None:
            raise
        return said_by(prompt_store.fallback, sentence), f"{error} L'autre voix a parlé à sa place."


def said_by(voice: Engine, sentence: Sentence) -> bytes:
    with TWO_AT_ONCE:
        return voice.speak(sentence.text, REMOTE_SECONDS if voice.remote else AT_LEISURE, sentence.language)


def converted(content: bytes) -> bytes:
    """What somebody sent, as callers will hear it. SpeechError."""
    with TWO_AT_ONCE:
        return telephone_sound(content)
