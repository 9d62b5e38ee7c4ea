"""Every sentence that a caller hears, by name, in the language of the line; or an agent, in their own. Pure.

`say("order_ask", line.language)` gives a `Sentence`; `announcement` one that the company wrote; `number_read_back` and
`whisper` one made for a call. What they say is the language's (`language.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time

from appliance.prompts.language import AgentsLanguage, Whispered
from appliance.prompts.languages import USUAL, agents_language, language_of
from appliance.prompts.listeners import agents_alone_hear

HOLD_WORDS = ("hold_word", "hold_word_2", "hold_word_3")  # in turn, one after each twenty seconds of music


@dataclass(frozen=True)
class ReadBack:
    """A number read back to the caller who typed it: its digits."""

    digits: str


@dataclass(frozen=True)
class Sentence:
    """A text to be spoken. `fixed`: the same in every call, so it can be built beforehand. `language`: its code.

    A sentence that is not fixed holds a caller's data and never leaves the box for its speech; `parts` are what its
    text was made of.
    """

    name: str
    text: str
    fixed: bool
    parts: ReadBack | Whispered | None = None
    language: str = USUAL


def say(name: str, language: str = USUAL) -> Sentence:
    """The catalogue's fixed sentence of that name. `language`: of who hears it. KeyError for an unknown one."""
    if agents_alone_hear(name):
        theirs = agents_language(language)
        return Sentence(name, theirs.fixed[name], fixed=True, language=theirs.code)
    return Sentence(name, language_of(language).fixed[name], fixed=True, language=language)


def number_read_back(digits: str, language: str = USUAL) -> Sentence:
    """A number read back to the caller who typed it."""
    text = language_of(language).read_back(digits)
    return Sentence("order_read_back", text, fixed=False, parts=ReadBack(digits), language=language)


def number_length(name: str, lengths: list[int], language: str = USUAL) -> Sentence:
    """How many digits a number has, in order. `name`: order or code."""
    return Sentence(f"{name}_length", language_of(language).number_length(name, lengths), fixed=True, language=language)


def language_offer(key: str, language: str) -> Sentence:
    """How who speaks it chooses a language, in itself: « For English, press 9. »"""
    return Sentence("language_offer", language_of(language).offer(key), fixed=True, language=language)


def announcement(text: str, language: str = USUAL) -> Sentence:
    """A sentence that the company wrote: an announcement, a menu, an information."""
    return Sentence("announcement", text, fixed=True, language=language)


def kept_for(days: int, language: str = USUAL) -> Sentence:
    """How long a message that was left is kept."""
    return Sentence("message_kept_for", language_of(language).kept_for(days), fixed=True, language=language)


def callback_read_back(number: str, language: str = USUAL) -> Sentence:
    """The number (E.164) at which a caller is to be called back, for them to confirm."""
    return Sentence(
        "callback_read_back", language_of(language).callback_read_back(number), fixed=False, language=language
    )


def called_back_within(minutes: int, language: str = USUAL) -> Sentence:
    """The promise that a caller hears last."""
    return Sentence("callback_kept", language_of(language).called_back_within(minutes), fixed=True, language=language)


def answered_from(opening: datetime, days: int, language: str = USUAL) -> Sentence:
    """From when what can wait is looked at: on the clock of the line, in so many days from today."""
    text = language_of(language).answered_from(opening, days)
    return Sentence("can_wait_from", text, fixed=False, language=language)


def incident_over(line: str, language: str = USUAL) -> Sentence:
    """What a caller of the line (its name) hears who asked to be told that an incident is over."""
    return Sentence("incident_over", language_of(language).incident_over(line), fixed=True, language=language)


def wait_told(seconds: int, language: str = USUAL) -> Sentence:
    """Within how many seconds, by tens, eight callers in ten have an answer."""
    return Sentence("hold_usual", language_of(language).usual_wait(seconds), fixed=True, language=language)


def place_told(place: int, language: str = USUAL) -> Sentence:
    """Which of those who wait a caller is, from the second to the tenth."""
    return Sentence("hold_place", language_of(language).place_in_line(place), fixed=True, language=language)


def whisper(
    line: str,
    number: str | None,
    caller: str | None,
    *,
    code: bool = False,
    colleague: str | None = None,
    customer: str | None = None,
    again: bool = False,
    asked: time | None = None,
    asked_by: str | None = None,
    together: bool = False,
    speaks: str | None = None,
    language: str = USUAL,
) -> Sentence:
    """What the agent hears before accepting: which line, what to press, then whose call.

    `caller`: E.164, None when hidden; a text without a digit: unreadable.
    `number`: an order number, or with `code` an internal code. `colleague`: the employee whose telephone is calling.
    `customer`: who calls by the company's list, and what it says of them, in a few words. `again`: they ring back.
    `asked`: when, on the clock of the line, a caller asked to be called back. `asked_by`: the agent who talks to them,
    and hands them over, or with `together` wants to be three. `speaks`: the language in which the caller is answered,
    by its code, of which the agent is told where theirs, `language`, is another.
    """
    call = Whispered(line, number, caller, code, colleague, customer, again, asked, asked_by, together, speaks=speaks)
    return _whispered(call, agents_language(language))


def _whispered(call: Whispered, to: AgentsLanguage) -> Sentence:
    said = to.whisper(call, _called_otherwise(call.speaks, to))
    return Sentence("whisper", said, fixed=False, parts=call, language=to.code)


def _called_otherwise(speaks: str | None, to: AgentsLanguage) -> str | None:
    """The language of a caller, as that of an agent calls it; None where it is the same, or not known."""
    return None if speaks is None or speaks == to.code else language_of(speaks).called.get(to.code)


def whisper_in(sentence: Sentence, language: str) -> Sentence:
    """The same whisper for an agent of another language; what is no whisper is as it was."""
    match sentence.parts:
        case Whispered() as call:
            return _whispered(call, agents_language(language))
    return sentence


def whisper_taken(sentence: Sentence) -> Sentence:
    """The whisper of a call as who has already said that they take it hears it: no key is asked for."""
    match sentence.parts:
        case Whispered() as call:
            return _whispered(replace(call, taken=True), agents_language(sentence.language))
    return sentence


def without_customer(sentence: Sentence) -> Sentence | None:
    """The whisper without what the list of customers says, which a voice may stumble on; None for any other."""
    match sentence.parts:
        case Whispered(customer=str()) as call:
            return _whispered(replace(call, customer=None), agents_language(sentence.language))
    return None


def told(text: str, language: str) -> Sentence:
    """What an agent is told by telephone, in their language: names, moments, why something cannot be.

    It is spoken on the box alone.
    """
    return Sentence("agents_told", text, fixed=False, language=agents_language(language).code)


def beginning_of_a_whisper(line: str, language: str = USUAL) -> Sentence:
    """What an agent must have heard to take a call of this line."""
    to = agents_language(language)
    return Sentence("whisper", to.beginning_of_a_whisper(line), fixed=False, language=to.code)


def fallback_whisper(line: str, language: str = USUAL, speaks: str | None = None) -> Sentence:
    """What the agent hears in the fallback, which knows nothing of the call but its line: built beforehand.

    `speaks`: as for `whisper`.
    """
    to = agents_language(language)
    said = to.fallback_whisper(line, _called_otherwise(speaks, to))
    return Sentence("fallback_whisper", said, fixed=True, language=to.code)
