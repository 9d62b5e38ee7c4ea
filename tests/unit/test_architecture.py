"""The map of the house names each of its rooms, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAP = ROOT / "docs" / "architecture.md"


def rooms() -> set[str]:
    """The packages of the product that hold others' modules."""
    found = (
        path.parent.relative_to(ROOT) for name in ("appliance", "web") for path in (ROOT / name).rglob("__init__.py")
    )
    return {str(one) for one in found} - {"appliance", "web"}


def test_the_map_lists_each_room_of_the_house() -> None:
    listed = re.findall(r"^\| `((?:appliance|web)/[\w/]+)` \|", MAP.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(listed) == sorted(rooms())


def test_the_map_names_files_that_exist() -> None:
    text = MAP.read_text(encoding="utf-8").split("## The way of a call")[1]
    named = re.findall(r"`([\w/]+\.py)`", text)
    missing = [one for one in named if not ((ROOT / one).exists() or (ROOT / "appliance" / one).exists())]
    assert [one for one in missing if "/" in one] == []
