"""The inbound connection: we connect to FreeSWITCH and speak to it about any leg."""

from __future__ import annotations

import uuid as os_uuid
from collections.abc import Callable
from typing import Any

import gevent
from gevent import socket
from gevent.event import AsyncResult

from appliance.switch.commands import background_lines
from appliance.switch.errors import CommandRefused, CommandTimeout, Disconnected
from appliance.switch.esl_connection import EslConnection, accepted
from appliance.switch.frames import Event


class ControlConnection(EslConnection):
    """One connection, used once: after its end, make another. `on_event` must not block."""

    host: str
    port: int
    password: str
    timeout: float
    start_event_handlers: Callable[[], None]
    _auth_request_event: Any

    def __init__(self, *args: Any, on_event: Callable[[Event], None] | None = None, **kwargs: Any) -> None:
        self._jobs: dict[str, AsyncResult] = {}
        self._on_event = on_event
        super().__init__(*args, **kwargs)

    def connect(self) -> None:
        """Connect and authenticate, within `timeout` seconds in all.

        Raises Disconnected when nobody speaks ESL there, CommandRefused when the password is wrong.
        """
        try:
            with gevent.Timeout(self.timeout, False):
                self._open()
                self.authenticate()
                return
            raise Disconnected(f"FreeSWITCH ne répond pas sur le port {self.port}")
        except BaseException as error:
            self._end(str(error) or "connexion abandonnée")
            raise

    def _open(self) -> None:
        try:
            self.sock = socket.create_connection((self.host, self.port))
        except OSError as error:
            sentence = f"FreeSWITCH ne répond pas sur le port {self.port} : vérifiez qu'il est démarré ({error})"
            raise Disconnected(sentence) from error
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connected = True
        self.start_event_handlers()
        gevent.wait([self._auth_request_event, self.closed], count=1)
        if not self.connected:
            raise Disconnected(self.why)

    def authenticate(self) -> None:
        """Give the password."""
        reply = self.request(f"auth {self.password}", timeout=self.timeout).data.strip()
        if not reply.startswith("+OK"):
            sentence = "FreeSWITCH refuse le mot de passe de l'event socket : vérifiez esl_secret des deux côtés"
            raise CommandRefused(reply, sentence)

    def background(self, command: str, *arguments: str, timeout: float) -> str:
        """Run an API command in a thread of FreeSWITCH; its output, less `+OK`.

        BACKGROUND_JOB must be subscribed. The job's name is ours and known before the command leaves, since the
        result may come before the reply. Raises CommandRefused on `-ERR`, CommandTimeout (the job goes on).
        """
        job = str(os_uuid.uuid4())
        result = self._jobs[job] = AsyncResult()
        try:
            accepted(self.request(*background_lines(job, command, *arguments)).data.strip(), command)
            gevent.wait([result, self.closed], timeout=timeout, count=1)
            if result.ready():
                return accepted(result.get(), command).removeprefix("+OK").strip()
            raise Disconnected(self.why) if self.closed.is_set() else CommandTimeout(f"« {command} » dure trop")
        finally:
            del self._jobs[job]

    def _observe(self, event: Event) -> None:
        if event.name == "BACKGROUND_JOB" and (result := self._jobs.get(event.get("Job-UUID"))):
            result.set(event.body.strip())
        elif self._on_event:
            self._on_event(event)

    def _on_other(self, event: Event) -> None:
        if event.kind == "auth/request":
            self._auth_request_event.set()
        elif event.kind == "text/rude-rejection":
            raise Disconnected("FreeSWITCH refuse notre adresse : voyez apply-inbound-acl dans event_socket.conf.xml")
