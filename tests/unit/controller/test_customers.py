"""Customers looked up during a call: nobody waits for a database that does not answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gevent.monkey import get_original

from appliance.calls.customers import Customer
from appliance.controller import asked_soon, customers
from appliance.controller.customers import LiveCustomers
from appliance.store.errors import StoreError


class Stored:
    """A list whose answer is the test's to give."""

    def __init__(self, answer: Callable[[], list[Customer]]) -> None:
        self.answer, self.asked = answer, 0

    def by_caller(self, number: str) -> list[Customer]:
        self.asked += 1
        return self.answer()

    by_order = by_caller


def live(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], list[Customer]]) -> tuple[LiveCustomers, Stored, list]:
    stored, now = Stored(answer), [0.0]
    monkeypatch.setattr(customers, "StoredCustomers", lambda database: stored)
    return LiveCustomers(None, lambda: now[0]), stored, now


def test_what_the_list_answers_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    known, _, _ = live(monkeypatch, lambda: [Customer("Durand")])
    assert known.by_caller("+33612345678") == [Customer("Durand")]
    assert known.by_order("42") == [Customer("Durand")]


def test_a_list_that_cannot_be_read_knows_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> list[Customer]:
        raise StoreError("panne")

    known, _, _ = live(monkeypatch, fails)
    assert list(known.by_caller("+33612345678")) == []
    assert known.by_order("42") is None


def test_a_list_that_hangs_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    release = get_original("threading", "Event")()
    monkeypatch.setattr(asked_soon, "LOOK_SECONDS", 0.02)

    def hangs() -> list[Customer]:
        release.wait(10)
        return [Customer("Durand")]

    known, stored, now = live(monkeypatch, hangs)
    assert list(known.by_caller("+33612345678")) == []
    assert list(known.by_caller("+33612345678")) == []
    assert stored.asked == 1
    release.set()
    now[0] = asked_soon.MUTE_SECONDS
    monkeypatch.setattr(asked_soon, "LOOK_SECONDS", 5)
    assert known.by_caller("+33612345678") == [Customer("Durand")]
