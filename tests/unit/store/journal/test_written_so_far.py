"""Who waits for the journal is told when what was put before is written, by a thread that waits for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import gevent
import pytest

from appliance.store.journal.written_so_far import WrittenSoFar


@contextmanager
def waiting(so_far: WrittenSoFar, seconds: float = 10.0) -> Iterator[gevent.Greenlet]:
    hurried: list[bool] = []
    waits = gevent.spawn(so_far.wait, seconds, lambda: hurried.append(True))
    gevent.sleep(0)
    assert hurried and so_far.is_awaited, "the thread would write when it likes"
    yield waits
    waits.join()
    assert not so_far.is_awaited


def in_its_thread(so_far: WrittenSoFar, written: int) -> None:
    gevent.get_hub().threadpool.apply(so_far.up_to, (written,))


def test_what_an_earlier_process_left_is_waited_for_though_nothing_was_put() -> None:
    so_far = WrittenSoFar()
    with waiting(so_far) as waits:
        in_its_thread(so_far, 0)
        assert waits.get(timeout=10)


def test_who_waits_is_told_once_all_that_was_put_before_is_written() -> None:
    so_far = WrittenSoFar()
    so_far.one_more()
    so_far.one_more()
    with waiting(so_far) as waits:
        in_its_thread(so_far, 1)
        gevent.idle()
        assert not waits.ready()
        so_far.one_more()  # after they began to wait
        in_its_thread(so_far, 2)
        assert waits.get(timeout=10)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_who_wait_are_each_told_of_theirs(order: tuple[int, int]) -> None:
    so_far, waiters = WrittenSoFar(), {}
    for number in (1, 2):
        so_far.one_more()
        waiters[number] = gevent.spawn(so_far.wait, 10.0, lambda: None)
        gevent.sleep(0)
    in_its_thread(so_far, order[0])
    assert waiters[order[0]].get(timeout=10)
    in_its_thread(so_far, 2)
    assert all(each.get(timeout=10) for each in waiters.values())


def test_who_waited_in_vain_hurries_nobody_any_more() -> None:
    so_far = WrittenSoFar()
    with waiting(so_far, seconds=0.01) as waits:
        assert waits.get(timeout=10) is False


def test_nobody_waits_for_what_is_written() -> None:
    so_far = WrittenSoFar()
    so_far.one_more()
    in_its_thread(so_far, 1)
    assert so_far.wait(0.0, lambda: pytest.fail("asked for nothing"))
