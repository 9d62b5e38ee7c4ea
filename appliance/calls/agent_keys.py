"""What an agent asks for by keys during a conversation: a star, then a figure, on their own. Pure.

The other keys that they press are for whom they talk to, a menu for instance: a code such as `*12#` asks for nothing.
"""

from __future__ import annotations

import math
from enum import StrEnum

from appliance.calls.leg import TalkEnd

QUIET_SECONDS = 1.5  # without any other key, before the star and after the figure
BETWEEN_SECONDS = 2.5  # from the star to the figure
STAR = "*"


class Wish(StrEnum):
    """By the figure after the star."""

    HAND_OVER = "1"
    BRING_IN = "2"
    RECORD = "3"


WISHED = {
    Wish.HAND_OVER: TalkEnd.HANDS_OVER,
    Wish.BRING_IN: TalkEnd.BRINGS_IN,
    Wish.RECORD: TalkEnd.RECORDS,
}


def heeds(*, hands_over: bool, records: bool) -> frozenset[Wish]:
    """What an agent may ask for now."""
    asking = {Wish.HAND_OVER, Wish.BRING_IN} if hands_over else set()
    return frozenset(asking | ({Wish.RECORD} if records else set()))


class AgentKeys:
    """The keys of one agent in one conversation. Moments: seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._last = -math.inf
        self._star = -math.inf
        self._wish: Wish | None = None
        self.settled_at = math.inf  # when what is asked for is certain, unless another key comes before

    def pressed(self, key: str, at: float) -> None:
        """A key, as it comes."""
        alone, after_star = at - self._last >= QUIET_SECONDS, at - self._star <= BETWEEN_SECONDS
        self._wish, self.settled_at = None, math.inf
        if after_star and key in set(Wish):
            self._wish, self.settled_at = Wish(key), at + QUIET_SECONDS
        self._star = at if key == STAR and alone else -math.inf
        self._last = at

    def asked(self, at: float) -> Wish | None:
        """What has been asked for by now, once."""
        if at < self.settled_at:
            return None
        wish, self._wish, self.settled_at = self._wish, None, math.inf
        return wish
