"""The journal of the demonstration, day by day, and the health of the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome
from appliance.calls.notes import CameOnDuty
from appliance.planning.reasons import InWeek
from appliance.store.database import writing
from appliance.store.fields import instant_text
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from tests.web.visit import read
from web.frame import words

AT = datetime(2026, 12, 6, 2, 10, tzinfo=UTC)  # Sunday, 3:10 in Paris


@pytest.fixture
def page(client: FlaskClient) -> FlaskClient:
    return client


def write_a_call(database: Database) -> None:
    """A call in which Durand does not answer, and Martin takes it."""
    records: list[dict[str, object]] = []
    now = AT
    journal = CallJournal("appel-1", records.append, lambda: now)
    journal.open(
        line_id="urgence",
        line_name="Urgence serrurerie",
        called="+33972000001",
        caller="+33698765432",
        started_at=instant_text(AT),
        box="",
        clock_offset=0.0,
    )
    with journal.step("greeting", "after_hours"):
        now += timedelta(seconds=9)
    with journal.step("hunt", "depannage"):
        journal.note(CameOnDuty("durand", InWeek(None, 49)))
    journal.order("40719")
    for agent, outcome in (("durand", OfferOutcome.NO_ANSWER), ("martin", OfferOutcome.ACCEPTED)):
        journal.attempt(Attempt(agent, 0, OfferEvent.DIALLED))
        now += timedelta(seconds=20)
        journal.attempt(Attempt(agent, 0, OfferEvent.ENDED, outcome))
    journal.connected(Outcome.CONNECTED)
    journal.close(Outcome.CONNECTED)
    apply(database, records)


def test_the_calls_of_a_day_are_shown_with_their_timeline(page: FlaskClient, database: Database) -> None:
    write_a_call(database)
    text = read(page.get("/appels/?jour=2026-12-06").get_data(as_text=True))
    for words_of_it in ("03:10", "06 98 76 54 32", "commande 40719", "Mis en relation", "Accueil", "équipe Dépannage"):
        assert words_of_it in text
    assert "D'astreinte : Claire Durand" in text
    assert text.index("Claire Durand n'a pas répondu") < text.index("Julie Martin a accepté")


def test_the_calls_of_another_day_are_not(page: FlaskClient, database: Database) -> None:
    write_a_call(database)
    assert "Aucun appel" in page.get("/appels/?jour=2026-12-05").get_data(as_text=True)


def test_the_page_says_who_is_on_call_and_why(page: FlaskClient) -> None:
    text = page.get("/appels/").get_data(as_text=True)
    assert "Julie Martin" in text
    assert "créneau tous les jours" in text


def test_a_day_that_is_none_is_today(page: FlaskClient) -> None:
    assert page.get("/appels/?jour=demain").status_code == 200


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
    ("seconds", "written"), [(None, "…"), (0.4, "0 s"), (59.4, "59 s"), (60.0, "1 min 00 s"), (3725, "62 min 05 s")]
)
def test_durations_are_written_in_minutes_and_seconds(seconds: float | None, written: str) -> None:
    assert words.duration(seconds) == written
