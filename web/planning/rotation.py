"""What makes a team's planning week after week: its rotations and its weekly shifts, shown, added, changed, removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Generic, TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from appliance.company.model import Company, Team
from appliance.company.names import agent_names
from appliance.door.weekly_shifts import TOO_LATE, soonest, with_rotations, with_shifts
from appliance.planning.moments import DAYS
from appliance.planning.rotation_groups import Turns, turns_in
from appliance.planning.wall_clock import wall_clock
from web.frame.gate import MANAGERS, READERS, open_to
from web.frame.seen import Meanwhile, Seen, token
from web.frame.site import current_site
from web.planning.planning_view import team_asked
from web.planning.rotation_form import (
    SPARE_PLACES,
    RotationForm,
    ShiftForm,
    agents_typed,
    days_typed,
    fill_rotation,
    fill_shift,
    hour_choices,
    level_choices,
    shift_text,
    shift_typed,
    turns_text,
    turns_typed,
)
from web.planning.rotation_preview import Foreseen, foreseen
from web.settings.saving import Refused, save_changed, sentences

Page = str | Response | tuple[str, int]
One = TypeVar("One")


@dataclass(frozen=True)
class PlanningItems(Generic[One]):
    """What stands in a planning, told in words, and which of it the address asks for; None: a new one."""

    standing: Sequence[One]
    texts: list[str]
    place: int | None

    @property
    def shown(self) -> One | None:
        return self.standing[self.place] if self.place is not None else None

    @property
    def which(self) -> str:
        """Its words, by which it is known while the page is open; nothing for a new one."""
        return self.texts[self.place] if self.place is not None else ""

    def still(self, which: str) -> str:
        """The one that was opened, if it still stands; else what stands in its place."""
        return which if which in self.texts else self.which

    def named(self, which: str) -> One | None:
        return self.standing[self.texts.index(which)] if which in self.texts else None


# `/planning/modele`, `/planning/rotation`, `/planning/creneau`.
pages = Blueprint("rotation", __name__, template_folder="templates")


def asked() -> tuple[int, Company, Team]:
    number, company = current_site().settings()
    if company is None or not company.teams:
        abort(404)
    return number, company, team_asked(company)


@pages.get("/planning/modele")
@open_to(READERS)
def page() -> Page:
    _, company, team = asked()
    rotations, shifts = rotation_texts(company, team), shift_texts(company, team)
    return render_template("planning/model.html", company=company, team=team, rotations=rotations, shifts=shifts)


@pages.route("/planning/rotation", methods=["GET", "POST"])
@open_to(MANAGERS)
def rotation() -> Page:
    site = current_site()
    number, company, team = asked()
    standing = turns_in(team.plan.rotations)
    items = PlanningItems(standing, rotation_texts(company, team), place_asked(len(standing)))
    form = RotationForm()
    form.hours.choices = hour_choices(company, team)
    form.level.choices = level_choices(items.shown.level if items.shown else None)
    if request.method == "GET":
        first_shown(form, company, team, items.shown)
        form.seen.data = token(number)
        return drawn(form, company, team, list(items.shown.agents) if items.shown else [], which=items.which)
    act, agents, which = request.form.get("do", ""), agents_typed(), request.form.get("which", "")
    if act == "more" or act.startswith("up:"):
        return drawn(form, company, team, agents, which=which, spare=SPARE_PLACES + 3 * (act == "more"))
    seen = seen_of(form.seen.data, team, rotation_texts)
    try:
        seen.check(company)
        if act != "remove" and not form.validate():
            return drawn(form, company, team, agents, which=which), 422
        turns = None if act == "remove" else turns_typed(form, company, agents)
        former = items.named(which)
        if act == "preview":
            after = with_rotations(company, team.id, former, turns)
            effect = foreseen(company, after, team.id, turns, site.now())
            return drawn(form, company, team, agents, which=which, effect=effect)
        what = what_becomes(former, turns)
        act = f"Planning {team.name} : roulement {what}"
        save_changed(site, lambda now: with_rotations(now, team.id, former, turns), act, seen)
    except Meanwhile as error:
        form.seen.data = token(number)
        return drawn(form, company, team, agents, which=items.still(which), differences=error.told), 409
    except (ValueError, Refused) as error:
        return drawn(form, company, team, agents, which=which, problems=sentences(error)), 422
    return done(team, f"Le roulement est {what}")


def day_of_team(team: Team) -> date:
    """Today, on the clock of the team."""
    return wall_clock(current_site().now(), team.plan.timezone).date()


def first_shown(form: RotationForm, company: Company, team: Team, turns: Turns | None) -> None:
    """The rotation as it stands; a new one: a week each from next Monday at eight, day and night."""
    usual = Turns((), 7, 0, time(8), day_of_team(team))
    fill_rotation(form, company, team, turns or usual)


def drawn(
    form: RotationForm,
    company: Company,
    team: Team,
    agents: list[str],
    *,
    which: str,
    spare: int = SPARE_PLACES,
    effect: Foreseen | None = None,
    **facts: object,
) -> str:
    members = [agent for level in team.plan.levels for agent in level]
    others = [agent for agent in company.agents if agent not in members]
    names = agent_names(company)
    wanted = max(len(agents) + spare, 0 if agents else min(len(members), 8))
    return render_template(
        "planning/rotation.html",
        form=form,
        team=team,
        which=which,
        places=[*agents, *[""] * (wanted - len(agents))],
        members=members,
        others=others,
        names=names,
        effect=effect,
        **facts,
    )


@pages.route("/planning/creneau", methods=["GET", "POST"])
@open_to(MANAGERS)
def shift() -> Page:
    number, company, team = asked()
    names, texts = agent_names(company), shift_texts(company, team)
    items, form = PlanningItems(team.plan.shifts, texts, place_asked(len(texts))), ShiftForm()
    form.agent.choices = {one: names[one] for level in team.plan.levels for one in level} | names
    form.level.choices = level_choices(items.shown.level if items.shown else None)
    page = {"form": form, "team": team, "days": days_typed(), "day_names": DAYS}
    if request.method == "GET":
        form.seen.data, form.since.data = token(number), soonest(items.shown, day_of_team(team))
        if items.shown:
            fill_shift(form, items.shown)
            page["days"] = items.shown.window.days
        return render_template("planning/shift.html", which=items.which, **page)
    which, removed = request.form.get("which", ""), request.form.get("do") == "remove"
    seen = seen_of(form.seen.data, team, shift_texts)
    try:
        seen.check(company)
        if not removed and not form.validate():
            return render_template("planning/shift.html", which=which, **page), 422
        former, typed = items.named(which), None if removed else shift_typed(form, company)
        what = what_becomes(former, typed)
        act = f"Planning {team.name} : créneau {what}"
        today = day_of_team(team)
        since = form.since.data or soonest(former, today)
        if since < today:
            raise ValueError(TOO_LATE)
        save_changed(current_site(), lambda now: with_shifts(now, team.id, former, typed, since, today), act, seen)
    except Meanwhile as error:
        form.seen.data = token(number)
        return render_template("planning/shift.html", which=items.still(which), differences=error.told, **page), 409
    except (ValueError, Refused) as error:
        return render_template("planning/shift.html", which=which, problems=sentences(error), **page), 422
    return done(team, f"Le créneau est {what}")


def what_becomes(former: object, now: object) -> str:
    """« ajouté », « changé », « ôté »."""
    return "ôté" if now is None else "changé" if former else "ajouté"


def done(team: Team, what: str) -> Response:
    flash(f"{what} ; le prochain appel en tient compte. Pensez à publier.")
    return redirect(url_for("rotation.page", equipe=team.id), code=303)


def place_asked(length: int) -> int | None:
    """Which one the address asks for, from 0; None for a new one."""
    text = request.args.get("place", "")
    place = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
    return place if place is not None and place < length else None


def rotation_texts(company: Company, team: Team) -> list[str]:
    names = agent_names(company)
    return [turns_text(one, names) for one in turns_in(team.plan.rotations)]


def shift_texts(company: Company, team: Team) -> list[str]:
    names = agent_names(company)
    return [shift_text(one, names) for one in team.plan.shifts]


def seen_of(shown: str | None, team: Team, texts: Callable[[Company, Team], list[str]]) -> Seen[list[str]]:
    """What stood in the planning of the team when the form was shown."""

    def part(company: Company) -> list[str] | None:
        there = company.teams.get(team.id)
        return texts(company, there) if there else None

    return Seen(current_site(), shown or "", part, differing)


def differing(then: list[str] | None, now: list[str]) -> list[str]:
    """What is gone, and what is new, since the form was shown."""
    known = then or []
    gone = [f"ôté : {one}" for one in known if one not in now]
    return [*gone, *(f"nouveau : {one}" for one in now if one not in known)]
