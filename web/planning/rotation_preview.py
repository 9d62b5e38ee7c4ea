"""What a rotation would give: eight weeks turn by turn, who carries what, what the law says, who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appliance.checks import Finding
from appliance.checks.presence import more
from appliance.company.hours import calendar_of
from appliance.company.model import Company
from appliance.notify.words import notice_text
from appliance.planning.coverage import ByAgent, common, gaps, presence
from appliance.planning.holidays import HolidayCalendar, calendar
from appliance.planning.labour_law import long_runs
from appliance.planning.moments import stretch_text
from appliance.planning.publication import notice_of
from appliance.planning.rota import Entries, away_between, handover, turn_at, windows
from appliance.planning.rotation_groups import Turns, rotations_of
from appliance.planning.spans import Interval, total, within
from appliance.planning.team_plan import TeamPlan
from appliance.planning.wall_clock import DAY, instants, midnight, wall_clock
from web.planning.month import called_together, calling
from web.planning.override_form import new_findings

AHEAD = timedelta(days=56)
MOST_TURNS = 60  # rows of the table
MOST_TOLD = 8  # gaps told one by one
SATURDAY = 5


@dataclass(frozen=True)
class Turn:
    """A turn of the table. `second`: who is on call at the level after; `notes`: holidays, who is absent."""

    start: datetime
    end: datetime
    agent: str
    second: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Load:
    """What an agent carries in eight weeks: whole hours on call, nights, week-ends and holidays touched."""

    agent: str
    hours: int
    nights: int
    weekends: int
    holidays: int


@dataclass(frozen=True)
class Foreseen:
    """The preview. `notices`: what the law says; `holes`: when a line would call the team and find nobody."""

    turns: tuple[Turn, ...]
    loads: tuple[Load, ...]
    notices: tuple[str, ...]
    holes: tuple[str, ...]
    findings: tuple[Finding, ...]


def foreseen(before: Company, after: Company, team: str, turns: Turns | None, now: datetime) -> Foreseen:
    """What the planning of a team would be, eight weeks from now or from the first hand-over if it is later."""
    plan, zone = after.teams[team].plan, after.timezone
    first = _moment(handover(rotations_of(turns)[0], 0), zone) if turns else now
    start = max(midnight(wall_clock(now, zone).date(), zone), midnight(wall_clock(first, zone).date(), zone))
    end = midnight(wall_clock(start + AHEAD, zone).date(), zone)
    kept = holidays_of(after, team)
    held = presence(plan, start, end)
    holes = common(gaps(plan, start, end), called_together(after, calling(after, team), team, start, end))
    return Foreseen(
        turns=turns_shown(after, plan, turns, kept, start, end) if turns else (),
        loads=tuple(load_of(agent, held[agent], after, kept, start, end) for agent in sorted(held)),
        notices=notices(before.teams[team].plan, after, team, held, now, end),
        holes=(
            *(stretch_text(*hole, zone) for hole in holes[:MOST_TOLD]),
            *([f"et {len(holes) - MOST_TOLD} autres fois"] if len(holes) > MOST_TOLD else []),
        ),
        findings=tuple(new_findings(before, after, now)),
    )


def holidays_of(company: Company, team: str) -> HolidayCalendar | None:
    """The calendar of the first line that calls the team and keeps one, else the company's."""
    lines = (calendar_of(company, line) for line in calling(company, team))
    return next((one for one in lines if one), None) or (calendar(company.holidays) if company.holidays else None)


def turns_shown(
    company: Company, plan: TeamPlan, turns: Turns, kept: HolidayCalendar | None, start: datetime, end: datetime
) -> tuple[Turn, ...]:
    rotation = rotations_of(turns)[0]
    found: list[Turn] = []
    number = turn_at(rotation, wall_clock(start, plan.timezone)) or 0
    while len(found) < MOST_TURNS and (begins := _moment(handover(rotation, number), plan.timezone)) < end:
        ends = _moment(handover(rotation, number + 1), plan.timezone)
        agent, after = (turns.agents[(number + step) % len(turns.agents)] for step in (0, 1))
        days = _days(begins, ends, plan.timezone)
        away = away_between(plan, days[0], days[-1])
        notes = [f"{name} {day:%d/%m}" for day in days if kept and (name := kept.name_of(day))]
        for one in dict.fromkeys((agent, *([after] if turns.second else []))):
            if one in away:
                notes.append(f"{company.agents[one].name} y est absent")
        found.append(Turn(begins, ends, agent, after if turns.second else None, tuple(notes)))
        number += 1
    return tuple(found)


