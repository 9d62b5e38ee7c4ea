"""La voix: where announcements may be spoken, and how the sentences of the product are."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for
from wtforms import SelectField

from appliance.company.model import Company
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.settings.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.settings.machine_facts import SENTENCE_WORDS, VOICE_WORDS

SENTENCES = {"yes": SENTENCE_WORDS[True], "": SENTENCE_WORDS[False]}
VOICES = {"": "celle que dit la machine", "yes": "hors ligne seulement : aucun texte n'est envoyé ailleurs"}


class VoiceForm(EditForm):
    """Two choices: of what is the company's own, and of what ships."""

    offline_voice = SelectField("Voix des annonces", choices=VOICES)
    neural_sentences = SelectField("Phrases du produit", choices=SENTENCES)


@pages.route("/reglages/voix", methods=["GET", "POST"])
@open_to(MANAGERS)
def voice() -> Page:
    site = current_site()
    editing = Editing(
        site,
        template="settings/voice.html",
        act="Voix : modifiée",
        form=lambda now, **given: VoiceForm(**given),
        facts=lambda now: {name: "yes" if getattr(now, name) else "" for name in ("offline_voice", "neural_sentences")},
        edit=with_voice,
        done=lambda: (url_for("settings.page"), "C'est enregistré ; le prochain appel en tient compte."),
    )
    return editing.answer(machine_voice=VOICE_WORDS[site.config.speech_engine])


def with_voice(now: Company, form: VoiceForm) -> Company:
    """The company spoken for as the form says."""
    return replace(now, offline_voice=bool(form.offline_voice.data), neural_sentences=bool(form.neural_sentences.data))
