"""One telephone dialled: gateway after gateway, until somebody answers or the ring is over."""

from __future__ import annotations

import logging
import uuid as uuids
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol, cast

import gevent
from gevent.event import Event

from appliance.calls.leg import OfferOutcome
from appliance.calls.ringing_times import PROGRESS_SECONDS
from appliance.company.numbers import dialable_as
from appliance.config import Trunk
from appliance.switch.causes import is_of_the_trunk, outcome_of
from appliance.switch.commands import Dial, originate
from appliance.switch.control import Control, LegWatch
from appliance.switch.pending_legs import Arrival, PendingLegs
from appliance.switch.presentation import presentation
from appliance.switch.transport import CommandRefused, LegSocket, SwitchError

log = logging.getLogger(__name__)

ARRIVAL_SECONDS = 3
KILL_SECONDS = 2
LOST = "LOST"  # no cause of FreeSWITCH's: the inbound connection went, and the leg may ring on


class Meter(Protocol):
    """How much is dialled: whether one telephone more is, and what was. Never waits, never raises."""

    def may_ring(self, call: str, *, for_caller: bool) -> bool:
        """Whether one telephone more is dialled, for this call."""

    def dialled(self, leg: str, call: str, phone: str) -> None:
        """One is: this number."""

    def never_rang(self, leg: str, call: str) -> None:
        """Nothing was rung by it, after all: it cost nothing."""


class Unmetered:
    """Where nothing is counted: a lab's stage, a test."""

    def may_ring(self, call: str, *, for_caller: bool) -> bool:
        return True

    def dialled(self, leg: str, call: str, phone: str) -> None:
        pass

    def never_rang(self, leg: str, call: str) -> None:
        pass


class Pages(Protocol):
    """Where agents may answer in a page that they have open, and come back to it. Never waits, never raises.

    `leads_back`: whether a ticket leads to us still; no more once the controller is leaving.
    """

    leads_back: bool

    def ring(self, agent: str, call: str) -> AbstractContextManager[str]:
        """Have the pages of this agent ring for this call while the block lasts; the ticket that an answer bears."""

    def talks(self, agent: str, call: str) -> AbstractContextManager[str]:
        """Have them know that the agent talks in this call while the block lasts; the ticket that a return bears."""


LISTENS = {"playback_terminators": "none"}  # no key stops what is said by itself (see `speaking`)
AS_AGENT = {"astreinte_role": "agent"}
COMES_BACK = {"rdnis": "again"}  # where FreeSWITCH sends the caller if this leg dies while they are joined
AS_CALLER = {"astreinte_role": "caller", "astreinte_returns": "true"}  # its record is the call's; it is awaited here


@dataclass(frozen=True)
class Dialler:
    """What it takes to dial and to join: the inbound connection, the trunks in order, the port legs connect back to.

    `country`: the company's now, in whose national writing a trunk may want its numbers.
    `may_dial`: the company's rule now, asked of each number whoever wants it rung; `meter`: the caps, asked likewise.
    `pages`: where agents may answer besides, for as long as their telephones ring; None: nowhere.
    `longest_call`, `joined_silence`: seconds; the latter, without any word of a leg once it is joined.
    """

    control: Control
    trunks: tuple[Trunk, ...]
    arrivals: PendingLegs
    socket_port: Callable[[], int]
    country: Callable[[], str]
    may_dial: Callable[[str], bool]
    longest_call: int = 7200
    joined_silence: int = 600
    meter: Meter = field(default_factory=Unmetered)
    pages: Pages | None = None


@dataclass(frozen=True)
class PresentedIdentity:
    """Which call a telephone is dialled for: what may be presented to it. `for_caller`: somebody is on the line.

    `comes_back`: they come back to the script if this leg dies while they are joined.
    """

    caller_leg: str
    called: str | None  # the line's number, E.164; None: as the trunk presents by itself
    caller: str | None
    for_caller: bool = True
    comes_back: bool = True


@dataclass(frozen=True)
class Unanswered:
    """The telephone did not answer, and why."""

    outcome: OfferOutcome


@contextmanager
def ring(
    dialler: Dialler,
    phone: str,
    seconds: int,
    shown: PresentedIdentity,
    stop: Event,
    rang: Callable[[], None],
    *,
    caller: str = "",
) -> Iterator[tuple[LegSocket, LegWatch] | Unanswered]:
    """Ring a telephone (E.164) for `seconds` from its first ringing; give its leg once answered.

    The leg is ours while the block lasts. `stop` ends the ringing. The next gateway is tried only when
    the trunk failed before anything rang: a busy mobile is never dialled twice. `caller`: the telephone is that of a
    caller called back, whose leg bears this name.
    """
    result: Unanswered = Unanswered(OfferOutcome.UNREACHABLE)
    for trunk in _through(dialler, phone, shown):
        leg = caller or str(uuids.uuid4())
        dialler.meter.dialled(leg, shown.caller_leg, phone)
        gevent.wait([dialler.control.ready, stop], timeout=seconds, count=1)
        if stop.is_set():
            dialler.meter.never_rang(leg, shown.caller_leg)
            result = Unanswered(OfferOutcome.CANCELLED)
            break
        with dialler.control.watch(leg) as watch, dialler.arrivals.expect(leg) as arrival:
            role = AS_CALLER if caller else AS_AGENT | (COMES_BACK if shown.comes_back else {})
            dialling = _Dialling(dialler, trunk, leg, phone, seconds, shown, role)
            answered = dialling.wait(watch, arrival, stop, rang)
            if isinstance(answered, LegSocket):
                yield answered, watch
                return
            result = answered
            if not dialling.trunk_failed or watch.ringing.is_set():
                break
            dialler.meter.never_rang(leg, shown.caller_leg)
    yield result


