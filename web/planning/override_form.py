"""A shift given to somebody else: the form, what it asks for, and its effect before anything is written."""

from __future__ import annotations

from datetime import datetime

from flask import request
from wtforms import SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import SHORT, STATE
from appliance.checks import Finding, check_change
from appliance.company.model import Company, Team
from appliance.company.names import agent_names
from appliance.planning.moments import read_moment, stretch_text
from appliance.planning.rota import Stretch, windows
from appliance.planning.team_plan import Override
from web.frame.french_form import FrenchForm
from web.frame.seen import Seen
from web.frame.site import Site
from web.text_fields import Carried, Text


class GiveForm(FrenchForm):
    """Who, instead of whom, from when to when. `seen`: the settings of which the page was made."""

    removes = SelectField("À la place de", validate_choice=False)
    adds = SelectField("Vient", validate_choice=False)
    start = Text(
        "Du", validators=[InputRequired("Donnez le début.")], render_kw={"type": "datetime-local"}, longest=SHORT
    )
    end = Text("Au", validators=[InputRequired("Donnez la fin.")], render_kw={"type": "datetime-local"}, longest=SHORT)
    seen = Carried(longest=STATE)


def prefill(form: GiveForm, team: Team) -> None:
    """From the shift that was clicked or dragged.

    `vient` alone: the shift was dropped on another day, whose agent of the level `niveau` is replaced.
    """
    form.removes.data, form.adds.data = request.args.get("de", ""), request.args.get("vient", "")
    form.start.data, form.end.data = request.args.get("debut", ""), request.args.get("fin", "")
    span = f"{form.start.data}~{form.end.data}"
    if form.adds.data and not form.removes.data:
        form.removes.data = there_already(team, span, request.args.get("niveau", "")) or ""


def there_already(team: Team, span: str, level: str) -> str | None:
    """The first agent of a level, on call between two readings of the clock."""
    try:
        start, end = (read_moment(text, team.plan.timezone).moment for text in span.split("~"))
    except ValueError:
        return None
    found = (
        one.agent for _, _, entries in windows(team.plan, start, end) for one in entries if str(one.level) == level
    )
    return next(found, None)


def who_text(company: Company, team: str, override: Override) -> str | None:
    """Who is on call in the hours of an exception, in words; None where the company has no such team."""
    if team not in company.teams:
        return None
    plan, names = company.teams[team].plan, agent_names(company)
    return " ; ".join(told(one, names, plan.timezone) for one in windows(plan, override.start, override.end))


def told(stretch: Stretch, names: dict[str, str], zone: str) -> str:
    """« 18 h → 24 h : Julie Martin, Hugo Petit »."""
    start, end, entries = stretch
    people = ", ".join(names.get(entry.agent, entry.agent) for entry in entries)
    return f"{stretch_text(start, end, zone)} : {people or 'personne'}"


def seen_of(site: Site, form: GiveForm, team: Team, override: Override) -> Seen[str]:
    """Who was on call, in these hours, when the page was made."""

    def part(company: Company) -> str | None:
        return who_text(company, team.id, override)

    return Seen(site, form.seen.data or "", part, lambda then, now: [f"{then or 'rien'} → {now}"])


def override_of(form: GiveForm, team: Team) -> Override:
    """What the form asks for, on the clock of the team. ValueError, in French."""
    start, end = (read_moment(field.data or "", team.plan.timezone).moment for field in (form.start, form.end))
    known = set(form.adds.choices or ())
    adds, removes = form.adds.data or None, form.removes.data or None
    if not {adds, removes} <= known | {None}:
        raise ValueError("Cet intervenant n'est plus dans l'entreprise ; choisissez-en un autre.")
    return Override(start, end, removes=removes, adds=adds)


def effect_of(
    before: Company, after: Company, team: str, override: Override, names: dict[str, str]
) -> list[tuple[str, str]]:
    """Before and after, in the hours of the exception."""
    zone = before.teams[team].plan.timezone
    sides = []
    for company in (before, after):
        stretches = windows(company.teams[team].plan, override.start, override.end)
        sides.append("\n".join(told(one, names, zone) for one in stretches))
    return [("Avant", sides[0]), ("Après", sides[1])]


def new_findings(before: Company, after: Company, now: datetime) -> list[Finding]:
    """What `check` says after and did not say before."""
    errors, told = check_change(before, after, now)
    return [*errors, *told]
