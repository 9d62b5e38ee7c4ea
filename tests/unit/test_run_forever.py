"""Work that must never end comes back, whatever came out of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import gevent
import gevent.event
import pytest

from appliance.calls.call_context import Outcome
from appliance.run_forever import run_forever
from appliance.store.claims.claims import LeaseKeeper
from appliance.store.database import close_database, open_database
from appliance.store.journal.reader import list_calls
from appliance.store.journal.writer import JournalWriter

DEFECTS = [RuntimeError("x"), MemoryError(), gevent.Timeout(), RecursionError(), AssertionError(), BaseException("x")]


def failing_first(defect: BaseException, work: Callable[[], object]) -> Callable[[], object]:
    """Fails once, then works."""
    defects = [defect]

    def once(*_: object) -> object:
        if defects:
            raise defects.pop()
        return work()

    return once


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: type(defect).__name__)
def test_any_exception_is_survived(defect: BaseException) -> None:
    done: list[str] = []
    run_forever(failing_first(defect, lambda: done.append("done")), pause=0.0).join(5)
    assert done == ["done"]


def test_who_is_killed_does_not_come_back() -> None:
    work = run_forever(gevent.sleep, 60.0, pause=0.0)
    gevent.sleep(0)
    work.kill(timeout=5)
    assert work.ready()


def test_the_journal_comes_back_and_writes_what_it_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(f"sqlite:///{tmp_path}/journal.db")
    journal = JournalWriter(database, tmp_path / "spool")
    monkeypatch.setattr(journal, "_write", failing_first(RuntimeError("x"), journal._write))
    journal.start()
    journal.open_call("c1", None, "", None, datetime(2026, 12, 25, tzinfo=UTC)).close(Outcome.MESSAGE)
    assert journal.wait_until_written(10)
    journal.stop(2)
    assert [call["outcome"] for call in list_calls(database)] == ["message"]
    close_database(database)


def test_the_leases_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease that the database did not take in time is written by the keeper, though a defect came before."""
    database = open_database(f"sqlite:///{tmp_path}/journal.db")
    keeper, written = LeaseKeeper(database, "box1"), gevent.event.Event()
    keeper._held["durand"] = "c1"
    keeper._unwritten.add("durand")
    monkeypatch.setattr("appliance.store.claims.claims.RETRY_SECONDS", 0.01)
    monkeypatch.setattr(keeper, "_take", failing_first(gevent.Timeout(), written.set))
    keeper.start()
    assert written.wait(5)
    keeper.stop()
    close_database(database)
