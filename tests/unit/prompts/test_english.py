"""English as it is read out to a caller: numbers, hours, days, holidays."""

from __future__ import annotations

import re
from datetime import datetime, time

import pytest

from appliance.planning.holidays import calendar
from appliance.prompts.english.holidays import UNKNOWN
from appliance.prompts.english.language import English
from appliance.prompts.english.reading import counted, spoken_minutes, spoken_number, spoken_time, spoken_wait
from appliance.prompts.language import Language
from appliance.prompts.languages import FRENCH, KNOWN
from appliance.prompts.speech import readable

ENGLISH: Language = English()
MONDAY = datetime(2026, 12, 7, 8)


def test_a_number_is_read_back_digit_by_digit_before_the_keys() -> None:
    assert ENGLISH.read_back("40719") == "4, 0, 7, 1, 9. Press 1 to confirm, or 2 to correct it."


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        (time(0), "midnight"),
        (time(0, 5), "12 oh 5 a.m."),
        (time(8), "8 a.m."),
        (time(12), "noon"),
        (time(12, 15), "12 15 p.m."),
        (time(14, 30), "2 30 p.m."),
    ],
)
def test_an_hour_is_told_before_or_after_noon(clock: time, said: str) -> None:
    assert spoken_time(clock) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today at 8 a.m."), (3, "on Monday at 8 a.m."), (9, "on Monday the 7th of December at 8 a.m.")],
)
def test_an_opening_is_told_by_its_day(days: int, said: str) -> None:
    assert ENGLISH.reopening(MONDAY, days) == said


@pytest.mark.parametrize(
    ("day", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (30, "30th")]
)
def test_a_day_of_the_month_is_an_ordinal(day: int, said: str) -> None:
    assert f"the {said} of December" in ENGLISH.answered_from(MONDAY.replace(day=day), 20)


def test_lengths_of_time_leave_out_what_is_nought() -> None:
    assert [spoken_minutes(minutes) for minutes in (1, 30, 60, 135)] == [
        "1 minute",
        "30 minutes",
        "1 hour",
        "2 hours 15 minutes",
    ]
    assert [spoken_wait(seconds) for seconds in (40, 60, 90)] == ["40 seconds", "1 minute", "1 minute 30 seconds"]


def test_how_long_a_number_is_is_told_in_words() -> None:
    assert [counted(found) for found in ([5], [4, 5, 6], [5, 8, 10], [1, 2, 3], [1])] == [
        "five digits",
        "four to six digits",
        "five, eight or ten digits",
        "at most three digits",
        "one digit",
    ]


def test_a_french_number_is_read_as_it_is_dialled_in_france_and_another_with_its_country() -> None:
    assert spoken_number("+33612345678") == "0, 6, 1, 2, 3, 4, 5, 6, 7, 8"
    assert spoken_number("+442071234567").startswith("plus, 4, 4, 2")


def test_each_holiday_of_the_french_calendar_has_an_english_name_and_no_other_is_read_in_french() -> None:
    assert [name for name in calendar("FR-Alsace-Moselle").names if ENGLISH.holiday(name) == UNKNOWN] == []
    assert ENGLISH.holiday("Le jour de l'Ascension; Fête de la Victoire") == "Ascension Day and Victory Day"
    assert ENGLISH.holiday("Pont de l'usine") == UNKNOWN


def test_every_sentence_can_be_given_to_a_voice_and_none_is_the_french_one() -> None:
    assert [name for name, text in ENGLISH.fixed.items() if FRENCH.fixed[name] == text] == []
    assert all(readable(text, "en") for text in ENGLISH.fixed.values())


def test_the_same_keys_are_asked_for_in_every_language() -> None:
    """A sentence that names another key than the French one would send its caller elsewhere."""
    signs = {"étoile": "*", "star": "*", "sterntaste": "*", "dièse": "#", "hash": "#", "rautetaste": "#"}

    def keys(text: str) -> list[str]:
        words = re.sub(r"[,.;]", " ", text.casefold()).split()
        return sorted(signs.get(word, word) for word in words if word in signs or word.isdigit())

    for language in KNOWN.values():
        sentences = {name: text for name, text in language.fixed.items() if not name.startswith("digit_")}
        assert {name: keys(text) for name, text in sentences.items()} == {
            name: keys(FRENCH.fixed[name]) for name in sentences
        }
