"""The sources of the release before migration 19, out of the history of this checkout; and programs run by them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

COMMIT = "3a455c3868e7f503ca432889ce1f6217f5136b57"
ROOT = Path(__file__).parents[4]
HERE = Path(__file__).parent
Told = dict[str, Any]


def unpacked(folder: Path) -> Path:
    """Its whole tree, in that folder; the test is skipped where this checkout has no history."""
    told = subprocess.run(["git", "-C", ROOT, "archive", COMMIT], capture_output=True, check=False)
    if told.returncode:
        pytest.skip(f"this checkout does not hold the history of {COMMIT[:7]}")
    with tarfile.open(fileobj=io.BytesIO(told.stdout)) as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)  # Debian 12 has none
        tar.extractall(folder)  # noqa: S202 - of our own repository, as git wrote it
    return folder


def ran(sources: Path, program: str, *words: object) -> str:
    """What a program of this folder prints, run on those sources. AssertionError where it fails."""
    done = subprocess.run(
        [sys.executable, "-P", HERE / f"{program}.py", *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(sources), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def answers(sources: Path, url: str) -> dict[str, Any]:
    """What that release says of a database: see answers.py."""
    return dict(json.loads(ran(sources, "answers", url)))


def as_before(told: Told, old: Told) -> Told:
    """Of a thing that is told, what was told of it then; of its message too."""
    kept = {name: told[name] for name in old}
    parts = {name: as_before(kept[name], old[name]) for name in old if isinstance(old[name], dict) and kept[name]}
    return kept | parts
