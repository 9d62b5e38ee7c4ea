"""Whether backups are still made, by the mark that their program leaves: nobody looks at one until it is needed."""

from __future__ import annotations

import time
from collections.abc import Iterator

from appliance.checks.probe import Probe
from appliance.config import Config

LONGEST_SECONDS = 2400.0  # of one backup: systemd ends it after thirty minutes
OLDEST_DAYS = 8  # one a week is the least that a company would set
DAY_SECONDS = 86_400.0


def backup_probe(config: Config, now: float | None = None) -> Iterator[Probe]:
    """No call is lost by it. Nothing where no program makes backups. `now`: an epoch, the machine's if None."""
    mark = config.state_dir / "health" / "backup"
    try:
        word, written = mark.read_text(encoding="utf-8", errors="replace").strip(), mark.stat().st_mtime
    except FileNotFoundError:
        return
    except OSError as error:
        yield Probe("backup", False, f"{mark} : illisible ({error.strerror}).", serious=False)
        return
    age = (time.time() if now is None else now) - written
    yield Probe("backup", *_seen(word, age), serious=False)


def _seen(word: str, age: float) -> tuple[bool, str]:
    """Healthy or not, and the sentence. `word`: « installed », « begun » or « made »; `age`: its seconds."""
    if age > OLDEST_DAYS * DAY_SECONDS:
        return False, f"Aucune sauvegarde n'a abouti depuis {int(age // DAY_SECONDS)} jours."
    if word not in ("installed", "made") and age > LONGEST_SECONDS:
        return False, "La dernière sauvegarde, ou sa copie sur l'autre machine, n'a pas abouti."
    return True, "Les sauvegardes se font."
