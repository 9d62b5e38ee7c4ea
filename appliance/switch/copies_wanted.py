"""Which copies of SIP messages the kernel lets through to us: a classic BPF program, on the socket itself.

A call has some thirty messages, each of which would wake the controller, and few can tell of a refusal: an INVITE to
us, and a status of ours in 1xx, 4xx, 5xx or 6xx (`legless.learn`). The program knows the one order in which sofia
writes the parts (`tport_capt_msg_hepv3`), and lets through whatever is not in it: nothing that would be told is lost.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from ipaddress import IPv4Address
from socket import SOL_SOCKET
from typing import NamedTuple, Protocol

from appliance.config import Sip
from appliance.switch.capture import CHUNK, DESTINATION, HEADER, MAGIC, PAYLOAD, SOURCE

SO_ATTACH_FILTER = 26  # asm-generic/socket.h; Python has no name for it
UDP_HEADER = 8  # bytes, which the filter of a socket sees before its datagram
INSTRUCTION, PROGRAM = struct.Struct("=HBBI"), struct.Struct("@HP")  # sock_filter and sock_fprog, of linux/filter.h
WORD, HALF, BYTE, LENGTH = 0x20, 0x28, 0x30, 0x80  # what is loaded
COPY, SUBTRACT, EQUAL, SAME, AT_LEAST, RETURN = 0x07, 0x14, 0x15, 0x1D, 0x35, 0x06
WHOLE, NOTHING = 0xFFFF_FFFF, 0  # how many bytes are kept
NEXT, PASSES, DROPPED = "", "passes", "dropped"

# Each part by its type and its length: family, protocol, ports, time, what is captured, by whom; then both addresses.
FIRST = ((1, 7), (2, 7), (7, 8), (8, 8), (9, 10), (10, 10), (11, 7), (12, 10))
ADDRESSES = {4: ((3, 10), (4, 10)), 6: ((5, 22), (6, 22))}
SHORTEST = len("SIP/2.0 1")  # what the program looks at, of a message


class Socket(Protocol):
    """Python's, or gevent's."""

    def setsockopt(self, level: int, option: int, value: bytes, /) -> None:
        """Of a socket."""


class Step(NamedTuple):
    """An instruction, and where it leads when its test is true and when it is not. `name`: for who is led to it."""

    code: int
    operand: int = 0
    true: str = NEXT
    false: str = NEXT
    name: str = NEXT


def let_through(listener: Socket, sip: Sip) -> None:
    """Nothing else, from now on: before it is bound, or some come before. OSError of a kernel that has no filters."""
    program = _assembled([*_steps(sip)])
    text = ctypes.create_string_buffer(b"".join(program))
    listener.setsockopt(SOL_SOCKET, SO_ATTACH_FILTER, PROGRAM.pack(len(program), ctypes.addressof(text)))


def _steps(sip: Sip) -> Iterator[Step]:
    """A load beyond the end would drop the datagram: its length is looked at first."""
    version = 6 if ":" in sip.ip else 4
    places, payload = _places(version)
    yield Step(LENGTH)
    yield Step(AT_LEAST, payload + SHORTEST, false=PASSES)
    yield from _has_the_usual_parts(places, payload)
    yield Step(WORD, payload)
    yield Step(EQUAL, _number(b"INVI"), true="asks")
    yield Step(EQUAL, _number(b"SIP/"), false=DROPPED)
    yield Step(WORD, payload + 4)
    yield Step(EQUAL, _number(b"2.0 "), false=DROPPED)
    yield Step(BYTE, payload + 8)
    for hundreds in b"145":
        yield Step(EQUAL, hundreds, true="answers")
    yield Step(EQUAL, ord("6"), false=DROPPED)
    yield from _is_ours("answers", SOURCE, version, places, sip)
    yield Step(WORD, payload + 3, name="asks")
    yield Step(EQUAL, _number(b"ITE "), false=DROPPED)
    yield from _is_ours("to us", DESTINATION, version, places, sip)
    yield Step(RETURN, WHOLE, name=PASSES)
    yield Step(RETURN, NOTHING, name=DROPPED)


def _has_the_usual_parts(places: dict[int, tuple[int, int]], payload: int) -> Iterator[Step]:
    """In their order, each as long as it is, and the message to the very end: no other part may say otherwise."""
    yield Step(WORD, UDP_HEADER)
    yield Step(EQUAL, _number(MAGIC), false=PASSES)
    for kind, (at, length) in places.items():
        yield Step(WORD, at - CHUNK.size + 2)  # after its vendor
        yield Step(EQUAL, kind << 16 | length, false=PASSES)
    yield Step(HALF, payload - CHUNK.size + 2)
    yield Step(EQUAL, PAYLOAD, false=PASSES)
    yield Step(LENGTH)
    yield Step(SUBTRACT, payload - CHUNK.size)
    yield Step(COPY)
    yield Step(HALF, payload - CHUNK.size + 4)
    yield Step(SAME, false=PASSES)


def _is_ours(
    name: str, side: tuple[tuple[int, int], int], version: int, places: dict[int, tuple[int, int]], sip: Sip
) -> Iterator[Step]:
    """An end of the message: passes if it is our port, or that of TLS, and our address; IPv6 is not told (`UNTOLD`)."""
    (four, _), port = side
    yield Step(HALF, places[port][0], name=name)
    yield Step(EQUAL, sip.port, true=f"at {name}")
    yield Step(EQUAL, sip.port + 1, false=DROPPED)
    own = _ipv4(sip.ip) if version == 4 else None
    if own is None:
        yield Step(RETURN, WHOLE, name=f"at {name}")
    else:
        yield Step(WORD, places[four][0], name=f"at {name}")
        yield Step(EQUAL, own, true=PASSES, false=DROPPED)


def _places(version: int) -> tuple[dict[int, tuple[int, int]], int]:
    """Where the value of each part begins, with the length of the whole part; and where the message begins."""
    places, at = {}, UDP_HEADER + HEADER.size + CHUNK.size
    for kind, length in FIRST + ADDRESSES[version]:
        places[kind] = at, length
        at += length
    return places, at


def _assembled(steps: list[Step]) -> list[bytes]:
    """With the jumps as the kernel reads them: how many instructions are skipped."""
    named = {step.name: number for number, step in enumerate(steps)}

    def skipped(number: int, name: str) -> int:
        return named[name] - number - 1 if name else 0

    return [
        INSTRUCTION.pack(step.code, skipped(number, step.true), skipped(number, step.false), step.operand)
        for number, step in enumerate(steps)
    ]


def _number(four: bytes) -> int:
    return int.from_bytes(four, "big")


def _ipv4(host: str) -> int | None:
    try:
        return int(IPv4Address(host))
    except ValueError:
        return None  # a name: our port is enough
