"""The outbound socket of one leg: FreeSWITCH connects to us when the leg reaches `socket`; we drive it from here."""

from __future__ import annotations

import uuid as os_uuid
from collections.abc import Callable
from enum import StrEnum
from typing import Any, cast

import gevent
from gevent.event import AsyncResult
from gevent.event import Event as Flag

from appliance.switch.commands import checked_uuid, execute_lines, set_variable_arguments
from appliance.switch.dtmf_deduplicator import DtmfDeduplicator
from appliance.switch.errors import CommandTimeout, Disconnected, SwitchError
from appliance.switch.esl_connection import CLOSED_BY_US, LET_GO, EslConnection, Handler, accepted
from appliance.switch.frames import Event
from appliance.switch.keys_pressed import KeysPressed

LINGER_SECONDS = 5  # never a bare `linger`: it would hold the leg for as long as our socket is open
UNREAD = ("ANSWER", "DESTROY", "EXECUTE", "HANGUP_COMPLETE", "PARK", "PROGRESS_MEDIA", "STATE")  # of `myevents`
NIXED = "nixevent " + " ".join(f"CHANNEL_{name}" for name in UNREAD)  # each would be some 6 kB


Ended = Callable[[Event], None]


class LegEnd(StrEnum):
    """Why our hold on a leg ended; GONE and LOST set `hung_up`, the two others leave the leg alive."""

    GONE = "gone"  # the leg hung up
    LOST = "lost"  # the connection broke: FreeSWITCH died, or stopped answering
    LET_GO = "let_go"  # FreeSWITCH closed the socket and the leg lives on
    CLOSED = "closed"  # we said `exit`: the leg goes on in the dialplan


