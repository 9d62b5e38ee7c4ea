"""What people type is read as they write it, and what is displayed is accepted."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.planning.days import hours_text
from appliance.planning.moments import long_day
from tests.examples import examples
from web.frame.typography import held, typeset
from web.typed.amounts import number_shown, read_euros, read_percent
from web.typed.days import day_shown, read_day, read_day_of_year
from web.typed.durations import duration_shown, read_duration
from web.typed.hours import hours_shown, odd_hours, read_hours

TODAY = date(2026, 11, 29)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
windows = st.lists(st.tuples(clocks, clocks), max_size=4).map(sorted).map(tuple)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MORNING, AFTERNOON = (time(8), time(12, 30)), (time(13, 30), time(18))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8h-12h30, 13h30-18h", (MORNING, AFTERNOON)),
        ("8-12", ((time(8), time(12)),)),
        ("8h00 - 12h30 et 14h - 18h", (MORNING, (time(14), time(18)))),
        ("de 8 h à 12 h 30 puis de 13 h 30 à 18 h", (MORNING, AFTERNOON)),
        ("08:00-12:30 ; 13.30–18.00", (MORNING, AFTERNOON)),
        ("13h30-18h / 8h-12h30", (MORNING, AFTERNOON)),
        ("8h\u201112h30, 13h30\u201118h", (MORNING, AFTERNOON)),  # copied from the page
        ("8h - midi et 14h à minuit", ((time(8), time(12)), (time(14), time(0)))),
        ("0h-24h", ((time(0), time(0)),)),
        ("Fermé", ()),
        ("", ()),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, found: object) -> None:
    assert read_hours(text) == found


@pytest.mark.parametrize(
    "text", ["matin", "25h-26h", "8h", "8h-12h-18h", "8h75-9h", "24h-8h", "8h-24h30", "8h à 12h 14h à 18h", "٨-١٢"]
)
def test_what_is_no_hours_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="«"):
        read_hours(text)


@settings(max_examples=examples(100))
@given(windows)
def test_hours_that_are_displayed_are_accepted(found: tuple[tuple[time, time], ...]) -> None:
    kept = tuple(dict.fromkeys(found))
    assert read_hours(hours_shown(found)) == kept
    assert read_hours(held(hours_shown(found))) == kept
    assert read_hours(typeset(" et ".join(hours_text(*one) for one in found))) == kept


def test_swapped_and_overlapping_hours_are_asked_about() -> None:
    assert list(odd_hours(read_hours("8h-12h30, 13h30-18h"))) == []
    assert list(odd_hours(read_hours("18h-24h, 8h-12h"))) == []
    assert list(odd_hours(read_hours("18h-8h"))) == ["« 18h-8h » finit le lendemain"]
    assert list(odd_hours(read_hours("8h-14h, 12h-18h"))) == ["« 8h-14h » et « 12h-18h » se chevauchent"]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h30", 90),
        ("90 min", 90),
        ("1:30", 90),
        ("1 h 30", 90),
        ("1,5 h", 90),
        ("45m", 45),
        ("2 heures", 120),
        ("1h30min", 90),
    ],
)
def test_lengths_are_read_as_people_write_them(text: str, minutes: int) -> None:
    assert read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "told"), [("1h75", "2h15"), ("90", "90 min"), ("un peu", "45 min"), ("1:", "durée"), ("-5 min", "durée")]
)
def test_a_length_that_leaves_a_doubt_is_told(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_duration(text)


@settings(max_examples=examples(100))
@given(st.integers(0, 999 * 60 + 59))
def test_lengths_that_are_displayed_are_accepted(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert read_duration(duration_shown(length)) == length
    assert read_duration(held(duration_shown(length))) == length


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6/12", date(2026, 12, 6)),
        ("06/12/2026", date(2026, 12, 6)),
        ("6.12.26", date(2026, 12, 6)),
        ("6 déc. 2026", date(2026, 12, 6)),
        ("6 decembre", date(2026, 12, 6)),
        ("dimanche 6 décembre 2026", date(2026, 12, 6)),
        ("1er janvier", date(2027, 1, 1)),
        ("5 oct", date(2026, 10, 5)),
        ("2026-12-06", date(2026, 12, 6)),
        ("demain", date(2026, 11, 30)),
        ("29/2/2028", date(2028, 2, 29)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, found: date) -> None:
    assert read_day(text, TODAY) == found


@pytest.mark.parametrize("year", range(2001, 2097))
def test_a_leap_day_without_its_year_is_the_nearest_one(year: int) -> None:
    found = read_day("29/02", date(year, 11, 29))
    assert (found.day, found.month) == (29, 2)
    assert abs(found.year - year) <= 3


@pytest.mark.parametrize("text", ["hier soir", "31/2", "29/2/2027", "6 ju 2026", "12", "6/13", "6/12/1926"])
def test_what_is_no_day_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|existe"):
        read_day(text, TODAY)


@settings(max_examples=examples(100))
@given(days)
def test_days_that_are_displayed_are_accepted(day: date) -> None:
    for shown in (day_shown(day), long_day(day), held(long_day(day)), f"{day:%d/%m/%y}", day.isoformat()):
        assert read_day(shown, TODAY) == day
    without = f"{day:%d/%m}"
    assert read_day_of_year(without) == (day.day, day.month, None)
    assert abs(read_day(without, TODAY) - TODAY) <= timedelta(days=4 * 366)


@settings(max_examples=examples(100))
@given(st.decimals(0, 999_999, places=2))
def test_amounts_that_are_displayed_are_accepted(amount: Decimal) -> None:
    assert read_euros(number_shown(amount)) == amount
    assert read_euros(f"{number_shown(amount)}\u00a0€") == amount


def test_amounts_are_read_as_people_write_them() -> None:
    assert (read_euros("2,50"), read_euros("2.5 €"), read_euros("1 250,5")) == (Decimal("2.5"),) * 2 + (
        Decimal("1250.5"),
    )
    assert (read_percent("25 %"), read_percent("12,5")) == (Decimal(25), Decimal("12.5"))
    for text, reader in (("beaucoup", read_euros), ("25 €", read_percent), ("-2", read_euros)):
        with pytest.raises(ValueError, match="«"):
            reader(text)
