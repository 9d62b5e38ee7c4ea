"""Statistiques: how soon a human answers, when people call and in vain, who carries the load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from wtforms import SelectField
from wtforms.validators import Optional

from appliance.calls import alike, figures
from appliance.calls.accounting import last_resorts
from appliance.calls.figures import HOURS, WAITS
from appliance.company.names import agent_names, line_names, team_names
from appliance.planning import moments
from appliance.planning.months import month_of
from appliance.planning.wall_clock import midnight
from appliance.store.journal.agent_shares import agent_shares
from appliance.store.journal.counts import by_month, by_weekday, calls_alike, median_wait, summary_of
from appliance.store.journal.objectives_kept import objectives_kept
from web.calls.trends import four_figures, months_of
from web.frame import words
from web.frame.form_values import DayField
from web.frame.french_form import FrenchPart
from web.frame.gate import READERS, open_to
from web.frame.site import current_site, zone_of

SHADES = 4  # of the busiest slot
MONTHS = 12  # looked back on, this one included


class PeriodForm(FrenchPart):
    """Days, both included, and a line. In the address: it changes nothing, so it has no token."""

    du = DayField("Du", validators=[Optional()])
    au = DayField("Au, compris", validators=[Optional()])
    ligne = SelectField("Ligne", validate_choice=False)

    def settled(self, today: date) -> bool:
        """Whether its days can be, those left empty being the usual ones; what is wrong is told beside the last day."""
        if not self.validate():
            return False
        self.au.data = self.au.data or today
        self.du.data = self.du.data or self.au.data - timedelta(days=figures.USUAL_DAYS - 1)
        if timedelta(0) <= self.au.data - self.du.data < timedelta(days=figures.LONGEST_DAYS):
            return True
        self.au.errors = ("Le dernier jour doit suivre le premier, à un an au plus.",)
        return False


@dataclass(frozen=True)
class Bar:
    """One row: its words, its number, its length in hundredths of the longest, and by what the journal shows them."""

    words: str
    number: int
    length: int
    issue: str = ""


pages = Blueprint("statistics", __name__, template_folder="templates")  # `/statistiques`


@pages.get("/statistiques")
@open_to(READERS)
def page() -> str | tuple[str, int]:
    site = current_site()
    company = site.company()
    zone, form = zone_of(company), PeriodForm(request.args)
    lines = line_names(company)
    names = agent_names(company)
    form.ligne.choices = {"": "toutes"} | lines
    today = site.now().astimezone(zone).date()
    if not form.settled(today):
        return render_template("statistics/page.html", form=form, calls=None), 422
    since, until = midnight(form.du.data, zone.key), midnight(form.au.data + timedelta(days=1), zone.key)
    days = (form.au.data - form.du.data).days + 1
    earlier, line = midnight(form.du.data - timedelta(days=days), zone.key), form.ligne.data or None
    targets, database = figures.targets_of(company), site.database
    calls = calls_alike(database, since, until, line, targets)
    if not calls:
        return render_template("statistics/page.html", form=form, calls=0)
    this_month = month_of(site.now(), zone.key)
    year = [this_month.following(place) for place in range(1 - MONTHS, 1)]
    months = by_month(database, year, site.now(), line, zone.key, targets)
    shares = agent_shares(database, since, until, line, last_resorts(company) if company else {})
    ended, week = alike.outcomes(calls), by_weekday(database, since, until, line, zone.key)
    wanted = [line] if line else list(lines)
    aims = list(objectives_kept(database, company, since, until, calls, wanted)) if company else []
    return render_template(
        "statistics/page.html",
        form=form,
        calls=alike.number(calls),
        objectives=aims,
        many=len(aims) > 1,
        lines=lines,
        teams=team_names(company),
        lost=alike.lost(calls),
        lasted=days,
        figures=four_figures(
            alike.summary(calls, median_wait(database, since, until, line, calls)),
            summary_of(database, earlier, since, line, targets),
            days,
        ),
        months=months_of(months, this_month),
        waits=wait_bars(alike.waits(calls), alike.no_human(calls)),
        outcomes=bars({words.outcome_words(key): number for key, number in ended.items()}, list(ended)),
        week=week,
        shade=shader(week),
        days=moments.DAYS,
        hours=[f"{start} h" for start in range(0, 24, HOURS)],
        shares=[one for one in shares if one.agent in names],
        names=names,
    )


def bars(numbers: dict[str, int], issues: Sequence[str] = ()) -> list[Bar]:
    """In the order given; the longest takes the whole width. `issues`: by which the journal shows each."""
    most = max(numbers.values(), default=0) or 1
    shown = issues or [""] * len(numbers)
    return [
        Bar(said, number, round(100 * number / most), issue)
        for (said, number), issue in zip(numbers.items(), shown, strict=True)
    ]


def wait_bars(found: dict[int | None, int], never: int) -> list[Bar]:
    """The classes in words: « 15 s ou moins », « 16 à 30 s »…"""
    said = {}
    lower = 0
    for end in WAITS:
        said[f"{lower + 1} à {end} s" if lower else f"{end} s ou moins"] = found[end]
        lower = end
    return bars({**said, f"plus de {lower} s": found[None], "aucun humain": never})


def shader(week: list[list[figures.Slot]]) -> dict[int, int]:
    """The shade of each number of calls, from 0 (none) to SHADES (the busiest slot)."""
    numbers = {slot.calls for day in week for slot in day}
    most = max(numbers) or 1
    return {number: -(-SHADES * number // most) for number in numbers}
