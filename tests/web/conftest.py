"""A demonstration in the same process, spoken by a voice that says nothing for the right length of time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from peewee import Database

from appliance.company.model import Company
from appliance.demo import BOX, Demo, SimulatedJournals, machine_of
from appliance.demo.accounts import open_accounts
from appliance.prompts import wav
from appliance.prompts.prompt_store import PromptStore
from appliance.simulator import sounds
from appliance.simulator.demo_session import DemoSession
from appliance.simulator.sounds import EXAMPLE, Sounds
from appliance.store.accounts import passwords
from appliance.store.accounts.accounts import Role
from appliance.store.company_file import load_company_file
from appliance.store.database import open_database
from appliance.store.journal.writer import JournalWriter
from appliance.store.settings.snapshot import save_company
from tests.web.site_world import World
from tests.web.spectator import Spectator
from tests.web.stepped_clock import SteppedClock
from tests.web.visit import Visit
from web import create_demo_app

COMPANY_FILE = Path(__file__).parents[1] / "data" / "company-example.yml"
OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


class SilentVoice:
    """A local engine that is silent, a letter every fifteenth of a second."""

    name = "silent"
    voice = "fr"
    version = "1"
    remote = False

    def speak(self, text: str, seconds: float, language: str = "fr") -> bytes:
        return wav.container(bytes(2 * int(wav.RATE * len(text) / 15)))


@pytest.fixture
def company() -> Company:
    return load_company_file(COMPANY_FILE)


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the company in it: to make one takes longer than most tests that need one."""
    path = tmp_path_factory.mktemp("saved") / "company.db"
    database = open_database(f"sqlite:///{path}")
    save_company(database, load_company_file(COMPANY_FILE))
    database.close_all()
    return path


@pytest.fixture
def database(tmp_path: Path, saved: Path) -> Iterator[Database]:
    shutil.copy(saved, tmp_path / "demo.db")
    database = open_database(f"sqlite:///{tmp_path / 'demo.db'}")
    yield database
    database.close_all()


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def demo(
    tmp_path: Path, company: Company, database: Database, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Demo]:
    monkeypatch.setattr(sounds, "beside_the_hub", lambda work: work())  # the clock must not step while a thread works
    writer = JournalWriter(database, tmp_path / "spool", box=BOX)
    writer.start()
    config = machine_of(tmp_path, None)
    open_accounts(database, company, config.pages_dir, datetime.now(UTC))
    prompt_store = PromptStore(config.prompts_dir, SilentVoice())
    silence = wav.container(bytes(2 * wav.RATE))
    prompt_store.hold_cycle = lambda language="fr": prompt_store.composed("hold.wav", lambda: silence)  # type: ignore[method-assign]
    prompt_store.beep = lambda: prompt_store.composed("beep.wav", lambda: silence)  # type: ignore[method-assign]
    prompt_store.ensure(EXAMPLE)
    demo_session = DemoSession(
        company, Sounds(prompt_store, config.recordings_dir), SimulatedJournals(writer).open, clock
    )
    demo = Demo(demo_session, database, writer, config)
    yield demo
    demo.close()


@pytest.fixture
def client(demo: Demo) -> FlaskClient:
    client = create_demo_app(demo.demo_session, demo.config, demo.database).test_client()
    client.environ_base.update({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in OURS.items()})
    return client


@pytest.fixture
def spectator(demo: Demo, client: FlaskClient, clock: SteppedClock) -> Iterator[Spectator]:
    spectator = Spectator(demo.demo_session, client, clock)
    yield spectator
    spectator.leave()


@pytest.fixture(autouse=True)
def light_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id still, a hundred times cheaper: tests/unit/store/accounts/test_passwords.py has the real one."""
    light = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", light)
    monkeypatch.setattr(passwords, "NOBODY", light.hash("nobody"))


@pytest.fixture
def world(tmp_path: Path, database: Database) -> World:
    return World(tmp_path, database)


@pytest.fixture
def manager(world: World) -> Visit:
    return world.signed_in(Role.MANAGER)
