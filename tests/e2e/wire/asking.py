"""The question to silent telephones, put to a FreeSWITCH that has no controller: the same as a controller asks."""

from __future__ import annotations

import json
import threading
import time

from bare_freeswitch import BareFreeSwitch

from appliance.switch.control import LiveLegs
from appliance.switch.esl_connection import accepted
from appliance.switch.silence import SilenceWatch

LOOK_EVERY = 0.5  # seconds


class Asking:
    """Asks every leg that is mute for `seconds`, while the block lasts."""

    def __init__(self, switch: BareFreeSwitch, seconds: float) -> None:
        self._switch = switch
        self._watch = SilenceWatch(self, seconds)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="asking", daemon=True)

    def live_legs(self) -> LiveLegs:
        return LiveLegs(time.monotonic(), json.loads(self._switch.api("show channels as json")).get("rows", []))

    def api(self, command: str, *arguments: str) -> str:
        return accepted(self._switch.api(" ".join((command, *arguments))).strip(), command)

    def _run(self) -> None:
        while not self._over.wait(LOOK_EVERY):
            self._watch.look()

    def __enter__(self) -> Asking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(5)
