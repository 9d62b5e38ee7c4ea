"""What follows from the settings, on the disk: the list that FreeSWITCH follows without us, and the sentences."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import gevent
from gevent.event import Event
from gevent.lock import Semaphore

from appliance.believed import Believed
from appliance.calls.spoken import fixed_sentences
from appliance.company.model import Company
from appliance.company.present import company_at
from appliance.company.retention import message_days_kept
from appliance.company.voice import ChosenVoice, voice_kept
from appliance.config import Config
from appliance.controller.clock import Now
from appliance.controller.settings import LiveSettings
from appliance.in_thread import in_thread
from appliance.prompts.build import State, build_one, speak_by
from appliance.prompts.prompt_store import PromptStore, distinct
from appliance.prompts.speech import SpeechError
from appliance.store.errors import StoreError
from appliance.store.settings.wordings import settle_recordings
from appliance.store.upkeep.clock_doubt import believed
from appliance.switch import fallback

log = logging.getLogger(__name__)

EXPORT_EVERY_SECONDS = 3600  # the exported list holds 14 days of windows from its moment


class FallbackExporter:
    """Publishes the settings in use. The list never waits for the voice, which may take minutes to say it all."""

    def __init__(
        self, database: Any, config: Config, settings: LiveSettings, prompt_store: PromptStore, now: Now
    ) -> None:
        self._database, self._config, self._settings, self._prompt_store, self._now = (
            database,
            config,
            settings,
            prompt_store,
            now,
        )
        self._voice = ChosenVoice(config.speech_engine)
        self._one_list = Semaphore()
        self._changed = Event()

    def publish(self) -> None:
        """Write the list of the settings in use; their sentences follow, in `keep_speaking`."""
        self._changed.set()
        self._write_list()

    def keep_publishing(self) -> None:
        """The list again every hour, as time passes: for ever. Run it in a greenlet."""
        while True:
            gevent.sleep(EXPORT_EVERY_SECONDS)
            self._settings.look()
            self.publish()

    def keep_speaking(self) -> None:
        """Make what the settings in use say, at every change: for ever. Run it in a greenlet."""
        while True:
            self._changed.wait()
            self._changed.clear()
            try:
                in_thread(self._speak)
                self._write_list()
            except BaseException:
                self._changed.set()  # whoever starts us again does it again
                raise

    def _speak(self) -> None:
        """In a thread. Settings that change meanwhile are spoken in their turn, without the rest of these."""
        company = self._settings.last
        if company is None:
            return
        now = settle(self._database, self._config)
        self._prompt_store.purge(now)
        if (voice := voice_kept(company, self._config.speech_engine)) != self._voice:
            speak_by(self._prompt_store, *voice)
            self._voice = voice
        days = message_days_kept(company, self._config.forget_months)
        build_missing(self._prompt_store, company, lambda: self._settings.last is company, days)

    def _write_list(self) -> None:
        """One at a time, each of the settings in use when its turn has come: an older list never replaces a newer."""
        with self._one_list:
            company = self._settings.last
            if company is not None:
                in_thread(lambda: export_list(company, self._config, self._now, self._prompt_store))


def settle(database: Any, config: Config) -> Believed | None:
    """The recordings kept on a page of another box, or come back with a backup; the clock, if it may be believed."""
    try:
        now = believed(database, datetime.now(UTC), config.clock_offset_seconds)
        settle_recordings(database, config.prompts_dir, now)
    except (StoreError, OSError) as error:
        log.error("recordings are not up to date, the former ones or the voice serve: %s", error)
        return None
    return now


def export_list(company: Company, config: Config, now: Now, prompt_store: PromptStore) -> None:
    """Write the list; the former one stays if the disk takes nothing."""
    try:
        fallback.export(company_at(company, now()), config, now(), prompt_store.path)
    except OSError as error:
        log.error("the fallback list could not be written (%s): the former one stays", error.strerror)


def build_missing(
    prompt_store: PromptStore,
    company: Company,
    wanted: Callable[[], bool] = lambda: True,
    message_days: int | None = None,
) -> None:
    """Speak the sentences of a company that are not in the prompt store yet, as long as they are `wanted`.

    One that cannot be spoken is logged.
    """
    for sentence in distinct(fixed_sentences(company, message_days)):
        if not wanted():
            return
        built = build_one(prompt_store, sentence)
        if built.state is State.FAILED:
            log.error("%s", built.problem)
    try:
        prompt_store.publish_names()
    except (SpeechError, OSError) as error:
        log.error("the fixed names of sentences are not up to date: %s", error)
