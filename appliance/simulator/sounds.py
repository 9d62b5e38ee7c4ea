"""What the browser plays: the WAV of each sentence, made off the hub, and the messages that callers leave."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import gevent

from appliance.prompts import wav
from appliance.prompts.catalogue import Sentence
from appliance.prompts.prompt_store import PromptStore, short_hash

EXAMPLE = Sentence(
    "example_message",
    "Bonjour, ici madame Leroy, au 14 rue des Lilas. La serrure de ma porte est bloquée et je suis dehors. "
    "Pouvez-vous me rappeler, s'il vous plaît ? Merci.",
    fixed=True,
)
MESSAGE_NAME = re.compile(r"[A-Za-z0-9\-]{1,80}")
LONGEST_MESSAGE = 200.0  # seconds
SPOKEN_SECONDS = 10.0  # whoever shows the demonstration waits for a slow machine rather than hear nothing


class Sounds:
    """The prompt store of sentences, and a folder of messages, for legs and for the page."""

    def __init__(self, prompt_store: PromptStore, recordings: Path) -> None:
        self._prompt_store = prompt_store
        self.recordings = recordings
        recordings.mkdir(parents=True, exist_ok=True)

    def measure(self, sentence: Sentence) -> float:
        """How long a sentence lasts, in seconds; it is spoken now if it never was. SpeechError if it cannot be."""
        return wav.seconds_of(self.path(sentence))

    def path(self, sentence: Sentence) -> Path:
        """The sound of a sentence. SpeechError if it cannot be made."""
        return beside_the_hub(lambda: self._read_back(sentence) or self._prompt_store.ensure(sentence, SPOKEN_SECONDS))

    def _read_back(self, sentence: Sentence) -> Path | None:
        """A number read back by recordings, as a call says it, in one sound; None for any other sentence."""
        figures = self._prompt_store.read_back_recorded(sentence)
        if not figures:
            return None
        name = f"calls/read-back-{short_hash(*(figure.stem for figure in figures))}.wav"
        return self._prompt_store.composed(name, lambda: wav.joined(figure.read_bytes() for figure in figures))

    def name(self, sentence: Sentence) -> str:
        """The name under which the page asks for a sentence."""
        return self.path(sentence).relative_to(self._prompt_store.directory).as_posix()

    def hold_cycle(self, language: str) -> str:
        """The name of the music on hold, with the words of that language."""
        return (
            beside_the_hub(lambda: self._prompt_store.hold_cycle(language))
            .relative_to(self._prompt_store.directory)
            .as_posix()
        )

    def beep(self) -> str:
        """The name of the tone after which one speaks."""
        return beside_the_hub(self._prompt_store.beep).relative_to(self._prompt_store.directory).as_posix()

    @property
    def prompts(self) -> Path:
        """The folder in which names of sentences are found."""
        return self._prompt_store.directory

    def keep_message(self, name: str, content: bytes) -> None:
        """Keep what the browser recorded. ValueError, a French sentence, if it is no telephone WAV of a fair length."""
        if len(wav.samples_of(content)) / 2 / wav.RATE > LONGEST_MESSAGE:
            raise ValueError("Ce message est trop long.")
        beside_the_hub(lambda: wav.write(self.message(name), content))

    def keep_example(self, name: str, seconds: float) -> None:
        """Keep the first seconds of the example as the caller's message."""
        samples = wav.samples_of(self.path(EXAMPLE).read_bytes())[: int(seconds * wav.RATE) * 2]
        beside_the_hub(lambda: wav.write(self.message(name), wav.container(samples)))

    def message(self, name: str) -> Path:
        """Where a message is. ValueError for what is no name of a message."""
        if not MESSAGE_NAME.fullmatch(name):
            raise ValueError("Ce n'est pas le nom d'un message.")
        return self.recordings / f"{name}.wav"

    def forget_message(self, name: str) -> None:
        """The caller wants to say it again."""
        beside_the_hub(lambda: self.message(name).unlink(missing_ok=True))


T = TypeVar("T")


def beside_the_hub(work: Callable[[], T]) -> T:
    """The result of work that would block every call, done in a thread."""
    result: T = gevent.get_hub().threadpool.apply(work)
    return result