class LegConnection(EslConnection):
    """One leg. `hung_up` is set as soon as THIS leg hangs up, or its connection is lost.

    `closed`: the TCP connection is gone. `over`: one or the other. `left` is set when the leg leaves the `socket`
    application while alive (it was bridged or transferred): what follows is no longer executed by us, though events
    keep coming until it hangs up. `digits` tells its DTMF keys, one by one.
    """

    sock_file: Any
    uuid = ""  # in greenswitch, a property that reads a forgeable header

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.opening = Event({})
        self.hung_up = Flag()
        self.over = Flag()
        self.left = Flag()
        self.bridged = Flag()
        self.digits = KeysPressed()
        self._key_sources = DtmfDeduplicator()
        self.recorded = AsyncResult()  # the end of the recording under way: its RECORD_STOP
        self.ending: LegEnd | None = None
        self.cause = ""
        self._completions: dict[str, AsyncResult] = {}
        self._to_tell: dict[str, Ended] = {}
        super().__init__(*args, **kwargs)
        self.sock_file.close()  # greenswitch's, which nobody reads
        self.sock_file = None

    def connect(self, timeout: float = 3.0) -> Event:
        """Greet FreeSWITCH, learn which leg this is, and ask for its events. Raises Disconnected, or UnsafeText."""
        with gevent.Timeout(timeout, False):
            self.opening = self.request("connect", timeout=timeout)
            self.uuid = checked_uuid(self.opening.get("Unique-ID"))
            self.requests((f"linger {LINGER_SECONDS}",), ("myevents plain",), (NIXED,), timeout=timeout)
            return self.opening
        self._end("la branche ne s'est pas présentée à temps")
        raise Disconnected(self.why)

    def execute(self, application: str, argument: str = "", *, timeout: float | None = None) -> Event:
        """Run an application on the leg and wait for its end; its CHANNEL_EXECUTE_COMPLETE.

        Raises Disconnected when the leg hangs up, CommandTimeout after `timeout` seconds (the application goes on).
        """
        return self.wait(self.start(application, argument), timeout)

    def start(self, application: str, argument: str = "", *, told: Ended | None = None) -> str:
        """Queue an application behind those already queued; its Event-UUID, for `wait`.

        `told`: given its end, in the hub, instead of a `wait`: it does not wait. Of a leg that has hung up, no end is.
        """
        event_uuid = str(os_uuid.uuid4())
        self._queue(event_uuid, application, argument, told)
        return event_uuid

    def _queue(self, event_uuid: str, application: str, argument: str, told: Ended | None = None) -> Event:
        if self.over.is_set():
            raise Disconnected(self.why or "la branche a raccroché")
        lines = execute_lines(event_uuid, application, argument)
        if told is None:
            self._completions[event_uuid] = AsyncResult()  # before sending: the end may come before the reply is read
        else:
            self._to_tell[event_uuid] = told
        reply = self.request(*lines)
        accepted(reply.data.strip(), application)
        return reply

    def wait(self, event_uuid: str, timeout: float | None = None, *, after_hang_up: bool = False) -> Event:
        """Wait for the end of a started application. A leg that has hung up is Disconnected, ended or not.

        `after_hang_up`: its end all the same (a recording tells its length then), for as long as the socket lingers.
        """
        completion = self._completions[event_uuid]
        end = self.closed if after_hang_up else self.over
        gevent.wait([completion, end], timeout=timeout, count=1)
        if completion.ready() and (after_hang_up or not self.over.is_set()):
            del self._completions[event_uuid]
            return cast(Event, completion.get())
        if end.is_set():
            raise Disconnected(self.why or "la branche a raccroché")
        raise CommandTimeout("l'application n'a pas fini à temps")

    def set_variable(self, name: str, value: str) -> None:
        """Set a variable of the leg, whatever it is busy with; an empty value unsets it. Raises UnsafeText."""
        self.api("uuid_setvar", *set_variable_arguments(self.uuid, name, value))

    def register_handle(self, name: str, handler: Handler) -> None:
        """Less greenswitch's own: they trust any leg's hang-up and log the caller's number."""
        if getattr(handler, "__self__", None) is not self:
            super().register_handle(name, handler)

    # Under greenswitch's own verbs (answer, hangup, bridge...)

    def call_command(
        self, app_name: str, app_args: str | None = None, block: bool = False, response_timeout: float | None = None
    ) -> Event:
        """greenswitch's word for `start` and `execute`."""
        if block:
            return self.execute(app_name, app_args or "", timeout=response_timeout)
        return self._queue(str(os_uuid.uuid4()), app_name, app_args or "")

    def register_expected_event(self, *_: object) -> None:
        """greenswitch's blocking verbs recognise an end by the application's name, which nesting falsifies."""
        raise SwitchError("use execute(): it knows its own completion")

    # What comes from FreeSWITCH

    def _observe(self, event: Event) -> None:
        if event.get("Unique-ID") == self.uuid and (act := _ACTS.get(event.name)):
            act(self, event)

    def _on_complete(self, event: Event) -> None:
        application = event.get("Application-UUID")
        if completion := self._completions.get(application):
            completion.set(event)
        elif (told := self._to_tell.pop(application, None)) and not self.over.is_set():
            told(event)

    def _on_digit(self, event: Event) -> None:
        digit = event.get("DTMF-Digit")
        if self._key_sources.is_new(event.get("DTMF-Source"), digit):
            self.digits.put(digit)

    def _on_hang_up(self, event: Event) -> None:
        self.cause = self.cause or event.get("Hangup-Cause")
        self._finish(LegEnd.GONE)

    def _on_notice(self, notice: Event) -> None:
        if notice.get("Content-Disposition") == "linger":  # the leg is down; its last events still come
            self._finish(LegEnd.GONE)
        else:
            super()._on_notice(notice)

    def _on_end(self) -> None:
        self._finish({CLOSED_BY_US: LegEnd.CLOSED, LET_GO: LegEnd.LET_GO}.get(self.why, LegEnd.LOST))

    def _finish(self, ending: LegEnd) -> None:
        if self.ending is None:
            self.ending = ending
        if self.ending in (LegEnd.GONE, LegEnd.LOST):
            self.hung_up.set()
        self.over.set()


_ACTS: dict[str, Callable[[LegConnection, Event], None]] = {
    "CHANNEL_EXECUTE_COMPLETE": LegConnection._on_complete,
    "DTMF": LegConnection._on_digit,
    "CHANNEL_HANGUP": LegConnection._on_hang_up,
    "RECORD_STOP": lambda leg, event: leg.recorded.set(event),
    "CHANNEL_BRIDGE": lambda leg, _: leg.bridged.set(),
    "CHANNEL_UNBRIDGE": lambda leg, _: leg.bridged.clear(),
    "CHANNEL_UNPARK": lambda leg, _: leg.left.set(),
}
