"""Who has not said that they read a publication is told again, once, of what still holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from peewee import Database

from appliance.company.model import Company
from appliance.notify.publication_reminder import remind, unread_of
from appliance.notify.publishing import Publisher, publish
from appliance.store.accounts.audit import list_audit
from appliance.store.outbox.queue import claim_next, list_deliveries, mark_sent
from appliance.store.publications.publications import acknowledge, read_publication

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 7)
BOSS = Publisher("chef", NOW)


def published(database: Database, company: Company, first: date = FIRST, last: date = LAST) -> None:
    publish(database, company, company.lines["urgence"], first, last, BOSS, "Motif")


@pytest.fixture
def links(database: Database, company: Company) -> dict[str, str]:
    """Those of a publication whose mails have left, by agent."""
    published(database, company)
    all_leave(database)
    return links_of(database)


def all_leave(database: Database) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=1)
    while one := claim_next(database, soon):
        mark_sent(database, one, "250", soon)


def links_of(database: Database, number: int = 1) -> dict[str, str]:
    publication = read_publication(database, number)
    assert publication is not None
    return {one["agent_id"]: one["secret_hash"] for one in publication["addressees"]}


def told(database: Database, company: Company, moment: datetime = NOW) -> list[str]:
    return remind(database, company, 1, replace(BOSS, moment=moment), noted_at=moment)


def test_those_who_are_silent_have_a_link_of_their_own_again(
    database: Database, company: Company, links: dict[str, str]
) -> None:
    first, *late = links
    acknowledge(database, 1, first, at=NOW, by=first)
    assert told(database, company) == [company.agents[agent].name for agent in late]
    assert [agent for agent, link in links_of(database).items() if links[agent] != link] == late
    waiting = list_deliveries(database, unsent_only=True)
    assert [one["subject"][:18] for one in waiting] == ["Rappel, à lire : a"] * len(late)
    assert list_audit(database, limit=1)[0]["act"] == "Publication 1 : rappelée"


def test_nobody_is_told_again_while_a_mail_of_it_waits(
    database: Database, company: Company, links: dict[str, str]
) -> None:
    assert told(database, company)
    renewed = links_of(database)
    assert told(database, company) == []
    assert links_of(database) == renewed


def test_nobody_is_told_again_of_days_that_are_over(
    database: Database, company: Company, links: dict[str, str]
) -> None:
    assert told(database, company, datetime(2026, 12, 7, 23, 30, tzinfo=UTC)) == []
    assert told(database, company, datetime(2026, 12, 7, 22, 30, tzinfo=UTC))


def test_whom_a_later_publication_tells_otherwise_is_not_told_the_former_again(
    database: Database, company: Company, links: dict[str, str]
) -> None:
    team = company.teams["depannage"]
    empty = replace(team.plan, shifts=(), rotations=(), overrides=())
    changed = replace(company, teams={**company.teams, "depannage": replace(team, plan=empty)})
    published(database, changed, FIRST, LAST)
    all_leave(database)
    otherwise = set(links_of(database, 2))
    assert otherwise
    assert told(database, company) == [company.agents[agent].name for agent in links if agent not in otherwise]


def test_who_has_left_or_has_no_mail_is_told_nothing(
    database: Database, company: Company, links: dict[str, str]
) -> None:
    nobody = {key: replace(one, mail=None) for key, one in company.agents.items()}
    assert told(database, replace(company, agents=nobody)) == []
    assert told(database, replace(company, agents={})) == []


def test_what_has_still_to_be_read_is_told_of_everybody_or_of_one_until_its_last_day(
    database: Database, company: Company, links: dict[str, str]
) -> None:
    first, *late = links
    acknowledge(database, 1, first, at=NOW, by=first)
    assert [one.agents for one in unread_of(database, company, NOW)] == [tuple(late)]
    assert [one.agents for one in unread_of(database, company, NOW, late[0])] == [(late[0],)]
    assert unread_of(database, company, NOW, first) == []
    assert unread_of(database, company, datetime(2026, 12, 7, 23, 30, tzinfo=UTC)) == []
    assert unread_of(database, replace(company, lines={}), NOW) == []
    assert unread_of(database, replace(company, agents={}), NOW) == []
