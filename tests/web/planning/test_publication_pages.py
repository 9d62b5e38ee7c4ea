"""The link of a publication's mail, and calendars by secret address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from peewee import Database

from appliance.company.model import Company
from appliance.config import Config, Switch, Trunk
from appliance.notify import publishing
from appliance.notify.feeds import window
from appliance.notify.publishing import Publisher, publish
from appliance.planning.publication import planned_shifts
from appliance.store.accounts.feeds import open_feed, revoke_feeds
from appliance.store.database import close_database, open_database
from appliance.store.publications.publications import read_publication
from appliance.store.settings.snapshot import save_company
from tests.unjudged import change_company
from web import create_app

OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(
        state=str(tmp_path),
        switch=Switch(esl_secret="0123456789abcdef"),
        trunks=(Trunk(name="operator", proxy="127.0.0.1"),),
        public_url="https://astreinte.example.fr",
    )


@pytest.fixture
def database(config: Config, company: Company) -> Iterator[Database]:
    opened = open_database(config.database_url)
    save_company(opened, company)
    yield opened
    close_database(opened)


@pytest.fixture
def client(config: Config, database: Database) -> FlaskClient:
    return create_app(config, database).test_client()


@pytest.fixture
def link(database: Database, company: Company, monkeypatch: pytest.MonkeyPatch) -> str:
    secrets = iter(f"secret-{number}" for number in range(9))
    monkeypatch.setattr(publishing, "new_secret", lambda: next(secrets))
    agents = {key: replace(agent, name=f"{agent.name} <b>") for key, agent in company.agents.items()}
    named = replace(company, agents=agents)
    publish(database, named, company.lines["urgence"], date(2026, 12, 1), date(2026, 12, 7), Publisher("A", NOW), None)
    return "/astreinte/accuse/secret-0"


def acknowledged(database: Database) -> int:
    publication = read_publication(database, 1)
    assert publication is not None
    return sum(one["acknowledged_at"] is not None for one in publication["addressees"])


def test_the_link_shows_the_shifts_and_changes_nothing(client: FlaskClient, database: Database, link: str) -> None:
    for _ in range(2):
        answer = client.get(link)
        assert answer.status_code == 200
    client.head(link)
    page = answer.get_data(as_text=True)
    assert "niveau 1" in page or "niveau 2" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert acknowledged(database) == 0


def test_the_button_records_and_the_first_date_stays(client: FlaskClient, database: Database, link: str) -> None:
    answer = client.post(link, headers=OURS, follow_redirects=True)
    assert "Vous en avez accusé réception" in answer.get_data(as_text=True)
    first = read_publication(database, 1)
    client.post(link, headers=OURS)
    assert read_publication(database, 1) == first
    assert acknowledged(database) == 1


def test_a_page_elsewhere_cannot_acknowledge(client: FlaskClient, database: Database, link: str) -> None:
    assert client.post(link, headers={"Origin": "http://evil.example"}).status_code == 403
    assert acknowledged(database) == 0


def test_the_page_lets_its_own_form_say_where_it_comes_from(client: FlaskClient, link: str) -> None:
    """With `no-referrer`, a browser sends the POST of a form with `Origin: null` (Fetch standard, Origin header)."""
    assert client.get(link).headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("secret", ["x", "x" * 5000, "%00", "secret-0%0a", "'--"])
def test_an_unknown_link_is_not_found(client: FlaskClient, link: str, secret: str) -> None:
    assert client.get(f"/astreinte/accuse/{secret}").status_code == 404
    assert client.post(f"/astreinte/accuse/{secret}", headers=OURS).status_code == 404
    assert client.get(f"/ics/{secret}.ics").status_code == 404


def test_the_public_name_of_the_site_is_answered_and_no_other(client: FlaskClient, link: str) -> None:
    assert client.get(link, headers={"Host": "astreinte.example.fr"}).status_code == 200
    assert client.get(link, headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(("kind", "subject"), [("agent", "durand"), ("team", "depannage")])
def test_a_feed_gives_exactly_the_shifts_of_the_planning(
    client: FlaskClient, database: Database, company: Company, kind: str, subject: str
) -> None:
    answer = client.get(f"/ics/{open_feed(database, kind, subject, NOW)}.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    read = {(one.start, one.end) for one in Calendar.from_ical(answer.data).walk("VEVENT")}
    start, end = window(datetime.now(UTC), company.timezone)
    shifts = planned_shifts({"depannage": company.teams["depannage"].plan}, start, end)
    assert read == {(one.start, one.end) for one in shifts if kind == "team" or one.agent == subject}
    assert end - start > timedelta(days=394)


def test_a_feed_that_has_not_changed_is_not_sent_again(client: FlaskClient, database: Database) -> None:
    address = f"/ics/{open_feed(database, 'agent', 'durand', NOW)}.ics"
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_closed_feed_is_not_found_and_its_secret_was_never_kept(client: FlaskClient, database: Database) -> None:
    secret = open_feed(database, "agent", "durand", NOW)
    with database.connection_context():
        rows = database.execute_sql("SELECT * FROM feeds").fetchall()
    assert secret not in str(rows)
    assert revoke_feeds(database, "agent", "durand", NOW) == 1
    assert client.get(f"/ics/{secret}.ics").status_code == 404


def test_a_feed_of_an_agent_who_is_no_more_is_not_found(client: FlaskClient, database: Database) -> None:
    assert client.get(f"/ics/{open_feed(database, 'agent', 'nobody', NOW)}.ics").status_code == 404


@pytest.mark.parametrize(("days", "status"), [(0, 200), (-2, 404)])
def test_a_feed_of_an_agent_stops_after_their_last_day(
    client: FlaskClient, database: Database, days: int, status: int
) -> None:
    address = f"/ics/{open_feed(database, 'agent', 'durand', NOW)}.ics"
    last = datetime.now(UTC).date() + timedelta(days=days)

    def left(company: Company) -> Company:
        durand = replace(company.agents["durand"], until=last)
        return replace(company, agents=company.agents | {"durand": durand})

    change_company(database, left)
    assert client.get(address).status_code == status


def test_no_secret_leaves_by_the_referrer(client: FlaskClient, database: Database) -> None:
    answer = client.get(f"/ics/{open_feed(database, 'agent', 'durand', NOW)}.ics")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "private" in answer.headers["Cache-Control"]
