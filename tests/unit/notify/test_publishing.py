"""A publication is frozen, compared with the one before, and sent to those whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import Any

from icalendar import Calendar
from peewee import Database

from appliance.company.model import Company, Line
from appliance.notify.publishing import Publisher, propose, publish
from appliance.planning.publication import Notice
from appliance.planning.rota import on_call
from appliance.planning.team_plan import Absence
from appliance.store.database import reading
from appliance.store.outbox.tables import OutboxRow
from appliance.store.publications.publications import acknowledge, addressed_by, list_publications, read_publication

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
BY = Publisher("Anne Roy", NOW, "https://astreinte.example.fr")
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)


def line(company: Company) -> Line:
    return company.lines["urgence"]


def published(database: Database, company: Company, by: Publisher = BY, reason: str | None = None) -> dict[str, Any]:
    return publish(database, company, line(company), FIRST, LAST, by, reason)


def absent(company: Company, agent: str, first: date, last: date) -> Company:
    team = company.teams["depannage"]
    plan = replace(team.plan, absences=(*team.plan.absences, Absence(agent, first, last, "congés")))
    return replace(company, teams={**company.teams, "depannage": replace(team, plan=plan)})


def mails(database: Database) -> list[EmailMessage]:
    with reading(database):
        rows = list(OutboxRow.select().order_by(OutboxRow.number).dicts().execute(database))
    return [message_from_string("From: x@example.fr\r\n" + row["content"], policy=default) for row in rows]  # type: ignore[misc]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def entries(mail: EmailMessage) -> dict[str, tuple[int, str, datetime, datetime]]:
    (attachment,) = mail.iter_attachments()
    calendar = Calendar.from_ical(attachment.get_content())
    assert calendar["method"] == "PUBLISH"
    return {
        str(one["uid"]): (int(one["sequence"]), str(one["status"]), one.start, one.end)
        for one in calendar.walk("VEVENT")
    }


def test_what_is_frozen_is_what_the_planning_says(database: Database, company: Company) -> None:
    publication = published(database, company)
    assert (publication["number"], publication["published_by"]) == (1, "Anne Roy")
    plan = company.teams["depannage"].plan
    moment = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    while moment < datetime(2026, 12, 31, 22, 30, tzinfo=UTC):
        frozen = {
            (one["agent_id"], one["level"]) for one in publication["shifts"] if one["starts"] <= moment < one["ends"]
        }
        assert frozen == {(one.agent, one.level) for one in on_call(plan, moment)}, moment
        moment += timedelta(hours=1)


def test_each_agent_concerned_gets_a_mail_with_its_own_shifts_alone(database: Database, company: Company) -> None:
    publication = published(database, company)
    found = mails(database)
    assert {mail["To"].addresses[0].addr_spec for mail in found} == {
        "durand@example.fr",
        "petit@example.fr",
        "martin@example.fr",
    }
    for mail in found:
        agent = mail["To"].addresses[0].username
        mine = {(one["starts"], one["ends"]) for one in publication["shifts"] if one["agent_id"] == agent}
        assert {(start, end) for _, _, start, end in entries(mail).values()} == mine
        assert "https://astreinte.example.fr/astreinte/accuse/" in text_of(mail)
        assert text_of(mail).count("- du") == len(mine)


def test_a_change_is_sent_to_those_whom_it_concerns_and_cancels_by_name(database: Database, company: Company) -> None:
    published(database, company)
    before = {mail["To"].addresses[0].username: entries(mail) for mail in mails(database)}
    publication = published(database, absent(company, "durand", date(2026, 12, 2), date(2026, 12, 3)))
    (mail,) = mails(database)[3:]
    assert mail["To"].addresses[0].username == "durand"
    after = entries(mail)
    cancelled = {uid for uid, entry in after.items() if entry[1] == "CANCELLED"}
    assert cancelled
    assert all(after[uid][0] == before["durand"][uid][0] + 1 for uid in cancelled)
    kept = [uid for uid in after if uid not in cancelled and uid in before["durand"]]
    assert kept
    assert all(change["agent_id"] == "durand" for change in publication["changes"])
    assert "Retiré" in text_of(mail) or "Déplacé" in text_of(mail)


def test_the_same_again_is_a_version_and_no_mail(database: Database, company: Company) -> None:
    first, second = published(database, company), published(database, company)
    assert (second["number"], second["changes"], second["addressees"]) == (2, [], [])
    assert [one["starts"] for one in second["shifts"]] == [one["starts"] for one in first["shifts"]]
    assert len(mails(database)) == 3


def test_a_former_version_stays_as_it_was(database: Database, company: Company) -> None:
    first = published(database, company)
    published(database, absent(company, "martin", FIRST, LAST))
    assert read_publication(database, 1) == first


def test_a_short_notice_and_its_reason_are_kept(database: Database, company: Company) -> None:
    late = Publisher("Anne Roy", datetime(2026, 11, 30, 9, tzinfo=UTC))
    made = propose(database, company, line(company), FIRST, LAST, late.moment)
    assert made.notice is Notice.URGENT
    publication = published(database, company, late, "arrêt maladie")
    assert (publication["notice"], publication["reason"]) == ("urgent", "arrêt maladie")
    assert publication["first_change"] == datetime(2026, 11, 30, 23, tzinfo=UTC)
    in_time = propose(database, company, line(company), date(2027, 1, 1), date(2027, 1, 31), late.moment)
    assert in_time.notice is Notice.IN_TIME


def test_an_acknowledgement_has_a_date_that_stays(database: Database, company: Company) -> None:
    published(database, company)
    link = next(text for mail in mails(database) if (text := text_of(mail)) and "Claire" in text)
    secret = link.split("/astreinte/accuse/")[1].split()[0]
    addressee = addressed_by(database, secret)
    assert addressee is not None
    assert addressee["agent_id"] == "durand"
    assert secret not in str(list_publications(database))
    acknowledge(database, 1, "durand", at=NOW, by="Claire")
    found = acknowledge(database, 1, "durand", at=NOW + timedelta(days=1), by="autre")
    assert found is not None
    record, fresh = found
    assert (record["acknowledged_at"], record["acknowledged_by"], fresh) == (NOW, "Claire", False)
    assert acknowledge(database, 1, "nobody", at=NOW, by="x") is None
    assert addressed_by(database, "x") is None


def test_a_hostile_name_or_address_adds_no_header(database: Database, company: Company) -> None:
    agents = {
        **company.agents,
        "durand": replace(company.agents["durand"], name="Claire\r\nBcc: x@evil.example\r\n\r\nLisez"),
        "petit": replace(company.agents["petit"], mail="petit@example.fr\r\nBcc: x@evil.example"),
        "martin": replace(company.agents["martin"], mail="martin@example.fr, x@evil.example"),
    }
    line_named = replace(line(company), name="SAV\r\nBcc: x@evil.example")
    hostile = replace(company, agents=agents, lines={"urgence": line_named}, name="Société\r\nX-Evil: 1")
    publication = published(database, hostile)
    (mail,) = mails(database)
    assert [address.addr_spec for address in mail["To"].addresses] == ["durand@example.fr"]
    assert "Bcc" not in mail
    assert "X-Evil" not in mail
    assert len(publication["addressees"]) == 3


def test_two_months_published_one_after_the_other_are_one_planning(database: Database, company: Company) -> None:
    published(database, company)
    publication = publish(database, company, line(company), date(2027, 1, 1), date(2027, 1, 31), BY, None)
    starts = [change["starts_after"] for change in publication["changes"]]
    assert min(starts) < datetime(2026, 12, 31, 23, tzinfo=UTC)  # the night of the new year, made longer
    assert publication["first_change"] == datetime(2026, 12, 31, 23, tzinfo=UTC)
