"""Langues: what is ready in each language, and the company's texts in those that its lines offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, url_for
from wtforms import FieldList, FormField

from appliance.calls.text_lengths import SENTENCE, SHORT
from appliance.calls.translating import instructions_to_translate, to_translate
from appliance.company.model import Company, Translation
from appliance.company.tongues import translated
from appliance.company.wording import places
from appliance.prompts.languages import KNOWN, LANGUAGES
from appliance.store.company_file import scalars
from web.announcements.written_languages import written
from web.frame.french_form import FrenchPart
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.settings.editing import EditForm, Editing, Page
from web.settings.field_text import read
from web.text_fields import Carried, Lines


class TextForm(FrenchPart):
    """One text of the company in one language. `text`: as it is written; `language`: the code."""

    language = Carried(longest=SHORT)
    text = Carried(longest=SENTENCE)
    said = Lines("Ce que l'on entend", render_kw={"rows": 3, "class": "prose"}, longest=SENTENCE)


class LanguagesForm(EditForm):
    """Each text in each language in which it is heard."""

    texts = FieldList(FormField(TextForm), "Textes")


pages = Blueprint("languages", __name__, template_folder="templates")


@pages.route("/annonces/langues", methods=["GET", "POST"])
@open_to(MANAGERS)
def page() -> Page:
    company = current_site().company()
    editing = Editing(
        current_site(),
        template="sentences/languages.html",
        act="Textes dans une autre langue : modifiés",
        form=lambda now, **given: LanguagesForm(**given),
        facts=texts_facts,
        edit=with_texts,
        done=lambda: (url_for("languages.page"), "C'est enregistré ; le prochain appel en tient compte."),
    )
    names = {code: language.name for code, language in LANGUAGES.items()}
    known = [written(language, company) for language in KNOWN.values()]
    return editing.answer(known=known, where=where_said(company), names=names)


def heard(company: Company) -> list[tuple[str, str]]:
    """Each text that is heard in another language than its own: that language, by its code, and the text."""
    wanted = [*(to_translate(company, line) for line in company.lines.values()), instructions_to_translate(company)]
    return [(code, text) for one in wanted for code, texts in one.items() for text in texts]


def texts_facts(now: Company) -> dict[str, Any]:
    """A row a text and language: those that may be heard, then those that nobody hears any more."""
    rows = dict.fromkeys([*heard(now), *((one.language, one.text) for one in now.translations)])
    said = [(code, text, translated(now, text, code) or "") for code, text in rows]
    return {"texts": [{"language": code, "text": text, "said": words} for code, text, words in said]}


def where_said(company: Company | None) -> dict[tuple[str, str], str]:
    """Where each text is heard, for those that are in some language of the company's; by language and text."""
    if company is None:
        return {}
    named = {place.text: f"{place.group}, {place.words}" for place in reversed(places(company)) if place.own}
    to_agents = {(code, text) for code, texts in instructions_to_translate(company).items() for text in texts}
    return {
        (code, text): named.get(text, "Consignes" if (code, text) in to_agents else "Information")
        for code, text in heard(company)
    }


def with_texts(now: Company, form: LanguagesForm) -> Company:
    """The company with these texts, each in its place; an empty one is said no more in that language.

    Refused; ValueError, in French.
    """
    typed = {
        (row.form.language.data or "", row.form.text.data or ""): read(row.form.said, scalars.spoken)
        for row in form.texts
    }
    said = {(one.language, one.text): one.said for one in now.translations}
    said |= {key: words or "" for key, words in typed.items() if key[0] in LANGUAGES or key in said}
    return replace(now, translations=tuple(Translation(*key, words) for key, words in said.items() if words))
