"""The files that FreeSWITCH plays: RIFF, 8 kHz, mono, PCM 16. Standard library alone, as the controller reads them."""

from __future__ import annotations

import os
import secrets
import struct
from collections.abc import Iterable
from pathlib import Path

from appliance.whole_file import DRAFT, write_whole

RATE = 8000  # samples a second
HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
FORMAT = (b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16, b"data")
READABLE = 0o644  # FreeSWITCH runs under another account


def container(samples: bytes) -> bytes:
    """PCM 16 samples at 8 kHz as a whole WAV file."""
    return HEADER.pack(b"RIFF", HEADER.size - 8 + len(samples), *FORMAT, len(samples)) + samples


def samples_of(content: bytes) -> bytes:
    """The samples of a file made by `container`; ValueError for any other file."""
    if len(content) < HEADER.size:
        raise ValueError("fichier tronqué")
    riff, size, *shape, length = HEADER.unpack_from(content)
    if riff != b"RIFF" or tuple(shape) != FORMAT:
        raise ValueError("ce n'est pas du WAV 8 kHz mono 16 bits")
    if size != len(content) - 8 or length != len(content) - HEADER.size or length % 2:
        raise ValueError("fichier tronqué")
    return content[HEADER.size :]


def joined(contents: Iterable[bytes]) -> bytes:
    """Whole files one after the other, as one; ValueError as `samples_of`."""
    return container(b"".join(map(samples_of, contents)))


def is_whole(path: Path) -> bool:
    """Whether the file is there, in the right format and complete: a look at its header and size."""
    try:
        with path.open("rb") as file:
            head, size = file.read(HEADER.size), os.fstat(file.fileno()).st_size
    except OSError:
        return False
    if len(head) < HEADER.size:
        return False
    _, riff_size, *shape, length = HEADER.unpack(head)
    return tuple(shape) == FORMAT and riff_size == size - 8 and 0 < length == size - HEADER.size


def seconds_of(path: Path) -> float:
    """How long a whole file lasts."""
    return (path.stat().st_size - HEADER.size) / 2 / RATE


def write(path: Path, content: bytes, durable: bool = True, mode: int = READABLE) -> None:
    """Put a file in place whole or not at all, readable by FreeSWITCH. OSError if the disk will not have it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content, mode=mode, durable=durable)


def link(path: Path, target: Path) -> None:
    """Make `path` stand for a file of the same tree, at once: a reader finds the old file or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}{DRAFT}")
    temporary.symlink_to(os.path.relpath(target, path.parent))
    temporary.replace(path)
