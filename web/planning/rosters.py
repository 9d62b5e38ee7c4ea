"""A team with all that is drawn of it on some days: whole shifts, holes, absences, and who is on call now. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from appliance.company.model import Company, Line, Team
from appliance.planning.moments import clock_text, day_of_month, yearly_day
from appliance.planning.team_plan import Absence
from appliance.planning.wall_clock import midnight, wall_clock
from web.planning.month import called_together, short_clock
from web.planning.scale import DAY
from web.planning.shifts import AWAY, MISSED, Shift, lead_of, shifts_of

SHORT = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
LONG = 6 * DAY  # a shift that lasts longer is told with the days of the month


@dataclass(frozen=True)
class Roster:
    """`shifts`: on call, then `holes` in the hours in which a line calls the team, and `absences` of its members.

    `lead`: the level that is called first, whose row the holes stand in.
    """

    team: Team
    shifts: list[Shift]
    holes: list[Shift]
    absences: list[Shift]
    lead: int

    @property
    def levels(self) -> list[int]:
        """Those that are drawn, the first one always."""
        return sorted({self.lead, *(one.level for one in self.shifts)})

    @property
    def people(self) -> list[str]:
        """The members of the team in its order, then those who come from outside."""
        members = [agent for level in self.team.plan.levels for agent in level]
        return list(dict.fromkeys([*members, *(agent for one in self.shifts for agent in one.agents)]))

    def now(self, moment: datetime) -> list[Shift]:
        """Those on call at a moment, by level."""
        return [one for one in self.shifts if one.start <= moment < one.end]


def roster_of(company: Company, team: Team, lines: Sequence[Line], start: datetime, end: datetime) -> Roster:
    """What there is to draw in [start, end)."""
    called = called_together(company, lines, team.id, start, end)
    found = shifts_of(team.plan, start, end, called)
    holes = [one for one in found if one.kind in MISSED]
    shifts = [one for one in found if one.kind not in MISSED]
    return Roster(team, shifts, holes, absences_of(team, start, end), lead_of(team.plan, start))


def absences_of(team: Team, start: datetime, end: datetime) -> list[Shift]:
    """The absences of the team's members, by day."""
    members = {agent for level in team.plan.levels for agent in level}
    spans = [(one, *days_of_absence(one, team.plan.timezone)) for one in team.plan.absences if one.agent in members]
    found = [Shift((one.agent,), 0, here, there, AWAY) for one, here, there in spans if here < end and start < there]
    return sorted(found, key=lambda one: (one.start, one.agents))


def days_of_absence(absence: Absence, zone: str) -> tuple[datetime, datetime]:
    return midnight(absence.first, zone), midnight(absence.last + DAY, zone)


def hours_of_shift(shift: Shift, zone: str, *, in_its_day: bool = False) -> str:
    """« 18 h → 22 h », « lun. 18 h → mar. 9 h », « ven. 4 à 18 h → ven. 11 à 18 h », « en continu ».

    Of an absence, its days: « du 1ᵉʳ au 5 mars ». `in_its_day`: the day on which it begins is seen, and not told again.
    """
    first, last = wall_clock(shift.start, zone), wall_clock(shift.end, zone)
    if shift.kind == AWAY:
        return days_told(first.date(), last.date() - DAY)
    if shift.begun_before:
        return "en continu" if shift.goes_on else f"jusqu'au {ending(last)}"
    if shift.goes_on:
        return f"depuis le {dated(first)}"
    if first.date() == evening(last):
        all_day = first.time() == last.time() == time()
        return "toute la journée" if all_day else f"{short_clock(first)} → {end_clock(last)}"
    if last - first >= LONG:
        return f"{short_clock(first) if in_its_day else dated(first)} → {ending(last)}"
    begins = "" if in_its_day else f"{SHORT[first.weekday()]} "
    return f"{begins}{short_clock(first)} → {SHORT[evening(last).weekday()]} {end_clock(last)}"


def brief_hours(shift: Shift, zone: str) -> str | None:
    """« 18 h → 9 h », for a shift of less than a day, whose days are seen; None for a longer one."""
    if shift.kind == AWAY or shift.kind in MISSED or shift.end - shift.start >= DAY:
        return None
    return f"{short_clock(wall_clock(shift.start, zone))} → {end_clock(wall_clock(shift.end, zone))}"


def end_clock(reading: datetime) -> str:
    """« 9 h », « 24 h » for an end at midnight, which is the evening's."""
    return "24 h" if reading.time() == time() else short_clock(reading)


def evening(reading: datetime) -> date:
    """The day that an end belongs to."""
    return (reading - timedelta(microseconds=1)).date()


def dated(reading: datetime) -> str:
    """« ven. 4 à 18 h »."""
    return f"{short_day(reading.date())} à {short_clock(reading)}"


def ending(reading: datetime) -> str:
    """« ven. 11 à 18 h », « dim. 29 à 24 h »."""
    return f"{short_day(evening(reading))} à {end_clock(reading)}"


def short_day(day: date) -> str:
    """« ven. 4 »."""
    return f"{SHORT[day.weekday()]} {day_of_month(day.day)}"


def days_told(first: date, last: date) -> str:
    """« le 5 mars », « du 1ᵉʳ au 5 mars », « du 28 février au 5 mars »."""
    ends = yearly_day(last.month, last.day)
    if first == last:
        return f"le {ends}"
    alike = (first.year, first.month) == (last.year, last.month)
    begins = day_of_month(first.day) if alike else yearly_day(first.month, first.day)
    return f"du {begins} au {ends}"


def until(shift: Shift, zone: str, now: datetime | None = None) -> str:
    """« jusqu'au lun. 30 à 9 h », « en continu ». `now`: its own day is not told, « jusqu'à 9 h »."""
    last = wall_clock(shift.end, zone)
    if now is not None and not shift.goes_on and evening(last) == wall_clock(now, zone).date():
        return f"jusqu'à {clock_text(last)}"
    return "en continu" if shift.goes_on else f"jusqu'au {ending(wall_clock(shift.end, zone))}"
