"""What the box could not take into its journal and keeps on the disk: told until somebody has looked."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from appliance.config import Config

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
    unread = [path for path in _named(config.recordings_dir, ("*.wav",)) if not os.access(path, os.R_OK)]
    if unread:
        said.append(f"Messages illisibles dans {config.recordings_dir} : {len(unread)} ; vérifiez leurs droits.")
    return said


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
