"""A process killed in the middle of its writing loses nothing that it had been told was written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from appliance.store.database import close_database, open_database
from appliance.store.journal.reader import list_calls

WRITER = """
import sys
from datetime import UTC, datetime
from appliance.calls.notes import KeyPressed
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.database import open_database

database = open_database(sys.argv[1])
for number in range(100_000):
    records = []
    journal = CallJournal(f"{sys.argv[2]}-{number}", records.append, lambda: datetime.now(UTC))
    facts = {"called": "", "caller": None, "started_at": datetime.now(UTC).isoformat(), "box": "", "clock_offset": 0.0}
    journal.open(line_id=None, line_name="", **facts)
    journal.note(KeyPressed("1"))
    apply(database, records)
    print(number, flush=True)
"""


@pytest.mark.parametrize("kept", [1, 7, 30])
def test_a_writer_killed_at_any_moment_loses_no_written_call(kept: int, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'astreinte.db'}"
    for name in ("first", "second"):
        with subprocess.Popen([sys.executable, "-c", WRITER, url, name], stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(kept):
                writer.stdout.readline()
            writer.kill()
            told = kept + len(writer.stdout.read().splitlines())
        database = open_database(url, create=False)
        calls = [call for call in list_calls(database, limit=None) if call["id"].startswith(name)]
        close_database(database)
        assert len(calls) >= told
        assert all(len(call["steps"]) == 1 for call in calls)
