"""The calls of the demonstration, day by day, and who is on call now on each line: read only."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from peewee import Database

from appliance.company.model import Company
from appliance.company.routes import team_behind
from appliance.planning.hours import Period
from appliance.planning.past import ended_by
from appliance.planning.rota import OnCall, on_call
from appliance.store.errors import StoreError
from appliance.store.journal.reader import list_calls
from appliance.store.settings.snapshot import load_company
from web.calls.timeline import Call, call_of
from web.frame import words
from web.frame.form_values import day_of_text
from web.frame.site import current_ground

pages = Blueprint("calls", __name__, template_folder="templates", url_prefix="/appels")


@pages.get("/")
def today() -> tuple[str, int]:
    """The calls of a day (`?jour=2026-12-25`), the last first."""
    ground = current_ground()
    now = ground.real_clock()
    try:
        company = load_company(ground.database)
        zone = ZoneInfo(company.timezone if company else "Europe/Paris")
        day = day_asked(now.astimezone(zone).date())
        calls = calls_of(ground.database, company, day, zone)
    except StoreError as error:
        return render_template("error.html", sentence=str(error)), 503
    on_duty = on_call_now(company, now) if company else []
    return render_template("calls.html", company=company, calls=calls, day=day, on_duty=on_duty, now=now), 200


def day_asked(today: date) -> date:
    """The day in the address, else today."""
    return day_of_text(request.args.get("jour", "")) or today


def calls_of(database: Database, company: Company | None, day: date, zone: ZoneInfo) -> list[Call]:
    """The calls that began on this local day, the last first. Raises StoreError."""
    records = list_calls(database, limit=None, since=datetime.combine(day, time(), zone))
    calls = [call_of(record, company, zone) for record in records]
    return [call for call in calls if call.began.date() == day]


def on_call_now(company: Company, now: datetime) -> list[tuple[str, list[tuple[str, OnCall]]]]:
    """Each line that has a team, with the agents on call now: their names and why."""
    found = []
    for line in company.lines.values():
        team = team_behind(company, line.behaviours[Period.AFTER_HOURS].action)
        if team is not None:
            entries = on_call(ended_by(company.teams[team].plan, now), now)
            found.append((line.name, [(words.agent_name(entry.agent, company), entry) for entry in entries]))
    return found
