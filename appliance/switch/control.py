"""The inbound connection, supervised: it comes back by itself, and what happened meanwhile is found out."""

from __future__ import annotations

import json
import logging
import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import gevent
from gevent.event import Event as Flag

from appliance.run_forever import run_forever, told_without_message
from appliance.switch.dtmf_deduplicator import DtmfDeduplicator
from appliance.switch.transport import CommandRefused, ControlSocket, Disconnected, Event, SwitchError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LiveLegs:
    """The legs alive in FreeSWITCH. `asked`: when it was asked, monotonic seconds: a leg of later may be missing."""

    asked: float
    legs: list[dict[str, str]]

    @property
    def uuids(self) -> set[str]:
        """Their names."""
        return {leg.get("uuid", "") for leg in self.legs}


EVENTS = (
    "BACKGROUND_JOB",
    "CHANNEL_PROGRESS",
    "CHANNEL_PROGRESS_MEDIA",
    "CHANNEL_ANSWER",
    "CHANNEL_UNHOLD",
    "CHANNEL_HANGUP_COMPLETE",
    "DTMF",
    "PLAYBACK_STOP",
    "sofia::gateway_state",
)
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
LOST = "LOST"
MOST_KEYS = 40


class LegWatch:
    """What the inbound connection tells of one leg. `cause` is the hangup cause, or LOST when the leg vanished
    while we were not connected; `end` is the leg's last event, with every variable. `keys`: those pressed since this
    watch began."""

    def __init__(self, *, connected: bool = True) -> None:
        self._opened_connected = connected
        self.ringing = Flag()  # first 180 or 183
        self.answered = Flag()
        self.gone = Flag()
        self.played = Flag()  # a file, to its end
        self.pressed = Flag()  # a key waits in `keys`
        self.keys: deque[str] = deque(maxlen=MOST_KEYS)
        self._key_sources = DtmfDeduplicator()
        self.cause = ""
        self.end: Event | None = None

    def learn(self, event: Event) -> None:
        """Take note of an event of this leg."""
        match event.name:
            case "CHANNEL_PROGRESS" | "CHANNEL_PROGRESS_MEDIA":
                self.ringing.set()
            case "CHANNEL_ANSWER":
                self.answered.set()
            case "PLAYBACK_STOP":
                if event.get("Playback-Status") == "done":
                    self.played.set()
            case "DTMF":
                if self._key_sources.is_new(event.get("DTMF-Source"), event.get("DTMF-Digit")):
                    self.keys.append(event.get("DTMF-Digit"))
                    self.pressed.set()
            case "CHANNEL_HANGUP_COMPLETE":
                self.end = event
                self.leave(event.get("Hangup-Cause"))

    def reconcile(self, callstate: str | None) -> None:
        """Catch up after a reconnection: the leg's `callstate` in `show channels`, None when it is not there."""
        if callstate is None and self._opened_connected:
            self.leave(LOST)
        self._opened_connected = True  # opened while disconnected: its leg was not yet asked for
        if callstate in ("RINGING", "EARLY", "ACTIVE", "HELD"):
            self.ringing.set()
        if callstate in ("ACTIVE", "HELD"):
            self.answered.set()

    def leave(self, cause: str) -> None:
        """The leg is gone."""
        if not self.gone.is_set():
            self.cause = cause
            self.gone.set()


