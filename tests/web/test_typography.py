"""Pages set as a French printer would: their own words, and never what somebody typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from tests.web.site_world import World
from web.frame.typography import Typography, typeset

N, F = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("L'appel d'astreinte", "L’appel d’astreinte"),
        ("Vide : rien", f"Vide{N}: rien"),
        ("Et si on appelait ?", f"Et si on appelait{F}?"),
        ("« Bonjour ! »", f"«{N}Bonjour{F}!{N}»"),
        ("un ; deux", f"un{F}; deux"),
        ("09:00-12:30", "09:00-12:30"),
        ("journalctl -u 'astreinte@*'", "journalctl -u 'astreinte@*'"),
        ("a?b=c", "a?b=c"),
    ],
)
def test_a_sentence_is_set(typed: str, printed: str) -> None:
    assert typeset(typed) == printed


def test_templates_are_set_and_what_they_are_given_is_not() -> None:
    source = """<p title="d'ici : là">L'un : {{ said }}{{ "d'autres : oui" if more else "" }}</p>{# d'un #}"""
    page = Environment(loader=DictLoader({"t": source}), extensions=[Typography], autoescape=True).get_template("t")
    said = page.render(said="aujourd'hui : 3", more=True)
    assert said == f"""<p title="d'ici : là">L’un{N}: aujourd&#39;hui : 3d’autres{N}: oui</p>"""


def test_no_page_has_a_sentence_left_unset(world: World) -> None:
    """Of what templates and forms say: the sentences of the company keep their own typography."""
    templates = Path(__file__).parents[2] / "web" / "templates"
    environment = world.app.jinja_env
    for path in sorted(templates.rglob("*.html")):
        name = str(path.relative_to(templates))
        source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", environment.preprocess(source, name), flags=re.S)
        assert not re.search(r"\w'\w|[\w»] [?!;:](\s|$)|« | »", text), name
