"""Recordings in the place of the voice, on disk: `take-….wav`, and for each text a link to the take in force.

The database has them all (store/versions.py); this is the copy that FreeSWITCH plays. A take is named after its
content, so that whoever caches what was made of one knows when it has changed.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path

from appliance.believed import Believed
from appliance.prompts import wav

TAKE = re.compile(r"take-[0-9a-f]{24}\.wav$")
PUT_IN = re.compile(r"take-[0-9a-f]{24}")  # in the name of a sound made of several
PRIVATE = 0o640  # somebody's voice: for the accounts of the folder's group alone
YOUNG = 3600.0  # seconds during which a take that nobody lists is left alone


def text_key(text: str) -> str:
    """What the files of one text have in common."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def recording_name(content: bytes) -> str:
    """The name of a recording's file."""
    return f"take-{hashlib.sha256(content).hexdigest()[:24]}.wav"


def link_of(directory: Path, text: str) -> Path:
    """What leads from a text to its recording."""
    return directory / f"recorded-{text_key(text)}"


def recording_in_force(directory: Path, text: str) -> Path | None:
    """The whole file of a text's recording; None without one, or if it is spoilt: the voice then speaks."""
    try:
        name = os.readlink(link_of(directory, text))
    except OSError:
        return None
    path = directory / name
    return path if TAKE.fullmatch(name) and wav.is_whole(path) else None


def settle(
    directory: Path,
    in_force: Mapping[str, str],
    listed: Collection[str],
    read: Callable[[str], bytes | None],
    now: Believed | None,
) -> None:
    """Make the folder say what the database says. `in_force`: the take of each text; `listed`: takes to be kept.

    `read` gives the content of a take that is not here. Without `now`, no take is removed. Raises OSError.
    """
    for text, name in in_force.items():
        path = directory / name
        if not wav.is_whole(path) and (content := read(name)) is not None:
            wav.write(path, content, mode=PRIVATE)
        if recording_in_force(directory, text) != path and wav.is_whole(path):
            wav.link(link_of(directory, text), path)
    links = {link_of(directory, text) for text in in_force}
    for link in set(directory.glob("recorded-*")) - links:
        link.unlink(missing_ok=True)
    if now is not None:
        remove_unlisted(directory, listed, now)


def remove_unlisted(directory: Path, listed: Collection[str], now: Believed) -> None:
    """The takes that nobody lists, but for young ones, which somebody may be about to list. Raises OSError."""
    for path in directory.glob("*take-*.wav"):  # and the music in which some were put
        gone = any(f"{take}.wav" not in listed for take in PUT_IN.findall(path.name))
        with suppress(FileNotFoundError):  # another process settles too
            if gone and path.stat().st_mtime < now.timestamp() - YOUNG:
                path.unlink()
