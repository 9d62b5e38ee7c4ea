"""What the box could not take into its journal and keeps on the disk: told until somebody has looked."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from peewee import Database

from appliance.config import Config
from appliance.store.upkeep.erasing import still_there

WAITED_SECONDS = 600.0  # a record is taken within a second or so, and within minutes of a database that was away


def set_aside(config: Config, now: float | None = None) -> list[str]:
    """One sentence for each kind of thing that waits; [] when all is in the journal. `now`: seconds since 1970."""
    old = (time.time() if now is None else now) - WAITED_SECONDS
    places = (
        (config.cdr_dir, ("*.rejected",), ("*.cdr.json",), "Comptes rendus d’appel"),
        (config.spool_dir, ("rejected-*.jsonl",), ("journal-*.jsonl",), "Fichiers de lignes du journal"),
    )
    said = []
    for folder, aside, late, words in places:
        waiting = [*_named(folder, aside), *(path for path in _named(folder, late) if _born(path) < old)]
        if waiting:
            said.append(f"{words} en attente dans {folder} : {len(waiting)}.")
    for folder, words in ((config.recordings_dir, "Messages"), (config.prompts_dir, "Phrases")):
        unread = [path for path in _named(folder, ("*.wav",)) if not os.access(path, os.R_OK)]
        if unread:
            said.append(f"{words} illisibles dans {folder} : {len(unread)} ; vérifiez leurs droits.")
    return said


def not_forgotten_yet(database: Database, config: Config) -> str | None:
    """A sentence for the recordings of forgotten callers that could not be removed; None without any. StoreError."""
    try:
        left = still_there(database, config)
    except OSError as error:
        return f"{error.filename} : illisible ({error.strerror}) ; vérifiez les droits de ce dossier."
    if not left:
        return None
    return (
        f"Sons d’appelants oubliés encore dans {config.recordings_dir} : {len(left)} ; vérifiez les droits, "
        "« astreinte forget » les ôte chaque nuit."
    )


def _named(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """The files of a folder; none where there is no folder, or where this account sees nothing."""
    return [path for pattern in patterns for path in folder.glob(pattern)]


def _born(path: Path) -> float:
    """When it was last written: for ever ago if nobody may tell, and not yet if it is gone."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
    except OSError:
        return float("-inf")
