"""FreeSWITCH's clock: fixed when it starts, it does not follow the machine's, which may be set at any moment.

It dates call detail records, and tells which window of the exported list is in force.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from appliance.switch.errors import SwitchError

APART_SECONDS = 2.0  # what the two clocks are apart beyond the time of a question, and the 20 ms of FreeSWITCH's ticks
NOW = "+OK clock synchronized"

Ask = Callable[..., str]  # an API command and its arguments


def seconds_ahead(ask: Ask, wall: Callable[[], float] = time.time) -> float:
    """How far FreeSWITCH's clock is ahead of this machine's; negative when behind. Raises SwitchError."""
    asked = wall()
    told = ask("strmicroepoch").strip()
    middle = (asked + wall()) / 2
    if not told.isdecimal():
        raise SwitchError("FreeSWITCH ne dit pas l’heure qu’il a")
    return int(told) / 1e6 - middle


def set_on_the_machines(ask: Ask) -> bool:
    """Have it take this machine's clock: at once, or at the end of the last leg alive (False).

    Never during a call: the ends of rings, of keys awaited and of calls are moments of that clock. Raises SwitchError.
    """
    return ask("fsctl", "sync_clock_when_idle").startswith(NOW)
