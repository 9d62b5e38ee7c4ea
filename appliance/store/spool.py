"""Journal records that wait on disk for the database: JSON lines, in order, safe against a power cut.

Each process writes a file of its own and holds a lock on it while it lives, so that during an upgrade two
controllers never replay each other's records; a file whose process is gone is adopted by the next one.
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

Record = dict[str, Any]
log = logging.getLogger(__name__)


class Spool:
    """The spool file of this process, made when it is first needed."""

    def __init__(self, folder: Path, name: str = "journal") -> None:
        self._folder = folder
        self._name = name
        self._path: Path | None = None
        self._descriptor = -1

    def append(self, records: Sequence[Record]) -> None:
        """Write the records at the end and wait for the disk. Raises OSError: the file is then as it was."""
        if self._path is None:
            self._create()
        whole = os.lseek(self._descriptor, 0, os.SEEK_END)
        try:
            _write_all(self._descriptor, b"".join(json.dumps(record).encode() + b"\n" for record in records))
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, whole)
            raise

    def records(self) -> list[Record]:
        """What waits, in order."""
        return _parse(self._path) if self._path else []

    def clear(self) -> None:
        """All of it is in the database: forget it."""
        if self._path:
            self._path.unlink()
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
                path.unlink()

    def _create(self) -> None:
        """A file that has its lock before it takes the name under which others look for it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = uuid.uuid4().hex
        unnamed, path = self._folder / f".{name}", self._folder / f"{self._name}-{name}.jsonl"
        self._descriptor = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        os.rename(unnamed, path)
        self._path = path


def _locked(path: Path, locks: ExitStack) -> bool:
    """Whether the process that wrote this file is gone; the file is then ours until the stack closes."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
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
    """The records of a file. A line cut short by a power cut was never promised to anyone."""
    records = []
    for line in path.read_bytes().splitlines():
        try:
            records.append(json.loads(line))
        except ValueError:
            log.warning("%s: a line cut short is ignored", path)
    return records
