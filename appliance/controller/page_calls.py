"""Calls that ring in the pages of agents, and those that agents talk in there: the tickets that an answer and a return
bear, told to the pages, and taken back."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import gevent
from gevent.event import Event

from appliance.in_thread import TooLate, in_thread
from appliance.store.errors import StoreError
from appliance.store.page_calls.ringing import begin_ringing, end_ringing
from appliance.store.page_calls.under_way import TALK_TOLD_SECONDS, end_talk, tell_talk

log = logging.getLogger(__name__)

LATE_SECONDS = 10.0
TELL_EVERY_SECONDS = TALK_TOLD_SECONDS / 2


class PageCalls:
    """Implements `switch.ringing.Pages`. `port`: which of the two of the dialplan's socket is ours, 1 or 2.

    The database is never waited for: a page that is not told does not ring, and the telephones do.
    """

    def __init__(self, database: Any, box: str, port: Callable[[], int]) -> None:
        self._database, self._box, self._port = database, box, port
        self._ringing: dict[str, gevent.Greenlet] = {}  # who tells the pages, by ticket
        self.leads_back = True

    def stop(self) -> None:
        """This controller is leaving: its port is closed, and no ticket leads to it any more. Telephones ring on."""
        self.leads_back = False
        for ticket in list(self._ringing):
            self._rings_no_more(ticket)

    @contextmanager
    def ring(self, agent: str, call: str) -> Iterator[str]:
        ticket = f"{self._port()}-{secrets.token_hex(16)}"
        if self.leads_back:
            tell = partial(begin_ringing, self._database, ticket, agent, call, self._box)
            self._ringing[ticket] = gevent.spawn(_done, tell)
        try:
            yield ticket
        finally:
            self._rings_no_more(ticket)

    def _rings_no_more(self, ticket: str) -> None:
        told = self._ringing.pop(ticket, None)
        if told is not None:
            gevent.spawn(self._take_back, told, ticket)

    @contextmanager
    def talks(self, agent: str, call: str) -> Iterator[str]:
        ticket = f"{self._port()}-{secrets.token_hex(16)}"
        over = Event()
        told = gevent.spawn(self._keep_telling, over, ticket, agent, call)
        try:
            yield ticket
        finally:
            over.set()
            gevent.spawn(self._talks_no_more, told, ticket)

    def _keep_telling(self, over: Event, ticket: str, agent: str, call: str) -> None:
        """Never killed: what its thread writes late would be written after the end."""
        while not over.is_set():
            _done(partial(tell_talk, self._database, ticket, agent, call, self._box))
            over.wait(TELL_EVERY_SECONDS)

    def _talks_no_more(self, told: gevent.Greenlet, ticket: str) -> None:
        told.join()
        _done(partial(end_talk, self._database, ticket))

    def _take_back(self, told: gevent.Greenlet, ticket: str) -> None:
        told.join()
        _done(partial(end_ringing, self._database, ticket))


def _done(work: Callable[[], None]) -> None:
    try:
        in_thread(work, LATE_SECONDS)
    except (StoreError, TooLate) as error:
        log.warning("the pages of an agent are not told of a call: %s", type(error).__name__)
