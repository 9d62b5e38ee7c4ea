"""By which voice each sentence of the page is said, where it is not that of the announcements."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from appliance.calls.resaid import said_again
from appliance.prompts.catalogue import Sentence
from appliance.prompts.neural import kokoro
from appliance.prompts.neural.resaying import waiting
from appliance.prompts.neural.voice import OF_THE_COMPANY
from appliance.prompts.prompt_store import PromptStore
from web.frame.site import Site

OWN, NEURAL, PICO = "votre enregistrement", "voix neuronale", "voix de Pico"
LATER = "Pico, en attendant la voix neuronale"


def said_later(site: Site, prompt_store: PromptStore) -> frozenset[str]:
    """The texts that the neural voice is still to say; none where it is not installed. StoreError."""
    company = site.company()
    if company is None or not speaks_here(prompt_store):
        return frozenset()
    return frozenset(one.text for one in waiting(prompt_store, said_again(company), site.real_clock().timestamp()))


def speaks_here(prompt_store: PromptStore) -> bool:
    """Whether the company's texts are said by the neural voice of this machine."""
    return prompt_store.patient is not None and kokoro.installed()


def made_of(prompt_store: PromptStore, sentence: Sentence, path: Path, later: Collection[str]) -> str:
    """Of what the sound of a sentence was made, in a few words."""
    if path == prompt_store.recorded(sentence):
        return OWN
    voice = prompt_store.patient
    if path == prompt_store.laid_out(sentence) or (voice and path == prompt_store.file_of(sentence, voice)):
        return NEURAL
    if sentence.text in later:
        return LATER
    return PICO if sentence.name in OF_THE_COMPANY and speaks_here(prompt_store) else ""
