"""The messages that an agent has by telephone: those that their page would open, and what they make of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.calls.agents_desk import LeftMessage, Problem, Why
from appliance.company.model import Agent, Company
from appliance.controller.agents_desk import NOT_NOW, LiveDesk
from appliance.controller.agents_messages import GONE, NOT_YOURS
from appliance.store.accounts.accounts import Role, add_account
from appliance.store.accounts.audit import list_audit
from appliance.store.database import writing
from appliance.store.journal import message_followup
from appliance.store.journal.message_followup import ChangedMeanwhile, Message, delete_message, find_message, take_care
from appliance.store.journal.tables import CallRow, MessageRow
from appliance.store.outbox.tidings import find_tiding, message_key, message_left, take_charge
from appliance.store.settings.snapshot import save_company

from .test_by_telephone import NOW, Settings

STRANGER = "+33678901234"


@pytest.fixture
def desk(database: Database, company: Company, tmp_path: Path) -> LiveDesk:
    """Durand and Petit are of the team that « urgence » calls; Nadia is of none."""
    agents = {**company.agents, "nadia": Agent("nadia", "Nadia Ailleurs", ("+33612345699",))}
    save_company(database, replace(company, agents=agents))
    return LiveDesk(database, Settings(database), lambda: NOW, tmp_path, tmp_path)  # type: ignore[arg-type]


def left(
    database: Database, call: str, line: str = "urgence", caller: str = STRANGER, agent: str | None = None
) -> Message:
    at = NOW - timedelta(hours=9) + timedelta(minutes=len(call))
    with writing(database):
        facts = {"line_id": line, "line_name": line, "called": "+33972000001", "caller": caller, "caller_agent": agent}
        CallRow.insert(id=call, started_at=at, ended_at=at, outcome="message", **facts).execute(database)
        MessageRow.insert(call_id=call, file=f"{call}.wav", seconds=3.0, at=at).execute(database)
        message_left(database, call, f"{call}.wav", at)
    return found(database, call)


def found(database: Database, call: str) -> Message:
    message = find_message(database, call, f"{call}.wav")
    assert message is not None
    return message


def listed(desk: LiveDesk, agent: str) -> list[LeftMessage]:
    messages = desk.messages(agent)
    assert messages is not None
    return messages


def account(database: Database, agent: str, role: Role = Role.AGENT) -> str:
    now = datetime.now(UTC)
    add_account(database, f"{agent}.x", role, agent, by="x", now=now)
    return f"{agent}.x"


def test_an_agent_has_the_messages_of_their_lines_the_oldest_first(desk: LiveDesk, database: Database) -> None:
    for call in ("mmm", "m", "mm"):
        left(database, call)
    left(database, "elsewhere", line="nowhere")
    assert [one.call for one in listed(desk, "durand")] == ["m", "mm", "mmm"]
    assert listed(desk, "nadia") == []


@pytest.mark.parametrize("cared_for", [False, True])
def test_of_two_who_write_at_the_same_moment_the_other_is_told(
    desk: LiveDesk, database: Database, monkeypatch: pytest.MonkeyPatch, cared_for: bool
) -> None:
    """Both have read the message before either has written: PostgreSQL lets them."""
    message = left(database, "m")
    if cared_for:
        take_care(database, message, assigned_to=None, text="vu", done=False, by="Hugo", now=NOW)
        message = found(database, "m")
    take_care(database, message, assigned_to=None, text="rappelé", done=False, by="Julie", now=NOW)
    monkeypatch.setattr(message_followup, "find_message", lambda *_: message)
    with pytest.raises(ChangedMeanwhile):
        take_care(database, message, assigned_to=None, text="rien", done=False, by="Claire", now=NOW)
    monkeypatch.undo()
    assert found(database, "m").note == "rappelé"


def test_a_manager_has_no_more_of_them_by_telephone_than_any_agent(desk: LiveDesk, database: Database) -> None:
    account(database, "nadia", Role.MANAGER)
    left(database, "m")
    assert listed(desk, "nadia") == []


def test_what_is_entrusted_to_an_agents_account_is_theirs(desk: LiveDesk, database: Database) -> None:
    name, message = account(database, "nadia"), left(database, "m")
    take_care(database, message, assigned_to=name, text="", done=False, by="chef", now=datetime.now(UTC))
    (one,) = listed(desk, "nadia")
    assert one.mine and one.in_charge == "Nadia Ailleurs"
    (same,) = listed(desk, "durand")
    assert not same.mine and same.in_charge == "Nadia Ailleurs"


def test_the_number_of_a_colleague_is_not_told(desk: LiveDesk, database: Database, company: Company) -> None:
    left(database, "m", caller=company.agents["petit"].phones[0], agent="petit")
    assert [one.caller for one in listed(desk, "durand")] == [None]
    left(database, "mm")
    assert [one.caller for one in listed(desk, "durand")] == [None, STRANGER]


def test_a_sound_is_audible_where_it_is_on_the_disk(desk: LiveDesk, database: Database, tmp_path: Path) -> None:
    left(database, "m")
    assert [one.audible for one in listed(desk, "durand")] == [False]
    (tmp_path / "m.wav").write_bytes(b"x")
    assert [one.audible for one in listed(desk, "durand")] == [True]


def test_an_agent_without_an_account_has_it_and_nobody_is_told_again(desk: LiveDesk, database: Database) -> None:
    left(database, "m")
    (one,) = listed(desk, "durand")
    assert desk.take_message("durand", one, done=False) is None
    tiding = find_tiding(database, message_key("m", "m.wav"))
    assert tiding is not None and tiding.taken_by == "Claire Durand, par téléphone"
    assert [one.mine for one in listed(desk, "durand")] == [True]
    assert desk.take_message("petit", one, done=False) == Problem(Why.TAKEN_BY, "Claire Durand")
    assert desk.take_message("petit", one, done=True) == Problem(Why.TAKEN_BY, "Claire Durand")
    assert desk.take_message("durand", one, done=True) is None
    assert found(database, "m").done_by == "Claire Durand (téléphone)"
    assert listed(desk, "durand") == []


def test_an_agents_account_has_it_as_on_the_pages(desk: LiveDesk, database: Database) -> None:
    name = account(database, "durand")
    left(database, "m")
    (one,) = listed(desk, "durand")
    assert desk.take_message("durand", one, done=False) is None
    assert found(database, "m").assigned_to == name
    assert [one.mine for one in listed(desk, "durand")] == [True]


def test_who_is_slower_by_telephone_hears_who_has_it(desk: LiveDesk, database: Database) -> None:
    left(database, "m")
    (one,) = listed(desk, "durand")
    take_charge(database, message_key("m", one.file), "Hugo Petit, par le lien", NOW)
    assert desk.take_message("durand", one, done=False) == Problem(Why.TAKEN_BY, "Hugo Petit")


def test_what_was_closed_or_deleted_meanwhile_or_is_not_theirs_is_not_taken(desk: LiveDesk, database: Database) -> None:
    message = left(database, "m")
    (one,) = listed(desk, "durand")
    assert desk.take_message("nadia", one, done=True) == GONE
    delete_message(database, message, by="chef", now=NOW)
    assert desk.take_message("durand", one, done=True) == GONE
    assert desk.take_message("durand", replace(one, call="none"), done=True) == GONE


def test_a_database_that_cannot_be_asked_ends_no_call(database: Database, tmp_path: Path) -> None:
    class Nothing:
        last = None

    desk = LiveDesk(database, Nothing(), lambda: NOW, tmp_path, tmp_path)  # type: ignore[arg-type]
    assert desk.messages("durand") is None
    message = LeftMessage("m", "m.wav", NOW, "urgence", "Urgence", None, None, None, False, False)
    assert desk.take_message("durand", message, done=True) == NOT_NOW


def test_of_two_agents_of_one_name_only_who_took_it_has_it(
    desk: LiveDesk, database: Database, company: Company
) -> None:
    agents = {key: replace(one, name="Claire Durand") for key, one in company.agents.items()}
    save_company(database, replace(company, agents=agents))
    left(database, "m")
    (one,) = listed(desk, "durand")
    assert desk.take_message("durand", one, done=False) is None
    assert [one.mine for one in listed(desk, "durand")] == [True]
    assert [one.mine for one in listed(desk, "petit")] == [False]
    assert desk.take_message("petit", one, done=True) == Problem(Why.TAKEN_BY, "Claire Durand")


def test_what_was_taken_by_words_alone_before_is_still_theirs(desk: LiveDesk, database: Database) -> None:
    left(database, "m")
    take_charge(database, message_key("m", "m.wav"), "Hugo Petit, par le lien", NOW)
    assert [one.mine for one in listed(desk, "petit")] == [True]


def test_who_manages_erases_a_message_with_its_sound_as_the_page_does(
    desk: LiveDesk, database: Database, tmp_path: Path
) -> None:
    account(database, "durand", Role.MANAGER)
    left(database, "m")
    sound = tmp_path / "m.wav"
    sound.write_bytes(b"x")
    (one,) = listed(desk, "durand")
    assert desk.delete_message("petit", one) == NOT_YOURS
    assert sound.exists()
    assert desk.delete_message("durand", one) is None
    assert not sound.exists()
    assert found(database, "m").deleted_at is not None
    assert [act["who"] for act in list_audit(database, limit=9) if "supprimé" in act["act"]] == [
        "Claire Durand (téléphone)"
    ]
    assert desk.delete_message("durand", one) == GONE


def test_a_sound_that_cannot_be_erased_is_not_said_to_be(desk: LiveDesk, database: Database, tmp_path: Path) -> None:
    account(database, "durand", Role.MANAGER)
    left(database, "m")
    (tmp_path / "m.wav").mkdir()  # no file: it cannot be unlinked
    (one,) = listed(desk, "durand")
    problem = desk.delete_message("durand", one)
    assert problem is not None and "rien n’est supprimé" in problem.said
    assert found(database, "m").deleted_at is None
