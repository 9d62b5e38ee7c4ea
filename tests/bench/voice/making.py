"""The recordings that ship: each fixed sentence said by the neural voice, heard by a program, kept if it is understood.

A figure said so is not understood: the ten of them are made otherwise (`figures.py`), and left as they are here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appliance.prompts import alaw, audio, wav
from appliance.prompts.french.sentences import FIXED
from appliance.prompts.neural import kokoro
from appliance.prompts.pico import PicoVoice
from appliance.prompts.recordings import text_key
from appliance.prompts.shipped import FOLDERS, LIST
from appliance.prompts.speech import readable
from tests.bench.voice import ear, raw

FOLDER = FOLDERS["fr"]
FIGURES = "digit_"  # how the names of sentences that are a figure begin
UNDERSTOOD = 0.15  # of the phonemes may be heard amiss: the ear's own share, on recordings of people, is 0.04
LEVELS = (kokoro.FAINTEST, -19.5)  # dBFS of active speech: within 2 dB of one another, and of the offline voice
LONGEST_SILENCE = 1.0  # seconds, inside a sentence
TOGETHER = 20  # seconds that are listened to at once
APART = 0.6  # seconds between two sentences that are
Listed = dict[str, dict[str, str | float]]


@dataclass(frozen=True)
class Take:
    """A sentence said in one way, and what the ear makes of it. `error`: a share of its phonemes."""

    pcm: bytes
    error: float

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / 2 / wav.RATE

    @property
    def level(self) -> float:
        """Of active speech, in dBFS."""
        return audio.active_rms(audio.as_float(self.pcm))

    @property
    def silence(self) -> float:
        """The longest inside it, in seconds."""
        return ear.silences(audio.as_float(self.pcm))


Said = tuple[audio.Samples, int]


def by_sentences(text: str) -> Said:
    """As the product would say it."""
    return kokoro.joined([raw.said(one) for one in kokoro.sentences(text)])


def slower(text: str) -> Said:
    """A tenth slower."""
    return kokoro.joined([raw.said(one, 0.9) for one in kokoro.sentences(text)])


def in_one_go(text: str) -> Said:
    """All of it at once: a word alone is said better among others."""
    return kokoro.joined([raw.said(text)])


OTHER_WAYS: tuple[Callable[[str], Said], ...] = (slower, in_one_go)


def made(text: str, way: Callable[[str], Said] = by_sentences) -> bytes:
    """A text as a telephone would hear it, PCM of 16 bits. SpeechError."""
    return wav.samples_of(kokoro.telephone(way(readable(text)), text))


def texts() -> dict[str, str]:
    """What is to be recorded, by name."""
    return {name: text for name, text in FIXED.items() if not name.startswith(FIGURES)}


def make(again: bool) -> int:
    """Record what has no recording, or all of it `again`, and drop what no sentence says; how many were refused."""
    wanted = {text_key(text): (name, text) for name, text in texts().items()}
    before = read()
    figures = {key: one for key, one in before.items() if str(one["name"]).startswith(FIGURES)}
    kept = figures | {key: one for key, one in ({} if again else before).items() if key in wanted}
    refused = 0
    for together in heard_together([one for key, one in wanted.items() if key not in kept]):
        for name, text, take in together:
            refused += not record(kept, name, text, take)
        write(kept)
    for path in FOLDER.glob("*.wav"):
        if path.stem not in kept:
            path.unlink()
    write(kept)
    return refused


def heard_together(named: list[tuple[str, str]]) -> Iterator[list[tuple[str, str, Take]]]:
    """Each sentence with its take, some at a time: whisper listens to half a minute whatever there is in it."""
    waiting: list[tuple[str, str, bytes]] = []
    for name, text in named:
        waiting.append((name, text, made(text)))
        if sum(len(pcm) for _, _, pcm in waiting) > TOGETHER * 2 * wav.RATE:
            yield listened(waiting)
            waiting = []
    if waiting:
        yield listened(waiting)


def listened(said: list[tuple[str, str, bytes]]) -> list[tuple[str, str, Take]]:
    """What the ear makes of sounds, one after the other."""
    breath = bytes(2 * int(APART * wav.RATE))
    written = ear.heard(breath.join(pcm for _, _, pcm in said), beams=1)
    found = ear.errors([text for _, text, _ in said], written)
    return [(name, text, Take(pcm, error)) for (name, text, pcm), error in zip(said, found, strict=True)]


def alone(text: str, pcm: bytes) -> Take:
    """What the ear makes of one sound, with more patience."""
    return Take(pcm, ear.errors([text], ear.heard(pcm))[0])


def better(text: str, take: Take) -> Take:
    """The best of the other ways of saying what was not understood."""
    tries = [alone(text, take.pcm)]
    for way in OTHER_WAYS:
        if tries[-1].error > UNDERSTOOD:
            tries.append(alone(text, made(text, way)))
    return min(tries, key=lambda one: one.error)


def record(kept: Listed, name: str, text: str, take: Take) -> bool:
    """Keep the take of a sentence, or a better one; not if it is worse than the offline voice."""
    if take.error > UNDERSTOOD:
        take = better(text, take)
    wrong = faults(take, text)
    print(f"{'non' if wrong else 'oui'}  {name:<24} {take.error:.2f} {' ; '.join(wrong)}", flush=True)
    if wrong:
        return False
    keep(kept, name, text, take)
    return True


def keep(kept: Listed, name: str, text: str, take: Take) -> None:
    """Write a recording, and its line of the list."""
    content = alaw.compressed(take.pcm)
    wav.write(FOLDER / f"{text_key(text)}.wav", content)
    kept[text_key(text)] = {
        "name": name,
        "sound": hashlib.sha256(content).hexdigest()[:8],
        "seconds": round(take.seconds, 2),
        "dbfs": round(take.level, 1),
        "error": round(take.error, 3),
    }


def faults(take: Take, text: str) -> list[str]:
    """Why a take is not kept; nothing for a good one. One that the offline voice does no better is good enough."""
    found = []
    if take.error > UNDERSTOOD and take.error > by_pico(text):
        found.append(f"compris à {1 - take.error:.0%}")
    if not LEVELS[0] <= take.level <= LEVELS[1]:
        found.append(f"au niveau de {take.level:.1f} dBFS")
    if take.silence > LONGEST_SILENCE:
        found.append(f"un silence de {take.silence:.1f} s")
    return found


def by_pico(text: str) -> float:
    """The share of its phonemes that the ear takes amiss when the offline voice says it."""
    return alone(text, wav.samples_of(PicoVoice.installed().speak(text, ear.PATIENCE))).error


def read() -> Listed:
    """The list of what is recorded, by the key of its text."""
    try:
        found: Listed = json.loads((FOLDER / LIST).read_bytes())
    except FileNotFoundError:
        return {}
    return found


def write(kept: Listed) -> None:
    """In the order of the catalogue's names."""
    ordered = dict(sorted(kept.items(), key=lambda item: str(item[1]["name"])))
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(ordered, ensure_ascii=False, indent=1) + "\n"
    (FOLDER / LIST).write_text(text, encoding="utf-8")
