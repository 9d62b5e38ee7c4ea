"""Statistiques: how soon a human answers, when people call and in vain, who carries the load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, render_template, request
from wtforms import SelectField
from wtforms.validators import Optional

from appliance.calls import figures
from appliance.calls.accounting import last_resorts
from appliance.calls.figures import HOURS, WAITS
from appliance.calls.objectives import objectives
from appliance.company.names import agent_names, line_names, team_names
from appliance.planning import moments
from appliance.planning.months import month_of
from appliance.planning.wall_clock import midnight
from appliance.store.journal.agent_shares import agent_shares
from appliance.store.journal.figures import past_calls, ways_of
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
    earlier, this_month = midnight(form.du.data - timedelta(days=days), zone.key), month_of(site.now(), zone.key)
    year_ago = this_month.following(1 - MONTHS).start(zone.key)
    known = past_calls(site.database, min(earlier, year_ago), max(until, site.now()), form.ligne.data or None)
    calls, before = within(known, since, until), within(known, earlier, since)
    months, targets = within(known, year_ago, site.now()), figures.targets_of(company)
    behind = last_resorts(company) if company else {}
    shares = agent_shares(site.database, since, until, form.ligne.data or None, behind)
    ended = figures.outcomes(calls)
    wanted = [form.ligne.data] if form.ligne.data else list(lines)
    ways = ways_of(site.database, since, until)
    aims = list(objectives(company, calls, ways, wanted)) if company else []
    return render_template(
        "statistics/page.html",
        form=form,
        calls=calls,
        objectives=aims,
        many=len(aims) > 1,
        lines=lines,
        teams=team_names(company),
        lost=Counter(call.line for call in calls if call.in_vain),
        lasted=days,
        figures=four_figures(figures.summary(calls, targets), figures.summary(before, targets), days),
        months=months_of(months, this_month, zone.key, targets),
        waits=wait_bars(figures.waits(calls), sum(call.connected is None for call in calls)),
        outcomes=bars({words.outcome_words(key): number for key, number in ended.items()}, list(ended)),
        week=figures.by_weekday(calls, zone.key),
        shade=shader(figures.by_weekday(calls, zone.key)),
        days=moments.DAYS,
        hours=[f"{start} h" for start in range(0, 24, HOURS)],
        shares=[one for one in shares if one.agent in names],
        names=names,
    )


def within(calls: list[figures.PastCall], since: datetime, until: datetime) -> list[figures.PastCall]:
    """Those that began in [since, until)."""
    return [call for call in calls if since <= call.began < until]


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
