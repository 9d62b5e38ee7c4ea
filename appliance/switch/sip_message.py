"""A SIP message read for what it says of a call: who, whom, which one. Hostile text: bounded, never trusted. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_HEAD, MOST_LINES = 16_384, 200  # bytes: more is nobody's call
COMPACT = {"f": "from", "t": "to", "i": "call-id", "v": "via"}
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_URI = re.compile(r"^(?:sips?|tel):(?:(?P<user>[^@]*)@)?(?P<host>[^;?]*)", re.IGNORECASE)
_TAG = re.compile(r";\s*tag\s*=\s*([^;\s>]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Party:
    """An address of a header. Each is "" where it is not written."""

    display: str
    user: str
    host: str
    tag: str


@dataclass(frozen=True)
class SipMessage:
    """`first`: the request or status line. Names of `headers` are in small letters, compact ones made whole."""

    first: str
    headers: dict[str, list[str]]

    @property
    def method(self) -> str:
        """The method of a request; "" for a response."""
        return "" if self.status else self.first.split(" ", 1)[0]

    @property
    def status(self) -> int:
        """The code of a response; 0 for a request."""
        word = self.first[8:11]
        return int(word) if self.first.startswith("SIP/2.0 ") and word.isascii() and word.isdecimal() else 0

    def all(self, name: str) -> str:
        """Every value of a header, as one line; "" if it is not there."""
        return ", ".join(self.headers.get(name, ()))

    def party(self, name: str) -> Party:
        """Who is named in the first header of this name."""
        return party(next(iter(self.headers.get(name, ())), ""))

    @property
    def requested(self) -> Party:
        """Who is named in the request line."""
        return party([*self.first.split(" "), ""][1])

    @property
    def call(self) -> tuple[str, str, str]:
        """Call-ID, the caller's tag, and CSeq: what a request and its response have in common."""
        return self.all("call-id"), self.party("from").tag, " ".join(self.all("cseq").split())


def read(payload: bytes) -> SipMessage | None:
    """The message without its body; None for what is none."""
    head, end, _ = payload[:LONGEST_HEAD].partition(b"\r\n\r\n")
    if not end:
        return None
    text = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "replace"))
    first, *lines = text.split("\r\n")
    if len(lines) > MOST_LINES:
        return None
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name = name.strip().lower()
        headers.setdefault(COMPACT.get(name, name), []).append(value.strip())
    return SipMessage(first, headers)


def party(header: str) -> Party:
    """The parts of a name-addr or of a bare URI, whose parameters are then the header's (RFC 3261, 20.10)."""
    display, uri, rest = _name_addr(header.strip()) or ("", header.strip(), header)
    found, tag = _URI.match(uri), _TAG.search(rest)
    user, host = found.group("user", "host") if found else ("", "")
    return Party(display.strip(), user or "", re.sub(r":\d*$", "", host), tag.group(1) if tag else "")


def _name_addr(header: str) -> tuple[str, str, str] | None:
    """Display name, URI and parameters; None for a bare URI. Read once from left to right, whatever is written."""
    quoted = _QUOTED.match(header)
    end = quoted.end() if quoted else 0
    between, opened, after = header[end:].partition("<")
    uri, closed, rest = after.partition(">")
    well_formed = not between.strip() if quoted else '"' not in between
    return (header[:end] + between, uri, rest) if opened and closed and well_formed else None
