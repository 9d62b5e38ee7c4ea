"""Threads beside the hub: what hangs in some of them holds nothing else back."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import gevent
import pytest

from appliance.off_hub import Threads, TooLate, off_hub


@pytest.fixture
def hung() -> Iterator[None]:
    """Every thread of the store waits for a database that does not answer."""
    answers = threading.Event()
    began = [threading.Event() for _ in range(Threads.STORE.value)]

    def ask(mine: threading.Event) -> None:
        mine.set()
        answers.wait(20)

    asking = [gevent.spawn(off_hub, lambda mine=mine: ask(mine)) for mine in began]
    with gevent.Timeout(10):
        while not all(mine.is_set() for mine in began):
            gevent.sleep(0.01)
    yield
    answers.set()
    gevent.joinall(asking, timeout=10)


def test_a_sentence_is_made_while_the_database_hangs(hung: None) -> None:
    with gevent.Timeout(5):
        assert off_hub(lambda: "dite", threads=Threads.SOUND) == "dite"


def test_the_wait_for_a_thread_counts_as_waiting(hung: None) -> None:
    with gevent.Timeout(5), pytest.raises(TooLate):
        off_hub(lambda: "lue", 0.05)


def test_what_the_work_raises_is_raised_to_who_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        off_hub(lambda: 1 // 0, 5.0)
