"""The demonstration, wired: the sample company and its two past months in a database of their own, Pico's voice, the
real script, no telephone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gevent
from peewee import Database

from appliance.calls.spoken import fixed_sentences
from appliance.company.model import MESSAGE_DAYS, Company
from appliance.company.voice import OFFLINE, voice_kept
from appliance.config import Config, Mail, Switch, Trunk
from appliance.controller.agents_desk import LiveDesk
from appliance.controller.settings import LiveSettings
from appliance.demo.past import open_past
from appliance.demo.sample_journal import SampleJournal
from appliance.demo.sample_words import MESSAGES
from appliance.demo.shown import Show, ShownPost
from appliance.demo.speaking import keep_speaking
from appliance.gateways import Sms
from appliance.prompts.build import State, build, open_prompt_store
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.speech import SpeechError
from appliance.run_forever import run_forever
from appliance.simulator.demo_session import DemoSession, DeskAt, Dialled
from appliance.simulator.live import LiveStage
from appliance.simulator.live_clock import WallClock
from appliance.simulator.sounds import EXAMPLE, Sounds
from appliance.store.company_file import load_company_file
from appliance.store.errors import StoreError
from appliance.store.fields import instant_text
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.writer import JournalWriter

SAMPLE = Path(__file__).parents[1] / "sample" / "company.yml"
BOX = "demo"  # a simulated call says so in its record
SEED = 1
TELL_EVERY_SECONDS = 1.0
OF_A_MACHINE = ("appliance.toml", "astreinte.db", "db", "cdr", "fallback", "backups")  # never a demonstration's
POST = "post"  # the call under which SMS and mails are news: they come after their own call is over

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Demo:
    """An open demonstration. Its database, journal and messages are its own: no real appliance sees them."""

    demo_session: DemoSession
    database: Database
    writer: JournalWriter
    config: Config

    def close(self) -> None:
        """Write what the journal still holds."""
        self.writer.stop()


def open_demo(
    state: Path, company_file: Path = SAMPLE, pace: float = 1.0, seed: int = SEED, public_url: str | None = None
) -> Demo:
    """Prepare the demonstration under `state`. Raises StoreError, CompanyFileErrors, SpeechError or OSError.

    `pace`: seconds of a call in one second of the wall clock. `seed`: of the past that is invented. `public_url`: where
    the pages are found, for the links of mails and SMS.
    """
    refuse_a_real_machine(state)
    company = load_company_file(company_file)
    config = machine_of(state.absolute(), public_url)
    prompt_store = open_prompt_store(config.prompts_dir, *voice_kept(company, OFFLINE))
    speak_all(prompt_store, company)
    sounds = tuple(prompt_store.ensure(one) for one in MESSAGES)
    database = open_past(config, company, seed, sounds, BOX, datetime.now(UTC))
    writer = JournalWriter(database, config.spool_dir, box=BOX)
    writer.start()
    journals = SimulatedJournals(writer)
    sounds_played, desk_at = Sounds(prompt_store, config.recordings_dir), desk_of(database, config)
    demo_session = DemoSession(company, sounds_played, journals.open, WallClock(pace), desk_at)
    run_forever(keep_speaking, settings_of(database, config), prompt_store)
    run_forever(keep_telling, ShownPost(database, BOX, public_url, show_on(demo_session)))
    return Demo(demo_session, database, writer, config)


def refuse_a_real_machine(state: Path) -> None:
    """StoreError where somebody's real messages and journal are: a past that is made anew would take them away."""
    if found := [name for name in OF_A_MACHINE if (state / name).exists()]:
        raise StoreError(
            f"{state} est le dossier d'une vraie machine ({found[0]} s'y trouve) : la démonstration y effacerait des "
            "messages ; donnez-lui un dossier à elle, par --state."
        )


def machine_of(state: Path, public_url: str | None) -> Config:
    """A machine that has everything and reaches nothing: no trunk, no mail server is ever asked."""
    return Config(
        state=str(state),
        database=f"sqlite:///{state / 'demo.db'}",
        switch=Switch(esl_secret="no-switch-in-the-demonstration"),  # noqa: S106 - nothing listens
        trunks=(Trunk(name="exemple", proxy="trunk.invalid"),),
        mail=Mail(host="courriel.invalid", sender="astreinte@example.invalid"),
        sms=Sms(url="https://sms.invalid/", body="{to} {text}"),
        public_url=public_url,
    )


def settings_of(database: Database, config: Config) -> LiveSettings:
    """Those of the demonstration, as they change. StoreError."""
    settings = LiveSettings(database, config.settings_copy)
    settings.load()
    return settings


def desk_of(database: Database, config: Config) -> DeskAt:
    """What the agents' menu asks and changes here: the demonstration's own database. StoreError."""
    settings = settings_of(database, config)

    def at(now: Callable[[], datetime]) -> LiveDesk:
        settings.current()
        return LiveDesk(database, settings, now, config.recordings_dir, config.prompts_dir)

    return at


def show_on(demo_session: DemoSession) -> Show:
    """What tells the pages of a mail or an SMS."""
    demo_session.broadcast.open(POST)

    def show(channel: str, address: str, words: str) -> None:
        demo_session.broadcast.tell(POST, 0.0, "told", channel=channel, address=address, words=words)

    return show


def keep_telling(post: ShownPost) -> None:
    """Tell for ever. Run it in a greenlet."""
    while True:
        try:
            post.deliver(datetime.now(UTC))
        except StoreError as error:
            log.warning("nobody is told yet: %s", error)
        gevent.sleep(TELL_EVERY_SECONDS)


def speak_all(prompt_store: PromptStore, company: Company) -> None:
    """Have every sentence of a call in the prompt store before the first one. SpeechError if one cannot be spoken."""
    sentences = [*fixed_sentences(company, MESSAGE_DAYS), EXAMPLE, *MESSAGES]
    failures = [built for built in build(prompt_store, sentences) if built.state is State.FAILED]
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

        journal = SampleJournal(call, self._writer.put, moment, stage.now)
        journal.open(
            line_id=dialled.line.id,
            line_name=dialled.line.name,
            called=dialled.called,
            caller=dialled.caller.number,
            audience=dialled.line.audience.value,
            started_at=instant_text(dialled.moment),
            box=BOX,
            callback_of=dialled.callback_of,
            clock_offset=(dialled.moment - datetime.now(UTC)).total_seconds(),
        )
        return journal
