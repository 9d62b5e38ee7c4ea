"""The outbox emptied now and then while calls are served."""

from __future__ import annotations

import logging
from typing import Any

import gevent

from appliance.config import Mail
from appliance.in_thread import in_thread
from appliance.notify.mail import MailChannel
from appliance.notify.sender import OutboxSender
from appliance.store.errors import StoreError

log = logging.getLogger(__name__)

SEND_EVERY_SECONDS = 15.0


class OutboxWorker:
    """Sends the mails that are due, in a thread. Without a mail server set, they wait."""

    def __init__(self, database: Any, settings: Mail | None) -> None:
        self._sender = OutboxSender(database, MailChannel(settings)) if settings is not None else None

    def keep_sending(self) -> None:
        """Send for ever. Run it in a greenlet."""
        if self._sender is None:
            log.info("no mail server is set: mails wait in the outbox")
            return
        while True:
            try:
                in_thread(self._sender.send_due)
            except StoreError as error:
                log.warning("the outbox is not read: %s", error)
            gevent.sleep(SEND_EVERY_SECONDS)