def load_of(
    agent: str, held: Sequence[Interval], company: Company, kept: HolidayCalendar | None, start: datetime, end: datetime
) -> Load:
    """Nights as the company's rule has them; a night, a week-end or a holiday counts if any of it is held."""
    zone, night = company.timezone, company.compensation.windows.night
    days = _days(start, end, zone)

    def touched(begins: datetime, ends: datetime) -> bool:
        return bool(within(held, _moment(begins, zone), _moment(ends, zone)))

    def span(day: date, length: int) -> tuple[datetime, datetime]:
        first = datetime.combine(day, datetime.min.time())
        return first, first + length * DAY

    next_day = DAY if night[1] <= night[0] else timedelta(0)
    nights = sum(touched(datetime.combine(day, night[0]), datetime.combine(day, night[1]) + next_day) for day in days)
    weekends = sum(touched(*span(day, 2)) for day in days if day.weekday() == SATURDAY)
    holidays = sum(touched(*span(day, 1)) for day in days if kept and kept.name_of(day))
    return Load(agent, round(total(held) / timedelta(hours=1)), nights, weekends, holidays)


def notices(
    before: TeamPlan, after: Company, team: str, held: ByAgent, now: datetime, end: datetime
) -> tuple[str, ...]:
    """How early the change is told, then who would be on call for long without a break."""
    plan = after.teams[team].plan
    first = first_difference(before, plan, now, end)
    early = notice_text(notice_of(now, first, plan.timezone), first, plan.timezone)
    return tuple(sentence for sentence in (early, long_text(held, after)) if sentence)


def long_text(held: ByAgent, company: Company) -> str | None:
    """Who would be on call for more than a week without a break, the first time and how many others; None: nobody."""
    runs: dict[str, list[tuple[Interval, int]]] = {}
    for agent, span, days in long_runs(held):
        runs.setdefault(agent, []).append((span, days))
    told = [
        f"{company.agents[agent].name} {found[0][1]} jours de suite "
        f"{stretch_text(*found[0][0], company.timezone)}{more(len(found) - 1)}"
        for agent, found in runs.items()
        if agent in company.agents
    ]
    if not told:
        return None
    return (
        f"Seraient d'astreinte plus d'une semaine sans interruption : {' ; '.join(told)}. Hors intervention, "
        "l'astreinte compte comme repos (Code du travail, L3121-10) ; mais certains accords interdisent deux semaines "
        "de suite : voyez le vôtre."
    )


def first_difference(before: TeamPlan, after: TeamPlan, start: datetime, end: datetime) -> datetime | None:
    """The first moment from `start` on at which other people, or other levels, are on call."""
    old, new = (windows(plan, start, end) for plan in (before, after))
    edges = sorted({edge for stretch in (*old, *new) for edge in stretch[:2]})
    return next((edge for edge in edges[:-1] if _people(old, edge) != _people(new, edge)), None)


def _people(stretches: Sequence[tuple[datetime, datetime, Entries]], moment: datetime) -> list[tuple[str, int]]:
    there = next((entries for here, there, entries in stretches if here <= moment < there), ())
    return [(entry.agent, entry.level) for entry in there]


def _moment(reading: datetime, zone: str) -> datetime:
    return min(instants(reading, zone))


def _days(start: datetime, end: datetime, zone: str) -> list[date]:
    """The local days of [start, end)."""
    first, last = wall_clock(start, zone).date(), wall_clock(end - timedelta(seconds=1), zone).date()
    return [first + number * DAY for number in range((last - first).days + 1)]
