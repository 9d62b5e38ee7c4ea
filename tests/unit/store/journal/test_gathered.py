"""Records are gathered to be written together, and none is lost for it: not to a kill, nor one that was promised."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import gevent
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peewee import Database

from appliance.calls.call_context import Outcome, Promise
from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome, Recording
from appliance.calls.notes import KeyPressed
from appliance.calls.steps import Step
from appliance.store.database import opened
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.merged_records import merged
from appliance.store.journal.reader import list_calls
from appliance.store.journal.writer import JournalWriter
from tests.unit.store.companies import LOCKSMITH

LINE = LOCKSMITH.lines["urgence"]
START = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
CALL = "4f4c1e9a-0000-4000-8000-000000000001"
FACTS = {"called": "+33972000001", "caller": None, "started_at": START.isoformat(), "box": "", "clock_offset": 0.0}
FOR_EVER = 3600.0

Record = dict[str, Any]


def until(true: Callable[[], Any]) -> None:
    with gevent.Timeout(10):
        while not true():
            gevent.sleep(0.01)


@contextmanager
def writer(database: Database, spool: Path, gathers: float = FOR_EVER) -> Iterator[JournalWriter]:
    journal = JournalWriter(database, spool, gathers=gathers)
    journal.start()
    assert journal.wait_until_written(10)
    try:
        yield journal
    finally:
        journal.stop(5)


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def noted(spool: Path) -> list[Record]:
    return [json.loads(line) for file in spool.glob("journal-*.jsonl") for line in file.read_text().splitlines()]


def begun(journal: JournalWriter) -> CallJournal:
    call = journal.open_call(CALL, LINE, "+33972000001", None, START)
    call.note(KeyPressed("2"))
    return call


def test_records_that_are_gathered_are_in_the_spool_where_a_kill_leaves_them(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        begun(journal)
        until(lambda: len(noted(spool)) == 2)
        assert list_calls(database) == []
        assert journal.wait_until_written(10)
        assert [step["detail"] for step in list_calls(database)[0]["steps"]] == ["2"]
        assert noted(spool) == [], "what is written would be read again"


def test_a_process_killed_while_it_gathers_has_its_records_written_by_the_next(
    database: Database, tmp_path: Path, spool: Path
) -> None:
    """Its lock on the file goes with it; the file stays as it was."""
    with writer(database, spool) as journal:
        begun(journal)
        until(lambda: len(noted(spool)) == 2)
        left = [json.dumps(record) for record in noted(spool)]
        (tmp_path / "next").mkdir()
        (tmp_path / "next" / "journal-left.jsonl").write_text("\n".join(left) + "\n")
        with writer(database, tmp_path / "next"):
            assert [step["detail"] for step in list_calls(database)[0]["steps"]] == ["2"]
    assert len(list_calls(database)[0]["steps"]) == 1, "written a second time by whom it comes from"


def test_what_a_caller_was_promised_waits_for_no_other_record(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        begun(journal).message(Recording("m1.wav", 4.0, hung_up=True))
        until(lambda: list_calls(database) and list_calls(database)[0]["message"])
        again = journal.open_call(f"{CALL[:-1]}2", LINE, "+33972000001", "+33612345678", START)
        again.callback(Promise("+33612345678", 30, "depannage"))
        until(lambda: len(list_calls(database)) == 2)


def test_who_is_rung_waits_for_no_other_record(database: Database, spool: Path) -> None:
    """A page that rings asks for the card of its call, which is told to those to whom it is offered."""
    with writer(database, spool) as journal:
        begun(journal).attempt(Attempt("durand", 0, OfferEvent.DIALLED))
        until(lambda: list_calls(database) and list_calls(database)[0]["attempts"])


def test_gathered_records_are_written_once_their_time_is_over(database: Database, spool: Path) -> None:
    with writer(database, spool, gathers=0.01) as journal:
        begun(journal)
        until(lambda: list_calls(database))


def test_a_spool_that_cannot_be_written_makes_nothing_wait(database: Database, tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file, and no folder")
    with writer(database, tmp_path / "spool") as journal:
        begun(journal)
        until(lambda: list_calls(database))


def acts(journal: CallJournal, chosen: list[int]) -> None:
    """Whatever may follow whatever, as a call writes it."""
    offers = itertools.cycle(["durand", "petit"])
    for act in chosen:
        match act:
            case 0:
                with journal.step(Step.MENU, "urgence"):
                    journal.note(KeyPressed("2"))
            case 1:
                with journal.step(Step.HUNT, "depannage"):
                    agent = next(offers)
                    journal.attempt(Attempt(agent, 0, OfferEvent.DIALLED))
                    journal.attempt(Attempt(agent, 0, OfferEvent.RINGING))
                    journal.attempt(Attempt(agent, 0, OfferEvent.ENDED, OfferOutcome.NO_ANSWER))
            case 2:
                journal.attempt(Attempt("durand", 1, OfferEvent.DIALLED))
                journal.connected(Outcome.CONNECTED)
                journal.attempt(Attempt("durand", 1, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
            case 3:
                journal.attempt(Attempt("durand", 2, OfferEvent.DIALLED))
                journal.dropped("durand")
                journal.attempt(Attempt("durand", 2, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
            case 4:
                journal.order("40719")
            case _:
                with journal.step(Step.MESSAGE):
                    journal.message(Recording(f"m{act}.wav", 4.0, hung_up=True))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with opened(f"sqlite:///{tmp_path_factory.mktemp('journal') / 'astreinte.db'}", create=True) as database:
        yield database


@settings(max_examples=40, deadline=None)
@given(chosen=st.lists(st.integers(0, 6), max_size=8, unique=True), cut=st.integers(0, 60))
def test_records_written_together_say_what_they_would_one_by_one(shared: Database, chosen: list[int], cut: int) -> None:
    records: list[Record] = []
    moments = (START + timedelta(seconds=number) for number in itertools.count())
    journal = CallJournal(CALL, records.append, lambda: next(moments), lambda: 0.0)
    journal.open(line_id="urgence", line_name="Urgence", **FACTS)
    acts(journal, chosen)
    journal.close(Outcome.ABANDONED)
    told = []
    for batches in ([[one] for one in records], [records[:cut], records[cut:]], [records]):
        call = str(uuid.uuid4())
        for batch in batches:
            apply(shared, [{**record, "call": call} for record in batch])
        told.append(json.dumps(list_calls(shared, call_id=call)).replace(call, CALL))
    assert told[0] == told[1] == told[2]


def test_a_step_and_its_end_are_one_record_and_what_is_cut_stays_apart() -> None:
    step = {"call": CALL, "number": 2, "kind": "step", "at": "t", "name": "menu", "detail": "", "seconds": None}
    end = {"call": CALL, "number": 3, "kind": "step_ended", "at": "t", "step": 2, "seconds": 4.0}
    assert merged([step, end]) == [{"kind": "steps", "call": CALL, "steps": [step | {"seconds": 4.0}]}]
    assert merged([end]) == [end]
    assert step["seconds"] is None, "a record that is refused is read again, as it was"
