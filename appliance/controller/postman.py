"""The outbox emptied now and then while calls are served."""

from __future__ import annotations

import logging
from typing import Any

import gevent

from appliance.config import Mail
from appliance.notify.sender import MailSender
from appliance.off_hub import off_hub
from appliance.store.errors import StoreError

log = logging.getLogger(__name__)

SEND_EVERY_SECONDS = 15.0


class Postman:
    """Sends the mails that are due, in a thread. Without a mail server set, they wait."""

    def __init__(self, database: Any, settings: Mail | None) -> None:
        self._sender = MailSender(database, settings) if settings is not None else None

    def keep_sending(self) -> None:
        """Send for ever. Run it in a greenlet."""
        if self._sender is None:
            log.info("no mail server is set: mails wait in the outbox")
            return
        while True:
            try:
                off_hub(self._sender.send_due)
            except StoreError as error:
                log.warning("the outbox is not read: %s", error)
            gevent.sleep(SEND_EVERY_SECONDS)
