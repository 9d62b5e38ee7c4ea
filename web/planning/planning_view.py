"""The planning as it is looked at: a month or a week, of a team or of a line with all the teams that it calls."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from urllib.parse import quote

from flask import render_template, request

from appliance.checks.rostering import pending_text
from appliance.company.model import Company, Line, Team
from appliance.company.names import agent_names
from appliance.door.exception_words import override_words
from appliance.planning.digests import digest
from appliance.planning.wall_clock import midnight, wall_clock
from web.frame.gate import MANAGERS, account
from web.frame.site import Site
from web.frame.words import clock_in
from web.planning.bands import Band, Bar, band_of
from web.planning.elsewhere import elsewhere
from web.planning.exception_words import short_days
from web.planning.month import calling, days_shown, month_asked, month_words, neighbours, teams_of_line
from web.planning.people import colours_of, given_names, letters_of
from web.planning.repeats import ONE_BY_ONE, key_of, quiet_words, repeated
from web.planning.rosters import roster_of, until
from web.planning.scale import DAY
from web.planning.shifts import why
from web.planning.still_to_publish import published_of
from web.planning.week import days_words, week_asked, week_text, week_words

begins, begins_on = attrgetter("start"), attrgetter("first")
PAST = timedelta(days=1)  # exceptions that ended so long ago are no more told
WEEKS = 5  # about a month
LEGEND = {
    "hole": "personne d'astreinte",
    "lack": "personne au premier niveau",
    "override": "remplacement",
    "swap": "échange",
    "added": "ajout",
    "away": "absence",
    "holiday": "jour férié ou chômé",
    "closure": "fermeture",
}
WORDS = (9, 13, 17)  # letters of a name: web/static/planning.css says what room they need


@dataclass(frozen=True)
class View:
    """What is looked at. `line`: set when a line was chosen; `teams` are then those that it calls."""

    teams: list[Team]
    line: Line | None = None

    @property
    def name(self) -> str:
        return f"de la ligne {self.line.name}" if self.line else self.teams[0].name

    @property
    def query(self) -> dict[str, str]:
        return {"ligne": self.line.id} if self.line else {"equipe": self.teams[0].id}


def view_asked(company: Company) -> View:
    """The line or the team in the address, else the first team."""
    line = company.lines.get(request.args.get("ligne", ""))
    if line and (teams := [company.teams[team] for team in teams_of_line(company, line)]):
        return View(teams, line)
    return View([team_asked(company)])


def team_asked(company: Company) -> Team:
    """The team in the address, else the first."""
    return company.teams.get(request.args.get("equipe", "")) or next(iter(company.teams.values()))


def shown(site: Site, company: Company, **words: object) -> str:
    """The page that the address asks for."""
    view = view_asked(company)
    today = wall_clock(site.now(), view.teams[0].plan.timezone).date()
    drawn = drawn_for(today)
    days = drawn.days
    zone = view.teams[0].plan.timezone
    start, end = midnight(days[0], zone), midnight(days[-1] + DAY, zone)
    lines = {team.id: [view.line] if view.line else calling(company, team.id) for team in view.teams}
    rosters = [roster_of(company, team, lines[team.id], start, end) for team in view.teams]
    names = agent_names(company)
    bands = [
        band_of(
            company,
            rosters,
            lines[view.teams[0].id],
            days[first : first + 7],
            site.now(),
            month=drawn.month,
            hours=view.line if drawn.by_week else None,
            each_day=drawn.by_week,
        )
        for first in range(0, len(days), 7)
    ]
    people = list(dict.fromkeys(agent for one in rosters for agent in one.people))
    alike = ONE_BY_ONE if drawn.by_week else repeated(bands, today)
    return render_template(
        "planning/page.html",
        drawn=drawn,
        bands=bands,
        legend=legend_of(bands),
        alike=alike,
        key_of=key_of,
        quiet=quiet_words(bands, today, alike),
        rosters=rosters,
        now=[(one, one.now(site.now())) for one in rosters] if days[0] <= today <= days[-1] else [],
        today=today,
        folded=days[0] < today <= days[-1] and "passe" not in request.args,
        names=names,
        colours=colours_of(company),
        letters=letters_of(people, names),
        short=given_names(people, names),
        told_below=days[0] <= today <= days[-1] and "passe" not in request.args,
        leveled={one.team.id for one in rosters if len(one.levels) > 1},
        moment=site.now(),
        give=give_address,
        word_class=word_class,
        until=until,
        why=why,
        missing=LEGEND,
        explained={bar.team.id for bar in bars_of(bands) if why(bar.shift, names)},
        elsewhere=None if view.line else elsewhere(company, view.teams[0].id),
        **common_words(site, company, view),
        **words,
    )


def bars_of(bands: list[Band]) -> Iterator[Bar]:
    """Each once, where it begins."""
    return (bar for band in bands for column in band.columns for bar in column.bars)


def legend_of(bands: list[Band]) -> dict[str, str]:
    """The signs that these days bear, and what they mean."""
    columns = [column for band in bands for column in band.columns]
    seen = {bar.shift.kind for column in columns for bar in (*column.bars, *column.held)}
    seen |= {tag.kind for column in columns for tag in column.tags}
    return {kind: words for kind, words in LEGEND.items() if kind in seen}


@dataclass(frozen=True)
class Drawn:
    """The days that are drawn, and where one goes from there. `month`: of the year, where a whole one is shown."""

    days: list[date]
    title: str
    week: str
    month_text: str
    before: str
    after: str
    month: int | None = None
    by_week: bool = False

    @property
    def place(self) -> dict[str, str]:
        """What the address says of it: nothing, of what opens on today."""
        if self.by_week:
            return {"vue": "semaine", "semaine": self.week}
        return {"mois": self.month_text} if self.month is not None else {}


def drawn_for(today: date) -> Drawn:
    """The week or the month in the address; where it names none, what opens on today."""
    if request.args.get("vue") == "semaine":
        return week_drawn(today)
    return month_drawn(today) if "mois" in request.args else weeks_drawn(today)


def days_ahead(today: date) -> list[date]:
    """This week and the four that follow: what opens where the address names no month."""
    monday = today - today.weekday() * DAY
    return [monday + number * DAY for number in range(7 * WEEKS)]


def weeks_drawn(today: date) -> Drawn:
    """The days ahead."""
    days = days_ahead(today)
    before, after = f"{days[0] - DAY:%Y-%m}", f"{days[-1] + DAY:%Y-%m}"
    return Drawn(days, days_words(days[0], days[-1]), week_text(today), f"{today:%Y-%m}", before, after)


def month_drawn(today: date) -> Drawn:
    """The month in the address, else that of today; its week is today's where it holds today."""
    year, month = month_asked(request.args.get("mois", ""), today)
    days = days_shown(year, month)
    before, after = neighbours(year, month)
    week = week_text(today if (year, month) == (today.year, today.month) else days[0])
    return Drawn(days, month_words(year, month), week, f"{year}-{month:02}", before, after, month)


