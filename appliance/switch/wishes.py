"""What an agent asks for by keys while they talk to a caller, heard on the inbound connection."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from typing import Any

import gevent

from appliance.calls.agent_keys import AgentKeys, Wish
from appliance.switch.control import Control


def wished(control: Control, agent: str, ends: Sequence[Any], heeded: Collection[Wish]) -> Wish | None:
    """Listen to an agent's leg until one of `heeded` is asked for. None: one of `ends` has come before."""
    keys, clock = AgentKeys(), time.monotonic
    with control.watch(agent) as leg:
        while not any(end.ready() for end in ends):
            settles = None if keys.settled_at == math.inf else max(0.0, keys.settled_at - clock())
            gevent.wait([*ends, leg.pressed], timeout=settles, count=1)
            leg.pressed.clear()
            while leg.keys:
                keys.pressed(leg.keys.popleft(), clock())
            if (wish := keys.asked(clock())) in heeded:
                return wish
    return None
