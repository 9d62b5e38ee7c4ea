"""Sentences of the old and of the new voice side by side, for a person to listen to."""

from __future__ import annotations

from pathlib import Path

from appliance.prompts.catalogue import say
from appliance.prompts.pico import PicoVoice
from appliance.prompts.shipped import shipped
from tests.bench.voice.ear import PATIENCE

HEARD = ("order_ask", "hunt", "message_ask", "goodbye", "whisper_plain", "agents_menu")


def side_by_side(folder: Path) -> None:
    """`NAME-1-pico.wav` and `NAME-2-neural.wav` for each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in HEARD:
        sentence = say(name)
        (folder / f"{name}-1-pico.wav").write_bytes(PicoVoice.installed().speak(sentence.text, PATIENCE))
        if one := shipped(sentence.text, sentence.language):
            (folder / f"{name}-2-neural.wav").write_bytes(one.sound())
    print(f"{2 * len(HEARD)} sons dans {folder}")
