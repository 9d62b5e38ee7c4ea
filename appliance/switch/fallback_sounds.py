"""The sounds of the fallback, under names of its own: a prompt rebuilt or purged cannot silence it."""

from __future__ import annotations

import hashlib
import io
import logging
import math
import os
import struct
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.calls.spoken import line_texts, said_by
from appliance.calls.translating import menus_heard
from appliance.calls.unattended import said_alone
from appliance.company.model import Company, Line
from appliance.company.tongues import agents_languages, languages_of, spoken_on
from appliance.prompts.catalogue import Sentence, announcement, fallback_whisper, language_offer, say
from appliance.prompts.languages import USUAL
from appliance.whole_file import write_whole

log = logging.getLogger(__name__)

WHISPER = "whisper.wav"
SOUNDS = {
    "apology.wav": "fallback_apology",
    "office.wav": "fallback_office",
    WHISPER: "fallback_whisper",
    "message.wav": "fallback_message",
    "kept.wav": "fallback_kept",
    "unanswered.wav": "unanswered",
    "forward_failed.wav": "forward_failed",
}
ANNOUNCED = "said-"
SAID_IN = "astreinte_said_in"  # tells dialplan.xml what the names of the sounds that it plays itself begin with
SPEAKS = "astreinte_speaks"  # the code of the language in which the caller is answered; nothing: none is told
READABLE = 0o640  # by FreeSWITCH's account
RATE = 8000
BEEPS = 3


def said_in(language: str, name: str = "") -> str:
    """The file of one of SOUNDS in a language; what its name begins with where none is named."""
    return name if language == USUAL else f"{language}-{name}"


def announced(text: str, language: str) -> str:
    """The file of an announcement of the company's, in the fallback's folder."""
    return f"{ANNOUNCED}{hashlib.sha256(said_in(language, text).encode()).hexdigest()[:16]}.wav"


def offered(key: str, language: str) -> str:
    """The file that offers a language by a key, in the fallback's folder."""
    return announced(language_offer(key, language).text, language)


def whispered(folder: Path, line: Line, language: str) -> str:
    """The file that an agent of a language hears for a line: the sentence that names it, or one that names none until
    it is made. FreeSWITCH puts the caller's language in its name, where the sentence that tells it is there for each.
    """
    own = folder / _whisper_of(line, language)
    if not own.exists():
        return str(folder / said_in(language, WHISPER))
    telling = [folder / _whisper_of(line, language, speaks) for speaks in _told_of(line, language)]
    told = telling and all(path.exists() for path in telling)
    return str(folder / _whisper_of(line, language, f"${{{SPEAKS}}}") if told else own)


def _told_of(line: Line, language: str) -> list[str]:
    """The languages of callers in the whispers to agents of one: nothing where there is no other."""
    spoken = spoken_on(line)
    return [] if spoken == [language] else spoken


def _whisper_of(line: Line, language: str, speaks: str = "") -> str:
    return said_in(language, f"whisper-{hashlib.sha256(line.name.encode()).hexdigest()[:16]}{speaks}.wav")


def _sounds(company: Company | None) -> dict[str, Sentence]:
    """SOUNDS by the name of the file: in each language of the callers of a company, WHISPER in each of its agents'."""
    found = {said_in(code, name): (name, code) for code in languages_of(company) for name in SOUNDS if name != WHISPER}
    found |= {said_in(code, WHISPER): (WHISPER, code) for code in agents_languages(company)}
    return {file: say(SOUNDS[name], code) for file, (name, code) in found.items()}


def ensure_sounds(folder: Path, company: Company | None = None) -> None:
    """Three beeps for each sound that was never exported: a missing file would hang an agent's leg up."""
    for name in _sounds(company):
        if not (folder / name).exists():
            write_whole(folder / name, _beeps(), mode=READABLE)


def export_sounds(folder: Path, company: Company, prompt_path: Callable[[Sentence], Path | None]) -> None:
    """Copy what the fallback says for a company; what cannot be spoken, read or written keeps its last good sound.

    OSError when there is not even a beep in the place of one that was never exported.
    """
    for name, sentence in _wanted(company).items():
        try:
            _export(folder / name, prompt_path(sentence))
        except OSError as error:
            log.error("fallback sound %s stays as it was (%s: %s)", name, error.filename, error.strerror)
    ensure_sounds(folder, company)


def _export(path: Path, spoken: Path | None) -> None:
    sound = spoken.read_bytes() if spoken is not None else b""
    if sound and not (os.access(path, os.R_OK) and path.read_bytes() == sound):
        write_whole(path, sound, mode=READABLE)


def forget_announcements(folder: Path, company: Company) -> None:
    """Delete the announcements that no line makes any more. After the list that names them is written."""
    for name in {path.name for path in folder.glob(f"{ANNOUNCED}*.wav")} - set(_wanted(company)):
        (folder / name).unlink(missing_ok=True)


def _wanted(company: Company) -> dict[str, Sentence]:
    """What the fallback may say, by the name of its file."""
    wanted = _sounds(company)
    for line in company.lines.values():
        for code in agents_languages(company):
            for speaks in ("", *_told_of(line, code)):
                wanted[_whisper_of(line, code, speaks)] = fallback_whisper(line.name, code, speaks or None)
        wanted |= {offered(key, code): language_offer(key, code) for key, code in line.offered_languages.items()}
        for code in spoken_on(line):
            texts = [said_alone(company, line, text, code) for text in _texts(company, line)]
            wanted |= {announced(text, language): announcement(text, language) for text, language in texts if text}
    return wanted


def _texts(company: Company, line: Line) -> Iterator[str]:
    """What the company wrote and the fallback may say on a line: silence leads to the informations of its menus too."""
    yield from line_texts(line)
    for menu in menus_heard(company, line):
        for choice in menu.choices.values():
            yield from said_by(choice)


def _beeps() -> bytes:
    """Three beeps of 880 Hz, 0.2 s each, 0.2 s apart."""
    beep = [math.sin(2 * math.pi * 880 * n / RATE) for n in range(RATE // 5)] + [0.0] * (RATE // 5)
    samples = [round(8000 * value) for value in beep * BEEPS]
    memory = io.BytesIO()
    with wave.open(memory, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return memory.getvalue()
