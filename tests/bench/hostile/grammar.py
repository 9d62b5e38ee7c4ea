"""What strangers may send: SIP, copies of SIP, frames of an event socket, HTTP. A seed repeats all of it. Pure."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

from tests.bench.hostile.torture import SDP, TORTURE, torture

METHODS = ("INVITE", "OPTIONS", "REGISTER", "BYE", "CANCEL", "ACK", "INFO", "REFER", "SUBSCRIBE", "MESSAGE", "UPDATE")
PATHS = ("/", "/connexion", "/healthz", "/api/v1/calls", "/static/style.css", "/appels", "/reglages", "/moi", "/cron")
EVENTS = ("CHANNEL_ANSWER", "DTMF", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_EXECUTE_COMPLETE", "BACKGROUND_JOB", "CUSTOM")


class Grammar:
    """`canary`: a file that no text must bring to be; `lines`: numbers that are called; `box`, `here`: addresses."""

    def __init__(self, seed: int, canary: str, lines: tuple[str, ...], box: str, here: str) -> None:
        self.chance = random.Random(seed)
        self._lines, self._box, self._here = lines, box, here
        self._sent = 0
        touch = f"touch {canary}"
        self._odd = (
            f"${{system({touch})}}",
            f"$%7Bsystem({touch})%7D",
            f"$${{bgsystem({touch})}}",
            f"`{touch}`",
            f"';{touch};'",
            f"\nUnique-ID: forged\nbgapi system {touch}\n\n",
            f"%0A%0Aapi system {touch}%0A%0A",
            f"[execute_on_answer='system {touch}']",
            f"{{api_on_answer=system {touch}}}",
            "'); DROP TABLE calls; --",
            "<script>alert(1)</script>",
            "=HYPERLINK(1)",
            "{{7*7}}",
            "%s%n%x",
            "../../../../etc/passwd",
            "\x00\x01\x1b[2J",
            "\u202e\u2028é\U0001f4a9",
            "A" * 5000,
            "9" * 400,
            "",
            "-1",
            "+33678" + "0" * 6,
            "sip:x@y;tag=z>",
            '"\\',
        )

    def odd(self) -> str:
        return self.chance.choice(self._odd)

    def sip(self) -> bytes:
        """A message for the SIP port."""
        self._sent += 1
        one, called = f"h{self._sent}x{self.chance.randrange(10**9)}", self.chance.choice(self._lines)
        if self.chance.random() < 0.3:
            name = self.chance.choice(list(TORTURE))
            return torture(name, called=called, box=self._box, here=self._here, one=one)
        return self._hurt(self._request(one, called).encode("utf-8", "surrogateescape"))

    def _request(self, one: str, called: str) -> str:
        odd = self.odd
        method = self.chance.choice(METHODS) if self.chance.random() < 0.5 else "INVITE"
        parts = {"called": called, "name": "Jean", "user": "0678900000", "subject": "x", "agent": "x", "key": "1"}
        for part in self.chance.sample(sorted(parts), self.chance.randint(1, 3)):
            parts[part] = odd()
        body = SDP if method in ("INVITE", "UPDATE") else f"Signal={parts['key']}\nDuration=160\n"
        lines = [
            f"{method} sip:{parts['called']}@{self._box} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._here};branch=z9hG4bK{one}",
            f'From: "{parts["name"]}" <sip:{parts["user"]}@op.test>;tag={one}',
            f"To: <sip:{parts['called']}@{self._box}>",
            f"Call-ID: {one}@hostile",
            f"CSeq: {self.chance.choice((1, 1, 1, 0, 2**31))} {method}",
            f"Contact: <sip:operator@{self._here}>",
            f"P-Asserted-Identity: <sip:{odd()}@op.test>",
            f"Diversion: <sip:{odd()}@op.test>;reason={odd()}",
            f"Subject: {parts['subject']}",
            f"User-Agent: {parts['agent']}",
            "Max-Forwards: 70",
            f"Content-Type: {'application/sdp' if body == SDP else 'application/dtmf-relay'}",
            f"Content-Length: {len(body) + body.count(chr(10))}",
        ]
        return "\r\n".join([*lines, "", body.replace("\n", "\r\n")])

    def captured(self) -> bytes:
        """What claims to be a copy of a message, for the port where copies are read."""
        payload = self.sip()
        ends = [struct.pack("!HHH", 0, kind, 10) + bytes((127, 0, 0, 1)) for kind in (3, 4)]
        ports = [struct.pack("!HHHH", 0, kind, 8, self.chance.randrange(65536)) for kind in (7, 8)]
        text = struct.pack("!HHH", 0, 15, (len(payload) + 6) % 65536) + payload
        body = b"".join([*ends, *ports, text])
        return self._hurt(b"HEP3" + struct.pack("!H", (len(body) + 6) % 65536) + body)[:60_000]

    def frames(self) -> bytes:
        """What claims to be FreeSWITCH, for the port where it brings legs."""
        frames = [self._frame() for _ in range(self.chance.randint(1, 6))]
        return self._hurt(b"".join(frames))

    def _frame(self) -> bytes:
        odd = self.odd
        kind = self.chance.choice(("command/reply", "api/response", "text/event-plain", "auth/request", odd()))
        inner = f"Event-Name: {self.chance.choice(EVENTS)}\nUnique-ID: {odd()}\nDTMF-Digit: {odd()}\n"
        inner += f"variable_astreinte_called: {odd()}\nCaller-Caller-ID-Number: {odd()}\n\n{odd()}"
        body = inner.encode("utf-8", "surrogateescape")
        length = self.chance.choice((len(body), len(body), len(body), 0, 10**9, -5, odd()))
        more = f"Unique-ID: {odd()}\nReply-Text: {odd()}\n"
        return f"Content-Type: {kind}\n{more}Content-Length: {length}\n\n".encode("utf-8", "surrogateescape") + body

    def web(self) -> bytes:
        """A request for the pages."""
        odd = self.odd
        method = self.chance.choice(("GET", "POST", "PUT", "HEAD", "TRACE", odd()))
        path = self.chance.choice(PATHS) + self.chance.choice(("", f"/{odd()}", f"?{odd()}={odd()}", "/%00%ff%2e%2e"))
        body = "&".join(f"{odd()}={odd()}" for _ in range(self.chance.randint(0, 5)))
        length = self.chance.choice((len(body.encode("utf-8", "surrogateescape")), 10**12, -1, odd()))
        lines = [f"{method} {path} HTTP/1.1", f"Host: {odd()}", f"Cookie: session={odd()}", f"X-Forwarded-For: {odd()}"]
        lines += [f"Authorization: Bearer {odd()}", f"Content-Length: {length}", "Connection: close"]
        lines += ["Content-Type: application/x-www-form-urlencoded"]
        text = "\r\n".join([*lines, "", body])
        return self._hurt(text.encode("utf-8", "surrogateescape"))

    def _hurt(self, message: bytes) -> bytes:
        """One time in three, cut, doubled, or changed in a few bytes."""
        ways: tuple[Callable[[bytes], bytes], ...] = (self._cut, self._doubled, self._changed)
        return self.chance.choice(ways)(message) if self.chance.random() < 0.33 else message

    def _cut(self, message: bytes) -> bytes:
        return message[: self.chance.randint(0, len(message))]

    def _doubled(self, message: bytes) -> bytes:
        at = self.chance.randint(0, len(message))
        return message[:at] + message[max(0, at - 80) : at] * self.chance.randint(1, 20) + message[at:]

    def _changed(self, message: bytes) -> bytes:
        hurt = bytearray(message)
        for _ in range(self.chance.randint(1, 8)):
            hurt[self.chance.randrange(len(hurt))] = self.chance.randrange(256)
        return bytes(hurt)
