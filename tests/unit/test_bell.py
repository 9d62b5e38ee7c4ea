"""A thread waits for the hub without the hub waiting for it."""

from __future__ import annotations

import gevent
from gevent.threadpool import ThreadPool

from appliance.bell import Bell


def rings(bell: Bell, seconds: float = 0.0) -> bool:
    """Whether a thread hears it within so long."""
    return bool(ThreadPool(1).apply(bell.wait, (seconds,)))


def test_who_waits_hears_it_and_the_hub_goes_on_meanwhile() -> None:
    bell = Bell()
    heard = gevent.spawn(rings, bell, 10.0)
    gevent.sleep(0)
    bell.ring()
    assert heard.get(timeout=10)


def test_nothing_rings_by_itself() -> None:
    assert not rings(Bell())


def test_what_rang_before_is_heard_once_however_often_it_rang() -> None:
    bell = Bell()
    bell.ring()
    bell.ring()
    assert rings(bell)
    assert not rings(bell)


def test_what_rings_while_it_is_waited_out_is_heard_with_it() -> None:
    bell = Bell()
    bell.ring()
    ThreadPool(1).apply(bell.wait_out, (0.0,))
    assert not rings(bell)
