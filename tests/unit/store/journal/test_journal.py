"""The journal writes a call as it happens, and loses nothing when the database is locked, full or away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gevent
import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome, Recording
from appliance.calls.notes import Apart, HandedOver, KeyPressed, Refusal, Refused, TreatedApart
from appliance.calls.steps import Step
from appliance.company.model import Audience, RingStrategy
from appliance.store.database import close_database, open_database, writing
from appliance.store.errors import StoreUnavailable
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.figures import past_calls, past_offers
from appliance.store.journal.reader import list_calls, load_of_teams, recent_load
from appliance.store.journal.spool import Spool
from appliance.store.journal.writer import JournalWriter
from appliance.store.statements.interventions import interventions
from tests.unit.store.companies import LOCKSMITH

LINE = LOCKSMITH.lines["urgence"]
START = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
CALL = "4f4c1e9a-0000-4000-8000-000000000001"


class Clock:
    """A clock that moves one second each time it is read."""

    def __init__(self, start: datetime = START) -> None:
        self._moment = start

    def __call__(self) -> datetime:
        self._moment += timedelta(seconds=1)
        return self._moment


class Ticks:
    """Seconds of a call: one more each time they are read."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def __call__(self) -> float:
        self._seconds += 1
        return self._seconds


@contextmanager
def writer(database: Database, spool: Path) -> Iterator[JournalWriter]:
    journal = JournalWriter(database, spool, box="box1", clock_offset=60.0, ticks=Ticks())
    journal.start()
    try:
        yield journal
    finally:
        journal.stop(2)


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def open_call(journal: JournalWriter, call_id: str = CALL, caller: str | None = "+33612345678") -> CallJournal:
    return journal.open_call(call_id, LINE, "+33972000001", caller, START)


