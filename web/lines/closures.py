"""The days that are not ordinary: public holidays, days off and closures, of the company or of one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from wtforms import FieldList, FormField

from appliance.calls.text_lengths import NAME, SHORT
from appliance.company.model import NO_HOLIDAYS
from appliance.store.company_file.editing import Sections
from appliance.store.company_file.writer import sections_of
from web.frame.french_form import FrenchPart
from web.frame.gate import MANAGERS, open_to
from web.frame.site import Site, current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.settings.editing import EditForm, Editing, Page, by_file
from web.settings.file_items import item_of
from web.settings.saving import Refused
from web.text_fields import Text
from web.typed.days import read_day_of_year

EMPTY_ROWS = 2  # to add days in
DAY = {"placeholder": "24/12/2026 ou 24/12", "autocomplete": "off"}
IN_FILE = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)")
KINDS = ("closures", "days_off")


class DaysForm(FrenchPart):
    """Some days, both ends included; without a year they come back every year."""

    first = Text("Du", render_kw=DAY, longest=SHORT)
    last = Text("Au", render_kw=DAY | {"placeholder": "le même jour"}, longest=SHORT)
    name = Text("Nom", render_kw={"placeholder": "Inventaire", "autocomplete": "off"}, longest=NAME)


class DaysOffForm(EditForm):
    """The days of the company, or those of a line beside the company's."""

    holidays = Text(
        "Calendrier des jours fériés", render_kw={"autocomplete": "off", "list": "calendriers"}, longest=SHORT
    )
    closures = FieldList(FormField(DaysForm), "Fermetures")
    days_off = FieldList(FormField(DaysForm), "Jours chômés et ponts")


@pages.route("/lignes/jours", methods=["GET", "POST"])
@open_to(MANAGERS)
def company_days() -> Page:
    return edit(
        current_site(), lambda sections: sections["company"], "Jours fériés et fermetures", url_for("lines.page")
    )


@pages.route("/lignes/<key>/jours", methods=["GET", "POST"])
@open_to(MANAGERS)
def line_days(key: str) -> Page:
    site = current_site()
    _, line = line_asked(site, key)
    act, back = f"Ligne {line.name} : jours fériés et fermetures", url_for("lines.one", key=key)
    return edit(site, lambda sections: item_of(sections, "lines", key), act, back, line=line)


def edit(site: Site, part: Callable[[Sections], Any], act: str, back: str, **facts: Any) -> Page:
    """One page for both; `part`: where the days are in the file."""
    editing = Editing(
        site,
        template="lines/days.html",
        act=act,
        form=lambda now, **given: DaysOffForm(**given),
        facts=lambda now: days_facts(part(sections_of(now))),
        edit=by_file(lambda sections, form: fill(part(sections), form)),
        done=lambda: (back, "Les jours sont enregistrés ; le prochain appel en tient compte."),
    )
    return editing.answer(back=back, none=NO_HOLIDAYS, **({"line": None} | facts))


def days_facts(item: Mapping[str, Any]) -> dict[str, Any]:
    """The form as the file is, with room for more."""
    rows = {kind: [row_facts(one) for one in item.get(kind, [])] + [{}] * EMPTY_ROWS for kind in KINDS}
    return {"holidays": item.get("holidays", ""), **rows}


def row_facts(item: Mapping[str, Any]) -> dict[str, str]:
    """Days as people write them; a single day has no end."""
    first, last = in_french(str(item["from"])), in_french(str(item.get("to", item["from"])))
    return {"first": first, "last": "" if last == first else last, "name": item["name"]}


def in_french(day: str) -> str:
    """`2026-12-24` as 24/12/2026, `12-24` as 24/12."""
    found = IN_FILE.fullmatch(day)
    if found is None:
        return day
    year, month, number = found.groups()
    return "/".join([number, month] + ([year] if year else []))


def in_file(day: str) -> str:
    """24/12/2026 as `2026-12-24`, 24/12 as `12-24`. Refused, in French."""
    try:
        number, month, year = read_day_of_year(day)
    except ValueError:
        raise Refused([f"« {day} » n'est pas un jour ; écrivez 24/12/2026, ou 24/12 pour tous les ans."]) from None
    return "-".join(([str(year)] if year else []) + [f"{month:02}", f"{number:02}"])


def fill(item: Any, form: DaysOffForm) -> None:
    """The days in the file; a row that is left empty is no day. Refused, in French."""
    item.pop("holidays", None)
    if code := (form.holidays.data or "").strip():
        item["holidays"] = code
    for kind in KINDS:
        item.pop(kind, None)
        if rows := [row_item(row.form) for row in form[kind] if any(row.form.data.values())]:
            item[kind] = rows


def row_item(row: DaysForm) -> dict[str, str]:
    """One row as the file says it. Refused, in French."""
    if not (row.first.data or "").strip() or not (row.name.data or "").strip():
        raise Refused(["Un jour de fermeture ou chômé se donne avec son début et son nom."])
    item = {"from": in_file(row.first.data or "")}
    if (row.last.data or "").strip():
        item["to"] = in_file(row.last.data or "")
    return item | {"name": (row.name.data or "").strip()}