def _through(dialler: Dialler, phone: str, shown: PresentedIdentity) -> tuple[Trunk, ...]:
    """The trunks to try in turn; none for a number that the company lets nobody dial, or once a cap is reached."""
    if not dialler.may_dial(phone):
        log.error("a telephone is not rung: its number is not one that the company may dial")
    elif not dialler.meter.may_ring(shown.caller_leg, for_caller=shown.for_caller):
        log.error("a telephone is not rung: a cap of what goes out is reached (see `astreinte health`)")
    else:
        return dialler.trunks
    return ()


class _Dialling:
    """One originate through one gateway."""

    def __init__(
        self,
        dialler: Dialler,
        trunk: Trunk,
        leg: str,
        phone: str,
        seconds: int,
        shown: PresentedIdentity,
        role: Mapping[str, str],
    ) -> None:
        self._dialler, self._leg, self._seconds = dialler, leg, seconds
        self.trunk_failed = False
        variables = {
            **role,
            **LISTENS,
            "media_timeout": str(1000 * dialler.joined_silence),
            **({"astreinte_caller": shown.caller_leg} if role is not AS_CALLER else {}),
            **presentation(trunk, shown.called, shown.caller, dialler.country()),
        }
        dial = Dial(
            uuid=leg,
            gateway=trunk.name,
            number=dialable_as(phone, trunk.dial_format, dialler.country()),
            presented="",
            ring_seconds=seconds + PROGRESS_SECONDS + ARRIVAL_SECONDS,
            variables=variables,
            application="socket",
            argument=f"127.0.0.1:{dialler.socket_port()} async full",
        )
        self._job = gevent.spawn(self._originate, originate(dial), dial.ring_seconds + 10)

    def _originate(self, command: str, seconds: float) -> str:
        """The hangup cause, or "" once answered."""
        try:
            self._dialler.control.background("originate", command, timeout=seconds)
        except CommandRefused as refused:
            log.info("leg %s: %s", self._leg, refused.reply.strip())
            return refused.reply.removeprefix("-ERR").strip().split(" ")[0] or "UNSPECIFIED"
        except SwitchError as error:
            log.warning("dialling failed: %s", type(error).__name__)
            return LOST
        return ""

    def wait(self, watch: LegWatch, arrival: Arrival, stop: Event, rang: Callable[[], None]) -> LegSocket | Unanswered:
        """The leg that answered, or why there is none; nothing rings any more then."""
        over = [self._job, arrival.socket, stop]
        gevent.wait([watch.ringing, *over], timeout=PROGRESS_SECONDS, count=1)
        if not (self._job.ready() or arrival.socket.ready() or stop.is_set()):
            if watch.ringing.is_set():
                rang()
            gevent.wait(over, timeout=self._seconds, count=1)
        if self._job.ready() and not self._job.value and not stop.is_set():
            gevent.wait([arrival.socket, watch.gone, stop], timeout=ARRIVAL_SECONDS, count=1)
        if arrival.socket.ready() and not stop.is_set():
            return cast(LegSocket, arrival.socket.get())
        return self._unanswered(stop, watch)

    def _unanswered(self, stop: Event, watch: LegWatch) -> Unanswered:
        if stop.is_set() or not self._job.ready() or self._job.value in ("", LOST):
            self.kill()
            unanswered = OfferOutcome.UNCONFIRMED if watch.answered.is_set() else OfferOutcome.NO_ANSWER
            return Unanswered(OfferOutcome.CANCELLED if stop.is_set() else unanswered)
        if watch.answered.is_set():  # and gone before its connection came
            return Unanswered(OfferOutcome.UNCONFIRMED)
        sip_status = watch.end.variable("sip_term_status") if watch.end else ""
        self.trunk_failed = is_of_the_trunk(self._job.value, sip_status)
        return Unanswered(outcome_of(self._job.value, sip_status))

    def kill(self) -> None:
        """Stop this leg, even one that FreeSWITCH has not created yet."""
        with gevent.Timeout(KILL_SECONDS, False):
            while True:
                try:
                    self._dialler.control.api("uuid_kill", self._leg, "ORIGINATOR_CANCEL")
                    return
                except CommandRefused:
                    if self._job.ready():
                        return
                    gevent.wait([self._job], timeout=0.05)
                except SwitchError:
                    gevent.wait([self._dialler.control.ready], timeout=0.5)
