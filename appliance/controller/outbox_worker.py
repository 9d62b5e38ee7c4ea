"""The outbox emptied now and then while calls are served."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import gevent

from appliance.in_thread import Threads, in_thread
from appliance.notify.channel import Channel
from appliance.notify.sender import OutboxSender
from appliance.run_forever import run_forever
from appliance.store.errors import StoreError

log = logging.getLogger(__name__)

SEND_EVERY_SECONDS = 2.0  # a message of a caller is told within ten


class OutboxWorker:
    """Sends what is due, in threads, each channel beside the others. What goes by a channel that is not set waits."""

    def __init__(
        self, database: Any, channels: Iterable[Channel], recordings: Path | None = None, box: str = ""
    ) -> None:
        self._senders = [OutboxSender(database, one, recordings=recordings, box=box) for one in channels]

    def keep_sending(self) -> None:
        """Send for ever. Run it in a greenlet."""
        if not self._senders:
            log.info("no channel is set: all that is to be told waits in the outbox")
        gevent.joinall([run_forever(self._keep_emptying, sender) for sender in self._senders])

    def _keep_emptying(self, sender: OutboxSender) -> None:
        while True:
            try:
                in_thread(sender.send_due, threads=Threads.OUTSIDE)
            except StoreError as error:
                log.warning("the outbox is not read: %s", error)
            gevent.sleep(SEND_EVERY_SECONDS)
