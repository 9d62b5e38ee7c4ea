"""One key pressed may come twice: as an RTP event and as SIP INFO, or as a tone beside either."""

from __future__ import annotations

from collections import Counter


class KeySources:
    """Tells the first coming of each key of a leg from its repetition by another way.

    A peer that uses two ways uses both for every key: the n-th key of a way is the n-th key pressed. So a key
    counts when its way has brought more keys than have been counted, in whatever order the ways run.
    """

    def __init__(self) -> None:
        self._brought: Counter[str] = Counter()
        self._counted = 0

    def is_new(self, source: str) -> bool:
        """Whether a key that comes from `source` (FreeSWITCH's DTMF-Source) is one not counted yet."""
        self._brought[source] += 1
        if self._brought[source] <= self._counted:
            return False
        self._counted += 1
        return True