def week_drawn(today: date) -> Drawn:
    """The week in the address, else that of today."""
    monday = week_asked(request.args.get("semaine", ""), today)
    days = [monday + number * DAY for number in range(7)]
    before, after = week_text(monday - 7 * DAY), week_text(monday + 7 * DAY)
    return Drawn(days, week_words(monday), week_text(monday), f"{days[3]:%Y-%m}", before, after, by_week=True)


def give_address(bar: Bar, by_week: bool) -> str:
    """The form that gives what a bar stands for, filled in. Asked for hundreds of times a page: no `url_for` each."""
    team, agents = bar.team, bar.shift.agents
    start, end = (clock_in(moment, team.plan.timezone) for moment in bar.asked)
    whom = f"&de={quote(agents[0])}" if len(agents) == 1 else ""
    back = "&vue=semaine" if by_week else ""
    return f"{request.root_path}/planning/donner?equipe={quote(team.id)}{whom}&debut={start}&fin={end}{back}"


def word_class(words: str) -> int:
    """How much room a name needs on one line: one of the four of web/static/planning.css."""
    return 1 + bisect_left(WORDS, len(words))


def common_words(site: Site, company: Company, view: View) -> dict[str, object]:
    """What the month and the week tell alike."""
    team = view.teams[0]
    lines = [view.line] if view.line else calling(company, team.id)
    recent, today = site.now() - PAST, wall_clock(site.now(), team.plan.timezone).date()
    return {
        "company": company,
        "view": view,
        "lines": [line for line in company.lines.values() if teams_of_line(company, line)],
        "team": team,
        "published": published_of(site, company, lines, site.now()) if account().role in MANAGERS else None,
        "published_line": lines[0].id if lines else None,
        "zone": team.plan.timezone,
        "overrides": [(one, digest(one)) for one in sorted(team.plan.overrides, key=begins) if one.end > recent],
        "override_words": override_words,
        "short_days": short_days,
        "absences": [(one, digest(one)) for one in sorted(team.plan.absences, key=begins_on) if one.last >= today],
        "swaps": [pending_text(company, team, one) for one in team.plan.swaps if one.pending],
    }
