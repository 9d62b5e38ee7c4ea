"""Python imports this by itself where it is found: what a process reads of FreeSWITCH, and asks of SQLite, is counted.

In a stage of its own, as counting takes time. PEERS_COUNTS: a folder, where each process writes four numbers in a file
named by its pid: bytes read, events in them, statements, transactions that write.
"""

from __future__ import annotations

import asyncio
import mmap
import os
import socket
import sqlite3
import stat
import struct
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

BYTES, EVENTS, STATEMENTS, TRANSACTIONS = range(4)
MARK = b"Event-Name:"


class Counts:
    """Kept in a file, which others read meanwhile."""

    def __init__(self, folder: str) -> None:
        file = os.open(os.path.join(folder, str(os.getpid())), os.O_RDWR | os.O_CREAT, 0o666)
        os.ftruncate(file, 32)
        self._there = mmap.mmap(file, 32)
        self._counted = [0, 0, 0, 0]

    def add(self, what: int, many: int = 1) -> None:
        self._counted[what] += many
        struct.pack_into("4Q", self._there, 0, *self._counted)

    def read(self, stream: Any, data: bytes) -> None:
        """Some bytes of a stream: an event may be cut between two of them."""
        seen = getattr(stream, "end_of_what_was_counted", b"") + data
        stream.end_of_what_was_counted = seen[-len(MARK) + 1 :]
        self.add(BYTES, len(data))
        self.add(EVENTS, seen.count(MARK))

    def statement(self, text: str) -> None:
        word = text.lstrip()[:16].upper()
        if word.startswith("BEGIN"):
            self.add(TRANSACTIONS)
        elif not word.startswith(("COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "--")):
            self.add(STATEMENTS)


def count(counts: Counts) -> None:
    """Put ourselves where every library reads: a file made of a socket, a descriptor, an asyncio stream, SQLite."""
    readinto, feed, connect = socket.SocketIO.readinto, asyncio.StreamReader.feed_data, sqlite3.connect
    read, streams = os.read, defaultdict[int, SimpleNamespace](SimpleNamespace)

    def counted_readinto(self: Any, buffer: Any) -> int | None:
        many = readinto(self, buffer)
        if many:
            counts.read(self, bytes(memoryview(buffer)[:many]))
        return many

    def counted_read(descriptor: int, most: int) -> bytes:
        data = read(descriptor, most)
        if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            counts.read(streams[descriptor], data)
        return data

    def counted_feed(self: Any, data: bytes) -> None:
        counts.read(self, bytes(data))
        feed(self, data)

    def counted_connect(*words: Any, **named: Any) -> sqlite3.Connection:
        made = connect(*words, **named)
        made.set_trace_callback(counts.statement)
        return made

    os.read = counted_read
    socket.SocketIO.readinto = counted_readinto  # type: ignore[method-assign,assignment]
    asyncio.StreamReader.feed_data = counted_feed  # type: ignore[method-assign,assignment]
    sqlite3.connect = sqlite3.dbapi2.connect = counted_connect  # type: ignore[assignment]


if "PEERS_COUNTS" in os.environ:
    count(Counts(os.environ["PEERS_COUNTS"]))