def a_whole_call(journal: CallJournal) -> None:
    with journal.step("greeting", "after_hours"):
        pass
    with journal.step("menu", "urgence"):
        journal.note(KeyPressed("2"))
    journal.order("40719")
    with journal.step("hunt"):
        journal.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
        journal.attempt(Attempt("durand", 0, OfferEvent.RINGING))
        journal.attempt(Attempt("durand", 0, OfferEvent.ENDED, OfferOutcome.NO_ANSWER))
        journal.attempt(Attempt("petit", 0, OfferEvent.DIALLED))
        journal.attempt(Attempt("petit", 0, OfferEvent.ANSWERED))
        journal.attempt(Attempt("petit", 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
    journal.connected(Outcome.CONNECTED)
    journal.close(Outcome.CONNECTED)


def written(journal: JournalWriter) -> None:
    assert journal.wait_until_written(10)


def test_a_call_is_read_in_the_shape_of_the_calls_command(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        a_whole_call(open_call(journal))
        written(journal)
    (call,) = list_calls(database)
    assert call["id"] == CALL
    assert (call["line"], call["line_name"], call["called"]) == ("urgence", "Urgence serrurerie", "+33972000001")
    assert call["started_at"] == "2026-12-25T02:10:00.000Z"
    assert (call["caller"], call["order"], call["outcome"]) == ("+33612345678", "40719", "connected")
    assert [(each["agent"], each["outcome"]) for each in call["attempts"]] == [
        ("durand", "no_answer"),
        ("petit", "accepted"),
    ]
    assert call["attempts"][0]["ringing_at"] and not call["attempts"][0]["answered_at"]
    assert call["attempts"][1]["answered_at"] and call["attempts"][1]["ended_at"]
    assert [(each["name"], each["detail"]) for each in call["steps"]] == [
        ("greeting", "after_hours"),
        ("menu", "urgence"),
        ("key", "2"),
        ("hunt", ""),
    ]
    assert all(each["seconds"] >= 0 for each in call["steps"])
    assert call["message"] is None
    assert call["started_at"] < call["answered_at"] < call["connected_at"] < call["ended_at"]
    json.dumps(call)


def test_a_clock_that_is_set_during_a_call_changes_nothing_to_what_it_lasted(database: Database, spool: Path) -> None:
    """The moments of a call are counted from its first; no other clock is read."""
    seconds = iter([0.0, 7.0, 7.0, 17.0])  # at the opening, and at each record
    journal = JournalWriter(database, spool, ticks=lambda: next(seconds))
    journal.start()
    call = open_call(journal)
    call.connected(Outcome.CONNECTED)
    call.close(Outcome.CONNECTED)
    written(journal)
    journal.stop(2)
    (told,) = list_calls(database)
    assert (told["connected_at"], told["ended_at"]) == ("2026-12-25T02:10:07.000Z", "2026-12-25T02:10:17.000Z")


def test_a_call_that_goes_on_has_no_outcome_and_an_unfinished_step(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        call = open_call(journal, caller=None)
        with call.step("hunt"):
            call.attempt(Attempt("durand", 1, OfferEvent.DIALLED))
            written(journal)
            (seen,) = list_calls(database)
    assert (seen["outcome"], seen["ended_at"], seen["caller"]) == (None, None, None)
    assert seen["steps"][0]["seconds"] is None
    assert seen["attempts"][0]["outcome"] is None


def test_the_outcome_of_a_conversation_is_known_while_it_goes_on(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        open_call(journal).connected(Outcome.FORWARDED)
        written(journal)
    (call,) = list_calls(database)
    assert (call["outcome"], call["ended_at"]) == ("forwarded", None)


def takes(call: CallJournal, agent: str) -> None:
    call.attempt(Attempt(agent, 0, OfferEvent.DIALLED))
    call.attempt(Attempt(agent, 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
    call.connected(Outcome.CONNECTED)


def test_who_is_handed_from_agent_to_agent_had_an_answer_from_the_first(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        call = open_call(journal)
        takes(call, "durand")
        written(journal)
        first = list_calls(database)[0]["connected_at"]
        call.note(HandedOver("durand"))
        takes(call, "petit")
        call.dropped("petit")
        written(journal)
    (seen,) = list_calls(database)
    assert (seen["connected_at"], seen["outcome"]) == (first, "connected")
    assert [one["outcome"] for one in seen["attempts"]] == ["accepted", "unconfirmed"]


def test_an_agent_gone_at_once_was_no_answer(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        call = open_call(journal)
        takes(call, "durand")
        call.dropped("durand")
        written(journal)
    (seen,) = list_calls(database)
    assert (seen["connected_at"], seen["outcome"]) == (None, None)


def test_an_agent_rung_in_two_rounds_has_two_attempts(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        call = open_call(journal)
        for outcome in (OfferOutcome.BUSY, OfferOutcome.ACCEPTED):
            call.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
            call.attempt(Attempt("durand", 0, OfferEvent.ENDED, outcome))
        written(journal)
    assert [each["outcome"] for each in list_calls(database)[0]["attempts"]] == ["busy", "accepted"]


def test_the_script_s_exception_passes_through_a_step_and_the_step_ends(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        with pytest.raises(KeyError), open_call(journal).step("menu"):
            raise KeyError
        written(journal)
    assert list_calls(database)[0]["steps"][0]["seconds"] is not None


def test_a_message_is_told_with_its_file_and_length(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        call = open_call(journal)
        call.message(Recording("m1.wav", 12.5, hung_up=True))
        call.close(Outcome.MESSAGE)
        written(journal)
    (seen,) = list_calls(database)
    assert (seen["message"]["file"], seen["message"]["seconds"], seen["outcome"]) == ("m1.wav", 12.5, "message")


def test_a_number_that_no_line_claims_is_in_the_journal(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        journal.open_call(CALL, None, "+33999", None, START).close(Outcome.UNANSWERED)
        written(journal)
    assert list_calls(database)[0]["line"] is None


@pytest.mark.parametrize("why", sorted(Refusal))
def test_a_call_refused_before_it_was_answered_has_no_answer_in_the_journal(
    database: Database, spool: Path, why: str
) -> None:
    with writer(database, spool) as journal:
        call = journal.open_call(CALL, None, "+33999999999", None, START)
        call.note(Refused(why, "+33999999999"))
        call.close(Outcome.UNANSWERED)
        assert journal.wait_until_written(5)
    (told,) = list_calls(database)
    assert (told["answered_at"], told["outcome"]) == (None, "unanswered")
    assert [step["name"] for step in told["steps"]] == [why]


def test_a_machine_that_rings_on_was_answered_when_somebody_talked_to_it(database: Database, spool: Path) -> None:
    taken = f"{CALL[:-1]}9"
    with writer(database, spool) as journal:
        for name in (CALL, taken):
            call = journal.open_call(name, LINE, "+33972000001", "+33639980001", START)
            call.rings_on()
            call.note(TreatedApart(Apart.MACHINE))
            with call.step(Step.HUNT, "depannage"):
                pass
            if name == taken:
                call.connected(Outcome.CONNECTED)
                with call.step(Step.CONVERSATION):
                    pass
            call.close(Outcome.CONNECTED if name == taken else Outcome.UNANSWERED)
        assert journal.wait_until_written(5)
    answered = {told["id"]: told["answered_at"] for told in list_calls(database)}
    assert answered[CALL] is None and answered[taken] is not None


def test_the_journal_keeps_for_whom_the_line_was_when_the_call_came(database: Database, spool: Path) -> None:
    lines = {audience: replace(LINE, audience=audience) for audience in Audience}
    with writer(database, spool) as journal:
        for audience, line in lines.items():
            journal.open_call(audience.value, line, "+33972000001", None, START).close(Outcome.UNANSWERED)
        assert journal.wait_until_written(5)
    assert {call["id"]: call["audience"] for call in list_calls(database)} == {
        each.value: each.value for each in Audience
    }


def test_the_latest_calls_come_first_and_are_counted(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        for day in range(4):
            journal.open_call(f"c{day}", LINE, "+33972000001", None, START + timedelta(days=day))
        written(journal)
    assert [call["id"] for call in list_calls(database, limit=2)] == ["c3", "c2"]
    assert [call["id"] for call in list_calls(database, since=START + timedelta(days=2))] == ["c3", "c2"]
    assert [call["id"] for call in list_calls(database, call_id="c1")] == ["c1"]


def test_a_colleague_who_accepts_the_watch_by_telephone_has_taken_no_call(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        line = replace(LINE, audience=Audience.CUSTOMERS)
        call, menu = (journal.open_call(f"{CALL[:-1]}{n}", line, "+33972000001", None, START) for n in (1, 2))
        a_whole_call(call)
        menu.attempt(Attempt("martin", 0, OfferEvent.DIALLED))
        menu.attempt(Attempt("martin", 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
        menu.close(Outcome.AGENTS_MENU)
        written(journal)
    whole = (START - timedelta(hours=1), START + timedelta(days=1))
    assert recent_load(database, *whole) == {"petit": 1}
    assert [one.agent for one in interventions(database, *whole, {})[0]] == ["petit"]
    assert [call.outcome for call in past_calls(database, *whole)] == [Outcome.CONNECTED.value]
    assert {offer.agent for offer in past_offers(database, *whole)} == {"durand", "petit"}


def test_recent_load_counts_the_calls_that_each_agent_accepted(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        for number in range(2):
            a_whole_call(open_call(journal, f"c{number}"))
        written(journal)
    assert recent_load(database, START) == {"petit": 2}
    assert recent_load(database, START + timedelta(days=1)) == {}


def test_fairness_looks_back_as_far_as_each_team_says(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        a_whole_call(open_call(journal, "c0"))
        written(journal)
    usual = LOCKSMITH.teams["depannage"]
    week = replace(usual, id="week", ring=replace(usual.ring, fairness_days=7))
    still = replace(usual, id="still", ring=replace(usual.ring, strategy=RingStrategy.SEQUENTIAL))
    in_ten_days = START + timedelta(days=10)
    assert load_of_teams(database, (usual, week, still), in_ten_days) == {"depannage": {"petit": 1}, "week": {}}
    assert load_of_teams(database, (usual,), START - timedelta(days=1)) == {"depannage": {}}


def test_what_no_database_keeps_is_written_without_it(database: Database, spool: Path) -> None:
    with writer(database, spool) as journal:
        open_call(journal).note(KeyPressed("a\0b\udc80"))
        written(journal)
    assert list_calls(database)[0]["steps"][0]["detail"] == "ab?"


def test_a_record_replayed_is_written_once(database: Database) -> None:
    records: list[dict] = []
    journal = CallJournal(CALL, records.append, Clock())
    facts = {"called": "+33972000001", "caller": None, "started_at": START.isoformat(), "box": "", "clock_offset": 0.0}
    journal.open(line_id="urgence", line_name="Urgence", **facts)
    a_whole_call(journal)
    apply(database, records)
    once = list_calls(database)
    apply(database, records)
    apply(database, records[3:])
    assert list_calls(database) == once


def lock(database: Database, url: str):
    """A lock held by another program, as long as its connection lives."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(database.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        return other
    import psycopg

    other = psycopg.connect(url)
    other.execute("LOCK TABLE calls IN EXCLUSIVE MODE")
    return other


def test_a_locked_database_costs_no_record_and_the_order_is_kept(database: Database, url: str, spool: Path) -> None:
    with writer(database, spool) as journal:
        written(journal)
        other = lock(database, url)
        call = open_call(journal)
        call.note(KeyPressed("0"))
        assert not journal.wait_until_written(1.2)
        assert list(spool.glob("journal-*.jsonl"))
        for key in "123":
            call.note(KeyPressed(key))
        other.close()
        call.close(Outcome.ABANDONED)
        written(journal)
        assert not list(spool.glob("journal-*.jsonl"))
    (seen,) = list_calls(database)
    assert [step["detail"] for step in seen["steps"]] == ["0", "1", "2", "3"]
    assert seen["outcome"] == "abandoned"


def test_what_a_stopped_process_left_in_its_spool_is_written_by_the_next(
    database: Database, url: str, spool: Path
) -> None:
    first = JournalWriter(database, spool, box="box1", ticks=Ticks())
    first.start()
    other = lock(database, url)
    a_whole_call(open_call(first))
    assert first.stop(0.8) is False
    other.close()
    with writer(database, spool) as journal:
        written(journal)
    (call,) = list_calls(database)
    assert (call["outcome"], len(call["attempts"]), len(call["steps"])) == ("connected", 2, 4)
    assert not list(spool.iterdir())


def until(true: Callable[[], object]) -> None:
    with gevent.Timeout(10):
        while not true():
            gevent.sleep(0.01)


def test_a_database_that_has_refused_is_left_in_peace_whatever_comes_meanwhile(
    database: Database, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def refusing(_: Database, records: Sequence[object]) -> None:
        tried.append(len(records))
        raise StoreUnavailable("refused")

    with writer(database, spool) as journal:
        call = open_call(journal)
        written(journal)
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr("appliance.store.journal.writer.RETRY_SECONDS", 3600.0)
            meanwhile.setattr("appliance.store.journal.writer.apply", refusing)
            call.note(KeyPressed("1"))
            until(lambda: tried)
            for key in "23":
                call.note(KeyPressed(key))
                until(lambda key=key: f'"{key}"' in "".join(path.read_text() for path in spool.glob("journal-*.jsonl")))
        assert tried == [1]
        journal._next_try = 0.0
        written(journal)
    assert [step["detail"] for step in list_calls(database)[0]["steps"]] == ["1", "2", "3"]


def test_a_full_database_costs_no_record(tmp_path: Path, spool: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    with writer(database, spool) as journal:
        call = open_call(journal)
        written(journal)
        database.connect()
        database.execute_sql("VACUUM")  # no page of a table that is no more is left to write to
        (pages,) = database.execute_sql("PRAGMA page_count").fetchone()
        database.close()
        database._pragmas.append(("max_page_count", pages))
        database.close_idle()
        call.note(KeyPressed("x" * 100_000))
        assert not journal.wait_until_written(1)
        database._pragmas.pop()
        database.close_idle()
        written(journal)
    assert len(list_calls(database)[0]["steps"][0]["detail"]) == 100_000
    close_database(database)


def test_a_record_that_the_database_will_never_take_is_put_aside_and_holds_up_nothing(
    database: Database, spool: Path
) -> None:
    with writer(database, spool) as journal:
        call = open_call(journal)
        journal.put({"call": "unknown", "number": 1, "kind": "step", "at": "never", "name": "", "detail": ""})
        journal.put({"call": CALL, "number": 2, "kind": "no such kind"})
        call.close(Outcome.ABANDONED)
        written(journal)
    assert list_calls(database)[0]["outcome"] == "abandoned"
    aside = [line for path in spool.glob("rejected-*.jsonl") for line in path.read_text().splitlines()]
    assert len(aside) == 2


def test_a_line_cut_short_by_a_power_cut_loses_only_itself(database: Database, spool: Path) -> None:
    records: list[dict] = []
    journal = CallJournal(CALL, records.append, Clock())
    facts = {"called": "+33972000001", "caller": None, "started_at": START.isoformat(), "box": "", "clock_offset": 0.0}
    journal.open(line_id="urgence", line_name="Urgence", **facts)
    spool.mkdir()
    (spool / "journal-1.jsonl").write_text(json.dumps(records[0]) + '\n{"call": "4f4c')
    with writer(database, spool) as after:
        written(after)
    assert list_calls(database)[0]["id"] == CALL


def test_the_spool_of_a_living_process_is_left_alone(spool: Path) -> None:
    living, other = Spool(spool), Spool(spool)
    living.append([{"call": CALL}])
    with other.orphans() as found:
        assert found == []
    living.close()
    with other.orphans() as found:
        assert found == [{"call": CALL}]
    assert not list(spool.iterdir())


def test_an_orphan_that_could_not_be_written_stays(spool: Path) -> None:
    gone, other = Spool(spool), Spool(spool)
    gone.append([{"call": CALL}])
    gone.close()
    with pytest.raises(RuntimeError), other.orphans():
        raise RuntimeError
    with other.orphans() as found:
        assert found == [{"call": CALL}]


def test_a_lost_database_is_no_reason_to_raise_or_to_wait(tmp_path: Path, spool: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'state' / 'astreinte.db'}")
    close_database(database)
    for file in (tmp_path / "state").iterdir():
        file.unlink()
    (tmp_path / "state" / "astreinte.db").write_bytes(b"garbage" * 1000)
    journal = JournalWriter(database, spool, ticks=Ticks())
    journal.start()
    a_whole_call(open_call(journal))
    assert journal.stop(0.2) is False
    (kept,) = spool.glob("journal-*.jsonl")
    assert len(kept.read_text().splitlines()) == 17


def test_a_write_is_whole_or_absent(database: Database) -> None:
    with pytest.raises(KeyError), writing(database):
        database.execute_sql("UPDATE schema_version SET version = 77")
        raise KeyError
    with writing(database):
        assert database.execute_sql("SELECT version FROM schema_version").fetchone() != (77,)
