"""A file that is there whole or not at all: a reader, or a crash, finds the former one or the new one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600
DRAFT = ".tmp"  # how the name of a file that is being written ends; it begins with a full stop


@contextmanager
def whole_file(path: Path, *, mode: int = PRIVATE, durable: bool = True, replace: bool = True) -> Iterator[BinaryIO]:
    """A file to write, which takes its name if the block ends well. OSError: the former one is still there.

    `mode`: who may read it. `durable`: a power cut loses nothing of it afterwards. Not `replace`: FileExistsError where
    there is one already.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}{DRAFT}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)
            draft.unlink()
    except BaseException:  # a killed greenlet too must leave no draft
        with suppress(OSError):
            draft.unlink()
        raise


def write_whole(path: Path, content: bytes | str, *, mode: int = PRIVATE, durable: bool = True) -> None:
    """Put this content in place, as `whole_file` does; a text is written in UTF-8. OSError."""
    with whole_file(path, mode=mode, durable=durable) as file:
        file.write(content.encode() if isinstance(content, str) else content)
