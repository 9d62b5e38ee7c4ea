"""The keys of a leg: one pressed may come twice, as an RTP event and as SIP INFO, or as a tone beside either."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SAME_SECONDS = 3.0  # within which two ways tell of one key: INFO may come well before or after the sound
TELEPHONE_EVENT = re.compile(r"a=rtpmap:(\d+) telephone-event/8000\b", re.IGNORECASE)


@dataclass
class _Press:
    """A key counted, and the ways by which it has come."""

    digit: str
    at: float
    ways: set[str] = field(default_factory=set)


class DtmfDeduplicator:
    """Tells the first coming of each key of a leg from its repetition by another way. `clock`: monotonic seconds.

    A key is a repetition where the same digit has just come by other ways alone. Digits are compared, not counted: a
    tone that one way misses, or believes to hear in a voice, says nothing of the keys after it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._recent: list[_Press] = []

    def is_new(self, source: str, digit: str) -> bool:
        """Whether a key that comes from `source` (FreeSWITCH's DTMF-Source) is one not counted yet."""
        now = self._clock()
        self._recent = [press for press in self._recent if now - press.at < SAME_SECONDS]
        for press in self._recent:
            if press.digit == digit and source not in press.ways:
                press.ways.add(source)
                return False
        self._recent.append(_Press(digit, now, {source}))
        return True


def renumbered(sdp: str, heard: str) -> str:
    """The payload by which a peer says that its keys come, where it is not the one that is heard; else ""."""
    theirs = TELEPHONE_EVENT.findall(sdp)
    return theirs[0] if theirs and heard.isdecimal() and heard not in theirs else ""
