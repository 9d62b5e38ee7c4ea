"""The sentences on disk: found, spoken when missing, built and checked.

A file is named after its text and the voice that said it, so a new text never overwrites a good file, and two
processes that build the same sentence do no harm: the last one wins, whole. `calls/` holds what was said to one
caller or agent, for a day. `catalogue/` gives the catalogue's sentences fixed names, for a dialplan with no Python.
A recording of the company's own stands before any voice (recordings.py), then, where the company wants them, those
that ship with the product (shipped.py), then what a voice has said afterwards, with more time (neural/resaying.py).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from appliance.believed import Believed
from appliance.prompts import wav
from appliance.prompts.catalogue import HOLD_WORDS, ReadBack, Sentence, say
from appliance.prompts.child import sound
from appliance.prompts.fallback_prompts import pieces
from appliance.prompts.languages import USUAL, language_of, voice_of
from appliance.prompts.recordings import recording_in_force, text_key
from appliance.prompts.shipped import Shipped, shipped
from appliance.prompts.speech import Engine, SpeechError, quoted

LEVELLING = "3"  # changes when audio.py gives another sound for the same speech
IN_CALL = 2.0  # seconds; a caller is waiting
AT_LEISURE = 30.0  # seconds
MUSIC_VERSION = "1"  # changes when hold_music.py does
BEEP_NAME = f"beep-{MUSIC_VERSION}.wav"
KEPT_SECONDS = 86400.0  # what was said in a call


class PromptStore:
    """A directory of telephone WAV files, and the voices that fill it.

    `engine` is the chosen voice, `fallback` the one that speaks when it fails; one of them must be local, for it
    alone speaks during a call. `neural`: the recordings that ship are heard before any voice. `patient`: the voice
    that is heard where it has spoken, and asked nothing here. Every method may be called from any thread or process at
    once.
    """

    def __init__(
        self,
        directory: Path,
        engine: Engine,
        fallback: Engine | None = None,
        neural: bool = False,
        patient: Engine | None = None,
    ) -> None:
        self.directory = directory
        self.engine = engine
        self.fallback = fallback
        self.neural = neural
        self.patient = patient
        self.local = local_voice(engine, fallback)

    def path(self, sentence: Sentence) -> Path | None:
        """The good file of a sentence, if there is one: its recording, else what a voice has said."""
        return self.recorded(sentence) or self.laid_out(sentence) or self.spoken(sentence)

    def recorded(self, sentence: Sentence) -> Path | None:
        """The recording that the company has put in the place of the voice, if there is one."""
        return recording_in_force(self.directory, sentence.text) if sentence.fixed else None

    def laid_out(self, sentence: Sentence) -> Path | None:
        """The recording that ships, where it is wanted and has been put in the directory."""
        one = self.shipped(sentence)
        path = self.shipped_file(sentence, one) if one else None
        return path if path and wav.is_whole(path) else None

    def shipped(self, sentence: Sentence) -> Shipped | None:
        """The recording that ships with the product, where it is wanted."""
        return shipped(sentence.text, sentence.language) if self.neural and sentence.fixed else None

    def shipped_file(self, sentence: Sentence, one: Shipped) -> Path:
        """Where it stands in the directory."""
        return self.directory / f"{text_key(sentence.text)}-shipped-{one.digest}.wav"

    def lay_out(self, sentence: Sentence) -> Path | None:
        """The recording that ships, put in the directory; None without one. SpeechError if it is spoilt."""
        one = self.shipped(sentence)
        if one is None:
            return None
        path = self.shipped_file(sentence, one)
        try:
            self.put(path, one.sound())
        except (OSError, ValueError) as error:
            raise SpeechError(f"L'enregistrement livré de {quoted(sentence.text)} ne se lit pas : {error}.") from error
        return path

    def spoken(self, sentence: Sentence) -> Path | None:
        """What a voice has said: the patient one, the chosen one, else the other, else an older one."""
        voices = [voice for voice in (self.patient, self.engine, self.fallback) if voice]
        for voice in voices:
            path = self.file_of(sentence, voice)
            if wav.is_whole(path):
                return path
        return self.last_good(sentence)

    def last_good(self, sentence: Sentence) -> Path | None:
        """The newest good file of this very text, whichever voice said it."""
        found = [path for path in sounds_in(self.folder(sentence), text_key(sentence.text)) if wav.is_whole(path)]
        return max(found, key=lambda path: path.stat().st_mtime, default=None)

    def ensure(self, sentence: Sentence, seconds: float = IN_CALL) -> Path:
        """The file of a sentence, spoken now by the local voice if it is missing. SpeechError within `seconds`."""
        found = self.path(sentence)
        if found is None:
            with suppress(SpeechError):
                if laid := self.lay_out(sentence):
                    return laid
            return self.speak(sentence, self.local, seconds)
        if not sentence.fixed:
            with suppress(OSError):
                found.touch()  # not to be purged while it is played
        return found

    def speak(self, sentence: Sentence, voice: Engine, seconds: float) -> Path:
        """Have a voice say a sentence and put it in the prompt store. A remote voice never gets a caller's data."""
        if voice.remote and not sentence.fixed:
            raise ValueError("a caller's data must not leave the box")
        path = self.file_of(sentence, voice)
        content = voice.speak(sentence.text, seconds, sentence.language)
        self.put(path, content, durable=sentence.fixed)
        return path

    def put(self, path: Path, content: bytes, durable: bool = True) -> None:
        """Write a sound, or SpeechError if it is not one or if the disk refuses it."""
        try:
            wav.samples_of(content)
            wav.write(path, content, durable)
        except ValueError as error:
            raise SpeechError(f"{path.name} : {error}.") from error
        except OSError as error:
            raise SpeechError(
                f"{path.parent} : écriture impossible ({error.strerror}) ; libérez de la place ou vérifiez les droits."
            ) from error

    def read_back_recorded(self, sentence: Sentence) -> list[Path]:
        """The recordings that read a number back, figure by figure, where all of them are wanted and there; else none.

        They are understood as well as the local voice, and nothing is spoken while the caller waits.
        """
        if not isinstance(sentence.parts, ReadBack):
            return []
        found = [self.recorded(piece) or self.laid_out(piece) for piece in pieces(sentence)]
        return [path for path in found if path] if all(found) else []

    def pieces(self, sentence: Sentence) -> list[Path]:
        """Files built beforehand that say the essential of a sentence the voice cannot say now; else nothing."""
        found = [self.path(piece) for piece in pieces(sentence)]
        return [path for path in found if path] if all(found) else []

    def beep(self) -> Path:
        """The tone after which a caller speaks."""
        return self.composed(BEEP_NAME, lambda: sound(["beep"], "", AT_LEISURE))

    def hold_cycle(self, language: str = USUAL) -> Path:
        """Twenty seconds of music, then a word, for each of the words: played in a loop, none comes twice running."""
        said = [say(name, language) for name in HOLD_WORDS]
        words = [self.path(word) or self.ensure(word, AT_LEISURE) for word in said]
        return self.composed(hold_name(words), lambda: with_music_before(words))

    def has_hold_cycle(self) -> bool:
        """Whether a caller would hear the music at once."""
        words = [path for name in HOLD_WORDS if (path := self.path(say(name)))]
        return len(words) == len(HOLD_WORDS) and wav.is_whole(self.directory / hold_name(words))

    def has_beep(self) -> bool:
        """Whether the tone before a message is there."""
        return wav.is_whole(self.directory / BEEP_NAME)

    def composed(self, name: str, compose: Callable[[], bytes]) -> Path:
        """A sound of ours, made if it is missing."""
        path = self.directory / name
        if not wav.is_whole(path):
            self.put(path, compose())
        return path

    def named(self, name: str) -> Path:
        """The fixed name of a catalogue's sentence, of `beep` or of `hold_cycle`; `publish_names` makes it."""
        return self.directory / "catalogue" / f"{name}.wav"

    def publish_names(self) -> None:
        """Make every fixed name lead to the file that is good now. A sentence with no file keeps its old one."""
        targets = {name: self.path(say(name)) for name in language_of(USUAL).fixed}
        targets |= {"beep": self.beep(), "hold_cycle": self.hold_cycle()}
        for name, target in targets.items():
            if target is not None:
                wav.link(self.named(name), target)

    def purge(self, now: Believed | None) -> None:
        """Forget what was said in the calls of more than a day ago; without a clock to believe, nothing."""
        if now is None:
            return
        for path in (*self.calls.glob("*"), *self.directory.glob(".*.tmp")):
            with suppress(OSError):  # another process purges too, and a call matters more than tidiness
                if path.stat().st_mtime < now.timestamp() - KEPT_SECONDS:
                    path.unlink()

    @property
    def calls(self) -> Path:
        """Where the sentences of one call are."""
        return self.directory / "calls"

    def folder(self, sentence: Sentence) -> Path:
        """Where a sentence belongs."""
        return self.directory if sentence.fixed else self.calls

    def file_of(self, sentence: Sentence, voice: Engine) -> Path:
        """The file of a sentence said by this very voice."""
        made_by = short_hash(voice.name, voice.version, voice_of(voice.name, sentence.language), LEVELLING)
        return self.folder(sentence) / f"{text_key(sentence.text)}-{voice.name}-{made_by}.wav"


