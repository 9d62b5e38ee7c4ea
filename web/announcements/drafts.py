"""Sounds that are heard before they are kept: in the folder of the pages, out of the calls' way, for an hour."""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import suppress
from pathlib import Path

from appliance.believed import Believed
from appliance.prompts import wav
from appliance.prompts.speech import SpeechError

NAME = re.compile(r"[0-9a-f]{32}")
LIFE = 3600.0  # seconds
MOST = 20  # of one account
PRIVATE = 0o600


NO_ROOM = "{} : écriture impossible ({}) ; libérez de la place ou vérifiez les droits."


class Drafts:
    """`folder` is made when there is something to put in it. An account sees its own drafts alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, who: str, content: bytes, now: Believed | None) -> str:
        """Keep a telephone WAV and return its name; old drafts, and one too many of this account, go. SpeechError.

        Without `now`, none is old.
        """
        name = secrets.token_hex(16)
        try:
            wav.write(self._path(who, name), content, durable=False, mode=PRIVATE)
        except OSError as error:
            raise SpeechError(NO_ROOM.format(self.folder, error.strerror)) from error
        mine = sorted(self.folder.glob(f"{owner(who)}-*.wav"), key=lambda path: path.stat().st_mtime)
        before = now.timestamp() - LIFE if now is not None else 0.0
        for path in {*mine[:-MOST], *(one for one in self.folder.glob("*.wav") if one.stat().st_mtime < before)}:
            path.unlink(missing_ok=True)
        return name

    def path(self, who: str, name: str) -> Path | None:
        """Where a draft of this account is, or None."""
        path = self._path(who, name)
        return path if NAME.fullmatch(name) and path.is_file() else None

    def forget(self, who: str, name: str) -> None:
        """It is kept for good, or was bad."""
        if path := self.path(who, name):
            with suppress(OSError):
                path.unlink()

    def _path(self, who: str, name: str) -> Path:
        return self.folder / f"{owner(who)}-{name}.wav"


def owner(who: str) -> str:
    """An account's name as a part of a file's."""
    return hashlib.sha256(who.encode()).hexdigest()[:16]
