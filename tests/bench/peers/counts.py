"""What a process has counted of itself (`counted/sitecustomize.py`)."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path

COUNTED = Path(__file__).parent / "counted"


@dataclass(frozen=True)
class Counts:
    """Since its start: bytes read of FreeSWITCH, events among them, statements of SQL, transactions that write."""

    bytes: int = 0
    events: int = 0
    statements: int = 0
    transactions: int = 0

    def __sub__(self, before: Counts) -> Counts:
        return Counts(
            self.bytes - before.bytes,
            self.events - before.events,
            self.statements - before.statements,
            self.transactions - before.transactions,
        )


def counting(folder: Path) -> dict[str, str]:
    """The environment of a process that counts, in this folder."""
    path = os.pathsep.join([str(COUNTED), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {"PYTHONPATH": path, "PEERS_COUNTS": str(folder)}


def counted(folder: Path, pid: int) -> Counts:
    """What this process has counted so far."""
    return Counts(*struct.unpack("4Q", (folder / str(pid)).read_bytes()))
