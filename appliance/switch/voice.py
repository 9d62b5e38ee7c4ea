"""The files of what is said, found or made off the hub."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from appliance.in_thread import Threads, in_thread
from appliance.prompts.catalogue import ReadBack, Sentence, without_customer
from appliance.prompts.prompt_store import IN_CALL, PromptStore
from appliance.prompts.speech import SpeechError
from appliance.switch.made_aside import MadeAside

log = logging.getLogger(__name__)


class Voice:
    """The prompts of a prompt store, for legs: whatever cannot be spoken is left out, and the call goes on."""

    def __init__(self, prompt_store: PromptStore) -> None:
        self._prompt_store = prompt_store
        self._beep = MadeAside(prompt_store.beep)
        self._hold_cycles: dict[str, MadeAside] = {}

    def paths(self, sentences: Sequence[Sentence], seconds: float = IN_CALL) -> list[Path]:
        """The files to play for these sentences, each made in so long.

        A read-back or a whisper that cannot be made is said in pieces built beforehand.
        """
        found: list[Path] = []
        for sentence in sentences:
            found.extend(self._recorded(sentence) or self._spoken(sentence, seconds))
        return found

    def _recorded(self, sentence: Sentence) -> list[Path]:
        """A number read back by recordings alone; nothing of any other sentence."""
        if not isinstance(sentence.parts, ReadBack):
            return []
        return in_thread(lambda: self._prompt_store.read_back_recorded(sentence), threads=Threads.SOUND)

    def _spoken(self, sentence: Sentence, seconds: float) -> list[Path]:
        path = self.path(sentence, seconds) or self._shorter(sentence, seconds)
        return [path] if path else self._pieces(sentence)

    def _shorter(self, sentence: Sentence, seconds: float) -> Path | None:
        """A whisper goes on without what the list of customers says, where the voice cannot say it."""
        plain = without_customer(sentence)
        return None if plain is None else self.path(plain, seconds)

    def _pieces(self, sentence: Sentence) -> list[Path]:
        return in_thread(lambda: self._prompt_store.pieces(sentence), threads=Threads.SOUND)

    def path(self, sentence: Sentence, seconds: float = IN_CALL) -> Path | None:
        """The file of one sentence, made now if it is missing; None if it cannot be made in so long."""
        try:
            return in_thread(lambda: self._prompt_store.ensure(sentence, seconds), threads=Threads.SOUND)
        except (SpeechError, OSError) as error:
            log.error("the sentence « %s » cannot be spoken: %s", sentence.name, error)
            return None

    def hold_cycle(self, language: str) -> Path | None:
        """Music with a word every 20 s; None while it is being made."""
        made = self._hold_cycles.setdefault(language, MadeAside(lambda: self._prompt_store.hold_cycle(language)))
        return made.soon()

    def beep(self) -> Path | None:
        """The tone after which a message is said; None while it is being made."""
        return self._beep.soon()
