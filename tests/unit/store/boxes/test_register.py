"""A name is held by one machine at a time; one that is silent is replaced, and its calls are closed by the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.store.boxes.register import (
    ALIVE_SECONDS,
    BEAT_SECONDS,
    BoxIdentity,
    forget_box,
    held_elsewhere,
    hold_name,
    known_boxes,
)
from appliance.store.boxes.silence import SILENT_SECONDS, close_box, silent_boxes
from appliance.store.journal.acceptance import accept
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.reader import list_calls
from appliance.store.journal.reconcile import close_orphans, end_call, record_fallback_call
from appliance.store.phone_tests.probes import keep_probes, list_probes

ROOM = BoxIdentity("salle-1", "i1", "b1", "1.0")
OTHER = BoxIdentity("salle-1", "i2", "b2", "1.0")
NEXT = BoxIdentity("salle-2", "i3", "b3", "1.0")
START = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)


class Moment:
    """The database's clock, and the boxes that look at it."""

    def __init__(self, database: Database) -> None:
        self.database, self.seconds = database, START.timestamp()

    def __call__(self) -> float:
        return self.seconds

    def later(self, seconds: float) -> None:
        self.seconds += seconds

    def hold(self, box: BoxIdentity) -> bool:
        return hold_name(self.database, box, clock=self)

    def silent(self) -> list[str]:
        return [name for name, _ in silent_boxes(self.database, clock=self)]

    def close(self, told: list[int] | None = None) -> int | None:
        """The one silent box, by another."""
        ((name, seen),) = silent_boxes(self.database, clock=self)
        numbers: list[int] = [] if told is None else told
        return close_box(self.database, name, seen, timedelta(), told=numbers.append, clock=self)


@pytest.fixture
def moment(database: Database) -> Moment:
    return Moment(database)


def begin(database: Database, call: str, box: str = "salle-1", at: datetime = START) -> CallJournal:
    records: list[dict] = []
    journal = CallJournal(call, records.append, lambda: at)
    facts = {"called": "+33972000001", "caller": None, "started_at": at.isoformat(), "clock_offset": 0.0}
    journal.open(line_id="urgence", line_name="Urgence", box=box, **facts)
    apply(database, records)
    return journal


def calls(database: Database) -> dict[str, tuple[str | None, datetime | None]]:
    ends = {one["id"]: one["ended_at"] for one in list_calls(database)}
    read = {call: datetime.fromisoformat(end) if end else None for call, end in ends.items()}
    return {one["id"]: (one["outcome"], read[one["id"]]) for one in list_calls(database)}


def test_a_second_machine_of_the_same_name_is_refused_while_the_first_lives(moment: Moment) -> None:
    assert moment.hold(ROOM)
    moment.later(BEAT_SECONDS)
    assert held_elsewhere(moment.database, OTHER, clock=moment)
    assert not moment.hold(OTHER)
    assert moment.hold(ROOM)
    assert moment.hold(NEXT), "another name is another box"


def test_the_same_machine_restarts_its_controller_at_once(moment: Moment) -> None:
    assert moment.hold(ROOM)
    assert moment.hold(replace(ROOM, release="1.1")), "a new release starts while the one before is drained"
    assert [box.release for box in known_boxes(moment.database, clock=moment)] == ["1.1"]


def test_a_copy_of_its_disk_is_another_machine(moment: Moment) -> None:
    assert moment.hold(ROOM)
    assert not moment.hold(replace(ROOM, boot="copied"))


def test_a_machine_that_starts_anew_has_its_name_again_soon(moment: Moment) -> None:
    assert moment.hold(ROOM)
    moment.later(ALIVE_SECONDS)
    assert moment.hold(replace(ROOM, boot="next"))


def test_a_machine_that_died_is_replaced_under_its_name(moment: Moment) -> None:
    assert moment.hold(ROOM)
    moment.later(ALIVE_SECONDS + 1)
    assert not held_elsewhere(moment.database, OTHER, clock=moment)
    assert moment.hold(OTHER)
    assert not moment.hold(ROOM), "the first comes back too late"


def test_a_clock_that_was_ahead_keeps_nobody_out(moment: Moment) -> None:
    assert moment.hold(ROOM)
    moment.later(-3600)
    assert moment.hold(OTHER)


def test_who_lives_and_since_when_the_others_are_silent(moment: Moment) -> None:
    moment.hold(ROOM)
    moment.later(100)
    moment.hold(NEXT)
    told = {box.name: (box.alive, round(box.silent_for)) for box in known_boxes(moment.database, clock=moment)}
    assert told == {"salle-1": (False, 100), "salle-2": (True, 0)}
    assert forget_box(moment.database, "salle-1")
    assert not forget_box(moment.database, "salle-1")


def test_the_calls_of_a_box_long_silent_are_closed_when_it_was_last_seen(moment: Moment) -> None:
    moment.hold(ROOM)
    begin(moment.database, "lost")
    begin(moment.database, "of the other", "salle-2")
    moment.later(SILENT_SECONDS - 1)
    assert moment.silent() == []
    moment.later(1)
    told: list[int] = []
    assert moment.close(told) == 1
    assert told == [1]
    assert calls(moment.database) == {"lost": (Outcome.ABANDONED.value, START), "of the other": (None, None)}
    assert moment.silent() == [], "once"


