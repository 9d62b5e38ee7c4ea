"""Reading what FreeSWITCH sends: frames on a stream, and the headers inside them.

A caller chooses part of these headers (names, SIP fields) and FreeSWITCH leaves an existing `%0A` as it is: lines are
split first, on LF only, and values decoded afterwards, so that no value can become a header. A header given twice
keeps its first value: FreeSWITCH writes its own before those of the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

MAX_HEAD = 1024 * 1024
MAX_BODY = 16 * 1024 * 1024
_BLANK_LINES = re.compile(rb"(?:\r?\n)+")
_END_OF_HEAD = re.compile(rb"\n\r?\n")


class BrokenStream(Exception):
    """The bytes are not those of an event socket, or stop in the middle of a frame."""


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


class Frames:
    """Cuts into frames what comes of a stream, piece by piece, whatever the pieces."""

    def __init__(self) -> None:
        self._come = bytearray()  # from the beginning of a frame
        self._wanted = 0  # bytes of it, before it is worth looking at again
        self._searched = 0  # bytes of it in which its head does not end

    def feed(self, piece: bytes) -> Iterator[Event]:
        """The frames that end in this piece. Raises BrokenStream."""
        self._come += piece
        while len(self._come) >= self._wanted and (frame := self._next()):
            yield frame

    def end(self) -> None:
        """Nothing comes any more. Raises BrokenStream inside a frame."""
        if self._come:
            raise BrokenStream("connexion coupée au milieu d'une trame")

    def _next(self) -> Event | None:
        """The next frame, taken off what has come; None as long as it has not come whole."""
        del self._come[: _blank_lines(self._come)]
        head_ends = _END_OF_HEAD.search(self._come, max(0, self._searched - 2))
        if (head_ends.start() if head_ends else len(self._come)) > MAX_HEAD:
            raise BrokenStream("en-tête démesuré")
        if head_ends is None:
            self._searched = len(self._come)
            return None
        headers, begin = Headers(bytes(self._come[: head_ends.start()])), head_ends.end()
        end = begin + _body_length(headers)
        if len(self._come) < end:
            self._wanted = end
            return None
        body = bytes(self._come[begin:end])
        del self._come[:end]
        self._wanted = self._searched = 0
        return _frame(headers, body)


def _blank_lines(come: bytearray) -> int:
    """How many bytes of them stand before a frame."""
    blank = _BLANK_LINES.match(come)
    return blank.end() if blank else 0


def _body_length(headers: Headers) -> int:
    length = headers.get("Content-Length", "")
    if not length:
        return 0
    if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY:
        raise BrokenStream("Content-Length illisible ou démesuré")
    return int(length)


def _frame(headers: Headers, body: bytes) -> Event:
    kind = headers.get("Content-Type", "")
    if not kind:
        raise BrokenStream("trame sans Content-Type")
    if kind == "text/event-plain":
        inner, _, text = body.partition(b"\n\n")
        return Event(Headers(inner), text.decode("utf-8", "replace"), kind)
    return Event(headers, body.decode("utf-8", "replace"), kind)
