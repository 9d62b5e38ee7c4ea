"""When a line is open, and by whose clock: one field a day, as people write hours. The rest of the week is on call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from wtforms import BooleanField, SelectField

from appliance.calls.text_lengths import HOURS
from appliance.company.hours import in_week_order
from appliance.company.model import Company, Line
from appliance.company.names import line_words
from appliance.company.parts import with_line
from appliance.company.places import ZONES, with_own, zone_choice
from appliance.door.questions import unanswered
from appliance.door.refusing import Question, Refused
from appliance.planning.days import IN_ENGLISH
from appliance.planning.hours import Period, WeeklyWindow
from appliance.store.company_file import scalars
from web.frame.asking import sure
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.text_fields import Text
from web.typed.hours import Window, hours_shown, like_which, odd_hours, read_hours

MEANT = "meant"
CLOSED = {"placeholder": "fermé", "autocomplete": "off"}
LATER = CLOSED | {"list": "like"}  # a day that may be like Monday, in one press


def rest_of(day: str) -> str:
    """The box that says that a day is one of rest."""
    return f"rest_{day}"


class HoursForm(EditForm):
    """« 8h-12h30, 13h30-18h », day by day, and the days of rest, whichever they are here."""

    timezone = SelectField("Ces horaires sont à l'heure de")

    mon = Text("Lundi", render_kw=CLOSED, longest=HOURS)
    tue = Text("Mardi", render_kw=LATER, longest=HOURS)
    wed = Text("Mercredi", render_kw=LATER, longest=HOURS)
    thu = Text("Jeudi", render_kw=LATER, longest=HOURS)
    fri = Text("Vendredi", render_kw=LATER, longest=HOURS)
    sat = Text("Samedi", render_kw=LATER, longest=HOURS)
    sun = Text("Dimanche", render_kw=LATER, longest=HOURS)


for _day in IN_ENGLISH:
    setattr(HoursForm, rest_of(_day), BooleanField("Repos"))


@pages.route("/lignes/<key>/horaires", methods=["GET", "POST"])
@open_to(MANAGERS)
def hours(key: str) -> Page:
    site = current_site()
    _, line = line_asked(site, key)
    editing = Editing(
        site,
        template="lines/hours.html",
        act=f"{line_words(line.name)} : horaires",
        form=lambda now, **given: hours_form(now.lines[key], **given),
        facts=lambda now: hours_facts(now.lines[key]),
        edit=lambda now, form: with_hours(now, key, form),
        done=lambda: (
            url_for("lines.one", key=key),
            f"{line.name} : les horaires sont enregistrés ; le prochain appel les suit.",
        ),
    )
    return editing.answer(line=line, days=IN_ENGLISH)


def hours_form(line: Line, **given: Any) -> HoursForm:
    """With the clocks to choose from."""
    form = HoursForm(**given)
    form.timezone.choices = {code: zone_choice(code) for code in with_own(ZONES, line.timezone)}
    return form


def hours_facts(line: Line) -> dict[str, Any]:
    """The form as the line is: of one that opens, a day without hours is a day of rest."""
    facts: dict[str, Any] = {"timezone": line.timezone}
    for number, day in enumerate(IN_ENGLISH):
        windows = [(one.start, one.end) for one in line.opening_hours if number in one.days]
        facts |= {day: hours_shown(sorted(windows)), rest_of(day): bool(line.opening_hours) and not windows}
    return facts


def typed_hours(form: HoursForm, former: Line) -> dict[str, tuple[Window, ...]]:
    """Day by day; Asked about ends before their start and windows that overlap, which are not there yet. Refused, in
    French.

    A day that is made one of rest loses its hours; one of rest that is given hours is one no more.
    """
    rested = hours_facts(former)
    found, wrong = dict[str, tuple[Window, ...]](), list[str]()
    for day in IN_ENGLISH:
        try:
            found[day] = hours_of_day(form, day, rested)
        except ValueError as error:
            form[day].errors = [str(error)]
            wrong.append(f"{form[day].label.text} : {error}")
    if wrong:
        raise Refused(wrong)
    days_by_odd: dict[str, list[str]] = {}
    for day, windows in found.items():
        for odd in odd_hours(windows) if hours_shown(windows) != rested[day] else ():
            days_by_odd.setdefault(odd, []).append(form[day].label.text)
    unanswered([asked_about(odd, days) for odd, days in days_by_odd.items()], sure())
    return found


def hours_of_day(
    form: HoursForm, day: str, rested: Mapping[str, Any], through: tuple[str, ...] = ()
) -> tuple[Window, ...]:
    """Those of one day, or of the day that it is to be like. ValueError, in French."""
    if form[rest_of(day)].data and not rested[rest_of(day)]:
        return ()
    text = form[day].data or ""
    like = like_which(text, [form[one].label.text for one in IN_ENGLISH])
    if like is None:
        return read_hours(text)
    if IN_ENGLISH[like] in (day, *through):
        raise ValueError(f"« {text} » : ces jours renvoient l'un à l'autre ; écrivez les heures de l'un d'eux.")
    return hours_of_day(form, IN_ENGLISH[like], rested, (day, *through))


def asked_about(odd: str, days: list[str]) -> Question:
    """« Lundi, mardi : « 18h-8h » finit le lendemain. Est-ce bien ce que vous voulez ? »"""
    return Question(f"{', '.join(days)} : {odd}. Est-ce bien ce que vous voulez ?", ((MEANT, "Oui, c'est bien cela"),))


def with_hours(company: Company, key: str, form: HoursForm) -> Company:
    """The line with these hours; without any it is never open, and does nothing of its own then. Refused, Asked."""
    line = company.lines[key]
    windows = weekly(typed_hours(form, line))
    behaviours = line.behaviours
    if not windows:
        behaviours = {**behaviours, Period.OPEN: behaviours[Period.AFTER_HOURS]}
    timezone = scalars.zone(form.timezone.data)
    return with_line(company, replace(line, timezone=timezone, opening_hours=windows, behaviours=behaviours))


def weekly(typed: Mapping[str, tuple[Window, ...]]) -> tuple[WeeklyWindow, ...]:
    """Days that have the same hours are one window of each."""
    days_by_hours: dict[tuple[Window, ...], set[int]] = {}
    for day, windows in typed.items():
        days_by_hours.setdefault(windows, set()).add(IN_ENGLISH.index(day))
    return in_week_order(
        WeeklyWindow(frozenset(days), start, end) for hours, days in days_by_hours.items() for start, end in hours
    )
