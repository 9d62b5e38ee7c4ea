"""Two writings of one name are one, wherever a name is typed; several names are told in one way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from appliance.folding import folded, folded_words, lines_ended_alike, listed, singular_words
from appliance.store.company_file.nodes import parsed

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("typed", ["Loïc L’Hénoret", "loic lhenoret", "LOÏC L'HÉNORET", "Loi\u0308c-L'He\u0301noret"])
def test_a_name_is_one_whatever_its_accents_capitals_and_signs(typed: str) -> None:
    assert folded(typed) == "loiclhenoret"


def test_words_stay_apart() -> None:
    assert folded_words("  L’Hénoret, Loïc (2e)") == "l henoret loic 2e"


@pytest.mark.parametrize("typed", ["Nœud", "NOEUD", "nœud"])
def test_two_letters_written_as_one_are_two(typed: str) -> None:
    assert folded_words(typed) == "noeud"


@pytest.mark.parametrize(
    ("typed", "one"),
    [
        ("Les ascenseurs bloqués", "les ascenseur bloque"),
        ("Fuites d'eaux", "fuite d eau"),
        ("GAZ", "gaz"),
        ("un bus, des os", "un bus des os"),
    ],
)
def test_a_plural_is_its_singular_but_for_short_words(typed: str, one: str) -> None:
    assert singular_words(typed) == one


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_ended_in_one_way_in_the_company_too(end: str) -> None:
    typed = f" Un.{end}Deux. "
    assert lines_ended_alike(typed) == " Un.\nDeux. "
    assert parsed(typed, str, "Texte") == "Un.\nDeux."


def test_a_name_is_folded_in_one_place() -> None:
    found = {
        str(path.relative_to(ROOT))
        for package in ("appliance", "web")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "NFD"
    }
    assert found == {"appliance/folding.py"}


def test_names_are_listed_as_one_says_them() -> None:
    assert [listed("ABC"[:many]) for many in range(4)] == ["", "A", "A et B", "A, B et C"]


def test_names_are_listed_in_one_place() -> None:
    """But for the holidays of a day, which are spoken: the prompts stand beside this room."""
    found = {
        str(path.relative_to(ROOT))
        for package in ("appliance", "web")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "join"
        if isinstance(node.value, ast.Constant) and node.value.value == " et "
    }
    assert found == {"appliance/prompts/french/holidays.py"}
