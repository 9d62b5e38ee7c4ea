"""The planning as it is looked at: a month or a week, of a team or of a line with all the teams that it calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from flask import render_template, request

from appliance.checks.rostering import pending_text
from appliance.company.model import Company, Line, Team
from appliance.company.names import agent_names
from appliance.planning.digests import digest
from appliance.planning.wall_clock import wall_clock
from web.frame.site import Site
from web.frame.words import clock_in
from web.planning.month import calling, days_of, days_shown, month_asked, month_words, neighbours, teams_of_line
from web.planning.scale import DAY
from web.planning.shifts import why
from web.planning.week import Block, asked_for, week_asked, week_of, week_text, week_words

PAST = timedelta(days=1)  # exceptions that ended so long ago are no more told


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
    if request.args.get("vue") == "semaine":
        return shown_week(site, company, view, **words)
    return shown_month(site, company, view, **words)


def shown_month(site: Site, company: Company, view: View, **words: object) -> str:
    team = view.teams[0]
    today = wall_clock(site.now(), team.plan.timezone).date()
    year, month = month_asked(request.args.get("mois", ""), today)
    before, after = neighbours(year, month)
    lines = [view.line] if view.line else calling(company, team.id)
    first = days_shown(year, month)[0] if (year, month) != (today.year, today.month) else today
    return render_template(
        "planning/page.html",
        days=days_of(company, [one.id for one in view.teams], lines, days_shown(year, month), month),
        title=month_words(year, month),
        month=f"{year}-{month:02}",
        week=week_text(first),
        before=before,
        after=after,
        today=today,
        **common_words(site, company, view),
        **words,
    )


def shown_week(site: Site, company: Company, view: View, **words: object) -> str:
    zone = view.teams[0].plan.timezone
    today = wall_clock(site.now(), zone).date()
    monday = week_asked(request.args.get("semaine", ""), today)
    weeks = [
        week_of(
            company,
            team,
            [view.line] if view.line else calling(company, team.id),
            monday,
            site.now(),
            hours=view.line is not None,
        )
        for team in view.teams
    ]
    return render_template(
        "planning/week.html",
        weeks=weeks,
        title=week_words(monday),
        week=week_text(monday),
        month=f"{monday + 3 * DAY:%Y-%m}",
        before=week_text(monday - 7 * DAY),
        after=week_text(monday + 7 * DAY),
        today=today,
        give_address=give_address,
        why=why,
        **common_words(site, company, view),
        **words,
    )


def give_address(team: Team, block: Block) -> str:
    """The form that gives what a block stands for, filled in. Asked for hundreds of times a page: no `url_for` each."""
    start, end = (clock_in(moment, team.plan.timezone) for moment in asked_for(block))
    whom = f"&de={quote(block.shift.agents[0])}" if len(block.shift.agents) == 1 else ""
    return f"{request.root_path}/planning/donner?equipe={quote(team.id)}{whom}&debut={start}&fin={end}&vue=semaine"


def common_words(site: Site, company: Company, view: View) -> dict[str, object]:
    """What the month and the week tell alike."""
    team = view.teams[0]
    recent, today = site.now() - PAST, wall_clock(site.now(), team.plan.timezone).date()
    return {
        "company": company,
        "view": view,
        "lines": [line for line in company.lines.values() if teams_of_line(company, line)],
        "team": team,
        "zone": team.plan.timezone,
        "names": agent_names(company),
        "overrides": [(one, digest(one)) for one in team.plan.overrides if one.end > recent],
        "absences": [(one, digest(one)) for one in team.plan.absences if one.last >= today],
        "swaps": [pending_text(company, team, one) for one in team.plan.swaps if one.pending],
    }
