"""Whether a page in which an agent talks is there: it sends sound without a pause, and is asked once it sends none.

A browser sends its microphone's silence as sound, and knows no hold: of it, three seconds without a packet are a tab or
a network that is gone. It is asked as any leg that is mute (see `silence`), so that FreeSWITCH ends one that does not
answer; the caller then waits in music, and not in silence.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import gevent

from appliance.switch.silence import Switch, ask, packets_of
from appliance.switch.transport import CommandRefused, SwitchError

LOOK_EVERY_SECONDS = 1.0
MUTE_SECONDS = 3.0
AGAIN_SECONDS = 15.0  # after a page that is mute has answered: one whose microphone was unplugged is there


def hear_page(switch: Switch, leg: str, clock: Callable[[], float] = time.monotonic) -> None:
    """Until the leg is gone. Run it in a greenlet, which may be killed."""
    packets, due = "", clock() + MUTE_SECONDS
    while True:
        gevent.sleep(LOOK_EVERY_SECONDS)
        try:
            heard = packets_of(switch, leg)
            if heard != packets:
                packets, due = heard, clock() + MUTE_SECONDS
            elif clock() >= due:
                due = clock() + AGAIN_SECONDS
                ask(switch, leg)
        except CommandRefused:
            return
        except SwitchError:
            due = clock() + MUTE_SECONDS  # FreeSWITCH is away: nothing is known meanwhile
