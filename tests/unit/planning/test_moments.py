"""Moments typed and told in French, on the nights of the clock change too."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.planning.moments import long_moment, near_text, past_text, read_moment, stretch_text

ROOT = Path(__file__).parents[3]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-12-25 03:10", "Europe/Paris", "2026-12-25 02:10"),
        ("2026-12-25T03:10", "Europe/Paris", "2026-12-25 02:10"),
        ("2026-12-25 03:10", "America/Martinique", "2026-12-25 07:10"),
        ("2026-07-14 00:00", "Europe/Paris", "2026-07-13 22:00"),
        ("2026-10-25 02:30+01:00", "Europe/Paris", "2026-10-25 01:30"),
    ],
)
def test_a_moment_is_read_on_the_clock_of_the_zone(text: str, zone: str, moment: str) -> None:
    typed = read_moment(text, zone)
    assert (typed.moment, typed.remark) == (utc(moment), None)


def test_of_a_repeated_hour_the_first_is_meant_and_the_remark_says_how_to_name_the_second() -> None:
    typed = read_moment("2026-10-25 02:30", "Europe/Paris")
    assert typed.moment == utc("2026-10-25 00:30")
    assert typed.remark is not None
    assert "deux fois" in typed.remark
    second = typed.remark.split("écrivez ")[1].rstrip(".")
    assert read_moment(second, "Europe/Paris").moment == utc("2026-10-25 01:30")


def test_an_hour_that_the_clock_skips_is_refused_with_the_readings_around_it() -> None:
    with pytest.raises(ValueError, match=r"n'existe pas.*01:30 ou 03:30"):
        read_moment("2026-03-29 02:30", "Europe/Paris")


@pytest.mark.parametrize(
    "text", ["", "demain", "2026-13-01 10:00", "2026-02-29 10:00", "2026-12-25", "1999-01-01 00:00"]
)
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="écrivez par exemple 2026-12-25 03:10"):
        read_moment(text, "Europe/Paris")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-12-25 02:10", "vendredi 25 décembre 2026 à 3 h 10"),
        ("2026-12-31 23:00", "vendredi 1ᵉʳ janvier 2027 à minuit"),
    ],
)
def test_a_moment_is_told_as_people_say_it(moment: str, words: str) -> None:
    assert long_moment(utc(moment), "Europe/Paris") == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-11-29 23:00", "2026-11-30 08:00", "lun. 30/11 de minuit à 9 h"),
        ("2026-11-30 17:00", "2026-11-30 23:00", "lun. 30/11 de 18 h à minuit"),
        ("2026-11-29 23:00", "2026-11-30 23:00", "lun. 30/11 toute la journée"),
        ("2026-10-24 22:00", "2026-10-25 23:00", "dim. 25/10 toute la journée"),
        ("2026-11-29 23:00", "2026-12-06 23:00", "du lun. 30/11 à 0 h au dim. 06/12 à minuit"),
        ("2026-12-04 17:00", "2026-12-07 07:00", "du ven. 04/12 à 18 h au lun. 07/12 à 8 h"),
    ],
)
def test_a_stretch_is_told_in_short(start: str, end: str, words: str) -> None:
    assert stretch_text(utc(start), utc(end), "Europe/Paris") == words


def test_a_stretch_of_another_year_has_its_year() -> None:
    start, end, now = utc("2026-12-31 17:00"), utc("2027-01-01 08:00"), utc("2026-11-29 12:00")
    assert stretch_text(start, end, "Europe/Paris", now) == "du jeu. 31/12 à 18 h au ven. 01/01/2027 à 9 h"


@pytest.mark.parametrize("word", ["lundi", "janvier"])
def test_days_and_months_are_named_in_one_place(word: str) -> None:
    found = {
        str(path.relative_to(ROOT))
        for package in ("appliance", "web")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == word
    }
    assert found - {"appliance/prompts/french/reading.py"} == {"appliance/planning/moments.py"}, "a voice has its own"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-28 17:00", "18 h"),
        ("2026-11-28 17:30", "18 h 30"),
        ("2026-11-28 23:00", "minuit"),
        ("2026-11-29 23:00", "lundi 0 h"),
        ("2026-11-30 07:00", "lundi 8 h"),
        ("2026-12-05 07:00", "samedi 5 décembre 8 h"),
        ("2027-01-01 07:05", "vendredi 1ᵉʳ janvier 8 h 05"),
        ("2027-11-28 07:00", "dimanche 28 novembre 2027 8 h"),
    ],
)
def test_a_moment_to_come_is_said_shortly_and_in_one_piece(moment: str, said: str) -> None:
    now = utc("2026-11-28 09:00")  # Saturday, 10:00
    assert near_text(utc(moment), now, "Europe/Paris") == said.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-28 02:10", "3 h 10"),
        ("2026-11-27 21:04", "hier 22 h 04"),
        ("2026-11-26 23:00", "hier minuit"),
        ("2026-11-23 07:00", "lundi 23 novembre 8 h"),
    ],
)
def test_a_moment_that_is_over_is_said_shortly_and_in_one_piece(moment: str, said: str) -> None:
    now = utc("2026-11-28 09:00")  # Saturday, 10:00
    assert past_text(utc(moment), now, "Europe/Paris") == said.replace(" ", "\u00a0")
