"""Which sentences of the catalogue an agent alone hears, by name: they are said in the language of the agents. Pure."""

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


def agents_alone_hear(name: str) -> bool:
    """Whether no caller ever hears the sentence of that name."""
    return name in NAMES or name.startswith(BEGINNINGS)
