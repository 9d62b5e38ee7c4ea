"""What callers of a line hear and obtain, period by period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from wtforms import FormField

from appliance.calls.text_lengths import SENTENCE
from appliance.company.model import Company
from appliance.planning.hours import Period
from appliance.store.company_file.writer import sections_of
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.lines.actions import ActionForm, action_facts, fill_action, offer_choices
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.settings.editing import EditForm, Editing, Page, by_file
from web.settings.file_items import item_of
from web.text_fields import Lines

USUAL = Period.AFTER_HOURS.value
AS_USUAL = "comme pendant l'astreinte"


class PeriodForm(ActionForm):
    """An announcement, then one thing to do."""

    announcement = Lines("Annonce", render_kw={"rows": 3}, longest=SENTENCE)


class CourseForm(EditForm):
    """One part a period, by its name in the file."""

    after_hours = FormField(PeriodForm, "Pendant l'astreinte")
    open = FormField(PeriodForm, "Pendant les heures ouvrées")
    holiday = FormField(PeriodForm, "Un jour férié")
    closure = FormField(PeriodForm, "Un jour de fermeture")


@pages.route("/lignes/<key>/deroulement", methods=["GET", "POST"])
@open_to(MANAGERS)
def course(key: str) -> Page:
    site = current_site()
    _, line = line_asked(site, key)
    editing = Editing(
        site,
        template="lines/course.html",
        act=f"Ligne {line.name} : déroulement",
        form=lambda now, **given: course_form(now, key, **given),
        facts=lambda now: course_facts(item_of(sections_of(now), "lines", key)),
        edit=by_file(lambda sections, form: fill(item_of(sections, "lines", key), form)),
        done=lambda: (
            url_for("lines.one", key=key),
            f"{line.name} : c'est enregistré ; le prochain appel suit ce déroulement.",
        ),
    )
    return editing.answer(line=line)


def course_form(company: Company, key: str, **given: Any) -> CourseForm:
    """With what this company may do; without the opening hours of a line that has none."""
    form = CourseForm(**given)
    if not company.lines[key].opening_hours:
        del form.open
    for part in parts(form):
        offer_choices(form[part].form, company, None if part == USUAL else AS_USUAL, say=False)
    return form


def parts(form: CourseForm) -> list[str]:
    return [period.value for period in Period if period.value in form]


def course_facts(item: Mapping[str, Any]) -> dict[str, Any]:
    """The form as the line is; what a period does as after hours is not said again."""
    usual = action_facts(item[USUAL])
    facts = {}
    for period in Period:
        told = item.get(period.value, {})
        action = action_facts(told)
        if period.value != USUAL and action == usual:
            action = action_facts(None)
        facts[period.value] = action | {"announcement": told.get("announcement", "")}
    return facts


def fill(item: Any, form: CourseForm) -> None:
    """Each period's keys in the file. Refused, in French."""
    for part in parts(form):
        told = item.setdefault(part, {})
        told.pop("announcement", None)
        if text := (form[part].form.announcement.data or "").strip():
            told["announcement"] = text
        fill_action(told, form[part].form)
        if not told:
            del item[part]
