"""A recording of one box is on the others' disks; erased or deleted, it is on none, nor in the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from errno import EIO
from pathlib import Path

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.leg import Recording
from appliance.controller.shared_sounds import LOOK_EVERY_SECONDS, SharedSounds, rest
from appliance.store.boxes.register import BoxIdentity, forget_box, hold_name
from appliance.store.database import close_database, open_database, writing
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.message_followup import delete_message, find_message
from appliance.store.journal.shared_sounds import shared
from appliance.store.journal.tables import MessageRow

NOW = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)
BOX = BoxIdentity("salle-1", "i1", "b1", "1.0")
FILE = "c1-1.wav"


class Boxes:
    """Two boxes, each with a folder of its own."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folders, self.sharing = database, {}, {}
        for name in ("salle-1", "salle-2"):
            self.folders[name] = folder / name
            self.folders[name].mkdir()
            self.sharing[name] = SharedSounds(database, self.folders[name], name)
            hold_name(database, replace(BOX, name=name, installation=name))

    def settle(self, *names: str) -> None:
        for name in names or ("salle-1", "salle-2"):
            self.sharing[name].settle()

    def has(self, name: str) -> list[str]:
        return sorted(path.name for path in self.folders[name].iterdir())

    def takes_a_message(self, name: str, call: str = "c1", over: bool = True) -> None:
        (self.folders[name] / f"{call}-1.wav").write_bytes(b"RIFF" + call.encode())
        records: list[dict] = []
        journal = CallJournal(call, records.append, lambda: NOW)
        facts = {"called": "+33972000001", "caller": None, "started_at": NOW.isoformat(), "clock_offset": 0.0}
        journal.open(line_id="urgence", line_name="Urgence", box=name, **facts)
        journal.message(Recording(f"{call}-1.wav", 3.0, False))
        if over:
            journal.close(Outcome.MESSAGE)
        apply(self.database, records)


@pytest.fixture
def boxes(tmp_path: Path) -> Iterator[Boxes]:
    database = open_database(f"sqlite:///{tmp_path}/astreinte.db")
    yield Boxes(database, tmp_path)
    close_database(database)


def test_a_message_is_on_every_box(boxes: Boxes) -> None:
    boxes.takes_a_message("salle-1")
    boxes.settle()
    assert boxes.has("salle-2") == [FILE]
    copy = boxes.folders["salle-2"] / FILE
    assert copy.read_bytes() == b"RIFFc1"
    assert copy.stat().st_mode & 0o777 == 0o640


def test_one_that_is_being_said_is_left_alone(boxes: Boxes) -> None:
    boxes.takes_a_message("salle-1", over=False)
    boxes.settle()
    assert shared(boxes.database) == set()


def test_what_is_deleted_from_the_page_is_on_no_box(boxes: Boxes) -> None:
    boxes.takes_a_message("salle-1")
    boxes.settle()
    message = find_message(boxes.database, "c1", FILE)
    assert message is not None
    delete_message(boxes.database, message, by="Julie", now=NOW)
    (boxes.folders["salle-1"] / FILE).unlink()  # as the page of that box does
    boxes.settle()
    assert (boxes.has("salle-1"), boxes.has("salle-2"), shared(boxes.database)) == ([], [], set())


def test_what_is_deleted_on_another_box_than_its_own_goes_from_its_own_too(boxes: Boxes) -> None:
    boxes.takes_a_message("salle-1")
    boxes.settle()
    message = find_message(boxes.database, "c1", FILE)
    assert message is not None
    delete_message(boxes.database, message, by="Julie", now=NOW)
    (boxes.folders["salle-2"] / FILE).unlink()
    boxes.settle()
    assert (boxes.has("salle-1"), boxes.has("salle-2"), shared(boxes.database)) == ([], [], set())


def test_what_was_forgotten_is_on_no_other_box(boxes: Boxes) -> None:
    boxes.takes_a_message("salle-1")
    boxes.settle()
    with writing(boxes.database):
        MessageRow.delete().execute(boxes.database)
    boxes.settle()
    assert (boxes.has("salle-2"), shared(boxes.database)) == ([], set())
    assert boxes.has("salle-1") == [FILE], "its own box's night removes it: it may not be written yet"


def test_a_box_alone_puts_nothing_in_its_database(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/alone.db")
    hold_name(database, BOX)
    SharedSounds(database, tmp_path, "salle-1").settle()
    assert shared(database) == set()
    close_database(database)


def test_what_is_erased_goes_from_the_database_of_the_box_that_is_left(boxes: Boxes) -> None:
    boxes.takes_a_message("salle-1")
    boxes.takes_a_message("salle-1", "c2")
    boxes.settle()
    forget_box(boxes.database, "salle-2")
    with writing(boxes.database):
        MessageRow.delete().where(MessageRow.call_id == "c1").execute(boxes.database)
    boxes.settle("salle-1")
    assert shared(boxes.database) == {"c2-1.wav"}


def test_a_recording_that_cannot_be_read_holds_up_no_other(boxes: Boxes, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes.takes_a_message("salle-1")
    boxes.takes_a_message("salle-1", "c2")
    read = Path.read_bytes

    def of_a_bad_disk(path: Path) -> bytes:
        if path.name == FILE:
            raise OSError(EIO, "Input/output error")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", of_a_bad_disk)
    boxes.settle()
    assert boxes.has("salle-2") == ["c2-1.wav"]


def test_a_journal_of_years_leaves_the_machine_to_its_calls() -> None:
    assert rest(0.01) == LOOK_EVERY_SECONDS
    assert rest(2.0) == 60.0, "two seconds of each minute, at most"
    assert rest(90.0) == 60.0, "a database that hung leaves no recording for an hour"
