"""British English, as a language that callers are answered in, and that agents are spoken to in. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from appliance.prompts.english.agents_sentences import TAKE, TAKE_OR_REFUSE, TO_AGENTS
from appliance.prompts.english.holidays import holiday_said
from appliance.prompts.english.reading import (
    counted,
    ordinal,
    spelled,
    spoken_minutes,
    spoken_number,
    spoken_opening,
    spoken_reopening,
    spoken_time,
    spoken_wait,
    told_of_no_number,
)
from appliance.prompts.english.sentences import FIXED
from appliance.prompts.english.texts import TEXTS, written_clock
from appliance.prompts.language import Whispered, plain_words

VOICES = {"pico": "en-GB", "gtts": "en"}
SIGNS = {"&": " and ", "#": " hash ", "*": " star "}
CUSTOMER_LETTERS = 125  # name and line
NOUNS = {"order": "An order number", "code": "A staff code"}


class English:
    """See `AgentsLanguage`."""

    code = "en"
    name = "anglais"
    called: Mapping[str, str] = {"fr": "anglais"}
    fixed: Mapping[str, str] = FIXED | TO_AGENTS
    examples = (f"[les chiffres tapés]. {FIXED['read_back_choice']}",)
    agents_examples = (
        f"On call, [la ligne]. {TAKE_OR_REFUSE} [le numéro de l'appelant]. To hear this again, press 3.",
    )
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

    def whisper(self, call: Whispered, speaks: str | None) -> str:
        kind = "Staff code" if call.code else "Order"
        number = f"{kind} {spelled(call.number)}. " if call.number else ""
        who = told_of_no_number(call.caller).capitalize() or f"Call from {spoken_number(call.caller or '')}"
        if call.asked is not None:
            shown = told_of_no_number(call.caller) or spoken_number(call.caller or "")
            who = f"Call back asked for at {spoken_time(call.asked)}, to {shown}"
        caller = f"Internal call from {plain_words(call.colleague)}" if call.colleague else who
        customer = f"Customer {plain_words(call.customer, CUSTOMER_LETTERS)}. " if call.customer else ""
        again = "Second call. " if call.again else ""
        spoken = f"The caller speaks {speaks}. " if speaks else ""
        what = "Three-way call asked for" if call.together else "Call passed on"
        by = f"{what} by {plain_words(call.asked_by)}. " if call.asked_by else ""
        said = f"{by}{again}{spoken}{number}{customer}{caller}"
        if call.taken:
            return f"On call, {plain_words(call.line)}. {said}."
        return f"On call, {plain_words(call.line)}. {TAKE_OR_REFUSE} {said}. To hear this again, press 3."

    def beginning_of_a_whisper(self, line: str) -> str:
        return f"On call, {plain_words(line)}. {TAKE}"

    def fallback_whisper(self, line: str, speaks: str | None) -> str:
        spoken = f"The caller speaks {speaks}. " if speaks else ""
        return f"On call, {plain_words(line)}. {TAKE_OR_REFUSE} {spoken}Emergency mode."
