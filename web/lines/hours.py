"""When a line is open: one field a day, as people write hours. The rest of the week is on call."""

from __future__ import annotations

from typing import Any

from flask import url_for

from appliance.calls.text_lengths import HOURS
from appliance.company.model import Line
from appliance.planning.days import IN_ENGLISH, hours_text
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.settings.file_items import item_of
from web.text_fields import Text

CLOSED = {"placeholder": "fermé", "autocomplete": "off"}


class HoursForm(EditForm):
    """« 09:00-12:30, 14:00-18:00 », day by day."""

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
        act=f"Ligne {line.name} : horaires",
        form=lambda now, **given: HoursForm(**given),
        facts=lambda now: hours_facts(now.lines[key]),
        change=lambda sections, form: fill(item_of(sections, "lines", key), form),
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


def fill(item: Any, form: HoursForm) -> None:
    """The hours of the line in the file; none: it is never open, and has nothing to do then."""
    days_by_hours: dict[tuple[str, ...], list[str]] = {}
    for day in IN_ENGLISH:
        if hours := tuple(one.strip() for one in (form[day].data or "").split(",") if one.strip()):
            days_by_hours.setdefault(hours, []).append(day)
    item.pop("opening_hours", None)
    if days_by_hours:
        item["opening_hours"] = {", ".join(days): list(hours) for hours, days in days_by_hours.items()}
    else:
        item.pop("open", None)