def sounds_in(folder: Path, key: str) -> list[Path]:
    """The files of one text: by a pattern, Python would make one anew for each sentence that is missing."""
    with suppress(OSError):
        return [folder / name for name in os.listdir(folder) if name.startswith(f"{key}-") and name.endswith(".wav")]
    return []


def local_voice(*voices: Engine | None) -> Engine:
    """The first voice that sends nothing out of the box; ValueError if there is none."""
    for voice in voices:
        if voice is not None and not voice.remote:
            return voice
    raise ValueError("a prompt store needs a local voice")


def short_hash(*parts: str) -> str:
    """A few letters that change with any of the parts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def hold_name(words: Iterable[Path]) -> str:
    """The file of the music with these words: another recording of one makes another file."""
    return f"hold-{MUSIC_VERSION}-{'-'.join(word.stem for word in words)}.wav"


def with_music_before(words: Sequence[Path]) -> bytes:
    """The music on hold, then a sentence, then the music again for each of the others, as one file."""
    music = wav.samples_of(sound(["hold_music"], "", AT_LEISURE))
    return wav.container(b"".join(music + wav.samples_of(word.read_bytes()) for word in words))


def distinct(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The sentences to build: fixed ones, each text once, in order."""
    return list({(one.text, one.language): one for one in sentences if one.fixed}.values())


def subject(sentence: Sentence) -> str:
    """How a report names a sentence."""
    return f"{sentence.name} {quoted(sentence.text)}"
