"""Who callers are, and to whom they have just spoken, as calls ask it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from appliance.calls.customers import Customer
from appliance.controller.asked_soon import AskedSoon
from appliance.controller.customers_address import AskedAddress
from appliance.store.customers.answers import Question
from appliance.store.customers.lookup import StoredCustomers
from appliance.store.journal.earlier_calls import spoken_to


class LiveCustomers:
    """Implements `calls.customers.Customers`, for all the calls of a controller.

    `address`: asked first, where there is one; the company's list serves where it does not answer, or knows nobody.
    """

    def __init__(self, database: Any, ticks: Callable[[], float], address: AskedAddress | None = None) -> None:
        self._stored, self._soon = StoredCustomers(database), AskedSoon("the list of customers", ticks)
        self._address = address

    def expect(self, number: str | None) -> None:
        """Begin to ask who calls, while they hear the greeting."""
        if self._address is not None and number:
            self._address.begin(Question(number=number))

    def by_caller(self, number: str) -> Sequence[Customer]:
        found = self._answered(Question(number=number))
        return found or self._soon.answer(lambda: self._stored.by_caller(number)) or ()

    def by_order(self, digits: str) -> Sequence[Customer] | None:
        found = self._answered(Question(order=digits))
        if found:
            return found
        listed = self._soon.answer(lambda: self._stored.by_order(digits))
        return found if listed is None else listed

    def _answered(self, question: Question) -> Sequence[Customer] | None:
        return None if self._address is None else self._address.known(question)


class LiveEarlierCalls:
    """Implements `calls.earlier_calls.EarlierCalls`, for all the calls of a controller."""

    def __init__(self, database: Any, ticks: Callable[[], float]) -> None:
        self._database, self._soon = database, AskedSoon("the calls of before", ticks)

    def spoken_to(self, caller: str, line: str, since: datetime) -> str | None:
        return self._soon.answer(lambda: spoken_to(self._database, caller, line, since))
