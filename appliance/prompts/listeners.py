"""Which sentences of the catalogue agents hear, and which they alone, by name: in their own language. Pure."""

from __future__ import annotations

BEGINNINGS = ("agents_", "whisper_", "duty_", "silence_", "phone_test", "handing_")
NAMES = {
    "refused",
    "call_taken",
    "caller_left",
    "offer_over",
    "callback_unreached",
    "words_said",
    "handed_over",
    "ring_back_offer",
    "ring_back_over",
    "safety_confirmed",
    "outing_over",
    "fallback_whisper",
}

ALSO_AGENTS = {"goodbye", "menu_unknown_key", "message_empty", "hold_word", "hold_word_2", "hold_word_3"}
DIGITS = "digit_"  # of a number that is pieced together


def agents_alone_hear(name: str) -> bool:
    """Whether no caller ever hears the sentence of that name."""
    return name in NAMES or name.startswith(BEGINNINGS)


def agents_hear(name: str) -> bool:
    """Whether an agent may hear the sentence of that name, in a whisper, at their menu or while they wait there."""
    return agents_alone_hear(name) or name in ALSO_AGENTS or name.startswith(DIGITS)
