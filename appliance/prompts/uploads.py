"""A sound that somebody sent, as a telephone WAV. It is read in a child process that has nothing to lose.

Neither its name nor what the browser says of it counts: its first bytes do.
"""

from __future__ import annotations

import os
import re
import sys

from appliance.prompts import deadline
from appliance.prompts.speech import SpeechError

LARGEST = 8_000_000  # bytes: a minute of WAV, 48 kHz, mono
LONGEST = 60.0  # seconds
PATIENCE = 20.0  # seconds, to read and convert
SAID_WHY = 65  # exit code of the child: its complaint is a sentence
KINDS = (  # how FFmpeg names them
    ("wav", re.compile(rb"RIFF....WAVE", re.DOTALL)),
    ("ogg", re.compile(rb"OggS\x00")),
    ("mov", re.compile(rb"....ftyp", re.DOTALL)),
    ("matroska", re.compile(rb"\x1aE\xdf\xa3")),
    ("mp3", re.compile(rb"ID3[\x02-\x04]|\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]")),  # a tag, or a frame of layer I to III
)
UNKNOWN = "Ce fichier n'est pas un son que l'on sait lire ; envoyez du WAV, du MP3, de l'OGG, du M4A ou du WebM."
UNREADABLE = "Ce fichier est abîmé, ou n'est pas le son qu'il prétend être ; enregistrez-le de nouveau et renvoyez-le."
TOO_SLOW = "Ce fichier demande trop de travail pour être lu ; envoyez un son plus simple, en WAV ou en MP3."
TOO_LARGE = f"Ce fichier dépasse {LARGEST // 1_000_000} Mo ; envoyez-le en MP3 ou en M4A."
NOTHING = "Aucun fichier n'a été envoyé ; choisissez un son, puis recommencez."


def kind_of(content: bytes) -> str | None:
    """What the first bytes announce; None for anything that is no sound."""
    return next((kind for kind, start in KINDS if start.match(content)), None)


def telephone_sound(content: bytes, seconds: float = PATIENCE) -> bytes:
    """8 kHz, mono, levelled, silence cut, checked. SpeechError, a sentence for who sent it, within `seconds`."""
    if not content:
        raise SpeechError(NOTHING)
    if len(content) > LARGEST:
        raise SpeechError(TOO_LARGE)
    kind = kind_of(content)
    if kind is None:
        raise SpeechError(UNKNOWN)
    command = [sys.executable, "-P", "-m", "appliance.prompts.read_upload", kind]
    few_threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        ended = deadline.run(command, content, seconds, {**os.environ, **few_threads})
    except deadline.TooLate:
        raise SpeechError(TOO_SLOW) from None
    except OSError as error:
        raise SpeechError(f"La lecture du fichier n'a pas pu démarrer ({error.strerror}).") from error
    if not ended.output:
        raise SpeechError(ended.complaint if ended.status == SAID_WHY else UNREADABLE)
    return ended.output
