"""The catalogue of the tree says what the site says today."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment

from tests.texts.gathering import POT, TEMPLATES, as_pot, catalogue
from tests.texts.pseudo import pseudo_catalogue
from web.texts.catalogue import Catalogue, catalogue_of, installed
from web.texts.templates import rewritten

FRENCH = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
COPIED = re.compile(r"<(code|pre|script|style)\b.*?</\1>", re.DOTALL)
BESIDE = re.compile(r"\b(?:placeholder|title|alt|aria-label)=\"([^\"]*)\"")
MARK = re.compile(r"<[^>]*>")
IN_A_MARK = re.compile(r"\{% block \w+_(?:class|attributes) %\}.*?\{% endblock %\}", re.DOTALL)
SYMBOL = re.compile(r"&\w+;")


@pytest.fixture(scope="module")
def pseudo() -> Catalogue:
    return pseudo_catalogue(catalogue())


def test_the_catalogue_is_that_of_the_pages() -> None:
    """Its sentences: in which files they are said may be told late."""
    with POT.open("rb") as file:
        kept = {(one.context, one.id) for one in read_po(file)}
    said = {(one.context, one.id) for one in read_po(BytesIO(as_pot()))}
    assert kept == said, "a sentence of the site has changed: run `make texts`"


def test_no_template_keeps_a_word_of_french(pseudo: Catalogue) -> None:
    """Read by other means than those that found its sentences."""
    environment = Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701 — nothing is rendered
    left = dict[str, list[str]]()
    for path in sorted(TEMPLATES.rglob("*.html")):
        source = path.read_text(encoding="utf-8")
        spoken = rewritten(source, environment, lambda said, within, line: pseudo.of_template(said, within))
        plain = JINJA.sub("", COPIED.sub("", IN_A_MARK.sub("", spoken)))
        words = FRENCH.findall(SYMBOL.sub("", " ".join([MARK.sub(" ", plain), *BESIDE.findall(plain)])))
        if words:
            left[path.name] = words
    assert left == {}


def test_a_translation_made_by_the_tools_of_translators_is_read(tmp_path: Path) -> None:
    with POT.open("rb") as file:
        made = read_po(file, locale="en")
    made["Se déconnecter"].string = "Sign out"
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "site.mo").open("wb") as file:
        write_mo(file, made)
    assert [*installed(tmp_path)] == ["en"]
    assert catalogue_of("en", tmp_path).said("Se déconnecter") == "Sign out"
