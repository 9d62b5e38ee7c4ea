"""Calls that FreeSWITCH refused before any leg, in the journal like those that the dialplan refuses."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import gevent

from appliance.company.numbers import caller_seen
from appliance.config import Config
from appliance.controller.clock import Now
from appliance.controller.lines import called_number, line_of
from appliance.controller.settings import LiveSettings
from appliance.in_thread import in_thread
from appliance.store.errors import StoreError, StoreRejected
from appliance.store.journal.reconcile import record_refused_call
from appliance.switch import capture
from appliance.switch.legless import LeglessRefusals, Refused, is_worth_reading
from appliance.switch.overhearing import Overhearing

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
MOST_WAITING = 200  # while the database is away: the oldest go
A_MINUTE, MOST_A_MINUTE = 60.0, 60  # an operator that tries without end does not fill the disk


class RefusedCalls:
    """Listens to the messages of FreeSWITCH, and writes the calls refused. `clock`: monotonic seconds."""

    def __init__(
        self,
        database: Any,
        config: Config,
        settings: LiveSettings,
        now: Now,
        box: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._config, self._settings = database, config, settings
        self._now, self._box, self._clock = now, box, clock
        self._refusals = LeglessRefusals(config.trunks, config.sip)
        self._overhearing = Overhearing(config.switch.socket_ports[0], self.take, config.sip)
        self._waiting: deque[Refused] = deque(maxlen=MOST_WAITING)
        self._written: deque[float] = deque()
        self.keep_listening = self._overhearing.keep_listening

    def take(self, datagram: bytes) -> None:
        """A datagram that came to the port, whoever sent it."""
        captured = capture.read(datagram, is_worth_reading)
        if captured is not None:
            self._refusals.learn(captured, self._clock())

    def keep_writing(self) -> None:
        """For ever. Run it in a greenlet."""
        while True:
            gevent.sleep(LOOK_EVERY_SECONDS)
            self.write()

    def stop(self) -> None:
        """Leave the port to the next controller. What is known goes on being written."""
        self._overhearing.stop()

    def finish(self) -> None:
        """Write what is known, whether or not it is sure. Once no caller is left: this may wait, or fail."""
        self.write(held=0.0)

    def write(self, **held: float) -> None:
        """The refusals that nobody took back. Those that the database does not take now are tried again."""
        self._waiting += self._refusals.due(self._clock(), **held)
        while self._waiting and self._may_write():
            refused = self._waiting.popleft()
            try:
                in_thread(partial(self._write, refused))
            except StoreRejected as error:
                log.error("a refused call will never be in the journal: %s", error)
            except StoreError as error:
                log.error("a refused call is not in the journal yet: %s", error)
                self._waiting.appendleft(refused)
                return
            self._written.append(self._clock())

    def _may_write(self) -> bool:
        while self._written and self._clock() - self._written[0] > A_MINUTE:
            self._written.popleft()
        return len(self._written) < MOST_A_MINUTE

    def _write(self, refused: Refused) -> None:
        company, country = self._settings.last, self._settings.country(self._config.country)
        called = called_number(refused.called, country)
        log.warning("a call was refused before any leg: %s %s", refused.why, refused.detail)
        record_refused_call(
            self._database,
            refused.call,
            refused.why,
            detail=refused.detail,
            called=called,
            caller=caller_seen(refused.caller, country),
            at=self._now() - timedelta(seconds=self._clock() - refused.at),
            line=line_of(company, called) if company else None,
            box=self._box,
            clock_offset=self._config.clock_offset_seconds,
        )
