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
        found = in_thread(lambda: [self._files(one, seconds) for one in sentences], threads=Threads.SOUND)
        return [path for files in found for path in files]

    def each(self, sentences: Sequence[Sentence]) -> list[Path | None]:
        """The file of each of these sentences, made now if it is missing; None if it cannot be made in time."""
        return in_thread(lambda: [self._file(one, IN_CALL) for one in sentences], threads=Threads.SOUND)

    def _files(self, sentence: Sentence, seconds: float) -> list[Path]:
        """A number is read back by recordings alone, where they ship."""
        store = self._prompt_store
        if isinstance(sentence.parts, ReadBack) and (recorded := store.read_back_recorded(sentence)):
            return recorded
        path = self._file(sentence, seconds) or self._shorter(sentence, seconds)
        return [path] if path else store.pieces(sentence)

    def _shorter(self, sentence: Sentence, seconds: float) -> Path | None:
        """A whisper goes on without what the list of customers says, where the voice cannot say it."""
        plain = without_customer(sentence)
        return None if plain is None else self._file(plain, seconds)

    def _file(self, sentence: Sentence, seconds: float) -> Path | None:
        try:
            return self._prompt_store.ensure(sentence, seconds)
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
