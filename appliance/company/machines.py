"""Machines that call: lift and alarm telephones, each with how its calls are taken. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

KEYS = re.compile(r"[0-9*#A-D]{0,16}", re.ASCII)


class Taken(StrEnum):
    """How the calls of a machine are taken: its own retries stop at any answer."""

    BY_A_HUMAN = "by_a_human"  # it rings until somebody accepts, then is answered
    AT_ONCE = "at_once"
    AS_A_TEST = "as_a_test"  # answered, acknowledged, and nobody is rung


@dataclass(frozen=True)
class MachineCaller:
    """`number`: from which it calls, or of ours that it calls, E.164. `keys`: sent to it as it is joined.

    `test_every`: hours within which it calls at least once; 0: nothing is expected of it.
    """

    number: str
    name: str
    taken: Taken = Taken.BY_A_HUMAN
    keys: str = ""
    test_every: int = 0


def keys_sent(text: str) -> str:
    """The keys that acknowledge, as they are kept. ValueError, in French."""
    keys = text.replace(" ", "").upper()
    if not KEYS.fullmatch(keys):
        raise ValueError(f"« {text} » n'est pas une suite de touches : 0 à 9, *, #, A à D, seize au plus.")
    return keys
