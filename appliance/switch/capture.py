"""What FreeSWITCH's SIP stack sends to its `capture-server`: each message, in a datagram of HEP version 3. Pure."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from socket import AF_INET, AF_INET6, inet_ntop

MAGIC = b"HEP3"
HEADER, CHUNK = struct.Struct("!4sH"), struct.Struct("!HHH")  # magic and length; vendor, type and length
SOURCE, DESTINATION = ((3, 5), 7), ((4, 6), 8)  # chunks of the IPv4 or IPv6 address, and of the port
PAYLOAD = 15

Address = tuple[str, int]


@dataclass(frozen=True)
class Captured:
    """A message as it went over the network, and between whom: IP and port."""

    source: Address
    destination: Address
    payload: bytes


def read(datagram: bytes, wanted: Callable[[bytes], object] = bool) -> Captured | None:
    """The message of a datagram, if its payload is `wanted`; None for anything that is not one whole."""
    chunks = _chunks(datagram)
    try:
        payload = chunks[PAYLOAD]
        return Captured(_end(chunks, SOURCE), _end(chunks, DESTINATION), payload) if wanted(payload) else None
    except (KeyError, ValueError):
        return None


def _end(chunks: dict[int, bytes], side: tuple[tuple[int, int], int]) -> Address:
    (four, six), port = side
    host = inet_ntop(AF_INET, chunks[four]) if four in chunks else inet_ntop(AF_INET6, chunks[six])
    return host, int.from_bytes(chunks[port], "big")


def _chunks(datagram: bytes) -> dict[int, bytes]:
    """The parts by their type; none of a datagram that says another length than its own."""
    if datagram[: len(MAGIC)] != MAGIC or len(datagram) < HEADER.size:
        return {}
    found, at = {}, HEADER.size
    while at + CHUNK.size <= len(datagram):
        _, kind, length = CHUNK.unpack_from(datagram, at)
        if length < CHUNK.size or at + length > len(datagram):
            return {}
        found[kind] = datagram[at + CHUNK.size : at + length]
        at += length
    return found
