"""Avant la nuit: the daily test, its hour, and who is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import url_for
from wtforms import BooleanField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import SEVERAL, SHORT
from appliance.company.model import Company
from appliance.store.company_file import scalars
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.settings.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.settings.field_text import each, needed, told_in, told_words
from web.text_fields import Lines, Text


class BeforeTheNightForm(EditForm):
    """Whether and when the box tests itself; who is responsible."""

    responsible = Lines(
        "Responsables, un par ligne", render_kw={"rows": 2, "placeholder": "astreinte@example.fr"}, longest=SEVERAL
    )
    daily_test = BooleanField("La machine s'essaie chaque jour, et dit si l'astreinte est prête")
    daily_test_call = BooleanField("Elle fait aussi un appel d'essai, qui sort par l'opérateur et revient")
    daily_test_at = Text(
        "À quelle heure", validators=[InputRequired("Donnez une heure.")], render_kw={"type": "time"}, longest=SHORT
    )


@pages.route("/reglages/avant-la-nuit", methods=["GET", "POST"])
@open_to(MANAGERS)
def before_the_night() -> Page:
    editing = Editing(
        current_site(),
        template="settings/before_the_night.html",
        act="Avant la nuit : modifié",
        form=lambda now, **given: BeforeTheNightForm(**given),
        facts=night_facts,
        edit=with_night,
        done=lambda: (url_for("settings.page"), "C'est enregistré."),
    )
    return editing.answer()


def night_facts(now: Company) -> dict[str, Any]:
    """The form as the company is."""
    return {
        "responsible": told_words(now, now.responsible),
        "daily_test": now.daily_test,
        "daily_test_call": now.daily_test_call,
        "daily_test_at": f"{now.daily_test_at:%H:%M}",
    }


def with_night(now: Company, form: BeforeTheNightForm) -> Company:
    """The company as the form says. Refused; ValueError, in French."""
    return replace(
        now,
        responsible=each(form.responsible, told_in(now)),
        daily_test=form.daily_test.data,
        daily_test_call=form.daily_test_call.data,
        daily_test_at=needed(form.daily_test_at, scalars.clock),
    )
