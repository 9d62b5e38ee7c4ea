"""Sentences of templates, of Python and of scripts: how they are found, and said in another language."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from appliance.config import ConfigError
from tests.texts.python_sources import sentences
from web.texts.catalogue import LONGEST, MOST, Catalogue, catalogue_of
from web.texts.scripts import rewritten_script
from web.texts.templates import rewritten

ENVIRONMENT = Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701 — nothing is rendered


def found(source: str) -> list[str]:
    said: list[str] = []
    rewritten(source, ENVIRONMENT, lambda words, within, line: said.append(words))  # type: ignore[func-returns-value]
    return said


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<h1>Appel du {{ call.began|moment }}</h1>", ["Appel du {began}"]),
        ('<a href="/un" title="Voir l\'appel">Voir</a>', ["Voir l'appel", "Voir"]),
        ("<p>Un appel{% if late %} en retard{% endif %}.</p>", ["Un appel", "en retard"]),
        ('{{ "accepté" if agreed else "refusé" }}', ["accepté", "refusé"]),
        ('<p class="{{ "good" if on else "bad" }}">Oui</p>', ["Oui"]),
        ('{{ field(form.name, "Le nom que chacun lit") }}', ["Le nom que chacun lit"]),
        ('{{ part("number", "Numéro de commande") }}', ["Numéro de commande"]),
        ('{% if kind == "Autre chose" %}{{ "un" if kind == "Oui" }}{% endif %}', ["un"]),
        ('<div class="{% block page_class %}Large{% endblock %}"></div>', []),
        ("{% block page_class %}roomy{% endblock %}{% block page %}Ici{% endblock %}", ["Ici"]),
        ("<code>systemctl restart</code><pre>Un deux</pre>", []),
        ("<p>Écrivez {jour férié} ici</p>", ["Écrivez {{jour férié}} ici"]),
        ('{# « rien » #}{% set words = "Rien du tout" %}', ["Rien du tout"]),
    ],
)
def test_the_sentences_of_a_template(source: str, wanted: list[str]) -> None:
    assert found(source) == wanted


def test_a_choice_of_words_is_told_with_the_sentence_that_it_stands_in() -> None:
    said: list[tuple[str, str | None]] = []
    source = '<p>{{ number }} appel{{ "s" if number > 1 }} en attente</p>'
    rewritten(source, ENVIRONMENT, lambda words, within, line: said.append((words, within)))  # type: ignore[func-returns-value]
    assert said == [("{number} appel{s} en attente", None), ("s", "{number} appel{s} en attente")]


def in_english(source: str, sentences: dict[str, str], **given: object) -> str:
    environment = Environment(autoescape=True)
    environment.filters["in_language"] = lambda said: said
    catalogue = Catalogue("en", sentences)
    written = rewritten(source, environment, lambda said, within, line: catalogue.of_template(said, within))
    return environment.from_string(written).render(**given)


def test_a_template_says_the_sentence_of_the_catalogue_its_places_where_the_translation_has_them() -> None:
    page = in_english(
        '<p title="Voir">Le {{ day }}, {{ name }} répond.</p>',
        {"Voir": "See", "Le {day}, {name} répond.": "{name} answers on {day}."},
        day="<lundi>",
        name="Claire",
    )
    assert page == '<p title="See">Claire answers on &lt;lundi&gt;.</p>'


def test_what_is_quoted_is_somebody_s_and_is_not_looked_up() -> None:
    source = "<p>« {{ heard }} »</p><p>Dit : « {{ heard }} », {{ heard }}</p>"
    written = rewritten(source, ENVIRONMENT, lambda said, within, line: None)
    assert written == "<p>« {{ heard }} »</p><p>Dit : « {{ heard }} », {{( heard )|in_language}}</p>"


def test_words_of_a_choice_are_said_within_their_sentence() -> None:
    sentence = "{number} appel{s} perdu"
    said = {sentence: "{number} lost call{s}", f"{sentence}\x04s": "s!", "s": "?"}
    assert (
        in_english('<p>{{ number }} appel{{ "s" if number > 1 }} perdu</p>', said, number=2) == "<p>2 lost calls!</p>"
    )


@pytest.mark.parametrize("words", ["<b>See</b>", 'a " quote', "{{{ 7 * 7 }}}", "{% raw %}", "a {stranger}"])
def test_a_translation_with_a_mark_an_expression_or_a_strange_place_is_left_aside(words: str) -> None:
    assert in_english("<p>Voir</p>", {"Voir": words}) == "<p>Voir</p>"


@pytest.mark.parametrize("words", ["{{{name}}} is told", "{name} sees {{"])
def test_a_brace_before_an_expression_of_the_page_is_left_aside(words: str) -> None:
    """It would make another expression of it, and the page would not open."""
    page = in_english("<p>Voir {{ name }}{% if name %}.{% endif %}</p>", {"Voir {name}": words}, name="Claire")
    assert page == "<p>Voir Claire.</p>"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Santé", "Health"),
        ("santé.", "health."),
        ("L’appel d’Hugo Petit : pris", "Call of Hugo Petit: taken"),
        ("Messages : santé, Claire Durand", "Messages : health, Claire Durand"),
        ("Claire Durand a accepté", "Claire Durand accepted"),
        ("3 appels perdus", "3 lost calls"),
        ("samedi 28 novembre 2026 à 9 h", "Saturday 28 November 2026 at 9 h"),
        ("Tapez votre code, santé", "Tapez votre code, santé"),
        ("Santé. Nous le dirons plus tard. Merci.", "Santé. Nous le dirons plus tard. Merci."),
        ("Santé : « pris, santé »", "Santé : « pris, santé »"),
        ("Bonjour, ici la Serrurerie", "Bonjour, ici la Serrurerie"),
    ],
)
def test_what_python_says_is_found_whole_with_places_or_by_parts_and_what_somebody_wrote_stays(
    text: str, wanted: str
) -> None:
    catalogue = Catalogue(
        "en",
        {
            "Santé": "Health",
            "L'appel d'{name} : {what}": "Call of {name}: {what}",
            "pris": "taken",
            "a accepté": "accepted",
            "{number} appel{s} perdu{s2}": "{number} lost calls",
            "date\x04samedi": "Saturday",
            "date\x04novembre": "November",
            "date\x04à": "at",
            "date\x04h": "h",
        },
    )
    assert catalogue.said(text) == wanted


def test_a_text_of_somebody_full_of_our_joints_is_answered_at_once() -> None:
    catalogue = Catalogue(
        "en", {"{one}, {two} : {three}": "{three}", "{a} et {b} ou {c}.": "{c}", "de {a} : {b}": "{b}"}
    )
    catalogue.said("de a, b : c et d ou e. " * 80)  # a second try of each place would never end (pytest-timeout)


def test_a_text_made_of_many_of_our_sentences_is_looked_through_no_further_than_the_longest_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A note of an agent, say: a page shows fifty. What it has looked up meanwhile is said as before elsewhere."""
    looked, look = list[str](), Catalogue._looked_up

    def counted(self: Catalogue, text: str, deep: int) -> str:
        looked.append(text)
        return look(self, text, deep)

    monkeypatch.setattr(Catalogue, "_looked_up", counted)
    catalogue = Catalogue("en", {"Appel de {name}": "Call of {name}", "{one} : {two}": "{one}: {two}", "pris": "taken"})
    note = ", ".join(f"Appel de Nom{number} : pris" for number in range(70))
    assert len(note) < LONGEST
    assert (catalogue.said(note), len(looked)) == (note, MOST + 1)
    looked.clear()
    assert (catalogue.said(note), looked) == (note, []), "nor again"
    assert catalogue.said("Appel de Nom3 : pris") == "Call of Nom3 : taken"


