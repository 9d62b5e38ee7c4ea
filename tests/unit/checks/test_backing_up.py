"""A backup that is no longer made is seen by the monitoring, and not on the day that it is needed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.checks.backing_up import backup_probe
from appliance.checks.remedies import remedy_of
from appliance.config import Config
from web.health.seen_words import WORDS

NOW = 1_800_000_000.0
DAY = 86_400.0


def left(state: Path, word: str, age: float) -> Config:
    """A box whose program of backups wrote that word so many seconds ago."""
    mark = state / "health" / "backup"
    mark.parent.mkdir()
    mark.write_text(f"{word}\n")
    os.utime(mark, (NOW - age, NOW - age))
    return Config(state=str(state))


@pytest.mark.parametrize(
    ("word", "age", "told"),
    [
        ("made", 3600, None),
        ("made", 7 * DAY, None),
        ("made", 9 * DAY, "Aucune sauvegarde n'a abouti depuis 9 jours."),
        ("installed", DAY, None),
        ("installed", 8.5 * DAY, "Aucune sauvegarde n'a abouti depuis 8 jours."),
        ("begun", 1800, None),
        ("begun", 3600, "La dernière sauvegarde, ou sa copie sur l'autre machine, n'a pas abouti."),
        ("", 3600, "La dernière sauvegarde, ou sa copie sur l'autre machine, n'a pas abouti."),
    ],
)
def test_a_backup_that_failed_or_that_nobody_makes_is_told(
    tmp_path: Path, word: str, age: float, told: str | None
) -> None:
    (probe,) = backup_probe(left(tmp_path, word, age), NOW)
    assert (probe.healthy, probe.serious) == (told is None, False)
    assert told is None or probe.sentence == told


def test_where_nothing_makes_backups_nothing_is_told(tmp_path: Path) -> None:
    assert list(backup_probe(Config(state=str(tmp_path)), NOW)) == []


def test_it_has_words_for_the_page_and_something_to_do() -> None:
    assert "backup" in WORDS
    assert "astreinte-backup" in remedy_of("backup")


def test_a_mark_that_a_disk_has_spoilt_tells_of_the_backup_and_ends_no_check(tmp_path: Path) -> None:
    config = left(tmp_path, "made", 0)
    mark = tmp_path / "health" / "backup"
    mark.write_bytes(b"\xff\xfe")
    os.utime(mark, (NOW - 3600, NOW - 3600))
    (probe,) = backup_probe(config, NOW)
    assert not probe.healthy and "n'a pas abouti" in probe.sentence
