"""Work that would block every call (database, disk, speech), done in a thread, with a limit on the wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from gevent.event import AsyncResult
from gevent.threadpool import ThreadPool

THREADS = 10

T = TypeVar("T")
_threads: list[ThreadPool] = []  # one for the process, made on first use: a hub must be running


class TooLate(Exception):
    """The work was not done in time; it goes on in its thread."""


def off_hub(work: Callable[[], T], seconds: float | None = None) -> T:
    """The result of `work`, run in a thread. Raises what it raises, or TooLate after `seconds`."""
    if not _threads:
        _threads.append(ThreadPool(THREADS))
    done: AsyncResult = _threads[0].spawn(_outcome, work)
    if not done.wait(seconds) and not done.ready():
        raise TooLate
    value, error = done.get()
    if error is not None:
        raise error
    result: T = value
    return result


def _outcome(work: Callable[[], Any]) -> tuple[Any, Exception | None]:
    """gevent prints the traceback of whatever a thread raises: an error is handed over as a value instead."""
    try:
        return work(), None
    except Exception as error:  # noqa: BLE001 - raised again by `off_hub`, in the greenlet that asked
        return None, error
