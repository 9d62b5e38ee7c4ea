"""Whether one more callback may be promised, asked of the database while a caller waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from appliance.company.numbers import is_a_mobile
from appliance.gateways import Sms
from appliance.in_thread import in_thread
from appliance.run_forever import told_without_message
from appliance.store.callbacks.promises import OF_A_NUMBER, may_promise

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 2.0
UNWRITTEN = timedelta(minutes=1)  # far longer than the journal takes to hold a promise
MOST_AT_ONCE = 10  # within that time, on this box


def may_text(sms: Sms | None, number: str) -> bool:
    """Whether this machine sends SMS to whoever it is asked to, and this (E.164) is a mobile."""
    return sms is not None and sms.only is None and is_a_mobile(number)


class AllowedLately:
    """What was allowed a moment ago and the database may not know yet: callers who ask together pass no limit."""

    def __init__(self) -> None:
        self._allowed: list[tuple[datetime, str]] = []

    def takes(self, number: str, now: datetime) -> bool:
        """Whether one more is within the limits of a moment; it then counts."""
        self._allowed = [one for one in self._allowed if now - UNWRITTEN < one[0] <= now]
        same = sum(1 for _, other in self._allowed if other == number)
        if same >= OF_A_NUMBER or len(self._allowed) >= MOST_AT_ONCE:
            return False
        self._allowed.append((now, number))
        return True


def limits_of(
    database: Any, lately: AllowedLately, line: str, caller: str | None, now: Callable[[], datetime]
) -> Callable[[str], bool]:
    """For one call to this line: asked of a number (E.164). `now`: the company's clock.

    What the database does not say in time is no: the caller leaves a message.
    """

    def allowed(number: str) -> bool:
        if not lately.takes(number, now()):
            return False
        try:
            return in_thread(lambda: may_promise(database, number, caller, line, now()), PATIENCE_SECONDS)
        except Exception as error:  # noqa: BLE001 - the call goes on, to the message
            log.warning("no callback is promised: %s", told_without_message(error))
            return False

    return allowed
