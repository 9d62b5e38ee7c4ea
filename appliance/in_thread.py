"""Work that would block every call (database, disk, speech), done in a thread, with a limit on the wait."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

import gevent
from gevent.event import AsyncResult
from gevent.threadpool import ThreadPool

T = TypeVar("T")


class Threads(Enum):
    """Who works in which threads, and how many they are: a database that hangs holds no sentence back."""

    STORE = 10
    SOUND = 8
    OUTSIDE = 6  # servers of others, each as slow as it likes
    CUSTOMERS = 4  # who callers are, asked of such a server while they wait


_pools: dict[Threads, ThreadPool] = {}  # for the process, made on first use: a hub must be running


class TooLate(Exception):
    """The work was not done in time; it goes on in its thread, if it had one."""


def in_thread(work: Callable[[], T], seconds: float | None = None, threads: Threads = Threads.STORE) -> T:
    """The result of `work`, run in a thread. Raises what it raises, or TooLate after `seconds`, a thread or none."""
    if threads not in _pools:
        _pools[threads] = ThreadPool(threads.value)
    with gevent.Timeout(seconds, TooLate):
        done: AsyncResult = _pools[threads].spawn(_outcome, work)
        done.wait()
    value, error = done.get()
    if error is not None:
        raise error
    result: T = value
    return result


def _outcome(work: Callable[[], Any]) -> tuple[Any, Exception | None]:
    """gevent prints the traceback of whatever a thread raises: an error is handed over as a value instead."""
    try:
        return work(), None
    except Exception as error:  # noqa: BLE001 - raised again by `in_thread`, in the greenlet that asked
        return None, error
