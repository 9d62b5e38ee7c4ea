"""Mots urgents: those that make urgent a message that can wait, where messages are written down."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for

from appliance.calls.text_lengths import SEVERAL
from appliance.company.model import Company
from appliance.company.urgent_words import urgent_word
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.settings.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.settings.field_text import each
from web.text_fields import Prose, plain


class UrgentWordsForm(EditForm):
    """The words, a line each."""

    urgent_words = Prose(
        "Mots urgents, un par ligne", render_kw={"rows": 6, "placeholder": "fuite\nascenseur bloqué"}, longest=SEVERAL
    )


@pages.route("/reglages/mots-urgents", methods=["GET", "POST"])
@open_to(MANAGERS)
def urgent_words() -> Page:
    site = current_site()
    editing = Editing(
        site,
        template="settings/urgent_words.html",
        act="Mots urgents : modifiés",
        form=lambda now, **given: UrgentWordsForm(**given),
        facts=lambda now: {"urgent_words": "\n".join(now.urgent_words)},
        edit=with_urgent_words,
        done=lambda: (url_for("settings.page"), "C'est enregistré ; le prochain message transcrit en tient compte."),
    )
    return editing.answer(transcribed=site.config.transcription is not None)


def with_urgent_words(now: Company, form: UrgentWordsForm) -> Company:
    """The company with these words and no others; those that were there keep their apostrophe. Refused."""
    there = {plain(word): word for word in now.urgent_words}
    typed = each(form.urgent_words, urgent_word)
    return replace(now, urgent_words=tuple(there.get(word, word) for word in typed))
