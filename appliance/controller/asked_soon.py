"""What a call asks of the database while its caller waits: off the hub, in so long, and failing open."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from appliance.in_thread import TooLate, in_thread
from appliance.run_forever import told_without_message

T = TypeVar("T")
LOOK_SECONDS = 0.2
MUTE_SECONDS = 10.0  # after no answer: calls do not wait for it one after the other, nor hold its threads
log = logging.getLogger(__name__)


class AskedSoon:
    """One question of all the calls of a controller. `what`: in the log. `ticks`: seconds that only go on."""

    def __init__(self, what: str, ticks: Callable[[], float]) -> None:
        self._what, self._ticks = what, ticks
        self._mute_until = float("-inf")

    def answer(self, look: Callable[[], T]) -> T | None:
        """What `look` finds, in a thread; None without an answer."""
        if self._ticks() < self._mute_until:
            return None
        try:
            return in_thread(look, LOOK_SECONDS)
        except TooLate:
            log.warning("%s: no answer in time, calls go on without it", self._what)
            self._mute_until = self._ticks() + MUTE_SECONDS
        except Exception as error:  # noqa: BLE001 - whatever it is, the call goes on
            log.warning("%s cannot be read: %s", self._what, told_without_message(error))
        return None
