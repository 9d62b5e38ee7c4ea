"""Three clocks that agree: the machine's, which NTP may set at any moment, FreeSWITCH's, and what we count with."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import gevent

from appliance.switch.control import Control
from appliance.switch.switch_clock import APART_SECONDS, seconds_ahead, set_on_the_machines
from appliance.switch.transport import CommandRefused, SwitchError

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0
SET_EVERY_SECONDS = 3600.0
STEP_SECONDS = 2.0
STALLED_SECONDS = 60.0  # set back by more than this, FreeSWITCH is started again


class Clocks:
    """Keeps FreeSWITCH's clock on the machine's, and tells `stepped` when the machine's is set.

    A clock set back stops what FreeSWITCH has planned: registrations, pings and session refreshes wait until the time
    comes again, as many hours later. It is started again then, once no leg is alive.
    """

    def __init__(
        self,
        control: Control,
        stepped: Callable[[], None],
        wall: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._control, self._stepped, self._wall, self._ticks = control, stepped, wall, ticks
        self._between = wall() - ticks()
        self._next_setting = ticks()
        self._told = 0.0  # the last difference that was logged, seconds
        self._stalled = False

    def keep_together(self) -> None:
        """Look now and then, for ever. Run it in a greenlet."""
        while True:
            gevent.sleep(LOOK_EVERY_SECONDS)
            self.look()

    def connected(self) -> None:
        """FreeSWITCH was started, or we were: its clock is set whatever it says."""
        self._next_setting = self._ticks()
        self._stalled = False  # what it has planned, it has planned on the clock that it has now
        self.look()

    def look(self) -> None:
        """One look at each clock; what is wrong is mended, or will be at the next look."""
        self._look_at_the_machine()
        try:
            self._look_at_freeswitch()
        except SwitchError as error:
            log.debug("the clock of FreeSWITCH is not known: %s", error)

    def _look_at_the_machine(self) -> None:
        between = self._wall() - self._ticks()
        step, self._between = between - self._between, between
        if abs(step) >= STEP_SECONDS:
            log.warning("the clock of this machine was set by %+.0f s", step)
            self._next_setting = self._ticks()
            self._stalled = self._stalled or step <= -STALLED_SECONDS
            self._stepped()

    def _look_at_freeswitch(self) -> None:
        ahead = self._seconds_ahead()
        if abs(ahead) >= APART_SECONDS or self._ticks() >= self._next_setting:
            at_once = set_on_the_machines(self._control.api)
            self._next_setting = self._ticks() + SET_EVERY_SECONDS
            self._tell(ahead, at_once)
        self._stalled = self._stalled or ahead >= STALLED_SECONDS
        if self._stalled and not self._control.live_legs().legs:
            self._start_again()

    def _seconds_ahead(self) -> float:
        try:
            return seconds_ahead(self._control.api, self._wall)
        except CommandRefused:  # started on the configuration of a former release: set blindly, each hour
            return 0.0

    def _tell(self, ahead: float, at_once: bool) -> None:
        if abs(ahead) >= APART_SECONDS and abs(ahead - self._told) >= APART_SECONDS:
            when = "it is set" if at_once else "it will be set when no leg is alive"
            log.warning("the clock of FreeSWITCH was %+.0f s from this machine's: %s", ahead, when)
        self._told = ahead

    def _start_again(self) -> None:
        """Whoever watches FreeSWITCH starts it once it has ended."""
        log.warning(
            "FreeSWITCH was set back: what it had planned would wait, it is started again while no leg is alive"
        )
        self._stalled = False
        try:
            self._control.api("fsctl", "shutdown", "now")
        except SwitchError as error:  # it may be gone before it answers
            log.info("FreeSWITCH ends: %s", error)
