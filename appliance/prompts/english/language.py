"""British English, as a language that callers are answered in. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from appliance.prompts.english.holidays import holiday_said
from appliance.prompts.english.reading import (
    counted,
    ordinal,
    spelled,
    spoken_minutes,
    spoken_number,
    spoken_opening,
    spoken_reopening,
    spoken_wait,
)
from appliance.prompts.english.sentences import FIXED
from appliance.prompts.english.texts import TEXTS, written_clock
from appliance.prompts.language import plain_words

VOICES = {"pico": "en-GB", "gtts": "en"}
SIGNS = {"&": " and ", "#": " hash ", "*": " star "}
NOUNS = {"order": "An order number", "code": "A staff code"}


class English:
    """See `Language`."""

    code = "en"
    name = "anglais"
    fixed = FIXED
    examples = (f"[les chiffres tapés]. {FIXED['read_back_choice']}",)
    voices = VOICES
    signs = SIGNS
    alphabet = "LATIN"
    texts = TEXTS

    def offer(self, key: str) -> str:
        return f"For English, press {key}."

    def read_back(self, digits: str) -> str:
        return f"{spelled(digits)}. {FIXED['read_back_choice']}"

    def number_length(self, name: str, lengths: Sequence[int]) -> str:
        return f"{NOUNS[name]} has {counted(lengths)}."

    def kept_for(self, days: int) -> str:
        return f"It will be kept for at most {days} day{'s' if days > 1 else ''}."

    def callback_read_back(self, number: str) -> str:
        choice = "To confirm, press 1. For another number, press 2."
        return f"We will call you back on {spoken_number(number)}. {choice}"

    def called_back_within(self, minutes: int) -> str:
        return f"Thank you. Someone will call you back within {spoken_minutes(minutes)}."

    def answered_from(self, opening: datetime, days: int) -> str:
        return f"Our team will answer you from {spoken_opening(opening, days).removesuffix('.')}."

    def holiday(self, name: str) -> str:
        return holiday_said(name)

    def reopening(self, opening: datetime, days: int) -> str:
        return spoken_reopening(opening, days)

    def known_incident(self, line: str) -> str:
        return f"{plain_words(line)}: we are aware of an incident, and our team is working on it."

    def incident_over(self, line: str) -> str:
        return f"Hello, this is {plain_words(line)}. You asked us to let you know: the incident is over."

    def usual_wait(self, seconds: int) -> str:
        return f"Eight times out of ten, we answer in less than {spoken_wait(seconds)}."

    def place_in_line(self, place: int) -> str:
        return f"You are {ordinal(place)} in the queue."

    def written_clock(self, reading: datetime) -> str:
        return written_clock(reading)
