"""The weekly shifts of a team: listed, added, changed or taken out from a day on, with the checks of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Annotated

from msgspec import Meta, field

from appliance.company.model import Company, Team
from appliance.door.weekly_shifts import TOO_LATE, soonest, with_shifts
from appliance.planning.days import IN_ENGLISH, hours_text, read_window
from appliance.planning.digests import digest
from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Shift
from appliance.planning.wall_clock import wall_clock
from web.api.changing import change, check_seen
from web.api.company import agent_of, company_of, read_of, team_of
from web.api.fields import Asked, Day, Key, Told, Warned
from web.api.operation import Answer, Group, Match, Right
from web.api.problems import Refusal
from web.frame.site import current_site

GONE = "Il n'y a pas de tel créneau, ou il est déjà ôté."
Hours = Annotated[
    str,
    Meta(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
        description="`18:00-09:00` finit le lendemain ; `00:00-24:00` est le jour entier.",
        examples=["18:00-09:00"],
    ),
]


class Weekday(StrEnum):
    """Un jour de la semaine."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class NewShift(Asked, rename={"since": "from", "last": "until"}):
    """Un créneau de chaque semaine. `level` absent : celui de l'intervenant dans l'équipe.

    `from` : le jour à partir duquel cela compte, aujourd'hui s'il manque ; `until` : le dernier jour, compris.
    """

    agent: Key
    days: Annotated[list[Weekday], Meta(min_length=1, max_length=7)]
    hours: Hours
    level: Annotated[int, Meta(ge=1, le=9)] | None = None
    since: Day | None = None
    last: Day | None = None


class FromDay(Asked, rename={"since": "from"}):
    """Le jour à partir duquel il ne compte plus ; aujourd'hui s'il manque."""

    since: Day | None = None


class WeeklyShiftTold(Told, rename={"first": "from", "last": "until"}):
    """Un créneau de chaque semaine ; `from`, `until` : ses jours, compris, `null` : de toujours, sans fin.

    `warnings` : ce qui est à voir, une fois qu'il est écrit.
    """

    id: str
    agent: str
    days: list[Weekday]
    hours: str
    level: int | None
    first: date | None
    last: date | None
    warnings: list[str] = field(default_factory=list)


class WeeklyShifts(Told):
    """Les créneaux de chaque semaine d'une équipe."""

    team: str
    timezone: str
    shifts: list[WeeklyShiftTold]


MANY, ONE = "/teams/<team>/weekly-shifts", "/teams/<team>/weekly-shifts/<shift>"
ERRORS = (404, 409)
weekly_shift_operations = Group("Créneaux de la semaine")  # `/teams/<team>/weekly-shifts`


@weekly_shift_operations.add(
    "GET", MANY, Right.READ, "Les créneaux de la semaine", answer=WeeklyShifts, etag=True, errors=ERRORS
)
def list_weekly_shifts(team: str) -> Answer:
    """Finis, en cours et à venir. Les roulements n'en sont pas."""
    company, version = read_of(current_site())
    known = team_of(company, team)
    shifts = [told(one) for one in known.plan.shifts]
    return Answer(WeeklyShifts(team=team, timezone=known.plan.timezone, shifts=shifts), version)


@weekly_shift_operations.add(
    "POST",
    MANY,
    Right.WRITE,
    "Ajouter un créneau de la semaine",
    body=NewShift,
    answer=WeeklyShiftTold,
    status=201,
    match=Match.MAY,
    errors=ERRORS,
)
def add_weekly_shift(team: str, body: NewShift) -> Answer:
    """Refusé s'il ferait perdre des appels (422). Avec If-Match : seulement si les créneaux n'ont pas changé."""
    spot = spot_of(team, None, body.since)
    new = wanted(body, spot.day)
    found = put(spot, new, "créneau ajouté")
    return Answer(told(new, found), location=f"/api/v1/teams/{team}/weekly-shifts/{digest(new)}")


@weekly_shift_operations.add(
    "PUT",
    ONE,
    Right.WRITE,
    "Changer un créneau de la semaine",
    body=NewShift,
    answer=WeeklyShiftTold,
    match=Match.MAY,
    errors=ERRORS,
)
def change_weekly_shift(team: str, shift: str, body: NewShift) -> Answer:
    """À partir d'un jour : celui d'avant compte jusqu'à la veille, et le nouveau a un autre identifiant."""
    spot = spot_of(team, shift, body.since)
    new = wanted(body, spot.day)
    return Answer(told(new, put(spot, new, "créneau changé")))


@weekly_shift_operations.add(
    "DELETE",
    ONE,
    Right.WRITE,
    "Ôter un créneau de la semaine",
    query=FromDay,
    answer=Warned,
    match=Match.MAY,
    errors=ERRORS,
)
def remove_weekly_shift(team: str, shift: str, query: FromDay) -> Warned:
    """À partir d'un jour : il compte jusqu'à la veille. Refusé si des appels étaient perdus ensuite."""
    return Warned(warnings=put(spot_of(team, shift, query.since), None, "créneau ôté"))


def wanted(body: NewShift, day: date) -> Shift:
    agent_of(company_of(current_site()), body.agent)
    hours = read_window(body.hours)
    days = frozenset(IN_ENGLISH.index(one) for one in body.days)
    return Shift(body.agent, WeeklyWindow(days, hours.start, hours.end), body.level, day, body.last)


def spot_of(team: str, name: str | None, since: date | None) -> Spot:
    site = current_site()
    known = team_of(company_of(site), team)
    former = next((one for one in known.plan.shifts if digest(one) == name), None)
    if former is None and name is not None:
        raise Refusal(404, GONE)
    today = wall_clock(site.now(), known.plan.timezone).date()
    day = since or soonest(former, today)
    if day < today:
        raise Refusal(422, TOO_LATE)
    return Spot(known, former, day, today)


def put(spot: Spot, new: Shift | None, act: str) -> list[str]:
    def placed(now: Company) -> Company:
        team_of(now, spot.team.id)
        check_seen(current_site(), now, partial(shifts_of, spot.team.id))
        return with_shifts(now, spot.team.id, spot.former, new, spot.day, spot.today)

    return change(current_site(), placed, f"Planning {spot.team.name} : {act}")


@dataclass(frozen=True)
class Spot:
    """Where a shift comes: in the place of which, if any, and from which day on. `today`: on the team's clock."""

    team: Team
    former: Shift | None
    day: date
    today: date


def shifts_of(team: str, company: Company) -> tuple[Shift, ...]:
    """What a change of a team's weekly shifts is made from."""
    return company.teams[team].plan.shifts if team in company.teams else ()


def told(one: Shift, found: Sequence[str] = ()) -> WeeklyShiftTold:
    return WeeklyShiftTold(
        id=digest(one),
        agent=one.agent,
        days=[Weekday(IN_ENGLISH[day]) for day in sorted(one.window.days)],
        hours=hours_text(one.window.start, one.window.end),
        level=one.level,
        first=one.first,
        last=one.last,
        warnings=list(found),
    )
