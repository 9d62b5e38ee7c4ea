"""The teams, and their shifts between two days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.company.model import Company
from appliance.company.names import agent_names
from appliance.planning.explanation import reason_text
from appliance.planning.rota import OnCall, windows
from web.api.company import company_of, team_of
from web.api.fields import LONGEST_SPAN, Asked, Day, Instant, Told
from web.api.operation import Group, Right
from web.api.problems import Refusal
from web.frame.site import current_site


class Days(Asked, rename={"first": "from", "last": "to"}):
    """Local days, both included."""

    first: Day
    last: Day


class ShiftEntry(Told):
    """Un intervenant d'un créneau."""

    agent: str
    name: str
    level: int
    reason: str


class ShiftTold(Told, rename={"start": "from", "end": "to"}):
    """Un intervalle avec la même liste d'intervenants ; liste vide : un trou."""

    start: Instant
    end: Instant
    agents: list[ShiftEntry]


class Shifts(Told):
    """Les créneaux d'une équipe."""

    team: str
    timezone: str
    shifts: list[ShiftTold]


class TeamTold(Told):
    """Une équipe : ses intervenants par niveau ; combien de minutes avant une astreinte qui la prend est appelé, et
    entre deux appels à qui est en intervention ; avant (après, si négatif) un relais où les deux sont appelés.
    """

    team: str
    name: str
    timezone: str
    levels: list[list[str]]
    duty_call: int | None
    safety_call: int | None
    hand_over_call: int | None


class Teams(Told):
    """Les équipes."""

    teams: list[TeamTold]


shift_operations = Group("Astreinte")  # `/teams`, `/teams/<team>/shifts`


@shift_operations.add("GET", "/teams", Right.READ, "Les équipes", answer=Teams, errors=(409,))
def list_teams() -> Teams:
    """Leurs identifiants, que d'autres opérations demandent."""
    return Teams(
        teams=[
            TeamTold(
                team=one.id,
                name=one.name,
                timezone=one.plan.timezone,
                levels=[list(each) for each in one.plan.levels],
                duty_call=one.duty_call,
                safety_call=one.safety_call,
                hand_over_call=one.hand_over_call,
            )
            for one in company_of(current_site()).teams.values()
        ]
    )


@shift_operations.add(
    "GET",
    "/teams/<team>/shifts",
    Right.READ,
    "Les créneaux d'une équipe",
    query=Days,
    answer=Shifts,
    errors=(404, 409),
)
def list_shifts(team: str, query: Days) -> Shifts:
    """Entre deux jours compris, à l'heure de l'équipe : qui est d'astreinte, et les trous ; 400 jours au plus."""
    company = company_of(current_site())
    plan = team_of(company, team).plan
    if not timedelta(0) <= query.last - query.first <= LONGEST_SPAN:
        raise Refusal(422, "Le dernier jour (to) doit suivre le premier (from), de 400 jours au plus.")
    zone = ZoneInfo(plan.timezone)
    start, end = day_starts(query.first, zone), day_starts(query.last + timedelta(days=1), zone)
    told = [
        ShiftTold(start=here, end=there, agents=[entry_told(company, team, one) for one in entries])
        for here, there, entries in windows(plan, start, end)
    ]
    return Shifts(team=team, timezone=plan.timezone, shifts=told)


def entry_told(company: Company, team: str, entry: OnCall) -> ShiftEntry:
    names = agent_names(company)
    reason = reason_text(entry.reason, names, company.teams[team].name)
    return ShiftEntry(agent=entry.agent, name=names.get(entry.agent, entry.agent), level=entry.level, reason=reason)


def day_starts(day: date, zone: ZoneInfo) -> datetime:
    """Midnight, UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
