"""The two months of the sample company: played by the real script, the same each time, and made once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.company.model import Company
from appliance.config import Config
from appliance.demo import SAMPLE, machine_of, open_demo, past
from appliance.demo.follow_up import STILL_OPEN
from appliance.demo.past import KNOWN_AHEAD, open_past
from appliance.notify.publication_reminder import unread_of
from appliance.notify.publishing import propose
from appliance.planning.months import end_of_next_month
from appliance.planning.publication import Notice
from appliance.prompts import wav
from appliance.store.accounts.accounts import list_accounts
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database
from appliance.store.errors import StoreError
from appliance.store.journal.message_followup import MessagesWanted, list_messages
from appliance.store.journal.reader import list_calls
from appliance.store.outbox.queue import list_deliveries
from appliance.store.outbox.tidings import due_tidings
from appliance.store.publications.publications import list_publications
from appliance.store.statements.interventions import additions

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
Record = dict[str, Any]


@pytest.fixture
def company() -> Company:
    return load_company_file(SAMPLE)


@pytest.fixture
def sounds(tmp_path: Path) -> tuple[Path, ...]:
    """Two messages, of nine and fourteen silent seconds."""
    found = tuple(tmp_path / f"{seconds}.wav" for seconds in (9, 14))
    for path, seconds in zip(found, (9, 14), strict=True):
        path.write_bytes(wav.container(bytes(2 * wav.RATE * seconds)))
    return found


@pytest.fixture(autouse=True)
def a_fortnight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "DAYS", 14)


def journal(
    config: Config, company: Company, sounds: tuple[Path, ...], now: datetime = NOW, seed: int = 1
) -> list[Record]:
    database = open_past(config, company, seed, sounds, "demo", now)
    try:
        return list_calls(database, limit=None)
    finally:
        close_database(database)


def test_the_same_seed_gives_the_same_journal_and_another_seed_another(
    tmp_path: Path, company: Company, sounds: tuple[Path, ...]
) -> None:
    first = journal(machine_of(tmp_path / "a", None), company, sounds)
    assert journal(machine_of(tmp_path / "b", None), company, sounds) == first
    assert journal(machine_of(tmp_path / "c", None), company, sounds, seed=2) != first


def test_calls_end_in_every_way_and_none_is_of_the_future(
    tmp_path: Path, company: Company, sounds: tuple[Path, ...]
) -> None:
    calls = journal(machine_of(tmp_path, None), company, sounds)
    outcomes = Counter(call["outcome"] for call in calls)
    assert {"connected", "forwarded", "message"} <= set(outcomes)
    assert len(calls) > 30
    assert max(call["ended_at"] for call in calls) < NOW.isoformat()
    assert {call["line"] for call in calls} == {"clients", "personnel"}


def test_a_past_that_is_there_is_kept_and_only_brought_up_to_now(
    tmp_path: Path, company: Company, sounds: tuple[Path, ...]
) -> None:
    config = machine_of(tmp_path, None)
    before = {call["id"]: call for call in journal(config, company, sounds)}
    after = {call["id"]: call for call in journal(config, company, sounds, NOW + timedelta(days=3))}
    assert before.items() <= after.items()
    assert {call["started_at"] for call in after.values()} > {call["started_at"] for call in before.values()}
    assert max(call["started_at"] for call in after.values()) > NOW.isoformat()


@pytest.mark.parametrize("name", ["appliance.toml", "astreinte.db", "cdr"])
def test_the_folder_of_a_real_machine_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "heard.wav").write_bytes(b"a caller's")
    (tmp_path / name).touch()
    with pytest.raises(StoreError, match="dossier d'une vraie machine"):
        open_demo(tmp_path)
    assert (tmp_path / "recordings" / "heard.wav").read_bytes() == b"a caller's"


def test_a_past_of_another_seed_is_made_anew(tmp_path: Path, company: Company, sounds: tuple[Path, ...]) -> None:
    config = machine_of(tmp_path, None)
    before = journal(config, company, sounds)
    after = journal(config, company, sounds, seed=2)
    assert before != after
    assert len({call["id"] for call in after}) == len(after)


def test_what_was_left_can_be_heard_and_the_older_messages_are_dealt_with(
    tmp_path: Path, company: Company, sounds: tuple[Path, ...]
) -> None:
    config = machine_of(tmp_path, None)
    database = open_past(config, company, 1, sounds, "demo", NOW)
    done, waiting = (list_messages(database, MessagesWanted(finished=finished)) for finished in (True, False))
    for message in (*done, *waiting):
        assert wav.is_whole(config.recordings_dir / message.file)
    assert done
    assert all(message.note and message.done_by == "responsable" for message in done)
    assert all(message.at > NOW - STILL_OPEN - timedelta(hours=1) for message in waiting)
    assert additions(database, NOW - timedelta(days=20), NOW)
    close_database(database)


def test_people_were_told_then_and_nothing_is_left_to_tell(
    tmp_path: Path, company: Company, sounds: tuple[Path, ...]
) -> None:
    database = open_past(machine_of(tmp_path, None), company, 1, sounds, "demo", NOW)
    told = list_deliveries(database)
    assert {one["channel"] for one in told} == {"mail", "sms"}
    assert {one["state"] for one in told} == {"sent"}
    assert due_tidings(database, NOW, "demo") == []
    close_database(database)


def test_what_is_to_come_is_published_in_time_and_nothing_is_left_to_publish(
    tmp_path: Path, company: Company, sounds: tuple[Path, ...]
) -> None:
    database = open_past(machine_of(tmp_path, None), company, 1, sounds, "demo", NOW)
    for line in company.lines.values():
        made = propose(database, company, line, NOW.date(), end_of_next_month(NOW.date()), NOW)
        assert made.succession.changes == ()
    assert {one["notice"] for one in list_publications(database)} == {Notice.IN_TIME.value}
    silent = [one.agents for one in unread_of(database, company, NOW)]
    assert silent and set(silent[0]) <= set(list(company.agents)[:2])
    mails = list_deliveries(database, message_id="<publication-")
    assert {one["sent_at"] for one in mails} == {NOW - KNOWN_AHEAD}
    close_database(database)


def test_each_role_has_an_account_that_is_ready(tmp_path: Path, company: Company, sounds: tuple[Path, ...]) -> None:
    database = open_past(machine_of(tmp_path, None), company, 1, sounds, "demo", NOW)
    accounts = list_accounts(database)
    assert {one.role.value for one in accounts} == {"administrator", "manager", "reader", "agent"}
    assert not any(one.must_have_totp or one.one_time_until for one in accounts)
    close_database(database)
