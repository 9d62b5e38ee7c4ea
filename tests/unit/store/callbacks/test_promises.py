"""A promise is written once, whatever is replayed, within limits; it goes with its call."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome, Promise
from appliance.config import Config, Switch, Trunk
from appliance.store.callbacks import promises
from appliance.store.callbacks.promises import may_promise
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import reading
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.reader import list_calls
from appliance.store.outbox.tidings import Kind, tidings_of
from appliance.store.upkeep.erasing import erase_caller
from appliance.store.upkeep.right_of_access import write_held

NIGHT = datetime(2026, 12, 1, 2, 10, tzinfo=UTC)
CALLER, TYPED = "+33678901234", "+33478123456"


def promised(
    database: Database,
    call: str = "c1",
    number: str = CALLER,
    caller: str | None = CALLER,
    line: str = "sav",
    at: datetime = NIGHT,
    waits_until: datetime | None = None,
) -> None:
    """A call that ended in a promise, journalled as the controller does; its records come twice, as of a spool."""
    records: list[dict] = []
    journal = CallJournal(call, records.append, lambda: at)
    facts = {"line_id": line, "line_name": "SAV", "called": "+33972000001", "caller": caller, "box": "here"}
    journal.open(**facts, started_at=at.isoformat(), clock_offset=0.0)
    journal.callback(Promise(number, 30, "nuit", waits_until))
    journal.close(Outcome.CALLBACK)
    apply(database, records)
    apply(database, json.loads(json.dumps(records)))


def rows(database: Database) -> list[dict]:
    with reading(database):
        return list(CallbackRow.select().order_by(CallbackRow.call_id).dicts().execute(database))


def test_a_promise_is_written_with_what_it_takes_to_keep_it_and_told_once(database: Database) -> None:
    promised(database)
    (row,) = rows(database)
    due = NIGHT + timedelta(minutes=30)
    facts = {"line_id": "sav", "team_id": "nuit", "number": CALLER, "asked_at": NIGHT, "due_at": due}
    assert {name: row[name] for name in facts} == facts
    assert [one.kind for one in tidings_of(database, "c1")] == [Kind.CALLBACK]
    (call,) = list_calls(database)
    assert call["outcome"] == "callback"
    assert (call["callback"]["number"], datetime.fromisoformat(call["callback"]["due_at"])) == (CALLER, due)


def test_a_number_is_promised_so_many_callbacks_a_day(database: Database) -> None:
    for count in range(promises.OF_A_NUMBER):
        assert may_promise(database, CALLER, CALLER, "sav", NIGHT)
        promised(database, f"c{count}")
    assert not may_promise(database, CALLER, "+33600000000", "sav", NIGHT)
    assert may_promise(database, TYPED, "+33600000000", "sav", NIGHT)
    assert may_promise(database, CALLER, CALLER, "sav", NIGHT + timedelta(days=1))


def test_a_caller_may_not_have_one_number_after_another_called(database: Database) -> None:
    for count in range(promises.OF_A_NUMBER):
        promised(database, f"c{count}", f"+3347812345{count}")
    assert not may_promise(database, "+33478123459", CALLER, "sav", NIGHT)
    assert may_promise(database, "+33478123459", None, "sav", NIGHT)


@pytest.mark.parametrize("hidden", [None, "?"])
def test_those_who_show_no_number_have_a_limit_of_their_own_on_each_line(
    database: Database, hidden: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises, "OF_THE_HIDDEN", 4)
    for count in range(4):
        assert may_promise(database, TYPED, hidden, "sav", NIGHT)
        promised(database, f"c{count}", f"+3347812345{count}", None)
    assert not may_promise(database, TYPED, hidden, "sav", NIGHT)
    assert may_promise(database, TYPED, hidden, "other", NIGHT)
    assert may_promise(database, TYPED, CALLER, "sav", NIGHT)


@pytest.mark.parametrize(("name", "elsewhere"), [("OF_A_LINE", True), ("OF_ALL", False)])
def test_a_line_and_the_company_have_theirs(
    database: Database, name: str, elsewhere: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises, name, 2)
    for count in range(2):
        promised(database, f"c{count}", f"+3347812345{count}", f"+3367890123{count}")
    assert not may_promise(database, TYPED, CALLER, "sav", NIGHT)
    assert may_promise(database, TYPED, CALLER, "other", NIGHT) is elsewhere


@pytest.fixture
def config(tmp_path: Path, url: str) -> Config:
    trunks = (Trunk(name="operator", proxy="127.0.0.1"),)
    return Config(state=str(tmp_path), database=url, trunks=trunks, switch=Switch(esl_secret="0123456789abcdef"))


@pytest.mark.parametrize("asks", [CALLER, TYPED])
def test_a_promise_goes_with_its_call_whether_by_the_number_shown_or_typed(
    database: Database, config: Config, asks: str
) -> None:
    promised(database, number=TYPED)
    held = BytesIO()
    assert write_held(database, config, held, NIGHT, number=asks, call=None) == (1, 0)
    assert TYPED in zipfile.ZipFile(held).read("registre.json").decode()

    assert erase_caller(database, config, asks, NIGHT + timedelta(hours=1)).calls == 1
    assert rows(database) == []
    (call,) = list_calls(database)
    assert (call["caller"], call["callback"]) == (None, None)
