"""The journal of a call that nobody made: its recordings bear the names that FreeSWITCH gives them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.calls.leg import Recording
from appliance.store.journal.call_journal import CallJournal


class SampleJournal(CallJournal):
    """A leg names a recording without its ending, which the pages look for."""

    def message(self, recording: Recording, waits_until: datetime | None = None) -> None:
        super().message(replace(recording, name=f"{recording.name}.wav"), waits_until)

    def words(self, recording: Recording) -> None:
        super().words(replace(recording, name=f"{recording.name}.wav"))
