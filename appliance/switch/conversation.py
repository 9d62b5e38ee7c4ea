"""Whom one caller talks to: joined, waited for, ended; and the way back when the other leg is gone at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event

from appliance.calls.agent_keys import WISHED, Wish
from appliance.calls.leg import TalkEnd
from appliance.switch.bridging import (
    NO_WAY_BACK,
    SETTLED_SECONDS,
    Accepted,
    close_ways_back,
    join,
    part,
    take_back,
    was_lost,
)
from appliance.switch.commands import checked_keys
from appliance.switch.control import LegWatch
from appliance.switch.page_return import PageReturn
from appliance.switch.pending_legs import Arrival
from appliance.switch.ringing import Dialler
from appliance.switch.talk_recording import begin, end, told_both
from appliance.switch.transport import CommandRefused, LegSocket, SwitchError
from appliance.switch.wishes import wished

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10
SETTLING_SECONDS = SETTLED_SECONDS + 2.0  # after which nobody comes back from a conversation
TAKEN_ELSEWHERE = "LOSE_RACE"  # the cause that tells a page so
PARTED_SECONDS = 6.0  # the dialplan then takes a caller whom we did not


class Conversation:
    """One caller's, again with another if the first was gone at once. `caller`: their leg.

    `talking` is set while no script is needed any more; `script_needed` is told each time that this changes. Three who
    talk need one: without it they talk on, but a caller whom the second agent leaves goes to the fallback.
    """

    def __init__(self, caller: str, dialler: Dialler, watch: LegWatch) -> None:
        self.talking = Event()
        self.script_needed: Callable[[bool], None] = lambda needed: None
        self.agent = Arrival()  # the connection of the agent who hands the caller over
        self.accepted: Accepted | None = None  # by whom the call was taken last
        self.stays_open = False  # whoever leaves the caller gives them back to us, however late: there is a third
        self.answers, self.keys = False, ""  # what a machine is given: an answer at the join, and keys after it
        self._caller, self._dialler, self._watch = caller, dialler, watch
        self._other = ""  # the leg that the caller talks to
        self._back = Arrival()  # the caller's next connection, if that leg is gone at once
        self.returning = PageReturn(dialler, caller)  # of an agent who talks in a page
        self._only_two = Event()  # of three who talked: another return is to be waited for
        self._ways_back = ExitStack()
        self._settling: gevent.Greenlet | None = None  # closes those ways, in a second
        self._acknowledging: gevent.Greenlet | None = None

    @property
    def goes_on(self) -> bool:
        """Whether the caller is joined: on their own connection no more."""
        return bool(self._other)

    def begin(self, socket: LegSocket, accepted: Accepted) -> bool:
        """Join an answered leg to the caller, who is on `socket`; False: they could not be, and nothing has changed."""
        back = self._ways_back.enter_context(self._dialler.arrivals.expect(self._caller))
        address = f"127.0.0.1:{self._dialler.socket_port()}"
        try:
            if self.answers:
                socket.execute("answer", timeout=ANSWER_SECONDS)
                self.answers = False  # once, whatever becomes of the joining
            self._settling = join(self._dialler.control, socket, accepted, address, settles=not self.stays_open)
        except SwitchError as error:
            log.warning("legs could not be joined: %s", error)
            return False
        self._other, self._back, self.accepted = accepted.leg, back, accepted
        self.returning.follows(accepted, offered=not self.stays_open)
        if self.keys:
            self._acknowledging = gevent.spawn_later(SETTLED_SECONDS, self._acknowledge)
        return True

    def _acknowledge(self) -> None:
        """In the sound of the conversation, which loses those that come before it. What is not sent ends nothing."""
        try:
            self._dialler.control.api("uuid_send_dtmf", self._caller, checked_keys(self.keys))
        except SwitchError as error:
            log.warning("a machine was not sent the keys that acknowledge its call: %s", error)

    def wait(self, heeded: Collection[Wish] = ()) -> TalkEnd:
        """Wait for its end, or for what the other leg asks by keys, once it has settled: one of `heeded`."""
        self._only_two.clear()
        ends = [self._watch.gone, self._back.socket, self.returning.came, self._only_two]
        if self.talking.is_set() or not gevent.wait(ends, timeout=SETTLING_SECONDS, count=1):
            if not self.talking.is_set() and not self.stays_open:
                self._needs_script(False)
            wish = wished(self._dialler.control, self._other, ends, heeded) if heeded else None
            if wish is Wish.RECORD:
                return TalkEnd.RECORDS
            if wish is not None:
                return self._parted(ends, WISHED[wish])
            gevent.wait(ends, count=1)
        if self._only_two.is_set() and not self._watch.gone.is_set() and not self._back.socket.ready():
            return self.wait(heeded)
        if self.returning.came.ready() and not self._leave_former_page():
            return self.wait(heeded)
        if self._watch.gone.is_set() or not self._back.socket.ready():
            return TalkEnd.OVER
        lost = self.accepted is not None and self.accepted.in_page and was_lost(self._back.socket.get())
        if not lost:
            self.returning.close()
        return TalkEnd.PAGE_LOST if lost else TalkEnd.GONE_AT_ONCE

    def _leave_former_page(self) -> bool:
        """The agent is back before anybody knew that their page was lost: its leg ends, and the caller comes to us.

        False: FreeSWITCH is not heard; the two talk on as they did, and another page may come back later.
        """
        if not self._kill(self._other, TAKEN_ELSEWHERE) and self.accepted is not None:
            self.returning.follows(self.accepted)
            return False
        if not gevent.wait([self._watch.gone, self._back.socket], timeout=PARTED_SECONDS, count=1):
            log.warning("a caller whose agent is back has not come: the dialplan has them")
            self._other = ""
        return True

    def goes_on_in_page(self, socket: LegSocket) -> bool:
        """Join the caller, on `socket`, to the page in which their agent has come back; False: it is gone again."""
        leg, accepted = self.returning.answered(ANSWER_SECONDS), self.accepted
        if leg is not None and accepted is not None and self.begin(socket, replace(accepted, leg=leg)):
            return True
        if accepted is not None:
            self.returning.follows(accepted)
        return False

    def close_ways_back(self) -> None:
        """Only two are left: whoever hangs up ends the conversation, which needs no script any more."""
        self.stays_open = False
        self._needs_script(False)
        with suppress(SwitchError):
            close_ways_back(self._dialler.control, self._caller, self.accepted)
        if self.accepted is not None and self.goes_on:
            self.returning.follows(self.accepted)
            self._only_two.set()

    def told_both(self, words: Sequence[Path]) -> bool:
        """Have both hear these files, whole."""
        return told_both(self._dialler.control, self._caller, self._other, words)

    def record(self, path: Path) -> bool:
        """Begin to record them."""
        return begin(self._dialler.control, self._caller, path)

    def end_recording(self, path: Path) -> None:
        end(self._dialler.control, self._caller, path)

    def _parted(self, ends: Sequence[Any], asked: TalkEnd) -> TalkEnd:
        """Take the two apart. Should FreeSWITCH not do it, they talk on, and no key says anything any more."""
        self.agent = self._ways_back.enter_context(self._dialler.arrivals.expect(self._other))
        self._needs_script(True)
        try:
            settled = NO_WAY_BACK if self.accepted is None else self.accepted.settled
            back = f"127.0.0.1:{self._dialler.socket_port()}"
            part(self._dialler.control, self._caller, self._other, back, settled)
        except SwitchError as error:
            log.warning("a caller could not be handed over: %s", error)
            self._needs_script(False)
            gevent.wait(ends, count=1)
        else:
            gevent.wait(ends, timeout=PARTED_SECONDS, count=1)
        if self._back.socket.ready():
            self.returning.close()
            return asked
        if not self._watch.gone.is_set():
            log.warning("a caller who was to be handed over has not come back: the dialplan has them")
            self._other = ""  # nothing of theirs is ended by us
        return TalkEnd.OVER

    def _needs_script(self, needed: bool) -> None:
        (self.talking.clear if needed else self.talking.set)()
        self.script_needed(needed)

    def bring_back(self, follow: Callable[[LegSocket], None]) -> None:
        """Have the caller in the script again; `follow`: what it does with their new connection.

        Raises SwitchError: the caller has left, or is the fallback's. Raises what `follow` does.
        """
        if self.talking.is_set():
            self._needs_script(True)
        socket = self._back.socket.get()
        gevent.kill(self._settling)
        if self._acknowledging is not None:
            gevent.kill(self._acknowledging)
        take_back(self._dialler.control, socket, self._dialler.longest_call)
        follow(socket)
        self._other = ""

    def end(self) -> None:
        """Each by its name: the end of one, in the very moment of the joining, would leave the other alive and mute."""
        gevent.kill(self._settling)
        if not self._watch.gone.is_set():
            self._kill(self._caller)
        self._end_other()

    def release(self, *, left: bool) -> None:
        """Nobody comes back any more. `left`: FreeSWITCH has said that the caller hung up.

        A caller who leaves in the very moment of the joining leaves the other leg alive and mute: it is ended too.
        """
        self._ways_back.close()
        self.returning.close()
        if left:
            self._end_other()

    def _end_other(self) -> None:
        if self._other and self._kill(self._other):
            self._other = ""

    def _kill(self, leg: str, cause: str = "NORMAL_CLEARING") -> bool:
        """Whether this leg is no more, as FreeSWITCH says."""
        try:
            self._dialler.control.api("uuid_kill", leg, cause)
        except CommandRefused:
            return True
        except SwitchError:
            return False
        return True
