"""Start the child process that makes one sound, and understand what it leaves.

An engine that hangs, crashes or eats memory does so in the child, and numpy is loaded there alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from appliance.prompts import deadline
from appliance.prompts.speech import SpeechError, quoted

POLITENESS = 5
LEAST = 19  # more of it than this there is not: for what nobody waits for
REFUSED = 75  # exit code: the remote voice refuses us, ask no more for a while
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # numpy then starts faster, in less memory


class RemoteRefusal(SpeechError):
    """A remote voice says that we ask too much, or may not ask at all."""


class PutOff(SpeechError):
    """A call has come: what was being said is to be said later."""


def be_polite(niceness: int = POLITENESS) -> None:
    """A conversation's audio and the controller go first. The sandbox of a box refuses it: its weights do as much."""
    with suppress(PermissionError):
        os.nice(niceness)


def sound(recipe: list[str], text: str, seconds: float, stop: Callable[[], bool] | None = None) -> bytes:
    """What `appliance.prompts.speak` makes of a recipe and a text: a telephone WAV. SpeechError within `seconds`.

    PutOff soon after `stop` says so.
    """
    command = [sys.executable, "-P", "-m", "appliance.prompts.speak", *recipe]
    subject = quoted(text) if text else "du son"
    try:
        ended = deadline.run(command, text, seconds, {**os.environ, **ONE_THREAD}, stop)
    except deadline.TooLate:
        raise SpeechError(f"La synthèse de {subject} a dépassé {seconds:g} s et a été arrêtée.") from None
    except deadline.NotWanted:
        raise PutOff(f"La synthèse de {subject} attend la fin des appels.") from None
    except OSError as error:
        raise SpeechError(f"La synthèse de {subject} n'a pas pu démarrer ({error.strerror}).") from error
    if not ended.output:
        complaint = ended.complaint.splitlines() or [f"La synthèse de {subject} n'a rien produit."]
        raise (RemoteRefusal if ended.status == REFUSED else SpeechError)(complaint[-1])
    return ended.output
