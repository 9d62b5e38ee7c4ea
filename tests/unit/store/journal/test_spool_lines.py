"""Whatever a spool holds, the journal goes on: what is a record is written, what is none is put aside, once."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.store.database import close_database, open_database
from appliance.store.journal.call_journal import CallJournal, Record
from appliance.store.journal.reader import list_calls
from appliance.store.journal.spool import LONGEST_LINE, Spool
from appliance.store.journal.writer import JournalWriter

START = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
FACTS = {"called": "+33972000001", "caller": None, "started_at": START.isoformat(), "box": "", "clock_offset": 0.0}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=5,
)
names = ("call", "number", "kind", "at", "name", "detail", "seconds", "order", "event", "attempt", "agent", "phone")
kinds = ("open", "step", "step_ended", "order", "attempt", "attempt_went_on", "message", "connected", "close", "?")
nearly_records = st.dictionaries(st.sampled_from(names), anything, max_size=6)
wrong_types = st.fixed_dictionaries(
    {"call": anything, "number": anything, "kind": st.sampled_from(kinds)},
    optional={name: anything for name in names[3:]},
)
bad_lines = st.one_of(
    st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")),
    st.one_of(anything, nearly_records, wrong_types).map(lambda thing: json.dumps(thing).encode()),
    st.sampled_from(
        [b"\0" * 40, b'{"call": "c', b"[" * 3000, b"9" * 5000, b"\xff\xfe{}", b'{"call": "\\ud800"}', b"null"]
    ),
)


def call_of(name: str) -> list[bytes]:
    """The lines of a whole call."""
    records: list[Record] = []
    journal = CallJournal(name, records.append, lambda: START)
    journal.open(line_id="urgence", line_name="Urgence", **FACTS)
    journal.close(Outcome.ABANDONED)
    return [json.dumps(record).encode() for record in records]


@contextmanager
def box() -> Iterator[tuple[Database, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/journal.db")
        spool = Path(folder, "spool")
        spool.mkdir()
        yield database, spool
        close_database(database)


def outcomes(database: Database, spool: Path) -> dict[str, str | None]:
    """What the journal holds once a controller has started, and served one call more."""
    writer = JournalWriter(database, spool)
    writer.start()
    try:
        assert writer.wait_until_written(10), "the journal still waits"
        after = writer.open_call("after", None, "+33972000001", None, START)
        after.close(Outcome.MESSAGE)
        assert writer.wait_until_written(10), "the journal has ended"
    finally:
        writer.stop(5)
    return {call["id"]: call["outcome"] for call in list_calls(database)}


@settings(max_examples=40, deadline=None)
@given(bad=st.lists(bad_lines, min_size=1, max_size=6), where=st.integers(0, 6))
def test_no_line_of_a_spool_ends_the_journal(bad: list[bytes], where: int) -> None:
    with box() as (database, spool):
        lines = [*bad[:where], *call_of("before"), *bad[where:], *call_of("last")]
        (spool / "journal-1.jsonl").write_bytes(b"\n".join(lines) + b"\n")
        found = outcomes(database, spool)
        assert {found["before"], found["last"]} == {"abandoned"}
        assert found["after"] == "message"
        assert not list(spool.glob("journal-*.jsonl")), "nothing waits any more"


HUGE = b'{"call": "' + b"x" * LONGEST_LINE + b'"}'


@pytest.mark.parametrize("line", [b"[1, 2]", b'"call"', b"7", b"\0\0", HUGE, b'{"kind": "open"}'])
def test_a_line_that_is_no_record_is_put_aside_and_tried_again_by_the_next_controller(line: bytes) -> None:
    with box() as (database, spool):
        (spool / "journal-1.jsonl").write_bytes(b"\n".join([line, *call_of("before")]) + b"\n")
        for _ in range(3):
            assert outcomes(database, spool)["before"] == "abandoned"
            (aside,) = spool.glob("rejected-*.jsonl")
            assert len(aside.read_bytes().splitlines()) == 1


def test_what_was_put_aside_is_written_once_it_is_understood() -> None:
    with box() as (database, spool):
        (spool / "rejected-1.jsonl").write_bytes(b"\n".join(call_of("newer kind of record")) + b"\n")
        assert outcomes(database, spool)["newer kind of record"] == "abandoned"
        assert not list(spool.glob("rejected-*.jsonl"))


@pytest.mark.parametrize("what", ["folder", "pipe", "nobody's"])
def test_a_file_that_cannot_be_read_stops_no_other(what: str, tmp_path: Path) -> None:
    with box() as (database, spool):
        odd = spool / "journal-0.jsonl"
        if what == "folder":
            odd.mkdir()
        elif what == "pipe":
            os.mkfifo(odd)
        else:
            odd.symlink_to(tmp_path / "nowhere")
        (spool / "journal-1.jsonl").write_bytes(b"\n".join(call_of("before")) + b"\n")
        assert outcomes(database, spool)["before"] == "abandoned"


def test_a_record_that_json_cannot_say_waits_with_the_others(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    around: dict[str, object] = {}
    around["itself"] = around
    spool.append([{"call": "c1", "at": START}, around, {"call": "c2"}])
    assert [record.get("call") for record in spool.records()] == ["c1", None, "c2"]
    spool.close()
