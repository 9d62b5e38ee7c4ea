"""Work that lasts as long as the process: whatever comes out of it is logged, and it begins again."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

import gevent

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0
ASKED_TO_END = (gevent.GreenletExit, KeyboardInterrupt, SystemExit)


def run_forever(work: Callable[..., Any], *arguments: Any, pause: float | None = None) -> gevent.Greenlet:
    """A greenlet that does this until it returns or is killed. What comes out of it is a defect, survived here."""
    return gevent.spawn(_again_and_again, work, arguments, PAUSE_SECONDS if pause is None else pause)


def _again_and_again(work: Callable[..., Any], arguments: tuple[Any, ...], pause: float) -> None:
    while True:
        try:
            work(*arguments)
            return
        except ASKED_TO_END:
            raise
        except BaseException as error:  # noqa: BLE001 - a stray gevent.Timeout too: the journal must not stop for it
            log.error("%s begins again: %s", getattr(work, "__qualname__", work), told_without_message(error))
        gevent.sleep(pause)


def told_without_message(error: BaseException) -> str:
    """Where an error arose and its type, without its message, which may hold a telephone number. For the log."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
