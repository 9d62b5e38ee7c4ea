"""The calendar that a secret address gives: the shifts of one agent, or of one team."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.company.model import Company
from appliance.notify.message import one_line
from appliance.planning.calendar_file import CalendarShift, calendar_file
from appliance.planning.publication import PlannedShift, planned_shifts
from appliance.planning.wall_clock import wall_clock
from appliance.store.accounts.feeds import AGENT, TEAM

PAST_DAYS = 30
FUTURE_DAYS = 365


def feed_file(company: Company, kind: str, subject: str, now: datetime, stamp: datetime) -> bytes | None:
    """The file, the same until the settings change or the month does; None when the agent has left, or the team is no
    more.

    `stamp`: when the settings were last saved. The window begins with a month, so that a long shift is not cut
    elsewhere every day.
    """
    start, end = window(now, company.timezone)
    if kind == AGENT and subject in company.agents:
        if company.agents[subject].has_left(wall_clock(now, company.timezone).date()):
            return None
        plans = {team.id: team.plan for team in company.teams.values()}
        shifts = [shift for shift in planned_shifts(plans, start, end) if shift.agent == subject]
        name = f"Astreinte {company.agents[subject].name}"
    elif kind == TEAM and subject in company.teams:
        shifts = list(planned_shifts({subject: company.teams[subject].plan}, start, end))
        name = f"Astreinte {company.teams[subject].name}"
    else:
        return None
    entries = [entry(company, shift, with_name=kind == TEAM) for shift in shifts]
    return calendar_file(entries, company.timezone, stamp, name=one_line(name))


def window(now: datetime, timezone: str) -> tuple[datetime, datetime]:
    """From the first of the month of thirty days ago, for at least a year ahead (UTC)."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    first = (today - timedelta(days=PAST_DAYS)).replace(day=1)
    last = today + timedelta(days=FUTURE_DAYS)
    start, end = (datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC) for day in (first, last))
    return start, end


def entry(company: Company, shift: PlannedShift, *, with_name: bool) -> CalendarShift:
    """« Astreinte SAV, niveau 1 », and whose it is where several share the calendar."""
    team = company.teams[shift.team].name
    agent = company.agents[shift.agent].name if shift.agent in company.agents else shift.agent
    summary = f"Astreinte {team}, niveau {shift.level}" + (f" : {agent}" if with_name else "")
    return CalendarShift(uid_of(shift), shift.start, shift.end, one_line(summary))


def uid_of(shift: PlannedShift) -> str:
    """A name that stays while the shift begins when it does."""
    facts = "|".join((shift.team, shift.agent, str(shift.level), shift.start.isoformat()))
    return f"{hashlib.sha256(facts.encode()).hexdigest()[:32]}@astreinte"
