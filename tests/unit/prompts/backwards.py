"""Another language, of the tests alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from appliance.prompts.callback_texts import CallbackTexts
from appliance.prompts.languages import FRENCH
from appliance.prompts.listeners import agents_alone_hear


class Backwards:
    """Says in its own way everything that callers hear: no French is left in it."""

    code = "xx"
    name = "à l'envers"
    called: Mapping[str, str] = {"fr": "à l'envers", "en": "backwards"}
    fixed: Mapping[str, str] = {name: f"xx {name}" for name in FRENCH.fixed if not agents_alone_hear(name)}
    examples = ("xx",)
    voices: Mapping[str, str] = {"pico": "xx-XX"}
    signs: Mapping[str, str] = {"&": " ψ "}
    alphabet = "GREEK"
    texts = CallbackTexts("xx promised", "xx late", "xx kept", "xx given up", "xx again")

    def offer(self, key: str) -> str:
        return f"xx {key}"

    def read_back(self, digits: str) -> str:
        return f"xx {digits[::-1]}"

    def number_length(self, name: str, lengths: Sequence[int]) -> str:
        return f"xx {name} {lengths}"

    def kept_for(self, days: int) -> str:
        return f"xx {days}"

    def callback_read_back(self, number: str) -> str:
        return f"xx {number[::-1]}"

    def called_back_within(self, minutes: int) -> str:
        return f"xx {minutes}"

    def answered_from(self, opening: datetime, days: int) -> str:
        return f"xx {opening:%H} {days}"

    def holiday(self, name: str) -> str:
        return f"xx {name}"

    def reopening(self, opening: datetime, days: int) -> str:
        return f"xx {opening:%a %H} {bool(days)}"

    def known_incident(self, line: str) -> str:
        return f"xx {line}"

    def incident_over(self, line: str) -> str:
        return f"xx {line}"

    def usual_wait(self, seconds: int) -> str:
        return f"xx {seconds}"

    def place_in_line(self, place: int) -> str:
        return f"xx {place}"

    def written_clock(self, reading: datetime) -> str:
        return f"xx {reading:%H}"
