"""SIP messages as text: read, written, answered (RFC 3261). Order of headers kept, nothing interpreted."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

COMPACT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "c": "content-type",
    "l": "content-length",
}
Headers = list[tuple[str, str]]


@dataclass
class Message:
    """A request or a response: first line, headers in order, body."""

    first: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""

    @property
    def method(self) -> str:
        """The method of a request, "" for a response."""
        return "" if self.first.startswith("SIP/2.0") else self.first.split(" ", 1)[0]

    @property
    def status(self) -> int:
        """The code of a response, 0 for a request."""
        return int(self.first.split(" ", 2)[1]) if self.first.startswith("SIP/2.0") else 0

    @property
    def uri(self) -> str:
        return self.first.split(" ")[1]

    def all(self, name: str) -> list[str]:
        return [value for known, value in self.headers if known.lower() == name.lower()]

    def get(self, name: str) -> str:
        """The first header of that name, "" if there is none."""
        values = self.all(name)
        return values[0] if values else ""

    @property
    def call_id(self) -> str:
        return self.get("Call-ID")

    @property
    def sequence(self) -> tuple[int, str]:
        """CSeq: number and method."""
        number, method = self.get("CSeq").split()
        return int(number), method

    @property
    def branch(self) -> str:
        return parameter(self.get("Via"), "branch")

    def encode(self) -> bytes:
        body = self.body.encode("utf-8", "surrogateescape")
        lines = [self.first, *(f"{name}: {value}" for name, value in self.headers), f"Content-Length: {len(body)}"]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def read(packet: bytes) -> Message | None:
    """A message, or None for a keep-alive."""
    head, _, body = packet.decode("utf-8", "surrogateescape").partition("\r\n\r\n")
    lines = head.split("\r\n")
    if "SIP/2.0" not in lines[0]:
        return None
    headers = []
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers.append((COMPACT.get(name.strip().lower(), name.strip()), value.strip()))
    return Message(lines[0], [(n, v) for n, v in headers if n.lower() != "content-length"], body)


def parameter(header: str, name: str) -> str:
    """A parameter of a header, "" if it is not there."""
    found = re.search(rf";\s*{name}=\"?([^;>\",\s]+)", header)
    return found.group(1) if found else ""


def address(header: str) -> str:
    """The URI in a From, To or Contact."""
    found = re.search(r"<([^>]+)>", header)
    return found.group(1) if found else header.split(";")[0].strip()


def record_routes(message: Message) -> list[str]:
    """Each proxy that wants to stay between the two, from the top."""
    return [one.strip() for value in message.all("Record-Route") for one in value.split(",")]


def user(uri: str) -> str:
    """The user part of a SIP URI."""
    found = re.match(r"sips?:([^@;>]+)@", uri)
    return found.group(1) if found else ""


def host_port(uri: str) -> tuple[str, int]:
    """Where a SIP URI on IPv4 leads."""
    found = re.match(r"sips?:(?:[^@]+@)?([\d.]+)(?::(\d+))?", uri)
    assert found, uri
    return found.group(1), int(found.group(2) or 5060)


def token(size: int = 6) -> str:
    """A new tag, branch or Call-ID."""
    return secrets.token_hex(size)


def answer(request: Message, status: int, reason: str, tag: str, extra: Headers, body: str = "") -> Message:
    """The response to a request, as RFC 3261 section 8.2.6 builds it."""
    headers = [(name, value) for name, value in request.headers if name.lower() in ("via", "record-route")]
    to = request.get("To")
    if status > 100 and not parameter(to, "tag"):
        to = f"{to};tag={tag}"
    headers += [("From", request.get("From")), ("To", to), ("Call-ID", request.call_id), ("CSeq", request.get("CSeq"))]
    return Message(f"SIP/2.0 {status} {reason}", headers + extra, body)


def session(
    host: str,
    port: int,
    telephone_event: bool = True,
    version: int = 1,
    direction: str = "sendrecv",
    heard_at: str = "",
    events: int = 101,
    codec: tuple[int, str] = (8, "PCMA"),
) -> str:
    """An SDP body: PCMA, and RFC 2833 events unless told otherwise. `heard_at`: 0.0.0.0 for the hold of old."""
    formats = f"{codec[0]} {events}" if telephone_event else f"{codec[0]}"
    lines = [
        "v=0",
        f"o=carrier {port} {version} IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {heard_at or host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {formats}",
        f"a=rtpmap:{codec[0]} {codec[1]}/8000",
    ]
    if telephone_event:
        lines += [f"a=rtpmap:{events} telephone-event/8000", f"a=fmtp:{events} 0-16"]
    return "\r\n".join([*lines, "a=ptime:20", f"a={direction}", ""])


def media_address(body: str) -> tuple[str, int] | None:
    """Where an SDP body asks for the sound, None if it has none."""
    host, port = re.search(r"^c=IN IP4 (\S+)", body, re.M), re.search(r"^m=audio (\d+)", body, re.M)
    return (host.group(1), int(port.group(1))) if host and port else None


def key_payload(body: str) -> int | None:
    """The payload type of telephone-event in an SDP body."""
    found = re.search(r"^a=rtpmap:(\d+) telephone-event/8000", body, re.M)
    return int(found.group(1)) if found else None


REASONS = {
    100: "Trying",
    180: "Ringing",
    183: "Session Progress",
    200: "OK",
    403: "Forbidden",
    404: "Not Found",
    408: "Request Timeout",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    486: "Busy Here",
    487: "Request Terminated",
    503: "Service Unavailable",
    603: "Decline",
}
