"""Callers whom agents ring back from a page: the leg that the page dials, and all that is asked at that moment.

A ticket serves once, for one agent and one caller of the journal; no number comes from the page. Who they are, whether
it is theirs to treat, whether it may be dialled, the caps and the line's number are asked here, whatever the site said.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import gevent
from gevent.event import Event

from appliance.calls.call_context import CallContext, Claims
from appliance.calls.calling_back import TryEnd
from appliance.calls.page_ring_back import ring_back
from appliance.calls.ring_back_states import RingBackState
from appliance.company.dialling import Purpose, not_to_dial
from appliance.company.model import Company, Line
from appliance.company.tongues import spoken_to
from appliance.controller.agents_messages import AgentsMessages
from appliance.controller.callback_in_hand import CallbackInHand
from appliance.controller.callbacks import ScriptNeeded
from appliance.controller.inbound_calls import Office
from appliance.controller.lines import presentable
from appliance.disclosure.to_ring_back import Kind, ToRingBack, to_ring_back
from appliance.in_thread import TooLate, in_thread
from appliance.store.callbacks.queue import take_this, try_ended
from appliance.store.errors import StoreError
from appliance.store.journal.languages import as_chosen
from appliance.store.journal.reader import list_calls
from appliance.store.outbox.charges import LOST
from appliance.store.outbox.tidings import take_charge, tidings_of
from appliance.store.page_calls.ring_backs import Wanted, take_ring_back, tell_ring_back
from appliance.switch.absent_caller import AbsentCaller
from appliance.switch.calling_page import CallingPage, cancel_hang_up, refuse, ticket_of
from appliance.switch.transport import LegSocket

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 3.0  # of who waits before their page, for the database
TELLING_SECONDS = 1.0
JOURNAL_SECONDS = 2.0

Told = TypeVar("Told")


class NotRung(Exception):
    """Nobody is rung, and why."""

    def __init__(self, why: RingBackState) -> None:
        super().__init__()
        self.why = why


@dataclass(frozen=True)
class Allowed:
    """One caller, and what is needed to ring them. `called`: what they had dialled."""

    agent: str
    company: Company
    line: Line
    number: str
    called: str
    one: ToRingBack


class PageRingBacks:
    """`calls`: the names of those under way here, as of the calls."""

    def __init__(self, office: Office, script_needed: ScriptNeeded) -> None:
        self._office, self._script_needed = office, script_needed
        self.calls: set[str] = set()
        self._stop = Event()

    def stop(self) -> None:
        """Ring nobody any more; conversations go on."""
        self._stop.set()

    @staticmethod
    def are_asked_by(socket: LegSocket) -> bool:
        """Whether this leg is a page's that rings somebody back."""
        return bool(ticket_of(socket))

    def take(self, socket: LegSocket) -> None:
        """Serve one leg to the end of what it needs from us. Raises SwitchError."""
        cancel_hang_up(socket)
        ticket, box = ticket_of(socket), self._office.config.box_name
        tell = partial(self._tell, ticket)
        try:
            asked = _patiently(lambda: take_ring_back(self._office.database, ticket, box))
            if asked is None:
                log.warning("a page has dialled a ticket that is not good, or no more")
                refuse(socket)
                return
            self._served(socket, *asked, tell)
        except NotRung as refused:
            tell(refused.why)
            refuse(socket)
        except StoreError as error:
            log.warning("nobody is rung back from a page: %s", error)
            tell(RingBackState.FAILED)
            refuse(socket)

    def _served(self, socket: LegSocket, agent: str, wanted: Wanted, tell: Callable[[RingBackState], None]) -> None:
        call = str(uuid.uuid4())
        self.calls.add(call)
        self._script_needed(call, needed=True)
        try:
            with ExitStack() as stack:
                allowed = self._allowed(call, agent, wanted)
                claims = self._office.leases.claims_for(call)
                stack.callback(claims.release_all)
                if not claims.claim(agent):
                    raise NotRung(RingBackState.HELD)
                ends = stack.enter_context(self._in_hand(allowed))
                ends.append(self._rung(call, allowed, claims, socket, tell))
        finally:
            self._script_needed(call, needed=False)
            self.calls.discard(call)

    def _allowed(self, call: str, agent: str, wanted: Wanted) -> Allowed:
        """NotRung, StoreError."""
        office, company = self._office, self._office.settings.current()
        if self._stop.is_set():
            raise NotRung(RingBackState.STOPPED)
        if company is None:
            raise NotRung(RingBackState.FAILED)
        one = _patiently(lambda: self._found(company, agent, wanted))
        if one is None or one.line_id not in company.lines:
            raise NotRung(RingBackState.OVER)
        if one.number is None or not any(letter.isdigit() for letter in one.number):
            raise NotRung(RingBackState.HIDDEN)
        if not_to_dial(one.number, company, Purpose.CALLBACK) is not None:
            raise NotRung(RingBackState.NOT_DIALLED)
        if not office.dialler.meter.may_ring(call, for_caller=False):
            raise NotRung(RingBackState.CAPPED)
        record = _patiently(lambda: list_calls(office.database, call_id=one.call_id))
        called = record[0]["called"] if record else ""
        line = company.lines[one.line_id]
        return Allowed(agent, company, line, one.number, called or "", one)

    def _found(self, company: Company, agent: str, wanted: Wanted) -> ToRingBack | None:
        office = self._office
        found = to_ring_back(office.database, company, agent, office.now(), datetime.now(UTC), call=wanted.call_id)
        return next((one for one in found if Wanted(one.kind.value, one.call_id, one.file) == wanted), None)

    @contextmanager
    def _in_hand(self, allowed: Allowed) -> Iterator[list[TryEnd]]:
        """It is the agent's meanwhile, and what is promised ends as the try did, which is put in the list.

        NotRung: somebody else has it. StoreError.
        """
        ends = list[TryEnd]()
        match allowed.one.kind:
            case Kind.CALLBACK:
                with self._promise_in_hand(allowed, ends):
                    yield ends
                return
            case Kind.MESSAGE:
                _patiently(lambda: self._take_message(allowed))
            case Kind.CALL:
                _patiently(lambda: self._take_call(allowed))
        yield ends

    @contextmanager
    def _promise_in_hand(self, allowed: Allowed, ends: list[TryEnd]) -> Iterator[None]:
        office = self._office
        database, call = office.database, allowed.one.call_id
        claimed = _patiently(lambda: take_this(database, call, office.now()))
        if claimed is None:
            raise NotRung(RingBackState.TAKEN)
        hand = CallbackInHand(database, call, office.now)
        try:
            yield
        finally:
            office.journal.wait_until_written(JOURNAL_SECONDS)
            end = ends[0] if ends else TryEnd.STOPPED
            hand.let_go(partial(try_ended, database, claimed, end, office.now()))

    def _take_message(self, allowed: Allowed) -> None:
        office, one = self._office, allowed.one
        theirs = AgentsMessages(office.database, allowed.company, allowed.agent, how="page")
        found = theirs.find(one.call_id, one.file, office.config.recordings_dir, office.now())
        if found is None or (not found.mine and theirs.take(found, False, office.now()) is not None):
            raise NotRung(RingBackState.TAKEN)

    def _take_call(self, allowed: Allowed) -> None:
        """A lost call is then in their charge, as by the button of its page."""
        database, name = self._office.database, allowed.company.agents[allowed.agent].name
        for one in tidings_of(database, allowed.one.call_id):
            by, at = f"{name}, par la page", datetime.now(UTC)
            if one.open and one.kind.value in LOST and not take_charge(database, one.id, by, at, allowed.agent):
                raise NotRung(RingBackState.TAKEN)

    def _rung(
        self, call: str, allowed: Allowed, claims: Claims, socket: LegSocket, tell: Callable[[RingBackState], None]
    ) -> TryEnd:
        """The call itself: the page's leg, then the caller's. Raises StoreError: nobody is rung."""
        office, presented = self._office, presentable(allowed.line, allowed.called)
        line = _patiently(partial(as_chosen, office.database, allowed.line, allowed.one.call_id))
        tell(RingBackState.RINGS)
        with ExitStack() as stack:
            page = CallingPage(socket, office.voice, spoken_to(allowed.company, allowed.agent))
            stack.callback(page.release)
            if not page.begin(call):
                return TryEnd.STOPPED
            left = stack.enter_context(self._left(socket))
            caller = AbsentCaller(call, allowed.number, presented, office.dialler, office.voice, office.recorder, left)
            stack.callback(caller.release)
            caller.tell_script_needed(lambda needed: self._script_needed(call, needed=needed))
            now = office.now()
            journal = office.journal.open_call(
                call, line, presented or "", allowed.number, now, callback_of=allowed.one.call_id
            )
            visit = CallContext(
                allowed.company,
                line,
                now,
                journal,
                claims,
                office.ticks,
                clock_at_start=office.ticks(),
                promised_at=allowed.one.at if allowed.one.kind is Kind.CALLBACK else None,
                call=call,
            )
            return ring_back(caller, visit, allowed.agent, page, tell)

    @contextmanager
    def _left(self, socket: LegSocket) -> Iterator[Event]:
        """Set once nobody is to be rung any more: the page has hung up, or the controller leaves."""
        left = Event()

        def leave(_: Event) -> None:
            left.set()

        for over in (socket.over, self._stop):
            over.rawlink(leave)
        try:
            yield left
        finally:
            self._stop.unlink(leave)

    def _tell(self, ticket: str, state: RingBackState) -> None:
        """The page asks for it; a database that is late tells it nothing. Two who talk wait for nothing."""
        if state is RingBackState.TALKS:
            gevent.spawn(self._told, ticket, state)
        else:
            self._told(ticket, state)

    def _told(self, ticket: str, state: RingBackState) -> None:
        try:
            in_thread(partial(tell_ring_back, self._office.database, ticket, state), TELLING_SECONDS)
        except (StoreError, TooLate) as error:
            log.warning("a page is not told how a call stands: %s", type(error).__name__)


def _patiently(ask: Callable[[], Told]) -> Told:
    """What the database says, waited for by somebody. Raises StoreError, and what `ask` does."""
    try:
        return in_thread(ask, PATIENCE_SECONDS)
    except TooLate as late:
        raise StoreError("La base ne répond pas à temps.") from late
