"""What FreeSWITCH wrote of the calls is imported, and one bad record never stops the others."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome, Recording
from appliance.config import Config, Switch, Trunk
from appliance.controller.put_off import AT_LAST_SECONDS, LATER_SECONDS, PutOff
from appliance.controller.reconciler import Reconciler
from appliance.controller.settings import LiveSettings
from appliance.store.claims.claims import LeaseKeeper
from appliance.store.database import close_database, open_database
from appliance.store.fields import instant_text
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.reader import list_calls
from appliance.store.journal.writer import JournalWriter
from appliance.switch.cdr import take_up_again
from appliance.switch.control import LiveLegs
from appliance.switch.recording import MessageRecorder

NOW = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)
MICROSECONDS = str(int(NOW.timestamp() * 1e6))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    trunks = (Trunk(name="operator", proxy="192.0.2.1"),)
    config = Config(state=str(tmp_path), switch=Switch(esl_secret="s" * 20), trunks=trunks)
    for folder in (config.cdr_dir, config.recordings_dir):
        folder.mkdir()
    return config


@pytest.fixture
def database(config: Config) -> Iterator[Database]:
    database = open_database(config.database_url)
    yield database
    close_database(database)


@pytest.fixture
def reconciler(config: Config, database: Database) -> Iterator[Reconciler]:
    journal = JournalWriter(database, config.spool_dir, box="box1")
    journal.start()
    leases, settings = LeaseKeeper(database, "box1"), LiveSettings(database, config.settings_copy)
    yield Reconciler(database, config, leases, journal, settings, lambda: NOW, "box1", set)
    journal.stop(2)


def nobody_talks() -> LiveLegs:
    """What FreeSWITCH says just now."""
    return LiveLegs(time.monotonic(), [])


def record_of(config: Config, call: str, **changes: object) -> Path:
    """The record of a call that the dialplan took."""
    facts = {
        "uuid": call,
        "astreinte_role": "caller",
        "astreinte_fallback": "1",
        "astreinte_called": "0972000001",
        "start_uepoch": MICROSECONDS,
        "end_uepoch": MICROSECONDS,
    }
    path = config.cdr_dir / f"{call}.cdr.json"
    path.write_text(json.dumps({"variables": {**facts, **changes}}), encoding="utf-8")
    return path


def outcomes(database: Database) -> dict[str, str | None]:
    return {call["id"]: call["outcome"] for call in list_calls(database)}


BAD = {
    "torn": b'{"variables": {"uuid": "x"',
    "deep": b"[" * 100_000,
    "binary": b"\0\xff" * 500,
    "a list": b"[1, 2]",
    "no variables": b'{"variables": 7}',
    "a time beyond time": json.dumps(
        {"variables": {"uuid": "x", "astreinte_role": "caller", "start_uepoch": "9", "end_uepoch": "9" * 30}}
    ).encode(),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_record_stops_no_other(bad: bytes, config: Config, database: Database, reconciler: Reconciler) -> None:
    odd, good = config.cdr_dir / "a.cdr.json", record_of(config, "good")
    odd.write_bytes(bad)
    reconciler.reconcile(nobody_talks())
    assert outcomes(database) == {"good": "fallback"}
    assert odd.exists() and not good.exists()


def test_a_record_that_is_a_folder_or_whose_message_cannot_be_read_stops_no_other(
    config: Config, database: Database, reconciler: Reconciler, monkeypatch: pytest.MonkeyPatch
) -> None:
    (config.cdr_dir / "0.cdr.json").mkdir()
    waiting, good = record_of(config, "ill"), record_of(config, "zood")
    broken = ["ill"]

    def left_by(_: MessageRecorder, call: str) -> list[Recording]:
        if call in broken:
            raise OSError(5, "Input/output error")
        return [Recording(f"{call}-fallback.wav", 4.0, hung_up=False)]

    monkeypatch.setattr(MessageRecorder, "left_by", left_by)
    reconciler.reconcile(nobody_talks())
    assert outcomes(database) == {"zood": "message"}
    assert waiting.exists() and not good.exists()
    broken.clear()
    reconciler.reconcile(nobody_talks())
    assert waiting.exists(), "not yet its turn again"
    reconciler._put_off = PutOff()
    reconciler.reconcile(nobody_talks())
    assert outcomes(database)["ill"] == "message"
    assert not waiting.exists()


def test_a_call_whose_messages_cannot_be_listed_stays_open_and_the_others_are_closed(
    config: Config, database: Database, reconciler: Reconciler, monkeypatch: pytest.MonkeyPatch
) -> None:
    for call in ("ill", "well"):
        reconciler._journal.open_call(call, None, "+33972000001", None, datetime(2026, 12, 25, 2, 0, tzinfo=UTC))
    broken = ["ill"]

    def left_by(_: MessageRecorder, call: str) -> list[Recording]:
        if call in broken:
            raise PermissionError(13, "Permission denied")
        return []

    monkeypatch.setattr(MessageRecorder, "left_by", left_by)
    reconciler.reconcile(nobody_talks())
    assert outcomes(database) == {"ill": None, "well": "abandoned"}
    broken.clear()
    reconciler.reconcile(nobody_talks())
    assert outcomes(database)["ill"] == "abandoned"


@pytest.mark.parametrize("written", [True, False], ids=["acceptance written", "acceptance lost"])
def test_a_conversation_that_outlives_its_controller_on_a_clock_20_days_late_has_its_moment_and_its_end(
    written: bool, config: Config, database: Database, reconciler: Reconciler
) -> None:
    at, written_before = [NOW], list[dict[str, object]]()
    call = CallJournal("talk", written_before.append, lambda: at[0])
    call.open(
        line_id="urgence",
        line_name="",
        called="",
        caller=None,
        box="box1",
        clock_offset=0.0,
        started_at=instant_text(NOW),
    )
    at[0] += timedelta(seconds=25)
    if written:
        call.connected(Outcome.CONNECTED)
    apply(database, written_before)
    began, ended = (NOW - timedelta(days=20) + timedelta(seconds=seconds) for seconds in (0, 40))
    joined = {"astreinte_joined": "leg", "last_bridge_to": "leg", "astreinte_joined_agent": "durand"}
    times = {"start_uepoch": _microseconds(began), "end_uepoch": _microseconds(ended)}
    record_of(config, "talk", astreinte_fallback="0", astreinte_joined_after="25000", **joined, **times)
    reconciler.reconcile(nobody_talks())
    (told,) = list_calls(database)
    assert (told["outcome"], told["connected_at"], told["ended_at"]) == (
        "connected",
        "2026-12-25T03:00:25.000Z",
        "2026-12-25T03:00:40.000Z",
    )


def _microseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1e6))


def test_what_was_put_aside_is_read_again_by_the_next_controller(
    config: Config, database: Database, reconciler: Reconciler
) -> None:
    aside = record_of(config, "good").rename(config.cdr_dir / "good.cdr.json.rejected")
    reconciler.reconcile(nobody_talks())
    assert aside.exists()
    take_up_again(config.cdr_dir)
    reconciler.reconcile(nobody_talks())
    assert outcomes(database) == {"good": "fallback"}


def test_what_fails_again_waits_twice_as_long_up_to_an_hour() -> None:
    now = [0.0]
    later = PutOff(lambda: now[0])
    assert later.is_due("a")
    assert [later.again("a") for _ in range(9)][:3] == [LATER_SECONDS, 2 * LATER_SECONDS, 4 * LATER_SECONDS]
    assert later.again("a") == AT_LAST_SECONDS
    assert not later.is_due("a") and later.is_due("b")
    now[0] = AT_LAST_SECONDS
    assert later.is_due("a")


@pytest.mark.parametrize(
    ("left", "talked", "outcome"),
    [
        ({}, False, "fallback"),
        ({"astreinte_fallback": "0"}, False, "abandoned"),
        ({"astreinte_fallback": "0", "astreinte_gone": "", "astreinte_unsettled": "durand"}, True, "connected"),
        ({"astreinte_gone": ""}, True, "connected"),
    ],
    ids=["then the dialplan", "and the caller too", "the caller alone", "later"],
)
def test_an_agent_who_is_gone_in_the_second_of_the_joining_as_their_controller_dies_has_not_talked(
    left: dict[str, str], talked: bool, outcome: str, config: Config, database: Database, reconciler: Reconciler
) -> None:
    told: list[dict] = []
    journal = CallJournal("gone", told.append, lambda: NOW)
    facts = {"called": "+33972000001", "caller": None, "started_at": instant_text(NOW), "clock_offset": 0.0}
    journal.open(line_id="urgence", line_name="Urgence", box="box1", **facts)
    journal.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
    journal.attempt(Attempt("durand", 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
    journal.connected(Outcome.CONNECTED)
    apply(database, told)
    record_of(config, "gone", **{"astreinte_gone": "durand"} | left)
    reconciler.reconcile(nobody_talks())
    (call,) = list_calls(database)
    assert (call["outcome"], call["connected_at"] is not None) == (outcome, talked)
