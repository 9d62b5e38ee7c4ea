"""How many examples a property is tried on: few at every change, many and new when asked (ASTREINTE_EXAMPLES=10)."""

from __future__ import annotations

import os

TIMES = float(os.environ.get("ASTREINTE_EXAMPLES", "1"))


def examples(number: int) -> int:
    """This many, or so many times as many."""
    return max(1, round(number * TIMES))
