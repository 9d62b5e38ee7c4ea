"""Settings that change under a running controller: the fallback's list follows at once, the sentences in their time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import gevent
import msgspec
import pytest
from peewee import Database

from appliance.company.model import Company
from appliance.config import Config, Switch, Trunk
from appliance.controller import fallback_exporter as publishing
from appliance.controller.clock import company_clock
from appliance.controller.fallback_exporter import FallbackExporter
from appliance.controller.settings import LiveSettings
from appliance.prompts.build import open_prompt_store
from appliance.run_forever import run_forever
from appliance.store.database import close_database, open_database, writing
from appliance.store.errors import StoreError
from appliance.store.settings.snapshot import save_company
from appliance.store.settings.tables import SettingsRow
from appliance.switch.fallback import exported_file
from tests.unit.store.companies import LOCKSMITH

NUMBERS = ("+33612340001", "+33612340002", "+33612340003")


def with_the_telephone(number: str) -> Company:
    """The locksmith, whose agents all have this one."""
    agents = {key: replace(agent, phones=(number,)) for key, agent in LOCKSMITH.agents.items()}
    return replace(LOCKSMITH, agents=agents)


class SlowVoice:
    """Says the sentences of settings until it is let go, in the thread of whoever asks."""

    def __init__(self) -> None:
        self.asked: list[Company] = []
        self.go = threading.Event()

    def __call__(self, prompt_store: object, company: Company, wanted: object, months: int) -> None:
        self.asked.append(company)
        self.go.wait(10)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, with_the_telephone(NUMBERS[0]))
    yield database
    close_database(database)


@pytest.fixture
def settings(database: Database, config: Config) -> LiveSettings:
    settings = LiveSettings(database, config.settings_copy)
    settings.load()
    return settings


@pytest.fixture
def config(tmp_path: Path) -> Config:
    trunk = Trunk(name="op1", proxy="192.0.2.1", dial_format="e164")
    return Config(state=str(tmp_path), switch=Switch(esl_secret="s" * 20), trunks=(trunk,))


@pytest.fixture
def publisher(database: Database, config: Config, settings: LiveSettings) -> FallbackExporter:
    prompt_store = open_prompt_store(config.prompts_dir, "pico")
    return FallbackExporter(database, config, settings, prompt_store, company_clock(0.0))


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> SlowVoice:
    voice = SlowVoice()
    monkeypatch.setattr(publishing, "build_missing", voice)
    return voice


def eventually(true: Callable[[], bool]) -> None:
    with gevent.Timeout(10):
        while not true():
            gevent.sleep(0.01)


def test_the_list_is_that_of_the_newest_settings_while_the_voice_still_speaks_for_older_ones(
    database: Database, config: Config, settings: LiveSettings, publisher: FallbackExporter, voice: SlowVoice
) -> None:
    speaking = run_forever(publisher.keep_speaking)
    publisher.publish()
    eventually(lambda: len(voice.asked) == 1)
    for number in NUMBERS[1:]:
        save_company(database, with_the_telephone(number))
        settings.look()
        publisher.publish()
        assert number in exported_file(config).read_text()
    voice.go.set()
    eventually(lambda: len(voice.asked) == 2)
    eventually(lambda: not publisher._changed.is_set())
    speaking.kill()
    publisher._write_list()
    assert voice.asked[-1].agents == with_the_telephone(NUMBERS[2]).agents
    assert NUMBERS[2] in exported_file(config).read_text()


def test_the_voice_in_use_is_the_one_that_the_company_wants(
    database: Database, config: Config, settings: LiveSettings, voice: SlowVoice
) -> None:
    remote = msgspec.structs.replace(config, speech_engine="gtts")
    prompt_store = open_prompt_store(config.prompts_dir, "gtts")
    publisher = FallbackExporter(database, remote, settings, prompt_store, company_clock(0.0))
    voice.go.set()
    spoken = []
    for offline in (False, True, False):
        save_company(database, replace(with_the_telephone(NUMBERS[0]), offline_voice=offline))
        settings.look()
        publisher._speak()
        spoken.append(prompt_store.engine.remote)
    assert spoken == [True, False, True]


def test_recordings_that_ship_are_heard_once_the_company_wants_them(
    database: Database, config: Config, settings: LiveSettings, voice: SlowVoice
) -> None:
    prompt_store = open_prompt_store(config.prompts_dir, "pico")
    publisher = FallbackExporter(database, config, settings, prompt_store, company_clock(0.0))
    voice.go.set()
    heard = []
    for neural in (False, True, False):
        save_company(database, replace(with_the_telephone(NUMBERS[0]), neural_sentences=neural))
        settings.look()
        publisher._speak()
        heard.append(prompt_store.neural)
    assert heard == [False, True, False]


def test_settings_that_this_version_does_not_know_leave_the_last_good_ones_to_calls(
    database: Database, config: Config, settings: LiveSettings
) -> None:
    good = settings.last
    save_company(database, with_the_telephone(NUMBERS[1]))
    with writing(database):
        text = SettingsRow.select(SettingsRow.document).order_by(SettingsRow.number.desc()).scalar(database)
        newer = text.replace('"strategy":"sequential"', '"strategy":"by_the_stars"')
        SettingsRow.update(document=newer, number=9).where(SettingsRow.document == text).execute(database)
    assert settings.current() is good
    settings.look()
    assert settings.last is good
    with pytest.raises(StoreError, match=r"ne comprend pas .*by_the_stars"):
        LiveSettings(database, config.settings_copy).load()


def test_settings_that_are_slow_to_read_serve_the_calls_that_come_after(
    database: Database, settings: LiveSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slower than a call may wait: the look between calls has the time."""
    monkeypatch.setattr("appliance.controller.settings.CALL_START_SECONDS", 0.0)
    save_company(database, with_the_telephone(NUMBERS[1]))
    before = settings.current()
    settings.look()
    assert settings.current() is not before
    assert settings.last == with_the_telephone(NUMBERS[1])


def test_work_that_fails_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.run_forever.PAUSE_SECONDS", 0.0)
    turns = []

    def work(word: str) -> None:
        turns.append(word)
        if len(turns) < 3:
            raise ZeroDivisionError

    run_forever(work, "encore").join(10)
    assert turns == ["encore"] * 3
