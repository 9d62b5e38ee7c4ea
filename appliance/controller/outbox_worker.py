"""People told while calls are served: what happened is put in the outbox, and the outbox is emptied."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event

from appliance.config import Config
from appliance.controller.pace import Every, Pace
from appliance.disclosure import sight_of_told
from appliance.in_thread import Threads, in_thread
from appliance.notify.caller_texts import CallerTexts
from appliance.notify.channel import Channel
from appliance.notify.machine_silence import MachineSilence
from appliance.notify.plan_teller import PlanTeller
from appliance.notify.reminders import Reminder
from appliance.notify.sender import OutboxSender, utc_now
from appliance.notify.telling import Teller
from appliance.run_forever import run_forever
from appliance.store.errors import StoreError

log = logging.getLogger(__name__)


def teller_of(database: Any, config: Config, box: str) -> Teller:
    """Whoever tells of calls, on this machine. `box`: its name."""
    offset = timedelta(seconds=config.clock_offset_seconds)
    hooks = tuple(hook.name for hook in config.webhooks)
    return Teller(database, sight_of_told, utc_now, offset, config.public_url, box, hooks, config.chats)


def plan_teller_of(database: Any, config: Config) -> PlanTeller:
    """Whoever tells of changes of planning."""
    offset = timedelta(seconds=config.clock_offset_seconds)
    return PlanTeller(database, utc_now, offset, config.public_url)


def reminder_of(database: Any, config: Config) -> Reminder:
    """Whoever recalls coming duties."""
    offset = timedelta(seconds=config.clock_offset_seconds)
    return Reminder(database, utc_now, offset, config.public_url)


def machine_silence_of(database: Any, config: Config) -> MachineSilence:
    """Whoever tells of machines that call no more."""
    return MachineSilence(database, config.caps.tell, utc_now, timedelta(seconds=config.clock_offset_seconds))


def caller_texts_of(database: Any, config: Config) -> CallerTexts:
    """Whoever tells callers of their callbacks."""
    return CallerTexts(database, utc_now, timedelta(seconds=config.clock_offset_seconds))


class TellingWorker:
    """Queues what is to be told. `tell_due`: of one kind of things, run in a thread."""

    def __init__(self, tell_due: Callable[[], object], pace: Pace) -> None:
        self._tell_due, self._pace = tell_due, pace

    def keep_telling(self) -> None:
        """Tell for ever. Run it in a greenlet."""
        while True:
            try:
                in_thread(self._tell_due)
            except StoreError as error:
                log.warning("nobody is told yet: %s", error)
            self._pace.wait()


class OutboxWorker:
    """Sends what is due, in threads, each channel beside the others. What goes by a channel that is not set waits.

    `pace`: makes that of one channel.
    """

    def __init__(
        self,
        database: Any,
        channels: Iterable[Channel],
        recordings: Path | None = None,
        box: str = "",
        pace: Callable[[], Pace] = lambda: Every(2.0),
    ) -> None:
        self._pace = pace
        self._senders = [OutboxSender(database, one, recordings=recordings, box=box) for one in channels]
        self._stop = Event()
        self._emptying: list[gevent.Greenlet] = []

    def keep_sending(self) -> None:
        """Send until `stop`. Run it in a greenlet."""
        if not self._senders:
            log.info("no channel is set: all that is to be told waits in the outbox")
        self._emptying = [run_forever(self._keep_emptying, sender) for sender in self._senders]
        gevent.joinall(self._emptying)

    def stop(self) -> None:
        """Begin nothing more: what waits is for the next release."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """After `stop`: whether all that was being sent is handed over, and noted, within so many seconds."""
        gevent.joinall(self._emptying, timeout=seconds)
        return all(one.ready() for one in self._emptying)

    def _keep_emptying(self, sender: OutboxSender) -> None:
        pace = self._pace()
        while not self._stop.is_set():
            try:
                in_thread(partial(sender.send_due, self._stop.is_set), threads=Threads.OUTSIDE)
            except StoreError as error:
                log.warning("the outbox is not read: %s", error)
            pace.wait(self._stop)
