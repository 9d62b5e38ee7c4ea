"""What beats what: forced periods, closures, days off, holidays, hours; and how each is explained."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.planning.explanation import period_named, why_period
from appliance.planning.holidays import calendar
from appliance.planning.hours import (
    DatedDays,
    ForcedPeriod,
    LineHours,
    Period,
    WeeklyWindow,
    YearlyDays,
    period_at,
    periods,
)
from tests.examples import examples

OFFICE = (WeeklyWindow(frozenset(range(5)), time(9), time(18)),)
AUGUST = YearlyDays((8, 1), (8, 21), "Congés d'été")
YEAR_END = YearlyDays((12, 26), (1, 3), "Fermeture de fin d'année")
BRIDGE = DatedDays(date(2027, 5, 7), date(2027, 5, 7), "Pont de l'Ascension")


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


def hours(**own: object) -> LineHours:
    return LineHours("Europe/Paris", OFFICE, **own)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "closed"),
    [
        ("2026-07-31 10:00", False),
        ("2026-08-03 10:00", True),
        ("2028-08-21 17:59", True),
        ("2028-08-22 10:00", False),
        ("2026-12-28 10:00", True),
        ("2027-01-01 10:00", True),
        ("2030-01-03 10:00", True),
        ("2030-01-04 10:00", False),
    ],
)
def test_a_yearly_closure_comes_back_every_year_and_may_cross_the_new_year(moment: str, closed: bool) -> None:
    found = period_at(hours(closures=(AUGUST, YEAR_END)), paris(moment))
    assert found is (Period.CLOSURE if closed else Period.OPEN)


def test_the_29_of_february_is_closed_in_leap_years_alone() -> None:
    leap = hours(closures=(YearlyDays((2, 29), (2, 29), "Bissextile"),))
    assert period_at(leap, paris("2028-02-29 10:00")) is Period.CLOSURE
    assert period_at(leap, paris("2027-03-01 10:00")) is Period.OPEN


def test_a_bridge_is_a_holiday_with_its_own_name() -> None:
    period, reason = why_period(hours(days_off=(BRIDGE,), holidays=calendar("FR")), paris("2027-05-07 10:00"))
    assert (period, reason) == (Period.HOLIDAY, "« Pont de l'Ascension », jour chômé de l'entreprise, le 07/05/2027")


def test_a_closure_beats_a_day_off() -> None:
    closed = DatedDays(date(2027, 5, 6), date(2027, 5, 9), "Inventaire")
    both = hours(days_off=(BRIDGE,), closures=(closed,))
    assert why_period(both, paris("2027-05-07 10:00")) == (
        Period.CLOSURE,
        "« Inventaire », du 06/05/2027 au 09/05/2027",
    )


def test_a_line_around_the_clock_is_on_call_on_a_holiday_a_closure_and_at_noon() -> None:
    always = LineHours("Europe/Paris", (), (AUGUST,), (BRIDGE,), calendar("FR"), around_the_clock=True)
    for moment in ("2026-12-25 03:00", "2026-08-10 12:00", "2027-05-07 12:00", "2026-11-24 12:00"):
        assert why_period(always, paris(moment)) == (
            Period.AFTER_HOURS,
            "ligne d'astreinte à toute heure, tous les jours",
        )


@pytest.mark.parametrize("period", Period)
def test_a_forced_period_beats_all_until_its_end(period: Period) -> None:
    forced = ForcedPeriod(period, paris("2026-12-25 09:30"), paris("2026-12-26 08:00"))
    line = hours(closures=(YEAR_END,), holidays=calendar("FR"), forced=(forced,))
    assert period_at(line, paris("2026-12-25 09:29:59")) is Period.HOLIDAY
    assert why_period(line, paris("2026-12-25 09:30")) == (
        period,
        "période forcée jusqu'au samedi 26 décembre 2026 à 8 h",
    )
    assert period_at(line, paris("2026-12-26 08:00")) is Period.CLOSURE


def test_a_forced_period_beats_a_line_around_the_clock() -> None:
    forced = ForcedPeriod(Period.CLOSURE, paris("2026-11-24 10:00"), paris("2026-11-24 11:00"))
    always = LineHours("Europe/Paris", forced=(forced,), around_the_clock=True)
    assert period_at(always, paris("2026-11-24 10:30")) is Period.CLOSURE
    assert period_at(always, paris("2026-11-24 11:00")) is Period.AFTER_HOURS


def test_of_two_forced_periods_that_overlap_the_last_written_counts() -> None:
    first = ForcedPeriod(Period.CLOSURE, paris("2026-11-24 08:00"), paris("2026-11-24 20:00"))
    second = ForcedPeriod(Period.OPEN, paris("2026-11-24 10:00"), paris("2026-11-24 12:00"))
    line = hours(forced=(first, second))
    found = [period_at(line, paris(f"2026-11-24 {clock}")) for clock in ("09:00", "11:00", "13:00")]
    assert found == [Period.CLOSURE, Period.OPEN, Period.CLOSURE]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (AUGUST, "« Congés d'été », chaque année du 1ᵉʳ août au 21 août"),
        (YearlyDays((8, 14), (8, 14), "Pont"), "« Pont », chaque année le 14 août"),
    ],
)
def test_a_yearly_closure_is_explained(days: YearlyDays, told: str) -> None:
    assert why_period(hours(closures=(days,)), paris("2026-08-14 10:00")) == (Period.CLOSURE, told)


edges = st.integers(0, 60 * 24 * 6).map(lambda minutes: datetime(2026, 12, 23, tzinfo=UTC) + timedelta(minutes=minutes))
spans = st.tuples(edges, edges).filter(lambda pair: pair[0] < pair[1])


@settings(max_examples=examples(60))
@given(
    forced=st.lists(
        st.builds(lambda period, span: ForcedPeriod(period, *span), st.sampled_from(Period), spans), max_size=3
    ),
    always=st.booleans(),
)
def test_the_stretches_agree_with_the_period_of_every_quarter_of_an_hour(forced, always) -> None:
    line = LineHours("Europe/Paris", OFFICE, (YEAR_END,), (), calendar("FR"), tuple(forced), always)
    start, end = datetime(2026, 12, 23, tzinfo=UTC), datetime(2026, 12, 29, tzinfo=UTC)
    stretches = periods(line, start, end)
    assert [stretches[0][0], stretches[-1][1]] == [start, end]
    for here, there, period in stretches:
        moment = here
        while moment < there:
            assert period_at(line, moment) is period
            moment += timedelta(minutes=15)
        assert period_at(line, there - timedelta(seconds=1)) is period


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("astreinte", Period.AFTER_HOURS),
        ("after_hours", Period.AFTER_HOURS),
        ("after-hours", Period.AFTER_HOURS),
        ("Jour férié", Period.HOLIDAY),
        ("FERIE", Period.HOLIDAY),
        ("heures ouvrées", Period.OPEN),
        ("open", Period.OPEN),
        ("fermeture", Period.CLOSURE),
    ],
)
def test_a_period_is_named_in_french_or_in_english(typed: str, period: Period) -> None:
    assert period_named(typed) is period


@pytest.mark.parametrize("typed", ["", "nuit", "8", "'; DROP TABLE lines"])
def test_an_unknown_period_is_refused_with_those_that_exist(typed: str) -> None:
    with pytest.raises(ValueError, match="n'est pas une période ; choisissez parmi heures ouvrées, astreinte"):
        period_named(typed)
