"""The way back into a conversation for an agent who talks in a page: a ticket that serves once, told to their pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack

import gevent
from gevent.event import AsyncResult

from appliance.switch.bridging import Accepted
from appliance.switch.page_ear import hear_page
from appliance.switch.pending_legs import Arrival
from appliance.switch.ringing import Dialler
from appliance.switch.transport import LegSocket, SwitchError

log = logging.getLogger(__name__)

IS_BACK = object()


class PageReturn:
    """That of one caller's agents. `came` is ready once an agent's page has dialled the ticket; `told` hears so too."""

    def __init__(self, dialler: Dialler, caller: str) -> None:
        self._dialler, self._caller = dialler, caller
        self._open = ExitStack()
        self._arrival = Arrival()
        self._ear: gevent.Greenlet | None = None
        self.told: Callable[[object], None] = lambda _: None

    @property
    def came(self) -> AsyncResult:
        return self._arrival.socket

    @property
    def may_come(self) -> bool:
        """Whether anybody can: none does once the controller is leaving, but one whose page has come already."""
        pages = self._dialler.pages
        return self.came.ready() or (pages is not None and pages.leads_back)

    def follows(self, accepted: Accepted, *, offered: bool = True) -> None:
        """Somebody else, or the same in another page, talks with the caller now: what led back before does no more.

        Unless it is `offered`, nothing leads back: of three, whoever left for another page would have left the others.
        """
        self.close()
        pages = self._dialler.pages
        if pages is None or not accepted.in_page:
            return
        self._ear = gevent.spawn(hear_page, self._dialler.control, accepted.leg)
        if not offered:
            return
        ticket = self._open.enter_context(pages.talks(accepted.agent, self._caller))
        self._arrival = self._open.enter_context(self._dialler.arrivals.expect(ticket))
        self._arrival.socket.rawlink(lambda _: self.told(IS_BACK))

    def answered(self, seconds: float) -> str | None:
        """Pick up the page that has come; its leg, or None where it is gone."""
        socket: LegSocket = self.came.get()
        try:
            socket.execute("answer", timeout=seconds)
            socket.set_variable("astreinte_caller", self._caller)
        except SwitchError:
            log.info("an agent who came back in a page has left it")
            return None
        return socket.uuid

    def close(self) -> None:
        """Nobody comes back any more."""
        if self._ear is not None:
            self._ear.kill()
        self._open.close()
        self._arrival, self._ear = Arrival(), None
