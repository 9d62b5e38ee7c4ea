"""Who would be rung tonight, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

from appliance.calls.tonight import nights
from appliance.company.model import Behaviour, Company, Forward, Line, TakeMessage
from appliance.notify.daily_test import people_words
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.team_plan import Shift
from tests.unit.notify.test_plan_teller import COMPANY

WEEK = frozenset(range(7))
OFFICE_HOURS = (WeeklyWindow(WEEK, time(9), time(18)),)
AFTERNOON = datetime(2026, 12, 3, 16, tzinfo=UTC)  # Thursday, 17 h in Paris
CLOSES = datetime(2026, 12, 3, 17, tzinfo=UTC)
MESSAGE = Behaviour(None, TakeMessage())


def with_line(**facts: object) -> Company:
    line = replace(COMPANY.lines["sav"], around_the_clock=False, opening_hours=OFFICE_HOURS)
    return replace(COMPANY, lines={"sav": replace(line, **facts)})  # type: ignore[arg-type]


def with_shifts(company: Company, *shifts: Shift) -> Company:
    team = company.teams["nuit"]
    return replace(company, teams={"nuit": replace(team, plan=replace(team.plan, shifts=shifts))})


def shift(agent: str, start: int, end: int, level: int | None = None) -> Shift:
    return Shift(agent, WeeklyWindow(WEEK, time(start), time(end)), level)


def told(company: Company) -> list[tuple[datetime, str]]:
    (night,) = nights(company, AFTERNOON)
    return [(one.start, people_words(one)) for one in night.watches]


def test_the_night_begins_when_the_line_closes_and_tells_each_relief_until_it_opens() -> None:
    company = with_shifts(with_line(), shift("durand", 18, 22), shift("petit", 22, 9), shift("martin", 18, 9, level=2))
    ten = datetime(2026, 12, 3, 21, tzinfo=UTC)
    assert told(company) == [(CLOSES, "Claire Durand, puis Julie Martin"), (ten, "Hugo Petit, puis Julie Martin")]


def test_agents_of_one_level_are_named_together_and_nobody_is_told_so() -> None:
    both = with_shifts(with_line(), shift("durand", 0, 0, 1), shift("petit", 0, 0, 1), shift("martin", 0, 0, 2))
    assert [words for _, words in told(both)] == ["Claire Durand et Hugo Petit, puis Julie Martin"]
    late = with_shifts(with_line(), shift("durand", 20, 9))
    assert [words for _, words in told(late)] == ["personne", "Claire Durand"]


def test_a_line_that_never_closes_is_told_from_now_on() -> None:
    assert told(with_shifts(COMPANY, shift("durand", 0, 0)))[0] == (AFTERNOON, "Claire Durand")


def test_a_line_that_rings_nobody_at_night_is_not_told() -> None:
    line: Line = with_line().lines["sav"]
    behaviours = {**line.behaviours, Period.AFTER_HOURS: MESSAGE}
    assert nights(with_line(behaviours=behaviours), AFTERNOON) == []


def test_behind_an_office_that_is_rung_first_the_team_is_told() -> None:
    line = with_line().lines["sav"]
    office = Behaviour(None, Forward(("+33172000000",)))
    company = with_line(behaviours={**line.behaviours, Period.OPEN: office})
    assert told(with_shifts(company, shift("durand", 0, 0))) == [(CLOSES, "Claire Durand")]
