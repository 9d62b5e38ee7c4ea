"""The days that are not ordinary: public holidays, days off and closures, of the company or of one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from flask import url_for
from wtforms import FieldList, FormField, SelectField

from appliance.calls.text_lengths import NAME, SHORT
from appliance.company.model import NO_HOLIDAYS, Company, Line
from appliance.company.names import line_words
from appliance.company.parts import with_line
from appliance.company.places import CALENDARS, calendar_name, with_own
from appliance.planning.hours import DatedDays, NamedDays, YearlyDays
from appliance.store.company_file import scalars
from web.frame.french_form import FrenchPart
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.settings.field_text import read
from web.settings.saving import Refused
from web.text_fields import Text
from web.typed.days import FAR_DAY, FIRST, LAST, DayOfYear, day_shown, read_day_of_year

EMPTY_ROWS = 1  # to add days in
NO_HOLIDAY = "aucun jour férié"
DAY = {"placeholder": "24/12/2026", "autocomplete": "off"}
KINDS = ("closures", "days_off")


class DaysForm(FrenchPart):
    """Some days, both ends included; without a year they come back every year."""

    first = Text("Du", render_kw=DAY, longest=SHORT)
    last = Text("Au", render_kw=DAY | {"placeholder": "le même jour"}, longest=SHORT)
    name = Text("Nom", render_kw={"placeholder": "Inventaire", "autocomplete": "off"}, longest=NAME)


class DaysOffForm(EditForm):
    """The days of the company, or those of a line beside the company's."""

    holidays = SelectField("Jours fériés")
    closures = FieldList(FormField(DaysForm), "Fermetures")
    days_off = FieldList(FormField(DaysForm), "Jours chômés et ponts")


@pages.route("/lignes/jours", methods=["GET", "POST"])
@open_to(MANAGERS)
def company_days() -> Page:
    return edited(
        "Jours fériés et fermetures",
        url_for("lines.page"),
        facts=days_facts,
        edit=lambda now, form: replace(now, **days_typed(form, scalars.holidays_code)),
    )


@pages.route("/lignes/<key>/jours", methods=["GET", "POST"])
@open_to(MANAGERS)
def line_days(key: str) -> Page:
    _, line = line_asked(current_site(), key)

    def edit(now: Company, form: DaysOffForm) -> Company:
        return with_line(now, replace(now.lines[key], **days_typed(form, scalars.line_holidays)))

    act, back = f"{line_words(line.name)} : jours fériés et fermetures", url_for("lines.one", key=key)
    return edited(act, back, facts=lambda now: days_facts(now.lines[key]), edit=edit, line=line)


def edited(
    act: str,
    back: str,
    facts: Callable[[Company], dict[str, Any]],
    edit: Callable[[Company, DaysOffForm], Company],
    line: Line | None = None,
) -> Page:
    """One page for both."""
    editing = Editing(
        current_site(),
        template="lines/days.html",
        act=act,
        form=lambda now, **given: days_form(now, line.id if line else None, **given),
        facts=facts,
        edit=edit,
        done=lambda: (back, "Les jours sont enregistrés ; le prochain appel en tient compte."),
    )
    return editing.answer(back=back, line=line)


def days_form(now: Company, line: str | None, **given: Any) -> DaysOffForm:
    """With the calendars to choose from; for a line, the company's first. KeyError: it is gone."""
    form = DaysOffForm(**given)
    if line is None:
        form.holidays.choices = {"": NO_HOLIDAY} | with_own(CALENDARS, now.holidays)
    else:
        company = {"": f"ceux de l'entreprise ({calendar_name(now.holidays)})", NO_HOLIDAYS: NO_HOLIDAY}
        own = now.lines[line].holidays
        form.holidays.choices = company | with_own(CALENDARS, None if own == NO_HOLIDAYS else own)
    return form


def days_facts(whose: Company | Line) -> dict[str, Any]:
    """The form as the days are, with room for more."""
    rows = {kind: [row_facts(one) for one in getattr(whose, kind)] + [{}] * EMPTY_ROWS for kind in KINDS}
    return {"holidays": whose.holidays or "", **rows}


def row_facts(days: NamedDays) -> dict[str, str]:
    """Days as people write them; a single day has no end."""
    if isinstance(days, DatedDays):
        first, last = day_shown(days.first), day_shown(days.last)
    else:
        first, last = (f"{day:02}/{month:02}" for month, day in (days.first, days.last))
    return {"first": first, "last": "" if last == first else last, "name": days.name}


def days_typed(form: DaysOffForm, calendar: Callable[[str], str]) -> dict[str, Any]:
    """What the form says, by the names of the facts; a row that is left empty is no day. Refused, in French."""
    rows = {kind: [row.form for row in form[kind] if any(row.form.data.values())] for kind in KINDS}
    found = {kind: tuple(named_days(row) for row in rows[kind]) for kind in KINDS}
    return {"holidays": read(form.holidays, calendar), **found}


def named_days(row: DaysForm) -> NamedDays:
    """One row, dated or of every year. Refused, in French."""
    name, first, last = read(row["name"], scalars.name), read(row.first, day_typed), read(row.last, day_typed)
    if name is None or first is None:
        raise Refused(["Un jour de fermeture ou chômé se donne avec son début et son nom."])
    last = last or first
    if first.year is None and last.year is None:
        return YearlyDays((first.month, first.day), (last.month, last.day), name)
    if first.year is None or last.year is None:
        raise Refused([f"« {name} » : écrivez l'année aux deux jours, ou à aucun."])
    return DatedDays(
        date(first.year, first.month, first.day),
        date(last.year, last.month, last.day),
        name,
    )


def day_typed(text: str) -> DayOfYear:
    """A day of this century, or of every year. ValueError, in French."""
    try:
        found = read_day_of_year(text)
    except ValueError:
        raise ValueError(f"« {text} » n'est pas un jour ; écrivez 24/12/2026, ou 24/12 pour tous les ans.") from None
    if found.year is not None and not FIRST.year <= found.year <= LAST.year:
        raise ValueError(FAR_DAY)
    return found
