"""Whether one more callback may be promised, asked of the database while a caller waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from appliance.in_thread import in_thread
from appliance.run_forever import told_without_message
from appliance.store.callbacks.promises import may_promise

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 2.0


def limits_of(database: Any, line: str, caller: str | None, now: Callable[[], datetime]) -> Callable[[str], bool]:
    """For one call to this line: asked of a number (E.164). `now`: the company's clock.

    What the database does not say in time is no: the caller leaves a message.
    """

    def allowed(number: str) -> bool:
        try:
            return in_thread(lambda: may_promise(database, number, caller, line, now()), PATIENCE_SECONDS)
        except Exception as error:  # noqa: BLE001 - the call goes on, to the message
            log.warning("no callback is promised: %s", told_without_message(error))
            return False

    return allowed
