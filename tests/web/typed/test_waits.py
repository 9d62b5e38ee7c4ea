"""Waiting times are read as people write them, and what is displayed is accepted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from web.typed.waits import A_MINUTE, read_wait, wait_shown


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2 min", 120),
        ("120 s", 120),
        ("120", 120),
        ("120 secondes", 120),
        ("1 min 30", 90),
        ("1 min 30 s", 90),
        ("1,5 min", 90),
        ("1\u202fmn\u00a030", 90),
        ("1h30", 5400),
        ("2 h", 7200),
        ("0", 0),
    ],
)
def test_a_wait_is_read_as_people_write_it(text: str, seconds: int) -> None:
    assert read_wait(text, 1) == seconds


def test_a_number_alone_is_of_the_unit_of_its_field_and_asked_about_where_it_is_small() -> None:
    assert read_wait("30", A_MINUTE) == 1800
    with pytest.raises(ValueError, match=r"« 2 » : des secondes ou des minutes \? Écrivez 2 s, ou 2 min"):
        read_wait("2", 1)


@pytest.mark.parametrize("text", ["-3", "vite", "1 min 75", "2 jours", "٣ min", "1.5"])
def test_what_is_no_wait_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="n'est pas une durée"):
        read_wait(text, 1)


@settings(max_examples=examples(100))
@given(st.integers(0, 86_400))
def test_a_wait_that_is_displayed_is_accepted(seconds: int) -> None:
    assert read_wait(wait_shown(seconds), 1) == seconds
