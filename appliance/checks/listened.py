"""How long each sentence really lasts on this machine: its file in the prompt store, else what the voice makes."""

from __future__ import annotations

from appliance.checks.waits import Seconds, estimated
from appliance.prompts import wav
from appliance.prompts.catalogue import Sentence
from appliance.prompts.prompt_store import AT_LEISURE, PromptStore
from appliance.prompts.speech import SpeechError


def listened_on(prompt_store: PromptStore) -> Seconds:
    """Each text is listened to once; one that cannot be spoken is estimated. Nothing is written in the prompt store."""
    known: dict[str, float] = {}

    def seconds_of(sentence: Sentence) -> float:
        if sentence.text not in known:
            known[sentence.text] = _seconds(prompt_store, sentence)
        return known[sentence.text]

    return seconds_of


def _seconds(prompt_store: PromptStore, sentence: Sentence) -> float:
    path = prompt_store.path(sentence)
    try:
        if path is not None:
            return wav.seconds_of(path)
        return (
            len(wav.samples_of(prompt_store.local.speak(sentence.text, AT_LEISURE, sentence.language))) / 2 / wav.RATE
        )
    except (SpeechError, OSError, ValueError):
        return estimated(sentence)
