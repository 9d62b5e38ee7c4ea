"""When a line is open: one field a day, as people write hours. The rest of the week is on call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import url_for

from appliance.calls.text_lengths import HOURS
from appliance.company.hours import in_week_order
from appliance.company.model import Company, Line
from appliance.company.names import line_words
from appliance.company.parts import with_line
from appliance.door.questions import unanswered
from appliance.door.refusing import Question, Refused
from appliance.planning.days import IN_ENGLISH, hours_text
from appliance.planning.hours import Period, WeeklyWindow
from web.frame.asking import sure
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.text_fields import Text
from web.typed.hours import Window, odd_hours, read_hours

MEANT = "meant"
CLOSED = {"placeholder": "fermé", "autocomplete": "off"}


class HoursForm(EditForm):
    """« 8h-12h30, 13h30-18h », day by day."""

    mon = Text("Lundi", render_kw=CLOSED, longest=HOURS)
    tue = Text("Mardi", render_kw=CLOSED, longest=HOURS)
    wed = Text("Mercredi", render_kw=CLOSED, longest=HOURS)
    thu = Text("Jeudi", render_kw=CLOSED, longest=HOURS)
    fri = Text("Vendredi", render_kw=CLOSED, longest=HOURS)
    sat = Text("Samedi", render_kw=CLOSED, longest=HOURS)
    sun = Text("Dimanche", render_kw=CLOSED, longest=HOURS)


@pages.route("/lignes/<key>/horaires", methods=["GET", "POST"])
@open_to(MANAGERS)
def hours(key: str) -> Page:
    site = current_site()
    _, line = line_asked(site, key)
    editing = Editing(
        site,
        template="lines/hours.html",
        act=f"{line_words(line.name)} : horaires",
        form=lambda now, **given: HoursForm(**given),
        facts=lambda now: hours_facts(now.lines[key]),
        edit=lambda now, form: with_hours(now, key, form),
        done=lambda: (
            url_for("lines.one", key=key),
            f"{line.name} : les horaires sont enregistrés ; le prochain appel les suit.",
        ),
    )
    return editing.answer(line=line)


def hours_facts(line: Line) -> dict[str, str]:
    """The form as the line is."""
    return {
        name: ", ".join(hours_text(window.start, window.end) for window in line.opening_hours if number in window.days)
        for number, name in enumerate(IN_ENGLISH)
    }


def typed_hours(form: HoursForm) -> dict[str, tuple[Window, ...]]:
    """Day by day; Asked about ends before their start and windows that overlap. Refused, in French."""
    try:
        found = {day: read_hours(form[day].data or "") for day in IN_ENGLISH}
    except ValueError as error:
        raise Refused([str(error)]) from None
    days_by_odd: dict[str, list[str]] = {}
    for day, windows in found.items():
        for odd in odd_hours(windows):
            days_by_odd.setdefault(odd, []).append(form[day].label.text)
    unanswered([asked_about(odd, days) for odd, days in days_by_odd.items()], sure())
    return found


def asked_about(odd: str, days: list[str]) -> Question:
    """« Lundi, mardi : « 18h-8h » finit le lendemain. Est-ce bien ce que vous voulez ? »"""
    return Question(f"{', '.join(days)} : {odd}. Est-ce bien ce que vous voulez ?", ((MEANT, "Oui, c'est bien cela"),))


def with_hours(company: Company, key: str, form: HoursForm) -> Company:
    """The line with these hours; without any it is never open, and does nothing of its own then. Refused, Asked."""
    line, windows = company.lines[key], weekly(typed_hours(form))
    behaviours = line.behaviours
    if not windows:
        behaviours = {**behaviours, Period.OPEN: behaviours[Period.AFTER_HOURS]}
    return with_line(company, replace(line, opening_hours=windows, behaviours=behaviours))


def weekly(typed: Mapping[str, tuple[Window, ...]]) -> tuple[WeeklyWindow, ...]:
    """Days that have the same hours are one window of each."""
    days_by_hours: dict[tuple[Window, ...], set[int]] = {}
    for day, windows in typed.items():
        days_by_hours.setdefault(windows, set()).add(IN_ENGLISH.index(day))
    return in_week_order(
        WeeklyWindow(frozenset(days), start, end) for hours, days in days_by_hours.items() for start, end in hours
    )
