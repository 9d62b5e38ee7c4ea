"""The carrier: one SIP peer on UDP. Sends callers to the appliance and receives its calls to agents' numbers."""

from __future__ import annotations

import heapq
import itertools
import selectors
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from phones import message as sip
from phones.leg import Leg
from phones.media import Pump
from phones.message import Message
from phones.mobile import Mobile

OnResponse = Callable[[Message], None]
T1 = 0.5  # seconds, RFC 3261


class Carrier:
    """`appliance`: where the product's SIP port is. `file_of`: the WAV of a sentence, by its name."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, port))
        self.port: int = self.socket.getsockname()[1]
        self.appliance: tuple[str, int] = (host, 0)
        self.file_of: Callable[[str], Path] = self._no_sentences
        self.pump = Pump()
        self.refuses_everything_with: int | None = None
        self.mobiles: dict[str, Mobile] = {}
        self.legs: dict[str, Leg] = {}
        self.unexpected: list[str] = []
        self.invited: list[Message] = []  # every INVITE of the appliance, retransmissions excepted
        self.pings = 0
        self.is_gone = False  # it hears nothing, as an operator that is cut off
        self._waiting: dict[tuple[str, str], OnResponse] = {}  # by branch and method
        self._replies: dict[tuple[str, str], list[bytes]] = {}  # by branch and method
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._lock = threading.RLock()
        self._bell_out, self._bell = socket.socketpair()
        self._over = False
        self._thread = threading.Thread(target=self._run, name=f"sip-{self.port}", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    def mobile(self, number: str) -> Mobile:
        """The telephone with this number (national form). It rings and nobody answers, unless told otherwise."""
        with self._lock:
            return self.mobiles.setdefault(number, Mobile(self, number))

    def hang_up_all(self) -> None:
        """Every caller leaves, every conversation ends. Mobiles that ring are for the appliance to stop."""
        for leg in list(self.legs.values()):
            leg.leave()

    def forget(self) -> None:
        """End every call and know no mobile any more: between two tests."""
        for leg in list(self.legs.values()):
            leg.close()
        with self._lock:
            self.mobiles.clear()
            self.legs.clear()
            self.unexpected.clear()
            self.invited.clear()
            self._replies.clear()

    def close(self) -> None:
        """Stop; the port is closed."""
        self.forget()
        self._over = True
        self._bell.send(b".")
        self._thread.join(5)
        for each in (self.socket, self._bell, self._bell_out):
            each.close()
        self.pump.stop()

    # --- sending ------------------------------------------------------------------------------------------------

    def send(self, message: Message, destination: tuple[str, int]) -> None:
        try:
            self.socket.sendto(message.encode(), destination)
        except OSError as error:
            if not self._over:
                self.unexpected.append(f"cannot send {message.first}: {error}")

    def ask(self, request: Message, destination: tuple[str, int], on_response: OnResponse) -> None:
        """Send a request, again and again until any response comes (RFC 3261 timer A, at most 6 times)."""
        with self._lock:
            self._waiting[request.branch, request.method] = on_response
        self.send(request, destination)
        self._again(request, destination, T1, 5)

    def _again(self, request: Message, destination: tuple[str, int], wait: float, left: int) -> None:
        def retransmit() -> None:
            if (request.branch, request.method) in self._waiting and left:
                self.send(request, destination)
                self._again(request, destination, min(2 * wait, 4.0), left - 1)

        self.after(wait, retransmit)

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Do this later, in the carrier's thread."""
        with self._lock:
            heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._count), act))
        self._bell.send(b".")

    # --- receiving ----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(self._bell_out, selectors.EVENT_READ)
            while not self._over:
                ready = selector.select(self._until_next_timer())
                self._run_timers()
                for key, _ in ready:
                    if key.fileobj is self._bell_out:
                        self._bell_out.recv(4096)
                    else:
                        self._receive()

    def _until_next_timer(self) -> float:
        with self._lock:
            return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else 5.0

    def _run_timers(self) -> None:
        while True:
            with self._lock:
                if not self._timers or self._timers[0][0] > time.monotonic():
                    return
                _, _, act = heapq.heappop(self._timers)
            act()

    def _receive(self) -> None:
        try:
            packet, source = self.socket.recvfrom(65536)
        except ConnectionRefusedError:
            return  # an earlier datagram found a closed port
        message = sip.read(packet)
        if message is None or self.is_gone:
            return
        with self._lock:
            if message.status:
                self._take_response(message)
            else:
                self._take_request(message, source)

    def _take_response(self, response: Message) -> None:
        leg = self.legs.get(response.call_id)
        if leg is not None:
            leg.received.append(response)
            if leg.gone:
                return
        key = (response.branch, response.sequence[1])
        act = self._waiting.get(key)
        if act is None:
            if leg is not None and response.sequence[1] == "INVITE" and response.status >= 200:
                leg.response_again(response)  # type: ignore[attr-defined]
            return
        if response.status >= 200:
            del self._waiting[key]
        act(response)

    def _take_request(self, request: Message, source: tuple[str, int]) -> None:
        key = (request.branch, request.method)
        if key in self._replies and request.method != "ACK":
            for reply in self._replies[key][-1:]:
                self.socket.sendto(reply, source)
            return
        tag = sip.token()

        def reply(status: int, extra: list[tuple[str, str]] | None = None, body: str = "") -> None:
            response = sip.answer(request, status, sip.REASONS.get(status, "Whatever"), tag, extra or [], body)
            self._replies.setdefault(key, []).append(response.encode())
            self.send(response, source)

        leg = self.legs.get(request.call_id)
        if leg is not None:
            leg.received.append(request)
            if not leg.gone:
                leg.take_request(request, reply)
        elif request.method == "INVITE":
            self._invited(request, reply, tag)
        elif request.method in ("OPTIONS", "REGISTER"):
            self.pings += 1
            reply(self.refuses_everything_with or 200, [("Expires", "60")] if request.method == "REGISTER" else [])
        elif request.method != "ACK":
            reply(481)

    def _invited(self, request: Message, reply: Callable[..., None], tag: str) -> None:
        self._replies.setdefault((request.branch, "INVITE"), [])
        self.invited.append(request)
        if self.refuses_everything_with is not None:
            reply(self.refuses_everything_with)
            return
        mobile = self.mobiles.get(sip.user(request.uri))
        if mobile is None:
            self.unexpected.append(f"INVITE {request.uri}")
            reply(404)
            return
        mobile.invited(request, reply, tag)

    @staticmethod
    def _no_sentences(name: str) -> Path:
        raise LookupError(f"nobody has said where the sentence {name} is")