class Control:
    """Commands about any leg. `ready` is set while connected; `last_error` says why it is not.

    `on_ready` gets the live legs after each connection, `on_resumed` a leg that ends its hold, each in a greenlet of
    its own; `on_event` each event of any leg, as it comes: it does not wait. `gateways`: state by name.
    """

    def __init__(
        self,
        port: int,
        secret: str,
        *,
        on_ready: Callable[[LiveLegs], None] | None = None,
        on_resumed: Callable[[str], None] | None = None,
        on_event: Callable[[Event], None] | None = None,
        host: str = "127.0.0.1",
        heartbeat: float = 5.0,
    ) -> None:
        self.ready = Flag()
        self.refused = Flag()  # FreeSWITCH is there, and does not take our password
        self.last_error = ""
        self.gateways: dict[str, str] = {}
        self._where = (host, port, secret)
        self._on_ready = on_ready
        self._on_resumed, self._on_event = on_resumed, on_event
        self._heartbeat = heartbeat
        self._socket: ControlSocket | None = None
        self._watches: dict[str, list[LegWatch]] = {}
        self._pause = FIRST_PAUSE
        self._stopping = Flag()
        self._supervisor: gevent.Greenlet | None = None

    def start(self) -> None:
        """Connect, and stay connected, in a greenlet."""
        self._supervisor = run_forever(self._supervise)

    def stop(self) -> None:
        """Disconnect for good."""
        self._stopping.set()
        if self._socket:
            self._socket.close()
        if self._supervisor:
            self._supervisor.kill()

    def api(self, command: str, *arguments: str, timeout: float = 5.0) -> str:
        """Run a quick API command; its output. Raises Disconnected, CommandRefused."""
        return self._connection().api(command, *arguments, timeout=timeout)

    def background(self, command: str, *arguments: str, timeout: float) -> str:
        """Run a slow one (originate) apart; its output less `+OK`. CommandRefused.reply is `-ERR CAUSE`.

        Raises CommandTimeout after `timeout` seconds: the job goes on.
        """
        return self._connection().background(command, *arguments, timeout=timeout)

    def live_legs(self) -> LiveLegs:
        """Every leg alive in FreeSWITCH now. Raises as `api`."""
        return _live_legs(self._connection())

    def _connection(self) -> ControlSocket:
        self.ready.wait(1.0)
        if self._socket is None:
            raise Disconnected(self.last_error or "pas encore de connexion à FreeSWITCH")
        return self._socket

    @contextmanager
    def watch(self, uuid: str) -> Iterator[LegWatch]:
        """Follow one leg for as long as the block lasts; open it before the leg exists, so as to miss nothing."""
        watch = LegWatch(connected=self.ready.is_set())
        self._watches.setdefault(uuid, []).append(watch)
        try:
            yield watch
        finally:
            self._watches[uuid].remove(watch)
            if not self._watches[uuid]:
                del self._watches[uuid]

    # The supervisor

    def _supervise(self) -> None:
        while not self._stopping.is_set():
            try:
                self._serve_one_connection()
            except CommandRefused as error:
                self._note(str(error))
                self.refused.set()
            except SwitchError as error:
                self._note(str(error))
            except Exception as error:  # noqa: BLE001 - without a supervisor there is no control at all
                self._note(told_without_message(error))
            self._stopping.wait(self._pause * random.uniform(0.7, 1.3))  # noqa: S311 - spreads the reconnections
            self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _serve_one_connection(self) -> None:
        host, port, secret = self._where
        connection = ControlSocket(host, port, secret, timeout=5, on_event=self._learn)
        try:
            connection.connect()
            connection.subscribe(*EVENTS)
            self._open_for_business(connection)
            while not connection.closed.wait(self._heartbeat):
                connection.api("uptime")
            raise Disconnected(connection.why)
        finally:
            self.ready.clear()
            self._socket = None
            connection.close()

    def _open_for_business(self, connection: ControlSocket) -> None:
        live = _live_legs(connection)
        self._reconcile(live)
        self._socket, self.last_error, self._pause = connection, "", FIRST_PAUSE
        self.ready.set()
        log.info("Connecté à FreeSWITCH (%d branches en cours)", len(live.legs))
        if self._on_ready:
            gevent.spawn(self._tell_ready, live)

    def _tell_ready(self, live: LiveLegs) -> None:
        try:
            if self._on_ready:
                self._on_ready(live)
        except Exception as error:  # noqa: BLE001 - the connection is good whatever is made of the news
            log.error("La reprise après connexion a échoué : %s", told_without_message(error))

    def _reconcile(self, live: LiveLegs) -> None:
        callstates = {leg.get("uuid", ""): leg.get("callstate", "") for leg in live.legs}
        for uuid, watches in list(self._watches.items()):
            for watch in watches:
                watch.reconcile(callstates.get(uuid))

    def _learn(self, event: Event) -> None:
        if event.name == "sofia::gateway_state":
            self.gateways[event.get("Gateway")] = event.get("State")
        if event.name == "CHANNEL_UNHOLD" and self._on_resumed:
            gevent.spawn(self._on_resumed, event.get("Unique-ID"))
        for watch in self._watches.get(event.get("Unique-ID"), ()):
            watch.learn(event)
        if self._on_event:
            self._on_event(event)

    def _note(self, error: str) -> None:
        if error != self.last_error and not self._stopping.is_set():
            log.error("Connexion à FreeSWITCH : %s", error)
        self.last_error = error


def _live_legs(connection: ControlSocket) -> LiveLegs:
    asked = time.monotonic()
    text = connection.api("show", "channels", "as", "json")
    try:
        rows = json.loads(text, strict=False).get("rows", [])
    except (ValueError, AttributeError) as error:
        raise SwitchError("la liste des branches de FreeSWITCH est illisible") from error
    return LiveLegs(asked, [{name: str(value) for name, value in row.items()} for row in rows])
