"""The calls that an agent tells of by telephone: theirs, over, lately, not told yet; written as the page does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from peewee import Database

from appliance.calls.agents_desk import TakenCall, WorkTold
from appliance.calls.customers import Customer
from appliance.calls.hunt import LAST_RESORT
from appliance.company.model import Company
from appliance.controller.agents_desk import NOT_NOW, LiveDesk
from appliance.store.accounts.audit import list_audit
from appliance.store.customers.answers import Question, keep_answer
from appliance.store.database import writing
from appliance.store.journal.tables import AttemptRow, CallRow
from appliance.store.settings.snapshot import save_company
from appliance.store.statements.done import State, done_of
from appliance.store.statements.interventions import add, additions, cancel

from .test_agents_messages import STRANGER, desk
from .test_by_telephone import NOW

__all__ = ["desk"]
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def taken(database: Database, call: str, agent: str = "durand", outcome: str = "accepted", **facts: object) -> None:
    """A call that an agent accepted; the longer its name, the later it came."""
    at = NOW - timedelta(hours=9) + timedelta(minutes=len(call))
    row = {"line_id": "urgence", "line_name": "Urgence", "called": "+33972000001", "caller": STRANGER}
    row |= {"started_at": at, "ended_at": at + timedelta(minutes=4), "outcome": "connected", "order_number": "407"}
    with writing(database):
        CallRow.insert(id=call, **{**row, **facts}).execute(database)
        offer = {"agent": agent, "phone": 0, "at": at, "ended_at": at, "outcome": outcome}
        AttemptRow.insert(call_id=call, number=1, **offer).execute(database)


def listed(desk: LiveDesk, agent: str = "durand") -> list[TakenCall]:
    found = desk.untold(agent)
    assert found is not None
    return found


def test_an_agent_hears_of_their_own_calls_that_are_over_the_last_one_first(desk: LiveDesk, database: Database) -> None:
    for call in ("c", "cc"):
        taken(database, call)
    taken(database, "others", agent="petit")
    taken(database, "refused", outcome="refused")
    taken(database, "living", ended_at=None, outcome=None)
    taken(database, "menu", outcome="agents_menu")
    assert [one.call for one in listed(desk)] == ["cc", "c"]
    assert [one.call for one in listed(desk, "petit")] == ["others"]
    assert (listed(desk)[0].caller, listed(desk)[0].order, listed(desk)[0].customer) == (STRANGER, "407", None)
    keep_answer(database, Question(number=STRANGER), [Customer("Hôtel Bellevue")], NOW)
    assert listed(desk)[0].customer == "Hôtel Bellevue"


def test_five_calls_of_a_week_at_most(desk: LiveDesk, database: Database) -> None:
    for letters in range(1, 8):
        taken(database, "c" * letters)
    with writing(database):
        AttemptRow.update(ended_at=NOW - timedelta(days=8)).where(AttemptRow.call_id == "ccc").execute(database)
    assert [len(one.call) for one in listed(desk)] == [7, 6, 5, 4, 2]


def test_what_is_told_is_written_as_the_page_does_and_the_call_is_heard_no_more(
    desk: LiveDesk, database: Database
) -> None:
    taken(database, "c")
    (one,) = listed(desk)
    assert desk.tell_of("durand", one, WorkTold(True, 45, 60)) is None
    (said,) = done_of(database, "c")
    assert (said.agent, said.state, said.note, said.written_by) == (
        "durand",
        State.CLOSED,
        "",
        "Claire Durand (téléphone)",
    )
    (added,) = additions(database, *YEAR)
    assert (added.call, added.after, added.travel) == ("c", timedelta(minutes=45), timedelta(hours=1))
    assert added.note == "intervention close"
    entry = list_audit(database, limit=1)[0]
    assert (entry["who"], entry["act"]) == (
        "Claire Durand (téléphone)",
        "Relevé de Claire Durand : travail ajouté",
    )
    assert listed(desk) == []


def test_times_told_on_the_page_are_told_and_cancelled_ones_are_not(desk: LiveDesk, database: Database) -> None:
    taken(database, "c")
    hour = timedelta(hours=1)
    one = add(database, "durand", call="c", starts=None, after=hour, travel=hour, note="", at=NOW, by="x")
    assert listed(desk) == []
    cancel(database, one.number, at=NOW, by="x")
    assert [one.call for one in listed(desk)] == ["c"]


def test_what_a_colleague_told_of_the_same_call_is_not_theirs(desk: LiveDesk, database: Database) -> None:
    taken(database, "c")
    with writing(database):
        offer = {"phone": 0, "at": NOW, "ended_at": NOW, "outcome": "accepted"}
        AttemptRow.insert(call_id="c", number=2, agent="petit", **offer).execute(database)
    assert desk.tell_of("petit", listed(desk, "petit")[0], WorkTold(False)) is None
    assert listed(desk, "petit") == [] and [one.call for one in listed(desk)] == ["c"]


@pytest.mark.parametrize("told", [WorkTold(), WorkTold(True, 5)])
def test_what_cannot_be_written_is_not_and_said(desk: LiveDesk, database: Database, told: WorkTold) -> None:
    taken(database, "c", agent="petit")
    (theirs,) = listed(desk, "petit")
    assert desk.tell_of("durand", theirs, told) == NOT_NOW
    assert done_of(database, "c") == [] and additions(database, *YEAR) == []


def test_an_agent_who_is_no_more_in_the_company_hears_that_nothing_is_written(
    desk: LiveDesk, database: Database, company: Company
) -> None:
    taken(database, "c")
    (mine,) = listed(desk)
    save_company(database, replace(company, lines={}, menus={}, teams={}, agents={}))
    assert desk.tell_of("durand", mine, WorkTold(True, 5)) == NOT_NOW
    assert done_of(database, "c") == [] and additions(database, *YEAR) == []


def test_the_call_that_a_last_resort_of_theirs_took_is_theirs(
    desk: LiveDesk, database: Database, company: Company
) -> None:
    line = company.lines["urgence"]
    phone = company.agents["durand"].phones[0]
    save_company(database, replace(company, lines={**company.lines, "urgence": replace(line, last_resort=phone)}))
    taken(database, "c", agent=LAST_RESORT)
    (one,) = listed(desk)
    assert desk.tell_of("durand", one, WorkTold(True)) is None and listed(desk) == []
