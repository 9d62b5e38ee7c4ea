"""An announcement recorded on its page is what a caller hears, and the fallback too."""

from __future__ import annotations

from datetime import UTC, datetime

import company
import pytest
from astreinte_lab import until
from world import World

from appliance.prompts.catalogue import say
from appliance.prompts.recordings import recording_in_force, recording_name
from appliance.prompts.uploads import telephone_sound
from appliance.store.database import close_database, open_database
from appliance.store.settings.versions import Wording, recordings_in_force
from appliance.store.settings.wordings import resound
from tests.unit.prompts.recordings import hum, sent_as

LAB_OPTIONS = ()  # a lab of its own
pytestmark = pytest.mark.e2e
GREETING = ("lines/urgence/after_hours", company.GREETING)
APOLOGY = ("catalogue/fallback_apology", say("fallback_apology").text)
TONE = 1000.0  # Hz


def record(world: World, place: tuple[str, str], sound: bytes | None) -> None:
    """What the page does; the controller then settles its folder by itself."""
    key, text = place
    database = open_database(world.lab.config.database_url)
    seen = Wording(text, recordings_in_force(database).get(text))
    wanted = Wording(text, recording_name(sound) if sound else None)
    resound(database, key, seen, wanted, sound, by="essai", act="Annonce", at=datetime.now(UTC))
    close_database(database)


def test_a_caller_hears_the_uploaded_tone_in_the_place_of_the_voice_until_one_goes_back(world: World) -> None:
    folder, sound = world.lab.config.prompts_dir, telephone_sound(sent_as("m4a", hum(3.0, hertz=TONE)))
    record(world, GREETING, sound)
    until(lambda: recording_in_force(folder, company.GREETING), 10, "the controller has the recording")
    caller = world.caller().calls(company.DID)
    caller.stream.ear.hears_tone(TONE, within=6.0, after=0)
    caller.hears("menu", within=10)
    caller.hangs_up()
    world.journal(caller, outcome="abandoned")
    record(world, GREETING, None)
    until(lambda: not recording_in_force(folder, company.GREETING), 10, "the voice is back")
    caller = world.caller().calls(company.DID)
    caller.hears("greeting")
    caller.hangs_up()


def test_the_fallback_plays_the_recording_by_its_own_name(world: World) -> None:
    sound = telephone_sound(sent_as("wav", hum(2.0, hertz=TONE)))
    apology = world.lab.config.fallback_dir / "apology.wav"
    assert apology.read_bytes() != sound
    record(world, APOLOGY, sound)
    until(lambda: apology.read_bytes() == sound, 15, "the fallback has the recording")
