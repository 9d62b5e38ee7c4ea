"""The wire of an event socket, made safe: put in front of greenswitch's protocol class, it replaces its reader,
its dispatch, its writing and its end. What greenswitch does there is in the tests, defect by defect.

The hub reads what comes, as it comes, and no greenlet waits for it; replies answer commands in the order sent; events
go first to `_observe` (which never blocks), then, in a greenlet, to the handlers registered by name. Whatever ends the
connection ends every wait on it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket as os_socket
from collections.abc import Callable, Sequence
from typing import Any, cast

import gevent
from gevent.event import AsyncResult
from gevent.event import Event as Flag
from gevent.lock import BoundedSemaphore
from gevent.queue import Queue

from appliance.run_forever import told_without_message
from appliance.switch.commands import api_line, checked_line
from appliance.switch.errors import CommandRefused, Disconnected
from appliance.switch.frames import BrokenStream, Event, Frames

log = logging.getLogger(__name__)
Handler = Callable[[Event], object]

PIECE_BYTES = 32 * 1024  # the most that is read at once: what else has come waits for the others' turn
READABLE = 1  # of libev: EV_READ

CLOSED_BY_US = "fermée par nous"
LET_GO = "FreeSWITCH a dit au revoir"
LOST = "FreeSWITCH a coupé sans prévenir"


class EslConnection:
    """Mixin, to stand before `greenswitch.esl.ESLProtocol`. `why` says what ended the connection, "" before."""

    command_timeout = 5.0  # seconds for a reply; FreeSWITCH answers in milliseconds unless it is stuck

    sock: Any = None
    connected: bool
    _commands_sent: list[AsyncResult]
    _esl_event_queue: Queue | None
    event_handlers: dict[str, list[Handler]]
    _readable: Any
    _process_events_greenlet: gevent.Greenlet | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.closed = Flag()
        self.why = ""
        self._frames = Frames()
        self._closing = False
        self._writing = BoundedSemaphore(1)
        super().__init__(*args, **kwargs)
        self._esl_event_queue = None  # greenswitch's, made for the first handler: most connections have none

    # Reading

    def start_event_handlers(self) -> None:
        """Read from now on; the greenlet of the handlers comes with the first of them."""
        self._readable = gevent.get_hub().loop.io(self.sock.fileno(), READABLE)
        self._readable.start(self.receive_events)

    def receive_events(self) -> None:
        """Something has come. In the hub: nothing here waits, nor raises."""
        why = LOST
        try:
            piece = os.read(self.sock.fileno(), PIECE_BYTES)
            for frame in self._frames.feed(piece):
                self.handle_event(frame)
            if piece:
                return
            self._frames.end()
        except BlockingIOError:
            return
        except Disconnected as end:
            why = str(end)
        except (OSError, BrokenStream) as error:
            why = f"{LOST} ({error})"
        except Exception as error:  # noqa: BLE001 - the hub would go on with a leg that nobody reads right
            why = f"{LOST} ({type(error).__name__})"
            fault = told_without_message(error)  # a thread may be at the log: the hub cannot wait for it
            gevent.spawn(log.error, "Ce que FreeSWITCH dit n'a pu être lu : %s", fault)
        self._end(why)
        self._readable.stop()
        self.sock.close()

    def handle_event(self, event: Event) -> None:
        """One frame: a reply wakes the command it answers, an event is observed, then handled."""
        if event.kind in ("command/reply", "api/response"):
            self._answer(event)
        elif event.kind == "text/event-plain":
            self._observe(event)
            if self._esl_event_queue is not None:
                self._esl_event_queue.put(event)
        elif event.kind == "text/disconnect-notice":
            self._on_notice(event)
        else:
            self._on_other(event)

    def _answer(self, reply: Event) -> None:
        if not self._commands_sent:
            raise Disconnected("réponse sans commande")
        self._commands_sent.pop(0).set(reply)

    def _on_notice(self, notice: Event) -> None:
        raise Disconnected(LET_GO)

    def _on_other(self, event: Event) -> None:
        """A kind of frame that this connection has no use for."""

    def _observe(self, event: Event) -> None:
        """What this connection itself makes of an event. Runs in the hub: sets flags, fills queues, never waits."""

    # Handling

    def register_handle(self, name: str, handler: Handler) -> None:
        """Have every event of this name handled, any event with `*`."""
        super().register_handle(name, handler)  # type: ignore[misc]
        if self._esl_event_queue is None:
            self._esl_event_queue = Queue()
            self._process_events_greenlet = gevent.spawn(self.process_events, self._esl_event_queue)

    def process_events(self, events: Queue) -> None:
        """The handlers' greenlet. A slow handler delays other handlers, never a reply nor what `_observe` does."""
        while (event := events.get()) is not None:
            for handler in (*self.event_handlers.get(event.name, ()), *self.event_handlers.get("*", ())):
                self._safe_exec_handler(handler, event)

    def _safe_exec_handler(self, handler: Handler, event: Event) -> None:
        try:
            handler(event)
        except Exception as error:  # noqa: BLE001 - a handler's fault must not stop the others
            log.error("Le traitement de %s a échoué : %s", event.name, told_without_message(error))

    # Writing

    def send(self, data: str) -> Event:
        """Send one line and return the reply."""
        return self.request(data)

    def request(self, *lines: str, timeout: float | None = None) -> Event:
        """Send one command, of one or more lines, and return its reply.

        Raises Disconnected: also when there is no reply in `timeout` seconds, which closes the connection.
        """
        return self.requests(lines, timeout=timeout)[0]

    def requests(self, *commands: Sequence[str], timeout: float | None = None) -> list[Event]:
        """Send several commands in one go, and return their replies in this order. Raises as `request`."""
        message = "".join("\n".join(checked_line(line) for line in lines) + "\n\n" for lines in commands)
        deadline = gevent.Timeout.start_new(self.command_timeout if timeout is None else timeout)
        replies = [AsyncResult() for _ in commands]
        try:
            self._write(message.encode(), replies)
            answers = [reply.get() for reply in replies]
        except gevent.Timeout as expired:
            if expired is not deadline:
                raise
            self._end("FreeSWITCH ne répond plus : la connexion est abandonnée")
            raise Disconnected(self.why) from None
        finally:
            deadline.close()
        if None in answers:
            raise Disconnected(self.why)
        return cast(list[Event], answers)

    def _write(self, message: bytes, replies: Sequence[AsyncResult]) -> None:
        """Queue the replies' places and write, as one act: replies are matched by order alone."""
        with self._writing:
            if not self.connected:
                raise Disconnected(self.why or "pas de connexion à FreeSWITCH")
            self._commands_sent.extend(replies)
            try:
                self.sock.sendall(message)
            except OSError as error:
                self._end(f"{LOST} ({error})")
                raise Disconnected(self.why) from error
            except BaseException:  # interrupted: part of the command may be on the wire
                self._end("écriture interrompue")
                raise

    def api(self, command: str, *arguments: str, timeout: float | None = None) -> str:
        """Run an API command; its output, stripped. Raises CommandRefused on `-ERR` or `-USAGE`."""
        reply = self.request(api_line(command, *arguments), timeout=timeout).data.strip()
        return accepted(reply, command)

    def subscribe(self, *names: str) -> None:
        """Ask for these events too; those with `::` are CUSTOM subclasses."""
        plain = [name for name in names if "::" not in name]
        custom = [name for name in names if "::" in name]
        words = [*plain, *(["CUSTOM", *custom] if custom else [])]
        accepted(self.request("event plain " + " ".join(words)).data.strip(), "event")

    # Ending

    def stop(self) -> None:
        """greenswitch's word for `close`."""
        self.close()

    def close(self, grace: float = 2.0) -> None:
        """Say `exit` and close. May be called from anywhere, a handler included, and again."""
        self._closing = True
        if self.connected:
            with contextlib.suppress(Disconnected):
                self.request("exit", timeout=grace)
        self._end(CLOSED_BY_US)

    def _end(self, why: str) -> None:
        """The connection is over: every wait on it ends. What reads, told of the shutdown, closes the descriptor."""
        if self.closed.is_set():
            return
        self.why, self.connected = CLOSED_BY_US if self._closing else why, False
        pending, self._commands_sent = self._commands_sent, []
        for reply in pending:
            reply.set(None)  # not set_exception: it may import pickle, and we may be out of descriptors
        self._on_end()
        self.closed.set()
        if self._esl_event_queue is not None:
            self._esl_event_queue.put(None)
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(os_socket.SHUT_RDWR)

    def _on_end(self) -> None:
        """What else must learn that the connection is over."""


def accepted(reply: str, command: str) -> str:
    """The reply, unless FreeSWITCH refused. The sentence names the command, never its arguments."""
    if reply.startswith(("-ERR", "-USAGE")):
        raise CommandRefused(reply, f"FreeSWITCH a refusé « {command} » : {reply}")
    return reply
