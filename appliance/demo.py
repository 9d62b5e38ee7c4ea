"""The demonstration, wired: the sample company in its own database, Pico's voice, the real script, no telephone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from peewee import Database

from appliance.calls.call_context import MESSAGE_MONTHS
from appliance.calls.spoken import fixed_sentences
from appliance.company.model import Company
from appliance.prompts.build import State, build, open_shelf
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.speech import SpeechError
from appliance.simulator.demo_session import Dialled, Theatre
from appliance.simulator.live import LiveStage
from appliance.simulator.live_clock import WallClock
from appliance.simulator.sounds import EXAMPLE, Sounds
from appliance.store.company_file import load_company_file
from appliance.store.database import open_database
from appliance.store.fields import instant_text
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.writer import JournalWriter
from appliance.store.settings.snapshot import save_company

SAMPLE = Path(__file__).parent / "sample" / "company.yml"
BOX = "demo"  # a simulated call says so in its record


@dataclass(frozen=True)
class Demo:
    """An open demonstration. Its database, journal and messages are its own: no real appliance sees them."""

    theatre: Theatre
    database: Database
    writer: JournalWriter

    def close(self) -> None:
        """Write what the journal still holds."""
        self.writer.stop()


def open_demo(state: Path, company_file: Path = SAMPLE, pace: float = 1.0) -> Demo:
    """Prepare the demonstration under `state`. Raises StoreError, CompanyFileErrors, SpeechError or OSError.

    `pace`: seconds of a call in one second of the wall clock.
    """
    company = load_company_file(company_file)
    state = state.absolute()
    database = open_database(f"sqlite:///{state / 'demo.db'}")
    save_company(database, company)
    shelf = open_shelf(state / "prompts", "pico")
    speak_all(shelf, company)
    writer = JournalWriter(database, state / "spool", box=BOX)
    writer.start()
    sounds = Sounds(shelf, state / "messages")
    return Demo(Theatre(company, sounds, SimulatedJournals(writer).open, WallClock(pace)), database, writer)


def speak_all(shelf: PromptStore, company: Company) -> None:
    """Have every sentence of a call on the shelf before the first one. SpeechError if one cannot be spoken."""
    sentences = [*fixed_sentences(company, MESSAGE_MONTHS), EXAMPLE]
    failures = [built for built in build(shelf, sentences) if built.state is State.FAILED]
    if failures:
        raise SpeechError(failures[0].problem or "Une phrase n'a pas pu être dite.")


class SimulatedJournals:
    """Journals whose moments are those of the simulated call, not of the wall clock."""

    def __init__(self, writer: JournalWriter) -> None:
        self._writer = writer

    def open(self, call: str, dialled: Dialled, stage: LiveStage) -> CallJournal:
        """Begin the journal of a simulated call."""

        def moment() -> datetime:
            return dialled.moment + timedelta(seconds=stage.now())

        journal = CallJournal(call, self._writer.put, moment, stage.now)
        journal.open(
            line_id=dialled.line.id,
            line_name=dialled.line.name,
            called=dialled.called,
            caller=dialled.caller.number,
            started_at=instant_text(dialled.moment),
            box=BOX,
            clock_offset=(dialled.moment - datetime.now(UTC)).total_seconds(),
        )
        return journal
