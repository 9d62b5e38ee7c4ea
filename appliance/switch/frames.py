"""Reading what FreeSWITCH sends: frames on a stream, and the headers inside them.

A caller chooses part of these headers (names, SIP fields) and FreeSWITCH leaves an existing `%0A` as it is: lines are
split first, on LF only, and values decoded afterwards, so that no value can become a header. A header given twice
keeps its first value: FreeSWITCH writes its own before those of the call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import unquote

MAX_HEAD = 1024 * 1024
MAX_BODY = 16 * 1024 * 1024


class BrokenStream(Exception):
    """The bytes are not those of an event socket, or stop in the middle of a frame."""


class ByteStream(Protocol):
    """A blocking binary file; both reads return short only at the end."""

    def readline(self, size: int, /) -> bytes:
        """One line, at most `size` bytes."""

    def read(self, size: int, /) -> bytes:
        """`size` bytes."""


class Headers(Mapping[str, str]):
    """A block of `Name: value` lines; a line without a colon is not a header. A value is looked for when it is asked.

    An event of a leg has some 180 of them, and five are read.
    """

    def __init__(self, block: bytes) -> None:
        self._block = b"\n" + block

    def __getitem__(self, name: str) -> str:
        """The value, decoded. KeyError where no line gives this name."""
        value = self._value(name)
        if value is None:
            raise KeyError(name)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """As of any mapping, without an exception made and caught: most headers that are asked for are not there."""
        value = self._value(name)
        return default if value is None else value

    def _value(self, name: str) -> str | None:
        line = b"\n%b:" % name.encode()
        at = self._block.find(line)
        if at < 0:
            return None
        begin = at + len(line)
        end = self._block.find(b"\n", begin)
        value = self._block[begin : end if end >= 0 else None].decode("utf-8", "replace").removeprefix(" ")
        return unquote(value, errors="replace") if "%" in value else value

    def __iter__(self) -> Iterator[str]:
        """The names, each once."""
        lines = (line.partition(b":") for line in self._block.split(b"\n"))
        return iter(dict.fromkeys(name.decode("utf-8", "replace") for name, colon, _ in lines if colon))

    def __len__(self) -> int:
        return len(list(iter(self)))


class Event:
    """One message from FreeSWITCH: its kind (content type), headers, and body. An event of a leg has a name."""

    def __init__(self, headers: Mapping[str, str], body: str = "", kind: str = "") -> None:
        self.headers = headers
        self.body = body
        self.kind = kind
        name = headers.get("Event-Name", "")
        self.name = headers.get("Event-Subclass", name) if name == "CUSTOM" else name  # CHANNEL_ANSWER, DTMF...

    @property
    def data(self) -> str:
        """The answer to a command: the body of `api`, the `Reply-Text` of any other."""
        return self.headers.get("Reply-Text", "") if self.kind == "command/reply" else self.body

    def get(self, header: str, default: str = "") -> str:
        """The value of a header, decoded."""
        return self.headers.get(header, default)

    def variable(self, name: str) -> str:
        """The value of a variable of the leg; "" when it has none."""
        return self.headers.get(f"variable_{name}", "")


def read_frame(stream: ByteStream) -> Event | None:
    """The next frame, or None at a clean end of the stream. Raises BrokenStream when it ends inside a frame."""
    head = _read_head(stream)
    if not head:
        return None
    headers = Headers(head)
    kind = headers.get("Content-Type", "")
    if not kind:
        raise BrokenStream("trame sans Content-Type")
    body = _read_body(stream, headers.get("Content-Length", ""))
    if kind == "text/event-plain":
        inner, _, text = body.partition(b"\n\n")
        return Event(Headers(inner), text.decode("utf-8", "replace"), kind)
    return Event(headers, body.decode("utf-8", "replace"), kind)


def _read_head(stream: ByteStream) -> bytes:
    lines: list[bytes] = []
    size = 0
    while True:
        line = stream.readline(MAX_HEAD)
        if not line.endswith(b"\n"):
            if not line and not lines:
                return b""
            raise BrokenStream("connexion coupée, ou ligne démesurée, dans un en-tête")
        if line in (b"\n", b"\r\n"):
            if lines:
                return b"".join(lines)
            continue  # a stray blank line between two frames
        lines.append(line)
        size += len(line)
        if size > MAX_HEAD:
            raise BrokenStream("en-tête démesuré")


def _read_body(stream: ByteStream, length: str) -> bytes:
    if not length:
        return b""
    if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY:
        raise BrokenStream("Content-Length illisible ou démesuré")
    body = stream.read(int(length))
    if len(body) < int(length):
        raise BrokenStream("connexion coupée dans un corps de message")
    return body
