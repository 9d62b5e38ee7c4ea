"""Journal records that wait on disk for the database: JSON lines, in order, safe against a power cut.

Each process writes a file of its own and holds a lock on it while it lives, so that during an upgrade two
controllers never replay each other's records; a file whose process is gone is adopted by the next one.
What is in a file is read as if anybody had written it: a line that is no record is told, and stops no other.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

WRITTEN = json.JSONEncoder(default=str)  # made once: `json.dumps` would make one for each record
LONGEST_LINE = 1_000_000  # bytes; our longest record has some hundreds

Record = dict[str, Any]
log = logging.getLogger(__name__)


class Spool:
    """The spool file of this process, made when it is first needed."""

    def __init__(self, folder: Path, name: str = "journal") -> None:
        self._folder = folder
        self._name = name
        self._path: Path | None = None
        self._descriptor = -1

    def append(self, records: Sequence[Record], *, durable: bool = True) -> None:
        """Write the records at the end. Raises OSError: the file is then as it was.

        `durable`: wait for the disk; else they outlive the process, and not a power cut.
        """
        if self._path is None:
            self._create()
        whole = os.lseek(self._descriptor, 0, os.SEEK_END)
        try:
            _write_all(self._descriptor, b"".join(map(_line, records)))
            if durable:
                os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, whole)
            raise

    def records(self) -> list[Record]:
        """What waits, in order."""
        try:
            return _parse(self._path) if self._path else []
        except FileNotFoundError:  # somebody has cleared the folder: nothing waits any more
            return []

    def clear(self) -> None:
        """All of it is in the database: forget it."""
        if self._path:
            self._path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Leave the file to the next process."""
        if self._path:
            os.close(self._descriptor)
            self._path = None

    @contextmanager
    def orphans(self) -> Iterator[list[Record]]:
        """The records left by processes that are gone. Their files are removed if the block ends well."""
        with ExitStack() as locks:
            paths = sorted(self._folder.glob(f"{self._name}-*.jsonl"))
            mine = [path for path in paths if path != self._path and _locked(path, locks)]
            yield [record for path in mine for record in _parse(path)]
            for path in mine:
                path.unlink(missing_ok=True)

    def _create(self) -> None:
        """A file that has its lock before it takes the name under which others look for it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = uuid.uuid4().hex
        unnamed, path = self._folder / f".{name}", self._folder / f"{self._name}-{name}.jsonl"
        self._descriptor = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        os.rename(unnamed, path)
        self._path = path


def waiting_in(folder: Path) -> list[Record]:
    """What all processes left or keep there, to be looked at. OSError."""
    return [record for path in sorted(folder.glob("*.jsonl")) for record in _parse(path)]


def _locked(path: Path, locks: ExitStack) -> bool:
    """Whether the process that wrote this file is gone; the file is then ours until the stack closes."""
    if not path.is_file():
        return False
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError as error:
        log.error("%s cannot be read (%s): it stays there", path, error.strerror)
        return False
    locks.callback(os.close, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return path.exists()


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _parse(path: Path) -> list[Record]:
    """The records of a file. A last line cut short by a power cut was never promised to anyone.

    Another line that is no record is given as `{"unread": its bytes}`, for who reads it to put aside.
    """
    *lines, end = path.read_bytes().split(b"\n")
    if end.strip(b"\0"):
        log.warning("%s: a line cut short is ignored", path)
    return [_record(line) for line in lines if line]


def _line(record: Record) -> bytes:
    try:
        return WRITTEN.encode(record).encode() + b"\n"
    except (TypeError, ValueError, RecursionError):
        return json.dumps({"unread": repr(record)[:LONGEST_LINE]}).encode() + b"\n"


def _record(line: bytes) -> Record:
    try:
        read = json.loads(line) if len(line) <= LONGEST_LINE else None
    except (ValueError, RecursionError):
        read = None
    return read if isinstance(read, dict) else {"unread": line[:LONGEST_LINE].decode("latin-1")}
