"""Who callers are, and to whom they have just spoken, as calls ask it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from appliance.calls.customers import Customer
from appliance.controller.asked_soon import AskedSoon
from appliance.store.customers.lookup import StoredCustomers
from appliance.store.journal.earlier_calls import spoken_to


class LiveCustomers:
    """Implements `calls.customers.Customers`, for all the calls of a controller."""

    def __init__(self, database: Any, ticks: Callable[[], float]) -> None:
        self._stored, self._soon = StoredCustomers(database), AskedSoon("the list of customers", ticks)

    def by_caller(self, number: str) -> Sequence[Customer]:
        return self._soon.answer(lambda: self._stored.by_caller(number)) or ()

    def by_order(self, digits: str) -> Sequence[Customer] | None:
        return self._soon.answer(lambda: self._stored.by_order(digits))


class LiveEarlierCalls:
    """Implements `calls.earlier_calls.EarlierCalls`, for all the calls of a controller."""

    def __init__(self, database: Any, ticks: Callable[[], float]) -> None:
        self._database, self._soon = database, AskedSoon("the calls of before", ticks)

    def spoken_to(self, caller: str, line: str, since: datetime) -> str | None:
        return self._soon.answer(lambda: spoken_to(self._database, caller, line, since))
