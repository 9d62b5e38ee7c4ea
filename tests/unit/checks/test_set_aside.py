"""What could not be taken into the journal is told by `astreinte health`, with where it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.checks.set_aside import WAITED_SECONDS, set_aside
from appliance.config import Config, Switch, Trunk

NOW = 1_800_000_000.0


@pytest.fixture
def config(tmp_path: Path) -> Config:
    trunks = (Trunk(name="operator", proxy="192.0.2.1"),)
    return Config(state=str(tmp_path), switch=Switch(esl_secret="s" * 20), trunks=trunks)


def left(folder: Path, name: str, age: float) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("x")
    os.utime(folder / name, (NOW - age, NOW - age))


def test_a_box_that_took_everything_has_nothing_to_tell(config: Config) -> None:
    assert set_aside(config, NOW) == []
    left(config.cdr_dir, "a.cdr.json", 5)
    left(config.spool_dir, "journal-1.jsonl", 5)
    left(config.recordings_dir, "a-1.wav", 5)
    assert set_aside(config, NOW) == []


@pytest.mark.parametrize(
    ("folder", "name", "age"),
    [
        ("cdr", "a.cdr.json.rejected", 5),
        ("cdr", "a.cdr.rejected", 5),
        ("cdr", "a.cdr.json", WAITED_SECONDS + 1),
        ("spool", "rejected-1.jsonl", 5),
        ("spool", "journal-1.jsonl", WAITED_SECONDS + 1),
    ],
)
def test_what_waits_is_told_with_its_folder(config: Config, folder: str, name: str, age: float) -> None:
    left(config.state_dir / folder, name, age)
    (told,) = set_aside(config, NOW)
    assert told.endswith(f"en attente dans {config.state_dir / folder} : 1.")
