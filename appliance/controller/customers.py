"""Who callers are, asked off the hub and in so long: a database that does not answer costs a call next to nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from appliance.calls.customers import Customer
from appliance.in_thread import TooLate, in_thread
from appliance.run_forever import told_without_message
from appliance.store.customers.lookup import StoredCustomers

LOOK_SECONDS = 0.2
MUTE_SECONDS = 10.0  # after no answer: calls do not wait for it one after the other, nor hold its threads
Found = Sequence[Customer] | None
log = logging.getLogger(__name__)


class LiveCustomers:
    """Implements `calls.customers.Customers`, for all the calls of a controller. `ticks`: seconds that only go on."""

    def __init__(self, database: Any, ticks: Callable[[], float]) -> None:
        self._stored, self._ticks = StoredCustomers(database), ticks
        self._mute_until = float("-inf")

    def by_caller(self, number: str) -> Sequence[Customer]:
        return self._asked(lambda: self._stored.by_caller(number)) or ()

    def by_order(self, digits: str) -> Sequence[Customer] | None:
        return self._asked(lambda: self._stored.by_order(digits))

    def _asked(self, look: Callable[[], Found]) -> Found:
        if self._ticks() < self._mute_until:
            return None
        try:
            return in_thread(look, LOOK_SECONDS)
        except TooLate:
            log.warning("the list of customers does not answer in time: calls go on without it")
            self._mute_until = self._ticks() + MUTE_SECONDS
        except Exception as error:  # noqa: BLE001 - whatever it is, the call goes on
            log.warning("the list of customers cannot be read: %s", told_without_message(error))
        return None
