"""Two months of a company that does not exist: each call played by the real script, on a stepped clock, and written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from peewee import Database

from appliance.calls.call_context import CallContext
from appliance.calls.flow import handle_call
from appliance.calls.leg import CallerId
from appliance.calls.ring_order import known
from appliance.company.model import Company
from appliance.demo.follow_up import FollowUp, accepted_by
from appliance.demo.sample_calls import SampleCall, calls_of
from appliance.demo.sample_journal import SampleJournal
from appliance.prompts import wav
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.scripted import ScriptedStage
from appliance.simulator.simulation import OwnClaims, seconds_of
from appliance.simulator.taken import TakenCalls
from appliance.store.fields import instant_text
from appliance.store.journal.applying import apply

DAYS = 61
SETTLED = timedelta(minutes=45)  # a call that began so long ago is over, and told

Record = dict[str, Any]


@dataclass
class History:
    """Writes the calls of past days. `sounds`: the messages that callers may leave; `box`: what the journal names."""

    database: Database
    company: Company
    seed: int
    sounds: tuple[Path, ...]
    recordings: Path
    follow_up: FollowUp
    box: str
    taken: TakenCalls = field(default_factory=TakenCalls)

    def write(self, since: datetime, until: datetime) -> int:
        """Write the calls that began within ]since, until] (aware); how many. Raises StoreError, OSError."""
        told = 0
        for call in self._calls(since, until):
            records = self._played(call)
            apply(self.database, records)
            self._keep_sounds(call, records)
            self.follow_up.follow(call.id, records, until)
            told += 1
        return told

    def _calls(self, since: datetime, until: datetime) -> Iterator[SampleCall]:
        lengths = tuple(round(wav.seconds_of(path), 1) for path in self.sounds)
        zone = ZoneInfo(self.company.timezone)
        for day in days(since.astimezone(zone).date(), until.astimezone(zone).date()):
            for call in calls_of(self.company, day, self.seed, lengths):
                if since < call.moment <= until:
                    yield call

    def _played(self, call: SampleCall) -> list[Record]:
        """The records of this call, as the real journal would have them."""
        records: list[Record] = []
        stage = ScriptedStage(call.caller, call.phones, seconds_of=seconds_of)
        moment = lambda: call.moment + timedelta(seconds=stage.now())  # noqa: E731
        journal = SampleJournal(call.id, records.append, moment, stage.now)
        called = next(iter(call.line.numbers), "")
        journal.open(
            line_id=call.line.id,
            line_name=call.line.name,
            called=called,
            caller=call.number,
            audience=call.line.audience.value,
            started_at=instant_text(call.moment),
            box=self.box,
            clock_offset=0.0,
        )
        load = known(self.taken.load(self.company, call.moment))
        visit = CallContext(self.company, call.line, call.moment, journal, OwnClaims(), stage.now, load)
        handle_call(SimulatedLeg(call.id, CallerId(call.number), called, stage), visit)
        for agent in accepted_by(records):
            self.taken.note(agent, call.moment)
        return records

    def _keep_sounds(self, call: SampleCall, records: list[Record]) -> None:
        self.recordings.mkdir(parents=True, exist_ok=True)
        for record in records:
            if record["kind"] == "message":
                shutil.copyfile(self.sounds[call.says], self.recordings / record["file"])
            elif record["kind"] == "words":
                said = wav.samples_of(self.sounds[call.says].read_bytes())[: int(record["seconds"] * wav.RATE) * 2]
                wav.write(self.recordings / record["file"], wav.container(said))


def days(first: date, last: date) -> Iterator[date]:
    """Each day, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
