"""A callback in somebody's hands while the database is locked: claimed all along, and written in the end, in order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import gevent
import pytest
from peewee import Database

from appliance.controller import callback_in_hand
from appliance.controller.callback_in_hand import KEEP_EVERY_SECONDS, CallbackInHand
from appliance.store.callbacks.queue import CLAIM, take_callback
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreBusy, StoreError, StoreRejected
from tests.unit.store.callbacks.test_promises import promised
from tests.unit.store.callbacks.test_queue import DUE, taken


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/astreinte.db")
    promised(opened)
    yield opened
    close_database(opened)


@dataclass
class Written:
    """What the database has taken, by name; `fails`: what it answers instead."""

    fails: StoreError | None = None
    done: list[str] = field(default_factory=list)

    def end(self, name: str) -> callback_in_hand.Write:
        def write() -> None:
            if self.fails is not None:
                raise self.fails
            self.done.append(name)

        return write


@dataclass
class Time:
    """A moment of the company's clock, and the seconds since."""

    seconds: float = 0.0

    def now(self) -> datetime:
        return DUE + timedelta(seconds=self.seconds)

    def ticks(self) -> float:
        return self.seconds


def in_hand(database: Database, time: Time) -> CallbackInHand:
    return CallbackInHand(database, taken(database).call_id, time.now, time.ticks)


def test_what_a_locked_database_did_not_take_is_written_once_while_they_talk(database: Database) -> None:
    hand, written = in_hand(database, Time()), Written(StoreBusy("locked"))
    hand.write(written.end("kept"))
    assert not hand.look() and written.done == []
    written.fails = None
    for _ in range(2):
        assert not hand.look(), "they talk still"
    assert written.done == ["kept"]


def test_nobody_else_takes_it_for_as_long_as_they_talk_unwritten(database: Database) -> None:
    time = Time()
    hand, written = in_hand(database, time), Written(StoreBusy("locked"))
    hand.write(written.end("kept"))
    while time.seconds < 2 * CLAIM.total_seconds():
        time.seconds += KEEP_EVERY_SECONDS
        hand.look()
        assert take_callback(database, time.now()) is None


def test_what_comes_of_it_in_the_end_is_written_alone_however_late(database: Database) -> None:
    hand, written = in_hand(database, Time()), Written(StoreBusy("locked"))
    hand.write(written.end("kept"))
    hand.let_go(written.end("gone at once"))
    assert not hand.look()
    written.fails = None
    assert hand.look()
    assert written.done == ["gone at once"]


def test_what_is_being_written_still_comes_before_what_ends_it(database: Database) -> None:
    hand, written, answered = in_hand(database, Time()), Written(), threading.Event()

    def slowly() -> None:
        answered.wait(20)
        written.done.append("kept")

    talking = gevent.spawn(hand.write, slowly)
    gevent.sleep(0)
    ending = gevent.spawn(hand.let_go, written.end("gone at once"))
    gevent.sleep(0)
    answered.set()
    gevent.joinall([talking, ending], timeout=5, raise_error=True)
    assert written.done == ["kept", "gone at once"]


def test_what_can_never_be_written_is_asked_once(database: Database) -> None:
    hand, written = in_hand(database, Time()), Written(StoreRejected("no such table"))
    hand.let_go(written.end("kept"))
    written.fails = None
    assert hand.look() and written.done == []


def test_it_is_looked_at_by_itself_until_it_is_written(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callback_in_hand, "LOOK_EVERY_SECONDS", 0.0)
    hand, written = in_hand(database, Time()), Written(StoreBusy("locked"))
    hand.let_go(written.end("kept"))
    written.fails = None
    hand._looking.join(timeout=5)
    assert hand._looking.successful() and written.done == ["kept"]
