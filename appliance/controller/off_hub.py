"""Work that would block every call (database, disk, speech), done in a thread, with a limit on the wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import gevent
from gevent.event import AsyncResult

T = TypeVar("T")


class TooLate(Exception):
    """The work was not done in time; it goes on in its thread."""


def off_hub(work: Callable[[], T], seconds: float | None = None) -> T:
    """The result of `work`, run in a thread. Raises what it raises, or TooLate after `seconds`."""
    result: AsyncResult = gevent.get_hub().threadpool.spawn(work)
    if seconds is not None and not result.wait(seconds) and not result.ready():
        raise TooLate
    value: T = result.get()
    return value
