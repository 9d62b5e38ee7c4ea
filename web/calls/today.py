"""Today's calls, each with its timeline, and who is on call now on each line: read only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
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
from web.frame import words
from web.frame.form_values import day_of_text


@dataclass(frozen=True)
class Moment:
    """One line of a call's timeline. `at`: local."""

    at: datetime
    title: str
    detail: str
    tone: str
    seconds: float | None = None


@dataclass(frozen=True)
class Call:
    """One call as the page shows it. `record`: as `astreinte calls --json` gives it."""

    record: dict[str, Any]
    began: datetime
    moments: list[Moment]

    @property
    def seconds(self) -> float | None:
        """From the first ring to hang-up; None while it goes on."""
        ended = self.record["ended_at"]
        return (datetime.fromisoformat(ended) - self.began).total_seconds() if ended else None

    @property
    def accepted_by(self) -> str:
        """The last agent who took it; nothing where none did."""
        taken = [attempt["agent"] for attempt in self.record["attempts"] if attempt["outcome"] == "accepted"]
        return str(taken[-1]) if taken else ""


def call_pages(database: Database, clock_offset_seconds: float) -> Blueprint:
    """The calls of a day (`?jour=2026-12-25`), the last first."""
    pages = Blueprint("calls", __name__, template_folder="templates")

    @pages.get("/")
    def today() -> tuple[str, int]:
        now = datetime.now(UTC) + timedelta(seconds=clock_offset_seconds)
        try:
            company = load_company(database)
            zone = ZoneInfo(company.timezone if company else "Europe/Paris")
            day = day_asked(now.astimezone(zone).date())
            calls = calls_of(database, company, day, zone)
        except StoreError as error:
            return render_template("error.html", sentence=str(error)), 503
        on_duty = on_call_now(company, now) if company else []
        return render_template("calls.html", company=company, calls=calls, day=day, on_duty=on_duty, now=now), 200

    return pages


def day_asked(today: date) -> date:
    """The day in the address, else today."""
    return day_of_text(request.args.get("jour", "")) or today


def calls_of(database: Database, company: Company | None, day: date, zone: ZoneInfo) -> list[Call]:
    """The calls that began on this local day, the last first. Raises StoreError."""
    records = list_calls(database, limit=None, since=datetime.combine(day, time(), zone))
    calls = [call_of(record, company, zone) for record in records]
    return [call for call in calls if call.began.date() == day]


def call_of(record: dict[str, Any], company: Company | None, zone: ZoneInfo) -> Call:
    """A call with its timeline: steps, attempts and message, in the order in which they began."""
    moments = [step_moment(step, company, zone) for step in record["steps"]]
    moments += [attempt_moment(attempt, company, zone) for attempt in record["attempts"]]
    if message := record["message"]:
        moments.append(Moment(local(message["at"], zone), "Message enregistré", "", "good", message["seconds"]))
    return Call(record, local(record["started_at"], zone), sorted(moments, key=lambda moment: moment.at))


def local(instant: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(instant).astimezone(zone)


def step_moment(step: dict[str, Any], company: Company | None, zone: ZoneInfo) -> Moment:
    at, name, detail = local(step["at"], zone), step["name"], step["detail"]
    if name not in words.STEPS:
        return Moment(at, *words.note_parts(name, detail, company), "note")
    return Moment(at, words.step_words(name), words.step_detail(name, detail, company), "step", step["seconds"])


def attempt_moment(attempt: dict[str, Any], company: Company | None, zone: ZoneInfo) -> Moment:
    at, outcome = local(attempt["at"], zone), attempt["outcome"]
    tone = words.ATTEMPT_TONES.get(outcome, "bad")
    ended = attempt["ended_at"]
    seconds = (local(ended, zone) - at).total_seconds() if ended else None
    return Moment(
        at, f"{words.agent_name(attempt['agent'], company)} {words.attempt_words(outcome)}", "", tone, seconds
    )


def on_call_now(company: Company, now: datetime) -> list[tuple[str, list[tuple[str, OnCall]]]]:
    """Each line that has a team, with the agents on call now: their names and why."""
    found = []
    for line in company.lines.values():
        team = team_behind(company, line.behaviours[Period.AFTER_HOURS].action)
        if team is not None:
            entries = on_call(ended_by(company.teams[team].plan, now), now)
            found.append((line.name, [(words.agent_name(entry.agent, company), entry) for entry in entries]))
    return found
