"""What a language brings: its sentences, how it reads digits and numbers out, who speaks it. Pure.

The catalogue, the voices and the pages ask a `Language` by its code (`languages.py`); nothing else of the product
knows which languages there are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from appliance.prompts.callback_texts import CallbackTexts


@dataclass(frozen=True)
class Whispered:
    """What an agent hears of a call. `number`: its digits, None where none was typed; `code`: an internal code.

    `line`: its name. `caller`: E.164, None when hidden; a text without a digit: unreadable. `colleague`: the employee
    whose telephone is calling. `customer`: who calls by the company's list, and what it says of them.
    `again`: they ring back within minutes. `asked`: when, on the clock of the line, a caller asked to be called back.
    `asked_by`: the agent who talks to them, and hands them over, or with `together` wants to be three.
    `taken`: the agent has said already that they take it. `speaks`: the language in which the caller is answered, by
    its code; None: nothing is known of it.
    """

    line: str
    number: str | None
    caller: str | None
    code: bool = False
    colleague: str | None = None
    customer: str | None = None
    again: bool = False
    asked: time | None = None
    asked_by: str | None = None
    together: bool = False
    taken: bool = False
    speaks: str | None = None


class Language(Protocol):
    """A language in which callers are answered.

    `code`: of a line's setting, « fr ». `name`: as the pages say it, in French; `called`: as other languages call it,
    by their codes. `fixed`: the sentences of the catalogue, by name, the same names in every language; `examples`:
    those made for a call, as a page shows them. `voices`: how each engine calls it. `signs`: what is said in the place
    of a sign; `alphabet`: of its letters, as Unicode names them. `texts`: what a caller is told by SMS.
    """

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def called(self) -> Mapping[str, str]: ...

    @property
    def fixed(self) -> Mapping[str, str]: ...

    @property
    def examples(self) -> Sequence[str]: ...

    @property
    def voices(self) -> Mapping[str, str]: ...

    @property
    def signs(self) -> Mapping[str, str]: ...

    @property
    def alphabet(self) -> str: ...

    @property
    def texts(self) -> CallbackTexts: ...

    def offer(self, key: str) -> str:
        """That a key chooses the language, for who speaks no other."""

    def read_back(self, digits: str) -> str:
        """A number read back to the caller who typed it, and which keys confirm and correct."""

    def number_length(self, name: str, lengths: Sequence[int]) -> str:
        """How many digits a number has. `name`: order or code; `lengths`: in order, at most 20."""

    def kept_for(self, days: int) -> str:
        """How long a message that was left is kept, at most."""

    def callback_read_back(self, number: str) -> str:
        """Where a caller is to be called back (E.164), and which keys confirm and correct."""

    def called_back_within(self, minutes: int) -> str:
        """That somebody will call back, and in how long at most."""

    def answered_from(self, opening: datetime, days: int) -> str:
        """From when the office answers what can wait: naive, on the clock of the line, in so many days from today."""

    def holiday(self, name: str) -> str:
        """A holiday as one says what a day is: « la Toussaint »; `name`: as a calendar or the company has it."""

    def reopening(self, opening: datetime, days: int) -> str:
        """When the office answers next, as one says it: naive, on the clock of the line, in so many days from today."""

    def known_incident(self, line: str) -> str:
        """What callers of the line (its name) are told of an incident that nobody has worded."""

    def incident_over(self, line: str) -> str:
        """What a caller of the line hears who asked to be told that an incident is over."""

    def usual_wait(self, seconds: int) -> str:
        """Within how long eight callers in ten have an answer: tens of seconds, ten minutes at most."""

    def place_in_line(self, place: int) -> str:
        """Which of those who wait a caller is, from the second to the tenth."""

    def written_clock(self, reading: datetime) -> str:
        """An hour as one writes it: naive, on the clock of the line."""


class AgentsLanguage(Language, Protocol):
    """A language in which agents are spoken to as well: its `fixed` has the sentences that they alone hear.

    `agents_examples`: what is made for them in a call, as a page shows it.
    """

    @property
    def agents_examples(self) -> Sequence[str]: ...

    def whisper(self, call: Whispered, speaks: str | None) -> str:
        """What an agent hears before accepting: which line, what to press, then whose call.

        `speaks`: the language of the caller, as this one calls it, where it is another.
        """

    def beginning_of_a_whisper(self, line: str) -> str:
        """As much of it as an agent must have heard to take the call."""

    def fallback_whisper(self, line: str, speaks: str | None) -> str:
        """What an agent hears where nothing is known of the call but its line, and `speaks`, as for `whisper`."""


MOST_LETTERS = 80  # of a name that is spoken


def plain_words(text: str, most: int = MOST_LETTERS) -> str:
    """Letters, digits and simple punctuation alone: what may be spoken without surprising the engine."""
    return re.sub(r"[^\w ,.'’\-]", " ", text).strip()[:most]
