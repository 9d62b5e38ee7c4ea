"""Without a controller, a line offers its languages, and goes on in the one that the caller chooses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, IN_THE_MATRIX, SECOND, THIRD, is_recorded, record_of
from phones import sound
from phones.caller import Caller
from phones.carrier import Carrier

from appliance.company.model import Translation
from appliance.prompts.catalogue import Sentence
from appliance.prompts.languages import LANGUAGES
from appliance.prompts.wav import container
from tests.unit.prompts.backwards import Backwards

pytestmark = IN_THE_MATRIX

OFFERED, ALSO_OFFERED, IN_FRENCH, IN_THEIRS, MESSAGE, MESSAGE_IN_THEIRS = 1100.0, 990.0, 1200.0, 1300.0, 1500.0, 1700.0
TONES = {
    ("language_offer", "xx"): OFFERED,
    ("language_offer", "en"): ALSO_OFFERED,
    ("announcement", "fr"): IN_FRENCH,
    ("announcement", "xx"): IN_THEIRS,
    ("fallback_message", "fr"): MESSAGE,
    ("fallback_message", "xx"): MESSAGE_IN_THEIRS,
}


@pytest.fixture(autouse=True)
def offering(switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that offers two languages, in one of which its greeting is said: each sentence is a tone of its own.

    Nobody takes its calls.
    """
    monkeypatch.setitem(LANGUAGES, Backwards.code, Backwards())

    def voice(sentence: Sentence) -> Path | None:
        tone = TONES.get((sentence.name, sentence.language))
        if tone is None:
            return None
        spoken = tmp_path / f"{tone}.wav"
        spoken.write_bytes(container(sound.tone(tone, seconds=2).tobytes()))
        return spoken

    line = company(offered_languages={"9": Backwards.code, "8": "en"})
    said = (Translation(Backwards.code, "Bonjour.", "xx Bonjour."),)
    switch.export(replace(line, translations=said), "op1", says=voice)
    for number in (FIRST, SECOND, THIRD):
        carrier.mobile(number).will_refuse(480)


@pytest.mark.parametrize("by", [pytest.param("rfc2833", marks=pytest.mark.short), "info", "inband"])
def test_who_presses_the_key_of_a_language_is_answered_in_it_to_the_message(
    switch: BareFreeSwitch, carrier: Carrier, by: str
) -> None:
    caller = Caller(carrier, "0678900005", telephone_event=by != "inband").calls(DID)
    caller.hears_tone(OFFERED, within=8)
    caller.presses("9", by)
    caller.hears_tone(IN_THEIRS, within=5)
    caller.hears_tone(MESSAGE_IN_THEIRS, within=15)
    caller.hears_tone(1000.0, within=6)
    caller.hums(440.0)
    is_recorded(switch.config.recordings_dir)
    caller.hangs_up()
    record = record_of(switch, "0678900005")
    assert (record.language, record.recording is not None) == (Backwards.code, True)


def test_who_presses_no_key_hears_each_offer_and_then_the_language_of_the_line(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    caller = Caller(carrier, "0678900006").calls(DID)
    caller.hears_tone(OFFERED, within=8)
    caller.hears_tone(ALSO_OFFERED, within=8)
    caller.hears_tone(IN_FRENCH, within=8)
    caller.hears_tone(MESSAGE, within=15)
    caller.hangs_up()
    assert record_of(switch, "0678900006").language is None


def test_a_star_typed_at_the_offer_leads_to_the_message(switch: BareFreeSwitch, carrier: Carrier) -> None:
    caller = Caller(carrier, "0678900007").calls(DID)
    caller.hears_tone(OFFERED, within=8)
    caller.presses("*")
    caller.hears_tone(MESSAGE, within=5)
    caller.hangs_up()
    assert not carrier.invited
