"""The health of the pages; numbers and durations as they are written."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from peewee import Database

from appliance.store.database import writing
from web.frame import words


@pytest.fixture
def page(client: FlaskClient) -> FlaskClient:
    return client


def test_health_is_good_while_the_database_answers(page: FlaskClient) -> None:
    answer = page.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_health_is_bad_when_the_database_cannot_be_read(page: FlaskClient, database: Database) -> None:
    with writing(database):
        database.execute_sql("DROP TABLE settings")
    answer = page.get("/healthz")
    assert answer.status_code == 503


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+33612345601", "06 12 34 56 01"),
        ("+4930123456", "+49 30 123456"),
        (None, "numéro masqué"),
        ("", "numéro masqué"),
        ("?", "numéro illisible"),
        ("+337000112345678", "07 00 01 12 34 56 78"),
    ],
)
def test_numbers_are_written_as_people_do(number: str | None, written: str) -> None:
    assert words.spaced(number) == written


@pytest.mark.parametrize(
    ("seconds", "written"), [(None, "…"), (0.4, "0 s"), (59.4, "59 s"), (60.0, "1 min"), (3725, "62 min 05 s")]
)
def test_durations_are_written_in_minutes_and_seconds(seconds: float | None, written: str) -> None:
    assert words.duration(seconds) == written
