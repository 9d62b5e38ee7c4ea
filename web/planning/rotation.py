"""What makes a team's planning week after week: its rotations and its weekly shifts, shown, added, changed, removed."""

from __future__ import annotations

from collections.abc import Sequence
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

    @property
    def seen(self) -> str:
        return "\n".join(self.texts)

    def still(self, which: str) -> str:
        """The one that was opened, if it still stands; else what stands in its place."""
        return which if which in self.texts else self.which

    def named(self, which: str) -> One | None:
        return self.standing[self.texts.index(which)] if which in self.texts else None


# `/planning/modele`, `/planning/rotation`, `/planning/creneau`.
pages = Blueprint("rotation", __name__, template_folder="templates")


def asked() -> tuple[Company, Team, dict[str, str]]:
    company = current_site().company()
    if company is None or not company.teams:
        abort(404)
    return company, team_asked(company), agent_names(company)


@pages.get("/planning/modele")
@open_to(READERS)
def page() -> Page:
    company, team, names = asked()
    rotations = [turns_text(one, names) for one in turns_in(team.plan.rotations)]
    shifts = [shift_text(one, names) for one in team.plan.shifts]
    return render_template("planning/model.html", company=company, team=team, rotations=rotations, shifts=shifts)


@pages.route("/planning/rotation", methods=["GET", "POST"])
@open_to(MANAGERS)
def rotation() -> Page:
    site = current_site()
    company, team, names = asked()
    standing = turns_in(team.plan.rotations)
    desk = PlanningItems(standing, [turns_text(one, names) for one in standing], place_asked(len(standing)))
    form = RotationForm()
    form.hours.choices = hour_choices(company, team)
    form.level.choices = level_choices(desk.shown.level if desk.shown else None)
    if request.method == "GET":
        first_shown(form, company, team, desk.shown)
        form.seen.data = desk.seen
        return drawn(form, company, team, list(desk.shown.agents) if desk.shown else [], which=desk.which)
    act, agents, which = request.form.get("do", ""), agents_typed(), request.form.get("which", "")
    if act == "more" or act.startswith("up:"):
        return drawn(form, company, team, agents, which=which, spare=SPARE_PLACES + 3 * (act == "more"))
    if told := differing(form.seen.data or "", desk.texts):
        form.seen.data = desk.seen
        return drawn(form, company, team, agents, which=desk.still(which), differences=told), 409
    if act != "remove" and not form.validate():
        return drawn(form, company, team, agents, which=which), 422
    try:
        turns = None if act == "remove" else turns_typed(form, company, agents)
        former = desk.named(which)
        if act == "preview":
            after = with_rotations(company, team.id, former, turns)
            seen = foreseen(company, after, team.id, turns, site.now())
            return drawn(form, company, team, agents, which=which, seen=seen)
        what = what_becomes(former, turns)
        act = f"Planning {team.name} : roulement {what}"
        save_changed(site, lambda now: with_rotations(now, team.id, former, turns), act)
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
    seen: Foreseen | None = None,
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
        seen=seen,
        **facts,
    )


@pages.route("/planning/creneau", methods=["GET", "POST"])
@open_to(MANAGERS)
def shift() -> Page:
    company, team, names = asked()
    texts = [shift_text(one, names) for one in team.plan.shifts]
    desk, form = PlanningItems(team.plan.shifts, texts, place_asked(len(texts))), ShiftForm()
    form.agent.choices = {one: names[one] for level in team.plan.levels for one in level} | names
    form.level.choices = level_choices(desk.shown.level if desk.shown else None)
    page = {"form": form, "team": team, "days": days_typed(), "day_names": DAYS}
    if request.method == "GET":
        form.seen.data, form.since.data = desk.seen, soonest(desk.shown, day_of_team(team))
        if desk.shown:
            fill_shift(form, desk.shown)
            page["days"] = desk.shown.window.days
        return render_template("planning/shift.html", which=desk.which, **page)
    which, removed = request.form.get("which", ""), request.form.get("do") == "remove"
    if told := differing(form.seen.data or "", texts):
        form.seen.data = desk.seen
        return render_template("planning/shift.html", which=desk.still(which), differences=told, **page), 409
    if not removed and not form.validate():
        return render_template("planning/shift.html", which=which, **page), 422
    try:
        former, typed = desk.named(which), None if removed else shift_typed(form, company)
        what = what_becomes(former, typed)
        act = f"Planning {team.name} : créneau {what}"
        today = day_of_team(team)
        since = form.since.data or soonest(former, today)
        if since < today:
            raise ValueError(TOO_LATE)
        save_changed(current_site(), lambda now: with_shifts(now, team.id, former, typed, since, today), act)
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


def differing(seen: str, texts: list[str]) -> list[str]:
    """What is gone, and what is new, since the form was shown."""
    known = seen.replace("\r\n", "\n").split("\n") if seen else []
    gone = [f"ôté : {one}" for one in known if one not in texts]
    return [*gone, *(f"nouveau : {one}" for one in texts if one not in known)]
