"""An absence noted by whoever manages, of their own or as an agent asked for it: its holes are shown, and filled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import REASON
from appliance.checks.rostering import looked_at
from appliance.company.model import Company
from appliance.company.names import agent_names, of_name
from appliance.door.exceptions import LEAVE, HoleAsked, absent, holes_of_absence
from appliance.door.holes import Hole
from appliance.planning.coverage import presence
from appliance.planning.rota import away_between
from appliance.planning.team_plan import Absence, TeamPlan
from appliance.planning.wall_clock import midnight, wall_clock
from appliance.store.absences.requests import AbsenceRequest, Answer, Settled
from appliance.store.settings.changing import nothing_more
from web.frame.asking import sure, trouble_of
from web.frame.form_values import DayField
from web.frame.french_form import FrenchForm
from web.frame.gate import MANAGERS, account, open_to
from web.frame.site import current_site
from web.frame.words import days_from
from web.planning.absence_requests import answered, asked_here
from web.planning.pages import company_of, pages, save
from web.planning.planning_view import days_ahead
from web.settings.saving import Asked, Refused
from web.text_fields import Text

Page = str | Response | tuple[str, int]
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)

OTHER_DAYS = (
    "Ce ne sont plus la personne ni les jours demandés : remettez-les pour accepter la demande, ou refusez-la et notez "
    "l'absence à part."
)


class AbsenceForm(FrenchForm):
    """Local days, both included."""

    agent = SelectField("Intervenant", validate_choice=False)
    first = DayField("Premier jour", validators=[InputRequired("Donnez le premier jour.")])
    last = DayField("Dernier jour, compris", validators=[InputRequired("Donnez le dernier jour.")])
    reason = Text("Motif (facultatif)", longest=REASON)


@pages.route("/planning/absence", methods=["GET", "POST"])
@open_to(MANAGERS)
def absence() -> Page:
    site = current_site()
    company, wish = company_of(), asked_here()
    form = AbsenceForm(data=facts_of(wish) if wish and request.method == "GET" else None)
    form.agent.choices = agent_names(company)
    if request.method == "POST" and wish is None and request.args.get("demande"):
        return render_template("planning/absence.html", form=form, problems=[str(Settled())]), 409
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("planning/absence.html", form=form, wish=wish), status
    if form.agent.data not in company.agents:
        abort(400)
    asked = Absence(form.agent.data, day_of(form.first), day_of(form.last), (form.reason.data or "").strip())
    if wish is not None and (wish.agent_id, wish.first_day, wish.last_day) != (asked.agent, asked.first, asked.last):
        return render_template("planning/absence.html", form=form, wish=wish, problems=[OTHER_DAYS]), 422
    places = places_typed(company)
    try:
        save(
            lambda now: absent(now, asked, site.now(), sure(), places),
            act_of(company.agents[asked.agent].name, wish),
            along=(lambda: answered(wish, Answer.ACCEPTED)) if wish else nothing_more,
        )
    except Settled as error:
        return render_template("planning/absence.html", form=form, problems=[str(error)]), 409
    except (ValueError, Refused) as error:
        holes = error.holes if isinstance(error, HoleAsked) else holes_of_absence(company, asked, site.now())
        who = who_could(company, asked, site.now(), [hole.team for hole in holes])
        facts = trouble_of(error) | {"holes": holes, "who": who, "places": places, "wish": wish}
        return render_template("planning/absence.html", form=form, **facts), 422
    filled = [one for one in holes_of_absence(company, asked, site.now()) if places.get(one.team, LEAVE) != LEAVE]
    flash(" ".join(["L'absence est notée.", *(place_taken(company, one, places[one.team], asked) for one in filled)]))
    where = where_it_counts(company, asked, [one.team for one in filled])
    return redirect(url_for("planning.requests") if wish else where, code=303)


def who_could(company: Company, asked: Absence, now: datetime, teams: list[str]) -> dict[str, str]:
    """Who may take the place: whoever is there on all these days, or nobody where that would not be refused."""
    away = {asked.agent}.union(*(away_between(team.plan, asked.first, asked.last) for team in company.teams.values()))
    there = {key: one.name for key, one in company.agents.items() if key not in away}
    empty = {LEAVE: "personne : la place reste vide"} if not there or may_stay_empty(company, asked, now, teams) else {}
    return empty | there


def may_stay_empty(company: Company, asked: Absence, now: datetime, teams: list[str]) -> bool:
    """Whether the absence is taken with these holes in it; another question is not a refusal."""
    try:
        absent(company, asked, now, sure(), dict.fromkeys(teams, LEAVE))
    except Asked:
        return True
    except (Refused, ValueError):
        return False
    return True


def place_taken(company: Company, hole: Hole, by: str, absence: Absence) -> str:
    """« Sophie Lefèvre prend la place, équipe Encadrement, mardi 1ᵉʳ décembre 2026. »

    Its days are those of the absence: a night that ends on the next one is of the day on which it begins.
    """
    zone = company.teams[hole.team].plan.timezone
    start, end = (wall_clock(moment, zone) for moment in hole.span)
    days = days_from(start.date(), max(start.date(), min(absence.last, (end - INSTANT).date())))
    return f"{company.agents[by].name} prend la place, équipe {hole.team_name}, {days}."


def where_it_counts(company: Company, absence: Absence, filled: list[str]) -> str:
    """The planning, at these days, of the first team where a place is taken, else that misses who is absent.

    `company`: as it was without the absence; `filled`: the teams where somebody takes the place.
    """
    missing = (one for one in company.teams.values() if is_missed(one.plan, absence))
    team = company.teams[filled[0]] if filled else next(missing, None)
    own = (one for one in company.teams.values() if any(absence.agent in level for level in one.plan.levels))
    team = team or next(own, next(iter(company.teams.values())))
    ahead = days_ahead(wall_clock(current_site().now(), team.plan.timezone).date())
    month = None if absence.first <= ahead[-1] and absence.last >= ahead[0] else f"{absence.first:%Y-%m}"
    return url_for("planning.page", equipe=team.id, mois=month)


def is_missed(plan: TeamPlan, absence: Absence) -> bool:
    """Whether whoever is absent would be on call on these days."""
    start, end = midnight(absence.first, plan.timezone), midnight(absence.last + DAY, plan.timezone)
    return absence.agent in presence(plan, *looked_at(start, end))


def act_of(name: str, wish: AbsenceRequest | None) -> str:
    """For the journal of changes: « Absence de Claire Durand : sa propre demande, acceptée »."""
    if wish is None:
        return f"Absence {of_name(name)}"
    return f"Absence {of_name(name)} : {'sa propre demande, acceptée' if is_own(wish) else 'demande acceptée'}"


def is_own(wish: AbsenceRequest) -> bool:
    """Whether whoever answers is the one who asked: as alone as they may be to manage, it is told."""
    return wish.agent_id == account().agent


def facts_of(wish: AbsenceRequest) -> dict[str, Any]:
    """The form as the agent asked for it."""
    return {"agent": wish.agent_id, "first": wish.first_day, "last": wish.last_day, "reason": wish.reason}


def places_typed(company: Company) -> dict[str, str]:
    """Who takes the place of an absent agent in each team, as the form says it."""
    found = {team: request.form.get(f"place-{team}", "") for team in company.teams}
    return {team: by for team, by in found.items() if by == LEAVE or by in company.agents}


def day_of(field: DayField) -> date:
    """The day of a field that was found good."""
    assert field.data is not None  # noqa: S101 - InputRequired
    day: date = field.data
    return day
