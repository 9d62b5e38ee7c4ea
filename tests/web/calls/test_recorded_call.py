"""The script of a call plays a recording in the place of the voice, from the next sentence on."""

from __future__ import annotations

from appliance.company.model import Company
from appliance.demo import Demo
from appliance.planning.hours import Period
from appliance.prompts.recordings import recording_name, settle
from tests.unit.prompts.voices import tone
from tests.web.spectator import Spectator

LONG_AGO = 0.0  # of the folder's clock: nothing is old enough to go


def test_the_caller_hears_the_recording_of_the_greeting_for_as_long_as_it_lasts(
    demo: Demo, company: Company, spectator: Spectator
) -> None:
    greeting = company.lines["urgence"].behaviours[Period.AFTER_HOURS].announcement
    assert greeting
    sound = tone(42.0)
    folder = demo.demo_session.sounds.prompts
    settle(
        folder, {greeting: recording_name(sound)}, {recording_name(sound)}, {recording_name(sound): sound}.get, LONG_AGO
    )
    call = spectator.dials()
    heard = spectator.until("caller_hears", call=call, text=greeting)
    assert heard.facts["audio"] == recording_name(sound)
    assert (folder / heard.facts["audio"]).read_bytes() == sound
    assert heard.facts["seconds"] > 40
    menu = spectator.until("caller_hears", call=call)
    assert "take-" not in menu.facts["audio"]
    spectator.does(call, "hang_up")
