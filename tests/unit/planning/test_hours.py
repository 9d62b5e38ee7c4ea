"""The period of a line at a moment, around midnight, holidays, closures and the clock change."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.planning.days import IN_ENGLISH, day_ranges, in_french
from appliance.planning.holidays import calendar
from appliance.planning.hours import DatedDays, LineHours, Period, WeeklyWindow, period_at, periods
from tests.examples import examples
from tests.unit.planning import rota_oracle

WEEKDAYS = frozenset(range(5))
OFFICE = (
    WeeklyWindow(WEEKDAYS, time(9), time(12, 30)),
    WeeklyWindow(WEEKDAYS, time(14), time(18)),
    WeeklyWindow(frozenset({5}), time(9), time(12)),
)
CHRISTMAS_LEAVE = (DatedDays(date(2026, 12, 24), date(2027, 1, 2), "Fermeture de fin d'année"),)


def at(text, zone="Europe/Paris"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def period(text, hours=OFFICE, closures=(), code=None):
    holidays = calendar(code) if code else None
    return period_at(LineHours("Europe/Paris", hours, closures, holidays=holidays), at(text))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23 08:59:59", Period.AFTER_HOURS),
        ("2026-11-23 09:00", Period.OPEN),
        ("2026-11-23 12:30", Period.AFTER_HOURS),
        ("2026-11-23 17:59:59", Period.OPEN),
        ("2026-11-23 18:00", Period.AFTER_HOURS),
        ("2026-11-28 11:00", Period.OPEN),
        ("2026-11-29 11:00", Period.AFTER_HOURS),
    ],
)
def test_a_window_holds_its_start_and_not_its_end(moment, expected):
    assert period(moment) is expected


def test_a_night_window_belongs_to_the_day_on_which_it_begins():
    night = (WeeklyWindow(frozenset({4}), time(22), time(6)),)
    assert period("2026-11-28 05:59", night) is Period.OPEN
    assert period("2026-11-27 05:59", night) is Period.AFTER_HOURS


def test_midnight_to_midnight_is_the_whole_day_and_no_more():
    saturday = (WeeklyWindow(frozenset({5}), time(0), time(0)),)
    assert period("2026-11-28 00:00", saturday) is Period.OPEN
    assert period("2026-11-28 23:59", saturday) is Period.OPEN
    assert period("2026-11-29 00:00", saturday) is Period.AFTER_HOURS


def test_a_holiday_beats_the_opening_hours_and_a_closure_beats_the_holiday():
    assert period("2026-12-25 10:00", code="FR") is Period.HOLIDAY
    assert period("2026-12-25 10:00", closures=CHRISTMAS_LEAVE, code="FR") is Period.CLOSURE
    assert period("2026-12-25 10:00") is Period.OPEN


def test_a_closure_holds_its_first_and_its_last_day_whole():
    assert period("2026-12-23 23:59", closures=CHRISTMAS_LEAVE) is Period.AFTER_HOURS
    assert period("2026-12-24 00:00", closures=CHRISTMAS_LEAVE) is Period.CLOSURE
    assert period("2027-01-02 23:59", closures=CHRISTMAS_LEAVE) is Period.CLOSURE
    assert period("2027-01-03 00:00", closures=CHRISTMAS_LEAVE) is Period.AFTER_HOURS


def test_the_same_moment_is_read_on_the_clock_of_the_line():
    moment = datetime(2026, 12, 24, 23, 30, tzinfo=UTC)
    assert period_at(LineHours("Europe/Paris", OFFICE, holidays=calendar("FR")), moment) is Period.HOLIDAY
    assert period_at(LineHours("America/Martinique", OFFICE, holidays=calendar("FR")), moment) is Period.AFTER_HOURS


def test_both_readings_of_the_repeated_hour_are_in_a_window_that_names_it():
    half_past = (WeeklyWindow(frozenset({6}), time(2, 15), time(2, 45)),)
    first, second = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert [period_at(LineHours("Europe/Paris", half_past), each) for each in (first, second)] == [Period.OPEN] * 2


def test_a_window_wholly_in_the_missing_hour_never_opens():
    missing = (WeeklyWindow(frozenset({6}), time(2, 15), time(2, 45)),)
    night = datetime(2027, 3, 27, 23, tzinfo=UTC)
    assert {each for _, _, each in periods(LineHours("Europe/Paris", missing), night, night + timedelta(hours=6))} == {
        Period.AFTER_HOURS
    }


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
weekly = st.builds(WeeklyWindow, st.frozensets(st.integers(0, 6), min_size=1), clocks, clocks)


@settings(max_examples=examples(60))
@given(
    hours=st.lists(weekly, max_size=3).map(tuple),
    night=st.sampled_from([datetime(2027, 3, 27, 20, tzinfo=UTC), datetime(2027, 10, 30, 20, tzinfo=UTC)]),
    zone=st.sampled_from(["Europe/Paris", "Europe/London", "America/Nuuk"]),
)
def test_every_minute_of_the_clock_change_agrees_with_a_walk_through_the_windows(hours, night, zone):
    stretches = periods(LineHours(zone, hours), night, night + timedelta(hours=9))
    for start, end, found in stretches:
        for moment in [*list(rota_oracle.minutes(start, end))[::13], end - rota_oracle.MINUTE]:
            local = rota_oracle.reading(moment, zone)
            is_open = any(rota_oracle.in_window(window, local) for window in hours)
            assert found is (Period.OPEN if is_open else Period.AFTER_HOURS), moment


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("FR", date(2026, 12, 25), "Noël"),
        ("FR", date(2027, 3, 29), "Lundi de Pâques"),
        ("FR", date(2026, 12, 26), None),
        ("FR-Alsace-Moselle", date(2026, 12, 26), "Saint-Étienne"),
        ("FR-Martinique", date(2027, 5, 22), "Abolition de l'esclavage"),
        ("FR-Réunion", date(2026, 12, 20), "Abolition de l'esclavage"),
        ("FR-Alsace-Moselle", date(2026, 4, 3), "Vendredi saint"),
        ("FR-Alsace-Moselle-sans-vendredi-saint", date(2026, 4, 3), None),
        ("FR-Alsace-Moselle-sans-vendredi-saint", date(2027, 3, 26), None),
        ("FR-Alsace-Moselle-sans-vendredi-saint", date(2026, 12, 26), "Saint-Étienne"),
        ("FR-Mayotte", date(2027, 4, 27), "Abolition de l'esclavage"),
        ("FR-Guadeloupe", date(2027, 5, 27), "Abolition de l'esclavage"),
        ("FR-Guyane", date(2027, 6, 10), "Abolition de l'esclavage"),
        ("FR-Saint-Martin", date(2027, 5, 28), "Abolition de l'esclavage"),
        ("FR-Saint-Barthélemy", date(2027, 10, 9), "Abolition de l'esclavage"),
        ("FR-Nouvelle-Calédonie", date(2027, 9, 24), "Fête de la Citoyenneté"),
        ("FR-Polynésie-Française", date(2027, 3, 5), "Arrivée de l'Évangile"),
        ("FR-Wallis-et-Futuna", date(2027, 7, 29), "Fête du Territoire"),
        ("FR-Saint-Pierre-et-Miquelon", date(2027, 7, 14), "Fête nationale"),
        ("FR", date(2027, 5, 22), None),
        ("BE", date(2026, 7, 21), "Fête nationale"),
        ("DE-BY", date(2026, 12, 25), "Erster Weihnachtstag"),
        ("NO", date(2026, 5, 17), "Grunnlovsdag"),
    ],
)
def test_a_calendar_names_its_holidays(code, day, name):
    assert calendar(code).name_of(day) == name


@pytest.mark.parametrize(
    "code", ["", "ZZ", "fr", "France", "FR-Bretagne", "DE-ZZ", "FR-sans-vendredi-saint", "holidays", "__class__"]
)
def test_an_unknown_calendar_is_refused_in_a_sentence(code):
    with pytest.raises(ValueError, match="n'est pas un calendrier de jours fériés connu"):
        calendar(code)


def test_a_calendar_is_built_once():
    assert calendar("FR") is calendar("FR")


def test_reading_the_hours_does_not_load_the_library_of_holidays():
    program = "import sys, appliance.planning.holidays, appliance.planning.hours; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("chosen", "text"),
    [({0, 1, 2, 3, 4}, "mon-fri"), ({5, 6}, "sat-sun"), ({0, 2}, "mon, wed"), ({0, 4, 5, 6}, "mon, fri-sun")],
)
def test_days_are_written_as_ranges(chosen, text):
    assert day_ranges(chosen, IN_ENGLISH) == text


def test_a_window_is_told_in_french():
    assert in_french(WeeklyWindow(WEEKDAYS, time(18), time(9))) == "lun-ven 18:00-09:00"
    assert in_french(WeeklyWindow(frozenset(range(7)), time(0), time(0))) == "tous les jours, toute la journée"
