"""Pages set as a French printer would."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment
from wtforms import BooleanField, SelectField

from appliance.planning.hour_kinds import Kind
from appliance.planning.moments import MONTHS
from appliance.planning.quantities import hours_read, short_moment
from appliance.planning.statement import Intervention, InterventionHours
from tests.web.site_world import World
from web.frame.french_form import FrenchForm
from web.frame.typography import Typography, in_one_piece, typeset, unbroken
from web.statements.rows import call_text

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
        ("8h-12h30, 13h30-18h", "8h\u201112h30, 13h30\u201118h"),
        ("a?b=c", "a?b=c"),
    ],
)
def test_a_sentence_is_set(typed: str, printed: str) -> None:
    assert typeset(typed) == printed


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("06 12 34 56 01", f"06{N}12{N}34{N}56{N}01"),
        ("dimanche 29 novembre 2026 à 3 h 10", f"dimanche 29{N}novembre 2026 à 3{N}h{N}10"),
        ("vendredi 1er janvier", f"vendredi 1ᵉʳ{N}janvier"),
        ("du ven. 04/12 à 18 h 00", f"du ven.{N}04/12 à 18{N}h{N}00"),
        ("2 min 05 s", f"2{N}min{N}05{N}s"),
        ("3 jours, 12 hommes", f"3{N}jours, 12 hommes"),
    ],
)
def test_numbers_dates_and_times_stay_in_one_piece(said: str, printed: str) -> None:
    assert unbroken(said) == printed


def test_templates_are_set_and_of_what_they_are_given_apostrophes_and_numbers() -> None:
    source = """<p title="d'ici : là">L'un : {{ said }}{{ "d'autres : oui" if more else "" }}</p>{# d'un #}"""
    page = Environment(loader=DictLoader({"t": source}), extensions=[Typography], autoescape=True).get_template("t")
    said = page.render(said="aujourd'hui : 3", more=True)
    assert said == f"""<p title="d'ici : là">L’un{N}: aujourd’hui : 3d’autres{N}: oui</p>"""


def test_what_a_form_says_is_set_and_what_it_sends_back_is_not(world: World) -> None:
    class Form(FrenchForm):
        act = SelectField("Ce qu'il fait", choices={"l'un": "appeler l'équipe"})
        alone = BooleanField("D'office")

    with world.app.test_request_context():
        page = world.app.jinja_env.from_string("{{ form.act }}{{ form.alone.label }}").render(form=Form())
    assert 'value="l&#39;un">appeler l’équipe' in page
    assert "D’office" in page


def test_no_page_has_a_sentence_left_unset(world: World) -> None:
    """Of what templates and forms say: the sentences of the company keep their own typography."""
    templates = Path(__file__).parents[2] / "web" / "templates"
    environment = world.app.jinja_env
    for path in sorted(templates.rglob("*.html")):
        name = str(path.relative_to(templates))
        source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", environment.preprocess(source, name), flags=re.S)
        assert not re.search(r"\w'\w|[\w»] [?!;:](\s|$)|« | »", text), name


SHARDS = ("' ’ « » : ; ! ? - – h min s jours mai 1er ᵉʳ 0 12 3 . → à é a < ) € % 08/11 8h 12h30").split(" ")  # noqa: SIM905
APOSTROPHE = r"(?<=[A-Za-zÀ-ÖØ-öø-ÿŒœ])'(?=[A-Za-zÀ-ÖØ-öø-ÿŒœ«]|$)"
AROUND = r" (?=:(?:\s|$))| (?=»)|(?<=«) "
RANGE = r"(?<=\dh)-(?=\d)|(?<=\dh\d\d)-(?=\d)"
HELD = (
    rf"(?<=\d) (?=\d|[€%]|(?:h|min|s|jours?|{'|'.join(MONTHS)})\b)|(?<=\d h) (?=– \d)|(?<=\d) (?=– \d)|(?<=–) (?=\d)"
    r"|(?<=\d h) (?=\d)|(?<=\d min) (?=\d)|(?<=\.) (?=\d\d/\d)|(?<=1er) |(?<=ᵉʳ) "
)


@given(st.lists(st.sampled_from([*SHARDS, " ", "\n"]), max_size=12).map("".join))
def test_a_text_is_set_as_the_plain_rules_say(text: str) -> None:
    """The rules as one would write them: those in use look for the character first, which is ten times quicker."""
    apart = re.sub(r" (?=[;!?](?:[\s<.»)]|$))", F, re.sub(APOSTROPHE, "’", re.sub(RANGE, "\u2011", text)))
    assert typeset(text) == re.sub(AROUND, N, apart)
    assert unbroken(text) == re.sub(r"\b1er\b", "1ᵉʳ", re.sub(HELD, N, text))


@given(
    st.lists(st.sampled_from([*SHARDS, " ", "\n"]), max_size=8).map("".join),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.timedeltas(timedelta(0), timedelta(days=2)),
)
def test_an_intervention_is_told_as_a_page_would_set_it_whole(line: str, start: datetime, spent: timedelta) -> None:
    what = Intervention("durand", "c1", line, None, start, start + spent)
    told = call_text(InterventionHours(what, {Kind.DAY: spent}), "Europe/Paris")
    of_line = f" ({line})" if line else ""
    plain = f"{short_moment(start, 'Europe/Paris')} : {hours_read(spent)}{of_line}"
    assert told == in_one_piece(typeset(told)) == in_one_piece(typeset(plain))
