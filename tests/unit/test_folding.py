"""Two writings of one name are one, wherever a name is typed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from appliance.folding import folded, folded_words

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("typed", ["Loïc L’Hénoret", "loic lhenoret", "LOÏC L'HÉNORET", "Loi\u0308c-L'He\u0301noret"])
def test_a_name_is_one_whatever_its_accents_capitals_and_signs(typed: str) -> None:
    assert folded(typed) == "loiclhenoret"


def test_words_stay_apart() -> None:
    assert folded_words("  L’Hénoret, Loïc (2e)") == "l henoret loic 2e"


def test_a_name_is_folded_in_one_place() -> None:
    found = {
        str(path.relative_to(ROOT))
        for package in ("appliance", "web")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "NFD"
    }
    assert found == {"appliance/folding.py"}
