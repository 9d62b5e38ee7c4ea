"""What FreeSWITCH's SIP stack sends to its `capture-server`: each message, in a datagram of HEP version 3. Pure."""

from __future__ import annotations

import ipaddress
import struct
from dataclasses import dataclass

MAGIC = b"HEP3"
HEADER, CHUNK = struct.Struct("!4sH"), struct.Struct("!HHH")  # magic and length; vendor, type and length
ADDRESSES = {3: "source", 4: "destination", 5: "source", 6: "destination"}  # IPv4, then IPv6
PORTS = {7: "source", 8: "destination"}
PAYLOAD = 15

Address = tuple[str, int]


@dataclass(frozen=True)
class Captured:
    """A message as it went over the network, and between whom: IP and port."""

    source: Address
    destination: Address
    payload: bytes


def read(datagram: bytes) -> Captured | None:
    """The message of a datagram; None for anything that is not one whole."""
    chunks = _chunks(datagram)
    try:
        hosts = {
            ADDRESSES[kind]: str(ipaddress.ip_address(value)) for kind, value in chunks.items() if kind in ADDRESSES
        }
        ports = {side: int.from_bytes(chunks[kind], "big") for kind, side in PORTS.items()}
        source, destination = ((hosts[side], ports[side]) for side in ("source", "destination"))
        return Captured(source, destination, chunks[PAYLOAD])
    except (KeyError, ValueError):
        return None


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