def test_a_box_that_comes_back_says_how_its_calls_ended(moment: Moment) -> None:
    moment.hold(ROOM)
    begin(moment.database, "talks on")
    moment.later(SILENT_SECONDS)
    moment.close()
    moment.hold(ROOM)
    assert calls(moment.database) == {"talks on": (None, None)}
    end_call(moment.database, "talks on", timedelta(minutes=30))
    assert calls(moment.database)["talks on"][1] == START + timedelta(minutes=30)
    moment.later(SILENT_SECONDS)
    assert moment.close() == 0
    moment.hold(ROOM)
    assert calls(moment.database)["talks on"][1] == START + timedelta(minutes=30), "what it knew stays"


def test_a_conversation_stays_one(moment: Moment) -> None:
    moment.hold(ROOM)
    records: list[dict] = []
    journal = CallJournal("c", records.append, lambda: START)
    facts = {"called": "+33972000001", "caller": None, "started_at": START.isoformat(), "clock_offset": 0.0}
    journal.open(line_id="urgence", line_name="Urgence", box="salle-1", **facts)
    journal.connected(Outcome.CONNECTED)
    apply(moment.database, records)
    moment.later(SILENT_SECONDS)
    moment.close()
    assert calls(moment.database)["c"] == (Outcome.CONNECTED.value, START)
    moment.hold(ROOM)
    assert calls(moment.database)["c"] == (Outcome.CONNECTED.value, None)


@pytest.mark.parametrize("talked", [True, False])
def test_what_its_spool_says_before_its_first_sign_of_life_stays(moment: Moment, talked: bool) -> None:
    """The journal is written as soon as the database answers again, up to ten seconds before the name is held."""
    moment.hold(ROOM)
    records: list[dict] = []
    journal = CallJournal("c", records.append, lambda: START + timedelta(minutes=5))
    facts = {"called": "+33972000001", "caller": None, "started_at": START.isoformat(), "clock_offset": 0.0}
    journal.open(line_id="urgence", line_name="Urgence", box="salle-1", **facts)
    apply(moment.database, records)
    moment.later(SILENT_SECONDS)
    moment.close()
    if talked:
        journal.connected(Outcome.CONNECTED)
    outcome = Outcome.CONNECTED if talked else Outcome.UNANSWERED
    journal.close(outcome)
    apply(moment.database, records)
    moment.hold(ROOM)
    assert calls(moment.database) == {"c": (outcome.value, START + timedelta(minutes=5))}


def test_what_freeswitch_says_before_its_first_sign_of_life_stays(moment: Moment) -> None:
    """Its record of a call is read once, and thrown away."""
    moment.hold(ROOM)
    for call in ("taken", "left", "by the dialplan"):
        begin(moment.database, call)
    moment.later(SILENT_SECONDS)
    moment.close()
    assert accept(moment.database, "taken", "durand", 0, timedelta(minutes=1))
    end_call(moment.database, "taken", timedelta(minutes=30))
    end_call(moment.database, "left", timedelta(minutes=2))
    end = START + timedelta(minutes=3)
    numbers = {"called": "+33972000001", "caller": None, "started_at": START, "ended_at": end}
    record_fallback_call(moment.database, "by the dialplan", Outcome.FALLBACK, **numbers)
    moment.hold(ROOM)
    close_orphans(moment.database, (), box="salle-1", now=START + timedelta(hours=2))
    assert calls(moment.database) == {
        "taken": (Outcome.CONNECTED.value, START + timedelta(minutes=30)),
        "left": (Outcome.ABANDONED.value, START + timedelta(minutes=2)),
        "by the dialplan": (Outcome.FALLBACK.value, end),
    }


def test_a_box_whose_release_gives_no_sign_of_life_keeps_its_calls(moment: Moment) -> None:
    """It went back to a release of before: what it takes since proves that it lives."""
    moment.hold(ROOM)
    moment.later(2 * SILENT_SECONDS)
    begin(moment.database, "taken since", at=START + timedelta(seconds=SILENT_SECONDS + 1))
    told: list[int] = []
    assert moment.close(told) is None
    assert told == []
    assert calls(moment.database) == {"taken since": (None, None)}


def test_what_a_box_saw_goes_with_it(moment: Moment) -> None:
    saw = {"name": "freeswitch", "healthy": True, "serious": True, "sentence": "FreeSWITCH répond."}
    now = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    moment.hold(ROOM)
    for box in ("salle-1", "salle-2"):
        keep_probes(moment.database, [saw], now, box=box)
    assert [probe["box"] for probe in list_probes(moment.database, "salle-2")] == ["salle-2"]
    forget_box(moment.database, "salle-1")
    assert [probe["box"] for probe in list_probes(moment.database)] == ["salle-2"]
