"""The pace at which keys come, and what it tells: who knows the way, and which key still belongs to a number. Pure."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

TYPING_SECONDS = 0.7  # between two keys of somebody who types a number; and nobody has heard a question in so long
JUDGED_SECONDS = 1.0  # in which nobody hears enough of a number read back to say yes to it
SLOWER = 1.5  # times the longest pause of a number: what its last key may still take


@dataclass(frozen=True)
class Typing:
    """How the keys of an answer came. Seconds; infinite for an answer without a key.

    `heard`: of the question, before the first key; 0 when it was typed ahead.
    `after`: from the last key of all before, to the first key.
    `longest_pause`: between two keys.
    """

    heard: float = math.inf
    after: float = math.inf
    longest_pause: float = 0.0

    @property
    def knows_the_way(self) -> bool:
        """Whether the answer came before the question could be heard."""
        return self.heard < TYPING_SECONDS

    def goes_on(self, key: Typing) -> bool:
        """Whether a key typed while this number is read back is one more of its digits: it came at the number's own
        pace, or before the number could be judged. Who knows the way types what comes next without hearing it.
        """
        hasty = key.heard < JUDGED_SECONDS or key.after < SLOWER * self.longest_pause
        return hasty and not self.knows_the_way


def at_one_go(keys: Sequence[tuple[str, float]], most: int) -> str:
    """The first of these keys, each with its moment, up to the first pause; `most` of them at most."""
    pauses = [later - sooner for (_, sooner), (_, later) in itertools.pairwise(keys)]
    slow = (count for count, pause in enumerate(pauses, 1) if pause > TYPING_SECONDS)
    return "".join(key for key, _ in keys[: min(next(slow, len(keys)), most)])


def typing_of(asked: float, before: float, keys: Sequence[float]) -> Typing:
    """From moments of one clock: the question's beginning, the last key before it, and each key of the answer."""
    if not keys:
        return Typing()
    pauses = [later - sooner for sooner, later in itertools.pairwise(keys)]
    return Typing(max(0.0, keys[0] - asked), keys[0] - before, max(pauses, default=0.0))
