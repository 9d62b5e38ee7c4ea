"""Threads beside the hub: what hangs in some of them holds nothing else back."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import gevent
import pytest

from appliance.in_thread import Threads, TooLate, in_thread


@pytest.fixture
def hung() -> Iterator[None]:
    """Every thread of the store waits for a database that does not answer."""
    answers = threading.Event()
    began = [threading.Event() for _ in range(Threads.STORE.value)]

    def ask(mine: threading.Event) -> None:
        mine.set()
        answers.wait(20)

    asking = [gevent.spawn(in_thread, lambda mine=mine: ask(mine)) for mine in began]
    with gevent.Timeout(10):
        while not all(mine.is_set() for mine in began):
            gevent.sleep(0.01)
    yield
    answers.set()
    gevent.joinall(asking, timeout=10)


def test_a_sentence_is_made_while_the_database_hangs(hung: None) -> None:
    with gevent.Timeout(5):
        assert in_thread(lambda: "dite", threads=Threads.SOUND) == "dite"


def test_the_wait_for_a_thread_counts_as_waiting(hung: None) -> None:
    with gevent.Timeout(5), pytest.raises(TooLate):
        in_thread(lambda: "lue", 0.05)


def test_what_the_work_raises_is_raised_to_who_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        in_thread(lambda: 1 // 0, 5.0)
