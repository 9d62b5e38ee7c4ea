"""What callers of a line hear and obtain, period by period."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, render_template, request, url_for
from wtforms import FormField

from appliance.calls.text_lengths import SENTENCE
from appliance.company.model import Action, Behaviour, Company, Line
from appliance.company.names import line_words
from appliance.company.parts import with_line
from appliance.company.wording import LINES, place_at
from appliance.planning.hours import Period
from appliance.prompts.speech import SpeechError
from appliance.store.company_file import scalars
from web.announcements.listening import heard_before
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.lines.actions import ActionForm, action_facts, action_of, offer_choices
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.lines.drawing import behind_office
from web.settings.editing import EditForm, Editing, Page
from web.settings.field_text import read
from web.text_fields import Prose, plain

USUAL = Period.AFTER_HOURS.value
AS_USUAL = "comme pendant l'astreinte"


class PeriodForm(ActionForm):
    """An announcement, then one thing to do."""

    announcement = Prose("Annonce", render_kw={"rows": 3}, longest=SENTENCE)


class CourseForm(EditForm):
    """One part a period, by its name."""

    after_hours = FormField(PeriodForm, "Pendant l'astreinte")
    open = FormField(PeriodForm, "Pendant les heures ouvrées")
    holiday = FormField(PeriodForm, "Un jour férié")
    closure = FormField(PeriodForm, "Un jour de fermeture")


@pages.route("/lignes/<key>/deroulement", methods=["GET", "POST"])
@open_to(MANAGERS)
def course(key: str) -> Page:
    site = current_site()
    company, line = line_asked(site, key)
    if request.method == "POST" and (period := request.form.get("listen", "")) in line.behaviours:
        return heard_first(company, line, period)
    editing = Editing(
        site,
        template="lines/course.html",
        act=f"{line_words(line.name)} : déroulement",
        form=lambda now, **given: course_form(now, key, **given),
        facts=lambda now: course_facts(now.lines[key], now.country),
        edit=lambda now, form: with_course(now, key, form),
        done=lambda: (
            url_for("lines.one", key=key),
            f"{line.name} : c'est enregistré ; le prochain appel suit ce déroulement.",
        ),
    )
    return editing.answer(line=line, unanswered=unanswered_words(company, line))


def heard_first(company: Company, line: Line, period: str) -> Page:
    """The form as it was typed, with the voice that says the announcement of one period; nothing is saved."""
    form = course_form(company, line.id)
    place = place_at(company, f"{LINES}/{line.id}/{USUAL}") or abort(404)
    typed = " ".join((form[period].form.announcement.data or "").split()) if period in form else ""
    facts: dict[str, Any] = {"form": form, "line": line, "period": period}
    facts["unanswered"] = unanswered_words(company, line)
    try:
        if not typed:
            raise SpeechError("Écrivez d'abord l'annonce.")
        draft, remark = heard_before(place, typed)
    except SpeechError as error:
        return render_template("lines/course.html", unheard=str(error), **facts), 422
    return render_template("lines/course.html", draft=draft, remark=remark, **facts)


def unanswered_words(company: Company, line: Line) -> str:
    """What follows an office that does not answer, and whence: the part of the page that decides it."""
    return f"{behind_office(company, line)} (c'est ce que dit « Pendant l'astreinte »)"


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


def course_facts(line: Line, country: str) -> dict[str, Any]:
    """The form as the line is; what a period does as after hours is not said again."""
    usual = line.behaviours[Period.AFTER_HOURS]
    facts = {}
    for period, one in line.behaviours.items():
        if period is Period.AFTER_HOURS:
            facts[period.value] = period_facts(one.announcement, one.action, country)
        elif one == usual:
            facts[period.value] = period_facts(None, None, country)
        else:
            as_usual = one.action == usual.action and one.announcement
            facts[period.value] = period_facts(one.announcement, None if as_usual else one.action, country)
    return facts


def period_facts(announcement: str | None, action: Action | None, country: str) -> dict[str, Any]:
    return action_facts(action, country) | {"announcement": announcement or ""}


def with_course(company: Company, key: str, form: CourseForm) -> Company:
    """The line as the form says, period by period. Refused, in French."""
    line = company.lines[key]
    usual = behaviour_of(form[USUAL].form, company, line.behaviours[Period.AFTER_HOURS], None)
    behaviours = dict.fromkeys(Period, usual)
    for period in map(Period, parts(form)):
        if period is not Period.AFTER_HOURS:
            behaviours[period] = behaviour_of(form[period.value].form, company, line.behaviours[period], usual)
    return with_line(company, replace(line, behaviours=behaviours))


def behaviour_of(form: PeriodForm, company: Company, former: Behaviour, usual: Behaviour | None) -> Behaviour:
    """What is done in one period; as usual where the form says nothing. Refused, in French.

    An announcement that was written with the other apostrophe, and is not changed, is kept as it was.
    """
    announcement = read(form.announcement, scalars.spoken)
    if former.announcement and announcement == plain(former.announcement):
        announcement = former.announcement
    if usual is not None and not form.act.data:
        return usual if announcement is None else Behaviour(announcement, usual.action)
    return Behaviour(announcement, action_of(form, company))
