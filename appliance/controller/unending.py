"""Work that lasts as long as the controller: what it did not foresee is logged, and it begins again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import gevent

from appliance.switch.errors import told_without_message

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0


def keep(work: Callable[..., Any], *arguments: Any) -> gevent.Greenlet:
    """A greenlet that does this for ever. An exception that comes out of `work` is a defect, survived here."""
    return gevent.spawn(_again_and_again, work, arguments)


def _again_and_again(work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    while True:
        try:
            work(*arguments)
            return
        except Exception as error:  # noqa: BLE001 - the journal, the list and the settings must not stop for one defect
            log.error("%s begins again: %s", getattr(work, "__qualname__", work), told_without_message(error))
            gevent.sleep(PAUSE_SECONDS)
