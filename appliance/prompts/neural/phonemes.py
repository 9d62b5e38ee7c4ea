"""French text as the neural voice reads it: phonemes by the command line of espeak-ng, then their numbers.

espeak-ng is GPL: it is a program that is run, and no library of this process.
"""

from __future__ import annotations

import re
import subprocess

from appliance.prompts.speech import SpeechError, quoted

ESPEAK = "espeak-ng"
LANGUAGE = "fr-fr"
MOST = 510  # phonemes that the voice takes at once
SECONDS = 60.0  # for one clause, at the lowest priority of a busy machine
PIECES = re.compile(r"([.,;:!?…]+|\d+)")  # a number apart: espeak-ng would link it, « tapez z'un »
SWITCHED = re.compile(r"\([a-z-]+\)")  # espeak-ng says where it reads a word in another language
PUNCTUATION = dict(zip(";:,.!?…", (1, 2, 3, 4, 5, 6, 10), strict=True))
# Of the vocabulary of Kokoro-82M (its config.json), what French asks for.
PHONEMES = {" ": 16, "\u0303": 17, "ç": 78, "ð": 81, "ə": 83, "ɛ": 86, "ɡ": 92, "ɥ": 99, "ɪ": 102, "ŋ": 112}
PHONEMES |= {"ɲ": 114, "ø": 116, "θ": 119, "œ": 120, "ɹ": 123, "ʁ": 128, "ʃ": 131, "ʊ": 135, "ʌ": 138, "ʒ": 147}
PHONEMES |= {"ˈ": 156, "ˌ": 157, "ː": 158, "ɑ": 69, "ɐ": 70, "ɒ": 71, "æ": 72, "ɔ": 76, "ɜ": 87}
PHONEMES |= {letter: 43 + place for place, letter in enumerate("abcdef")}
PHONEMES |= {letter: 50 + place for place, letter in enumerate("hijklmnopqrstuvwxyz")}
NUMBERS = PUNCTUATION | PHONEMES


def numbered(text: str) -> list[int]:
    """The numbers of a text's phonemes, 510 at most. SpeechError if there are more, none, or no espeak-ng."""
    numbers = [NUMBERS[one] for one in phonemes(text) if one in NUMBERS]
    if not any(one in PHONEMES.values() for one in numbers):
        raise SpeechError(f"La phrase {quoted(text)} ne contient rien à dire ; écrivez-la en toutes lettres.")
    if len(numbers) > MOST:
        raise SpeechError(f"La phrase {quoted(text)} est trop longue pour la voix ; coupez-la en deux.")
    return numbers


def phonemes(text: str) -> str:
    """« tapez 1. » as `tapˈe ˈœ̃.`: each clause and each number read apart, the punctuation kept."""
    read = ""
    for piece in PIECES.split(text):
        if not piece.strip():
            continue
        if piece[0] in PUNCTUATION:
            read = read.rstrip() + piece[0] + " "
        else:
            read += _of_clause(piece) + " "
    return read.strip()


def _of_clause(clause: str) -> str:
    try:
        ended = subprocess.run(
            [ESPEAK, "-q", "--ipa", "-v", LANGUAGE, "--stdin"],
            input=clause.strip(),
            text=True,
            encoding="utf-8",
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except FileNotFoundError:
        raise SpeechError("espeak-ng n'est pas installé : sudo apt install espeak-ng") from None
    except (subprocess.SubprocessError, OSError) as error:
        raise SpeechError(f"espeak-ng n'a pas lu {quoted(clause)} ({type(error).__name__}).") from error
    return " ".join(SWITCHED.sub("", ended.stdout).split())
