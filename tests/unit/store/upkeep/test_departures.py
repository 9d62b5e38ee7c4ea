"""An agent who leaves: planted in every column, then found only where the registry says that something stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from peewee import Database

from appliance.company.model import Agent
from appliance.store.accounts.accounts import Role, add_account, list_accounts
from appliance.store.accounts.feeds import AGENT, FeedRow
from appliance.store.accounts.tables import AccountRow
from appliance.store.asks.queue import Ask, AskKind, NewAsk, add_asks, asks_since
from appliance.store.database import reading, writing
from appliance.store.fields import DayField, InstantField
from appliance.store.journal.tables import CallRow
from appliance.store.upkeep import personal_page as page
from appliance.store.upkeep.departures import forget_departed
from appliance.store.upkeep.personal_data import OF_SETTINGS, REGISTRY, Columns, Fate
from appliance.store.upkeep.personal_readers import Kept
from tests.unit.store.companies import LOCKSMITH

CALLED = datetime(2026, 11, 13, 2, 10, tzinfo=UTC)
LEFT = Agent("vandevelde", "Bérénice Vandevelde", ("+33678901234",), "berenice@example.fr")
WRITTEN = "Bérénice Vandevelde, au 06 78 90 12 34, berenice@example.fr"
WHOM = (
    "caller_agent",
    "agent",
    "agent_id",
    "assigned_to",
    "done_by",
    "closed_by",
    "added_by",
    "asked_by",
    "account_id",
    "subject",
)
REACHED = {"phone": "+33678901234", "recipient": "berenice@example.fr", "mail": "berenice@example.fr", "kind": AGENT}


def planted_in(entry: Columns, name: str) -> object:
    field = entry.table._meta.fields[name]
    if isinstance(field, DayField):
        return CALLED.date()
    if isinstance(field, InstantField):
        return CALLED
    owner = next((one for one in REGISTRY if one.table is entry.table and name in one.fields), None)
    if owner is None:
        return 0
    if name in owner.searched:
        return WRITTEN
    return REACHED.get(name, LEFT.id if name in WHOM or (entry.table is AccountRow and name == "id") else "x")


@pytest.fixture
def planted(database: Database) -> Database:
    first = (CallRow, AccountRow)
    with writing(database):
        for entry in sorted(REGISTRY, key=lambda one: one.table not in first):
            if entry not in OF_SETTINGS:
                row = {name: planted_in(entry, name) for name in entry.table._meta.fields}
                row |= {"sound": b"x"} if "sound" in row else {}
                entry.table.insert(row).on_conflict_ignore().execute(database)
    return database


def found(database: Database, *markers: str) -> Iterator[tuple[Kept, str]]:
    """Where they stand: what the registry says of the column, and its name."""
    with reading(database):
        for entry in REGISTRY:
            for row in entry.table.select().dicts().execute(database):
                for name in entry.fields:
                    if any(marker in str(row.get(name)) for marker in markers):
                        kept = page.COURSE if entry.fate is Fate.TYPED else entry.kept  # an agent in a step of a call
                        yield kept, f"{entry.table.__name__} {name}"


def leave(database: Database) -> None:
    before = replace(LOCKSMITH, agents={**LOCKSMITH.agents, LEFT.id: LEFT})
    with writing(database):
        forget_departed(database, before, LOCKSMITH)


def test_an_agent_is_left_only_where_the_registry_says_that_something_stays(planted: Database) -> None:
    assert len(list(found(planted, LEFT.id, "Vandevelde"))) > 20
    leave(planted)
    assert [where for kept, where in found(planted, LEFT.id, "Vandevelde") if not kept.stays] == []


def test_the_call_at_which_they_were_to_take_the_watch_goes_though_it_is_another_s(database: Database) -> None:
    topics = [f"{LEFT.id} depannage", f"{LEFT.id}-junior depannage", f"petit {LEFT.id}"]  # a team may bear any name
    asks = [Ask(topic, AskKind.HAND_OVER, "durand", topic, CALLED) for topic in topics]
    add_asks(database, [NewAsk(one, CALLED) for one in asks])
    leave(database)
    assert {one.topic for one in asks_since(database, CALLED, AskKind.HAND_OVER)} == {*topics[1:]}


def test_their_telephones_and_addresses_go_but_for_what_the_company_says_of_itself(planted: Database) -> None:
    leave(planted)
    reached = found(planted, "678901234", "78 90 12 34", "berenice@")
    assert [where for kept, where in reached if not kept.stays.startswith("sa voix")] == []
    with reading(planted):
        assert not FeedRow.select().exists(planted)


def test_an_agent_who_stays_loses_nothing(planted: Database) -> None:
    before = sorted(where for _, where in found(planted, LEFT.id, "Vandevelde", "678901234", "berenice@"))
    with writing(planted):
        forget_departed(planted, LOCKSMITH, LOCKSMITH)
    after = sorted(where for _, where in found(planted, LEFT.id, "Vandevelde", "678901234", "berenice@"))
    assert before == after


def test_those_whose_accounts_are_named_by_their_mobiles_leave_together(database: Database) -> None:
    """No two accounts have one name."""
    gone = {one.id: one for one in (LEFT, Agent("martel", "Louis Martel", ("+33612345682",)))}
    for agent, name in (("vandevelde", "0678901234"), ("martel", "0612345682")):
        add_account(database, name, Role.AGENT, agent, by="x", now=CALLED)
    with writing(database):
        forget_departed(database, replace(LOCKSMITH, agents=LOCKSMITH.agents | gone), LOCKSMITH)
    names = [one.name for one in list_accounts(database)]
    assert len(set(names)) == 2
    assert all(re.fullmatch(r"numéro effacé [0-9a-f]{8}", name) for name in names)
