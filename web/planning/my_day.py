"""What an agent asks first at night: am I on call, until when, for which lines, who waits for my answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from appliance.company.model import Company, Line, Team
from appliance.company.own_lines import lines_calling
from appliance.planning.digests import digest
from appliance.planning.moments import DAYS, near_text
from appliance.planning.publication import PlannedShift, planned_shifts
from appliance.planning.team_plan import Absence, Swap
from appliance.planning.wall_clock import wall_clock

AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Turn:
    """One of the agent's shifts. `words`: « lun. 30/11, 18 h → mar. 01/12, 9 h »; `under_way`: it has begun."""

    shift: PlannedShift
    team: Team
    words: str
    under_way: bool


@dataclass(frozen=True)
class AskedSwap:
    """A swap that is not refused. `key`: the name that an answer carries; `to_answer`: the agent has yet to say.

    `begun`: some of its hours are under way or over; the two agents undo it no more.
    """

    team: Team
    swap: Swap
    key: str
    to_answer: bool
    begun: bool = False


@dataclass(frozen=True)
class OnCallNow:
    """Who is rung first in some teams now. `agent`: None where nobody is; `until`: None, for as long as one looks."""

    teams: tuple[Team, ...]
    agent: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class MyDay:
    """`until`: when the agent is on call no more, None if they are not, or for as long as one looks.

    `turns`: those under way and to come; `rows`: the same, those of the same hours together; `first`: those under way,
    else the next ones. `lines`: those that ring the
    agent now, else at their next turn. `instead`: who is on call in the teams of an agent who is not.
    """

    on_call: bool
    until: str | None
    turns: tuple[Turn, ...]
    rows: tuple[tuple[Turn, ...], ...]
    first: tuple[Turn, ...]
    lines: tuple[Line, ...]
    swaps: tuple[AskedSwap, ...]
    absences: tuple[Absence, ...]
    instead: tuple[OnCallNow, ...]


def day_of(company: Company, agent: str, now: datetime) -> MyDay:
    """All of it, as the settings say at this moment (UTC)."""
    plans = {team.id: team.plan for team in company.teams.values()}
    everybody = planned_shifts(plans, now, now + AHEAD)
    shifts = [one for one in everybody if one.agent == agent]
    under_way = [one for one in shifts if one.start <= now]
    end = end_of(shifts, now)
    turns = tuple(turn_of(one, company, now) for one in sorted(shifts, key=lambda one: (one.start, one.end)))
    rows = tuple(tuple(some) for _, some in groupby(turns, lambda turn: (turn.shift.start, turn.shift.end)))
    first = under_way or [turn.shift for turn in (rows[0] if rows else ())]
    return MyDay(
        on_call=bool(under_way),
        until=near_text(end, now, company.timezone) if under_way and end < now + AHEAD else None,
        turns=turns,
        rows=rows,
        first=tuple(turn_of(one, company, now) for one in first),
        lines=tuple(lines_calling(company, {one.team for one in first})),
        swaps=tuple(swaps_of(company, agent, now)),
        absences=tuple(absences_of(company, agent, wall_clock(now, company.timezone).date())),
        instead=() if under_way else tuple(on_call_instead(company, agent, everybody, now)),
    )


def on_call_instead(company: Company, agent: str, shifts: Sequence[PlannedShift], now: datetime) -> Iterator[OnCallNow]:
    """Those rung first at this moment in the teams whose levels name the agent. `shifts`: of everybody."""
    found: dict[tuple[str | None, str | None], tuple[Team, ...]] = {}
    for team in company.teams.values():
        if any(agent in level for level in team.plan.levels):
            for key in first_holders(team, shifts, now) or [(None, None)]:
                found[key] = (*found.get(key, ()), team)
    for (who, until), teams in found.items():
        yield OnCallNow(teams, who, until)


def first_holders(team: Team, shifts: Sequence[PlannedShift], now: datetime) -> list[tuple[str | None, str | None]]:
    """Who is rung first in a team at this moment, and until when."""
    under_way = [one for one in shifts if one.team == team.id and one.start <= now]
    first = min((one.level for one in under_way), default=0)
    return [
        (one.agent, near_text(one.end, now, team.plan.timezone) if one.end < now + AHEAD else None)
        for one in under_way
        if one.level == first
    ]


def end_of(shifts: Sequence[PlannedShift], now: datetime) -> datetime:
    """Until when the agent is on call without a break, whatever the team and the level."""
    end = now
    for one in sorted(shifts, key=lambda shift: shift.start):
        if one.start > end:
            break
        end = max(end, one.end)
    return end


def turn_of(shift: PlannedShift, company: Company, now: datetime) -> Turn:
    team, under_way = company.teams[shift.team], shift.start <= now
    zone = team.plan.timezone
    words = f"jusqu’à {near_text(shift.end, now, zone)}" if under_way else turn_words(shift.start, shift.end, zone)
    return Turn(shift, team, words, under_way)


def turn_words(start: datetime, end: datetime, timezone: str) -> str:
    """« lun. 30/11, 18 h → mar. 01/12, 9 h »; the day once where it is the same, « minuit » where it ends there."""
    first, last = wall_clock(start, timezone), wall_clock(end, timezone)
    if last == datetime.combine(first.date() + timedelta(days=1), datetime.min.time()):
        return f"{short_moment(first)} → minuit"
    if first.date() == last.date():
        return f"{short_moment(first)} → {clock(last)}"
    return f"{short_moment(first)} → {short_moment(last)}"


def short_moment(reading: datetime) -> str:
    """« lun. 30/11, 18 h », in one piece."""
    return f"{DAYS[reading.weekday()][:3]}.\u00a0{reading:%d/%m}, {clock(reading)}"


def clock(reading: datetime) -> str:
    told = f"{reading.hour} h {reading:%M}" if reading.minute else f"{reading.hour} h"
    return told.replace(" ", "\u00a0")


def swaps_of(company: Company, agent: str, now: datetime) -> list[AskedSwap]:
    """The agent's own that are neither refused nor over, those that wait for their answer first."""
    found = [
        AskedSwap(team, one, digest(one), is_to_answer(one, agent), any(leg.start <= now for leg in one.handovers))
        for team in company.teams.values()
        for one in team.plan.swaps
        if agent in (one.giver, one.taker) and one.refused is None and any(leg.end > now for leg in one.handovers)
    ]
    return sorted(found, key=lambda one: (not one.to_answer, one.swap.start))


def is_to_answer(swap: Swap, agent: str) -> bool:
    """Whether the other waits for this agent: to agree to it, or to undo it."""
    return agent not in swap.agreed or swap.withdrawing not in (None, agent)


def absences_of(company: Company, agent: str, today: date) -> list[Absence]:
    """Those under way and to come, each once whatever the teams."""
    plans = [team.plan for team in company.teams.values()]
    found = {one for plan in plans for one in plan.absences if one.agent == agent and one.last >= today}
    return sorted(found, key=lambda one: one.first)
