"""The address that knows the customers, asked while callers wait: a second, off the hub, its answers kept for a while.

The first question of a call is asked while its caller hears the greeting. One that the address does not answer is no
one's business but the page's « Santé »: the list of customers serves.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import gevent

from appliance.calls.customers import Customer
from appliance.config import Config
from appliance.gateways import CustomersAddress
from appliance.in_thread import Threads, TooLate, in_thread
from appliance.notify.http_request import MOST_BYTES, NoReply, NotHandedOver, Request, ask
from appliance.notify.sender import utc_now
from appliance.store.customers.answer import AnswerError, read_answer
from appliance.store.customers.answers import Question, keep_answer, note_question
from appliance.store.errors import StoreError

log = logging.getLogger(__name__)
ANSWER_SECONDS = 1.0
SLOW_SECONDS = 0.5  # a fault that took as long as this would cost the next caller as much
MUTE_SECONDS = 10.0  # after a slow fault: nothing is asked
MOST_KEPT = 5000  # answers
TOO_LATE = "pas de réponse en une seconde"


class NoAnswer(Exception):
    """Why there is none: a few words, in French."""


@dataclass(frozen=True)
class _Kept:
    """An answer, and when it came, by the clock that only goes on."""

    found: Sequence[Customer]
    at: float


class AskedAddress:
    """One for all the calls of a controller. `ticks`: seconds that only go on. `now`: UTC."""

    def __init__(
        self, address: CustomersAddress, database: Any, ticks: Callable[[], float], now: Callable[[], datetime]
    ) -> None:
        self._address, self._database, self._ticks, self._now = address, database, ticks, now
        self._kept: OrderedDict[Question, _Kept] = OrderedDict()
        self._under_way: dict[Question, gevent.Greenlet] = {}
        self._mute_until = float("-inf")

    def known(self, question: Question) -> Sequence[Customer] | None:
        """Who it is, in a second at most; None where the address does not answer, or is not asked that."""
        begun = self.begin(question)
        return begun.get() if isinstance(begun, gevent.Greenlet) else begun

    def begin(self, question: Question) -> gevent.Greenlet | Sequence[Customer] | None:
        """Ask, if nobody has lately; what is known already, or who is asking."""
        if ("number" if question.number else "order") not in self._address.by:
            return None
        kept = self._kept.get(question)
        if kept is not None and self._ticks() < kept.at + 60 * self._address.fresh_minutes:
            return kept.found
        if question not in self._under_way:
            if self._ticks() < self._mute_until:
                return None
            self._under_way[question] = gevent.spawn(self._ask, question)
        return self._under_way[question]

    def _ask(self, question: Question) -> Sequence[Customer] | None:
        began, fault, found = self._ticks(), None, None
        try:
            found = in_thread(lambda: asked(self._address, question), ANSWER_SECONDS, Threads.CUSTOMERS)
            self._keep(question, found)
        except TooLate:
            fault = TOO_LATE
        except NoAnswer as error:
            fault = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the call goes on
            fault = f"panne de notre côté ({type(error).__name__})"
        finally:
            del self._under_way[question]
        took = self._ticks() - began
        if fault is not None:
            log.warning("who a caller is was asked in vain: %s", fault)
            if took >= SLOW_SECONDS:
                self._mute_until = self._ticks() + MUTE_SECONDS
        gevent.spawn(self._note, question, found, int(1000 * took), fault)
        return found

    def _keep(self, question: Question, found: Sequence[Customer]) -> None:
        self._kept.pop(question, None)
        self._kept[question] = _Kept(found, self._ticks())
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def _note(self, question: Question, found: Sequence[Customer] | None, took: int, fault: str | None) -> None:
        now = self._now()

        def write() -> None:
            if found is not None:
                keep_answer(self._database, question, found, now)
            note_question(self._database, now, took, fault)

        try:
            in_thread(write)
        except StoreError as error:
            log.warning("what was answered of a caller is not kept: %s", error)


def address_of(database: Any, config: Config) -> AskedAddress | None:
    """What the machine's file says; None without such an address."""
    return None if config.customers is None else AskedAddress(config.customers, database, time.monotonic, utc_now)


def asked(address: CustomersAddress, question: Question) -> list[Customer]:
    """Who it is, by one request, in the thread that asks. NoAnswer."""
    about = {"number": question.number} if question.number else {"order": question.order}
    headers = {"Authorization": f"Bearer {address.token}", "Accept": "application/json", "Connection": "close"}
    request = Request("GET", f"{address.url}?{urlencode(about)}", headers, b"")
    try:
        reply = ask(request, ca_file=address.ca_file, seconds=ANSWER_SECONDS)
    except NotHandedOver as error:
        raise NoAnswer(str(error).rstrip(".")) from error
    except NoReply as error:
        raise NoAnswer(TOO_LATE if str(error) == TimeoutError.__name__ else f"réponse coupée ({error})") from error
    if reply.status == 204:
        return []
    if reply.status != 200:
        raise NoAnswer(STATUSES.get(reply.status, f"le serveur a répondu {reply.status}"))
    if len(reply.said.encode()) >= MOST_BYTES:
        raise NoAnswer(f"réponse trop longue : {MOST_BYTES // 1024} Kio au plus")
    try:
        return read_answer(reply.said)
    except AnswerError as error:
        raise NoAnswer(str(error)) from error


STATUSES = {
    **dict.fromkeys((301, 302, 303, 307, 308), "le serveur renvoie ailleurs, ce qui n'est pas suivi"),
    **dict.fromkeys((401, 403), "jeton refusé"),
    **dict.fromkeys((404, 405), "adresse inconnue du serveur"),
    429: "le serveur demande d'attendre",
}
