"""A period forced on a line and taken back: what is kept of it, and how its week is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from appliance.company.forcing import with_forced, without_forced
from appliance.company.model import Company
from appliance.planning.hours import ForcedPeriod, Period, WeeklyWindow
from appliance.store.company_file import load_company_file
from web.lines.drawing import week_of

FILE = Path(__file__).parents[2] / "data" / "company-example.yml"
BEGUN = datetime(2026, 11, 30, 9, 17, 5, tzinfo=UTC)  # a Monday, 10 h 17 in Paris
WHOLE = ForcedPeriod(Period.AFTER_HOURS, BEGUN, BEGUN + timedelta(hours=2))


def company() -> Company:
    known = load_company_file(FILE)
    line = known.lines["urgence"]
    open_hours = (WeeklyWindow(frozenset({0}), time(8), time(12, 30)),)
    return replace(known, lines={"urgence": replace(line, opening_hours=open_hours, around_the_clock=False)})


def test_what_is_stopped_in_the_minute_in_which_it_began_is_not_kept() -> None:
    forced = with_forced(company(), "urgence", WHOLE)
    assert without_forced(forced, "urgence", BEGUN + timedelta(seconds=40)) == company()


def test_what_is_stopped_later_stays_up_to_then() -> None:
    end = BEGUN + timedelta(minutes=23)
    after = without_forced(with_forced(company(), "urgence", WHOLE), "urgence", end)
    assert after.lines["urgence"].forced == (replace(WHOLE, end=end),)


def test_a_forced_period_of_seconds_does_not_cut_a_day_in_two() -> None:
    short = with_forced(company(), "urgence", replace(WHOLE, end=BEGUN + timedelta(seconds=40)))
    (monday, *_) = week_of(short, short.lines["urgence"], BEGUN)
    assert monday == week_of(company(), company().lines["urgence"], BEGUN)[0]
    assert [period for period, _ in monday[1]].count(Period.OPEN) == 1
