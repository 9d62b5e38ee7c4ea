"""A call keeps whose telephone it came from, however it is written, until its caller is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.hunt import LAST_RESORT
from appliance.store import calling_agents, migrations
from appliance.store.calling_agents import whose_telephone
from appliance.store.database import close_database, open_database, writing
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.reader import list_calls
from appliance.store.journal.reconcile import record_fallback_call, record_refused_call
from appliance.store.journal.tables import CallRow
from appliance.store.settings.snapshot import save_company
from tests.unit.store.companies import LOCKSMITH

START = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
DID = "+33972000001"
LAST = LOCKSMITH.lines["urgence"].last_resort
COLUMNS = "id, caller, line_name, called, started_at, fallback, box, clock_offset, last_record, audience"
CALLERS = [
    ("+33612345602", "petit"),
    ("+33172000001", "durand"),
    (LAST, LAST_RESORT),
    ("+33698765432", None),
    (None, None),
]


def journalled(database: Database, caller: str | None) -> None:
    records: list[dict[str, object]] = []
    journal = CallJournal("c1", records.append, lambda: START)
    facts = {"called": DID, "caller": caller, "started_at": START.isoformat(), "clock_offset": 0.0, "box": ""}
    journal.open(line_id="urgence", line_name="Urgence", **facts)
    apply(database, records)


def by_the_fallback(database: Database, caller: str | None) -> None:
    moments = {"started_at": START, "ended_at": START}
    record_fallback_call(database, "c1", Outcome.FALLBACK, called=DID, caller=caller, **moments)


def refused(database: Database, caller: str | None) -> None:
    record_refused_call(database, "c1", "no_room", called=DID, caller=caller, at=START)


@pytest.mark.parametrize("write", [journalled, by_the_fallback, refused])
@pytest.mark.parametrize(("caller", "agent"), CALLERS)
def test_a_call_is_written_with_whose_telephone_it_came_from(
    database: Database, write, caller: str | None, agent: str | None
) -> None:
    save_company(database, LOCKSMITH)
    write(database, caller)
    (call,) = list_calls(database)
    assert (call["caller"], call["caller_agent"]) == (caller, agent)


def test_the_settings_are_read_again_where_they_are_others_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_company(database, LOCKSMITH)
    with writing(database):
        assert whose_telephone(database, "+33612345602") == "petit"
        with monkeypatch.context() as unread:
            unread.setattr(calling_agents, "newest_document", lambda _: pytest.fail("read again"))
            assert whose_telephone(database, "+33172000001") == "durand"
    agents = LOCKSMITH.agents | {"petit": replace(LOCKSMITH.agents["petit"], phones=("+33611111111",))}
    save_company(database, replace(LOCKSMITH, agents=agents))
    with writing(database):
        assert [whose_telephone(database, number) for number in ("+33612345602", "+33611111111")] == [None, "petit"]


def test_of_two_agents_with_one_number_it_is_the_first_and_an_agent_s_before_a_last_resort(database: Database) -> None:
    shared = {name: replace(LOCKSMITH.agents[name], phones=(LAST,)) for name in ("petit", "durand")}
    save_company(database, replace(LOCKSMITH, agents=LOCKSMITH.agents | shared))
    with writing(database):
        assert whose_telephone(database, LAST) == "durand"


def test_it_stays_when_the_agent_has_another_number_and_the_record_is_replayed(database: Database) -> None:
    save_company(database, LOCKSMITH)
    journalled(database, "+33612345602")
    agents = LOCKSMITH.agents | {"petit": replace(LOCKSMITH.agents["petit"], phones=("+33611111111",))}
    save_company(database, replace(LOCKSMITH, agents=agents))
    with writing(database):
        CallRow.update(last_record=0).execute(database)
    journalled(database, "+33612345602")
    (call,) = list_calls(database)
    assert call["caller_agent"] == "petit"


def test_calls_of_before_are_told_apart_by_the_numbers_of_today(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade, former = migrations.upgrade, 15
    with monkeypatch.context() as older:
        older.setattr(migrations, "NEWEST", former)
        older.setattr(migrations, "upgrade", lambda database: upgrade(database, to=former))
        old = open_database(url)
    with writing(old):
        old.execute_sql("INSERT INTO agents (id, position, name) VALUES ('petit', 0, 'Hugo Petit')")
        old.execute_sql("INSERT INTO phones (agent_id, position, number) VALUES ('petit', 0, '+33612345602')")
        for call, caller in (("theirs", "'+33612345602'"), ("customer", "'+33698765432'"), ("hidden", "NULL")):
            facts = f"'{call}', {caller}, '', '', '2026-12-25T02:10:00Z', false, '', 0, 0, 'customers'"
            old.execute_sql(f"INSERT INTO calls ({COLUMNS}) VALUES ({facts})")  # noqa: S608
    close_database(old)
    database = open_database(url)
    assert {call["id"]: call["caller_agent"] for call in list_calls(database)} == {
        "theirs": "petit",
        "customer": None,
        "hidden": None,
    }
    close_database(database)