def test_python_is_read_by_sentences_and_says_no_key(tmp_path: Path) -> None:
    source = tmp_path / "said.py"
    source.write_text(
        '"""Un commentaire de rien."""\n'
        'import re\nNAME = re.compile("les appels de")\n'
        'KINDS = {"missed": "Un appel est perdu. Rappelez."}\n'
        'def told(name): return f"Message de {name.title()}, déjà lu"\n'
        'def asked(kind): return kind == "à rappeler"\n',
        encoding="utf-8",
    )
    assert sorted(text for text, _ in sentences(source, True)) == [
        "Message de {title}, déjà lu",
        "Rappelez.",
        "Un appel est perdu.",
    ]


def test_a_script_says_its_sentences_and_keeps_its_keys() -> None:
    source = 'if (key === "Enter") say("La ligne appelle.", `${left} phrases à dire`); // « La ligne appelle. »\n'
    said = {"La ligne appelle.": 'The "line" calls.', "{left} phrases à dire": "still {left} to say"}
    assert rewritten_script(source, lambda words, line: said.get(words)) == (
        'if (key === "Enter") say("The \\"line\\" calls.", `still ${left} to say`); // « La ligne appelle. »\n'
    )


@pytest.mark.parametrize("content", [b"", b"nothing", b"\xde\x12\x04\x95\x00\x00"])
def test_a_catalogue_that_cannot_be_read_is_told_by_its_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "en" / "LC_MESSAGES" / "site.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"site\.mo .*ne se lit pas"):
        catalogue_of("en", tmp_path)


def test_a_catalogue_that_is_not_installed_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="aucune langue n'est installée"):
        catalogue_of("en", tmp_path)
