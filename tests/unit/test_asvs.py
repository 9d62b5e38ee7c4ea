"""docs/asvs.md: each thing that it says is proved names a test or a file that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
SO, NOT_SO = PAGE.partition("## What is not")[::2]
ROWS = [line for line in SO.splitlines() if re.match(r"\| \d", line)]
NAMED = re.compile(r"`([A-Za-z0-9_./-]+\.(?:py|md|j2|html)|deploy/release)(?:::([a-z0-9_]+))?`")


def exists(name: str, words: str) -> bool:
    """Whether this file, of the project or of its tests, is there; and has a test that begins with these words."""
    path = next((path for path in (ROOT / name, ROOT / "tests" / name) if path.is_file()), None)
    return path is not None and (not words or f"def test_{words}" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_what_is_said_to_be_proved_is(row: str) -> None:
    proofs = NAMED.findall(row.rsplit("|", 2)[1])
    assert proofs, "nothing proves it"
    assert [proof for proof in proofs if not exists(*proof)] == []


def test_what_is_not_so_is_said_with_its_reason() -> None:
    rows = [line.split("|") for line in NOT_SO.splitlines() if re.match(r"\| \d", line)]
    assert len(rows) >= 10
    assert all(re.search(r"\*\*(no|partly)\*\*", row[2]) and row[3].strip() for row in rows)
