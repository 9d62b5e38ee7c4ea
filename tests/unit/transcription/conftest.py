"""The databases of the store's tests, and calls whose caller left a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.leg import Recording
from appliance.calls.notes import SpeaksLanguage
from appliance.config import Config, Transcription
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from tests.unit.store.conftest import (  # noqa: F401
    database,
    migrated_postgres,
    migrated_sqlite,
    postgres,
    postgres_url,
    sqlite_url,
    url,
)

START = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
CALLER = "+33678901234"
Left = Callable[..., None]


@pytest.fixture
def config(tmp_path: Path, url: str) -> Config:  # noqa: F811
    (tmp_path / "recordings").mkdir()
    transcription = Transcription(model="/weights", most_minutes=2)
    return Config(state=str(tmp_path), box="here", database=url, transcription=transcription)


@pytest.fixture
def left(database: Database, config: Config) -> Left:  # noqa: F811
    """A call with its message, whose file holds these words."""

    def made(
        call: str,
        words: str = "Une fuite.",
        *,
        at: datetime = START,
        seconds: float = 4.0,
        box: str = "here",
        over: bool = True,
        waits: datetime | None = None,
        speaks: str | None = None,
    ) -> None:
        records: list[dict] = []
        journal = CallJournal(call, records.append, lambda: at)
        facts = {"called": "+33972000001", "box": box, "clock_offset": 0.0, "line_id": "u", "line_name": "Urgence"}
        journal.open(caller=CALLER, started_at=at.isoformat(), **facts)
        if speaks:
            journal.note(SpeaksLanguage(speaks))
        journal.message(Recording(f"{call}.wav", seconds, hung_up=True), waits)
        (config.recordings_dir / f"{call}.wav").write_text(words, encoding="utf-8")
        if over:
            journal.close(Outcome.MESSAGE)
        apply(database, records)

    return made
