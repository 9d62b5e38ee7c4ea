"""A sound of ours that may be missing: found at once, or made while whoever asked goes on without it."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from pathlib import Path

import gevent

from appliance.in_thread import Threads, in_thread
from appliance.prompts.speech import SpeechError

log = logging.getLogger(__name__)

MOMENT_SECONDS = 0.5  # to find a file; to make one takes many more
AGAIN_SECONDS = 30.0  # after a failure: a full disk is not filled anew at each round of each caller


class MadeAside:
    """One sound, whoever asks for it: it is made once for all of them. `clock`: monotonic seconds."""

    def __init__(self, make: Callable[[], Path], clock: Callable[[], float] = time.monotonic) -> None:
        self._make, self._clock = make, clock
        self._making: gevent.Greenlet | None = None
        self._not_before = -math.inf

    def soon(self) -> Path | None:
        """Its file; None when it is not there within a moment, or could not be made a short while ago."""
        if self._making is None or self._making.ready():
            if self._clock() < self._not_before:
                return None
            self._making = gevent.spawn(self._find_or_make)
        self._making.join(MOMENT_SECONDS)
        path: Path | None = self._making.value
        return path

    def _find_or_make(self) -> Path | None:
        try:
            return in_thread(self._make, threads=Threads.SOUND)
        except (SpeechError, OSError) as error:
            log.error("a sound is missing: %s", error)
            self._not_before = self._clock() + AGAIN_SECONDS
            return None
