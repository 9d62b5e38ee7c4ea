"""About how long a sentence takes, held against what the local voice really says."""

from __future__ import annotations

import pytest

from appliance.prompts import wav
from appliance.prompts.catalogue import number_read_back, whisper
from appliance.prompts.french.sentences import FIXED
from appliance.prompts.pace import spoken_seconds
from appliance.prompts.pico import PicoVoice

RATE = 8000
SENTENCES = [
    *(FIXED[name] for name in ("hunt", "hold_word", "message_kept", "message_review", "order_ask", "whisper_plain")),
    number_read_back("40719").text,
    whisper("Urgence serrurerie", "40719", "+33612345678").text,
    whisper("Urgence", None, None).text,
    whisper("Urgence", None, "?").text,
    whisper("Dépannage des ascenseurs de la région parisienne", "12345678901234567890", "+447911123456").text,
]


@pytest.mark.parametrize("text", SENTENCES)
def test_an_estimate_is_right_within_a_second(text: str) -> None:
    spoken = len(wav.samples_of(PicoVoice.installed().speak(text, 30.0))) / 2 / RATE
    assert spoken_seconds(text) == pytest.approx(spoken, abs=1.0)


def test_nothing_to_say_takes_a_breath() -> None:
    assert 0 < spoken_seconds("") < 1
