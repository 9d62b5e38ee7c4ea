"""What is changed on the pages of the demonstration is spoken at once, as the controller of a box has it spoken."""

from __future__ import annotations

from functools import partial

import gevent

from appliance.company.model import MESSAGE_DAYS, Company
from appliance.company.voice import OFFLINE, voice_kept
from appliance.controller.fallback_exporter import build_missing
from appliance.controller.settings import LiveSettings
from appliance.in_thread import Threads, in_thread
from appliance.prompts.build import speak_by
from appliance.prompts.prompt_store import PromptStore

EVERY_SECONDS = 1.0


def keep_speaking(settings: LiveSettings, prompt_store: PromptStore) -> None:
    """For ever. Run it in a greenlet."""
    spoken = settings.last
    while True:
        gevent.sleep(EVERY_SECONDS)
        spoken = speak_change(settings, prompt_store, spoken)


def speak_change(settings: LiveSettings, prompt_store: PromptStore, spoken: Company | None) -> Company | None:
    """The settings whose sentences are all spoken now; `spoken`: those whose were already."""
    settings.look()
    company = settings.last
    if company is None or company is spoken:
        return spoken
    speak_by(prompt_store, *voice_kept(company, OFFLINE))
    wanted = partial(_still, settings, company)
    in_thread(partial(build_missing, prompt_store, company, wanted, MESSAGE_DAYS), threads=Threads.SOUND)
    return company


def _still(settings: LiveSettings, company: Company) -> bool:
    return settings.last is company
