"""A sentence of one call, said with sentences built beforehand: what is left when the voice fails. Pure."""

from __future__ import annotations

import re
from typing import assert_never

from appliance.prompts.catalogue import ReadBack, Sentence, Whispered, say


def digits(number: str) -> list[Sentence]:
    """Each digit of a number, as a sentence of its own."""
    return [say(f"digit_{digit}") for digit in re.sub(r"\D", "", number)]


def pieces(sentence: Sentence) -> list[Sentence]:
    """Fixed sentences that say the essential of this one; nothing of one that is not made of parts."""
    match sentence.parts:
        case ReadBack(typed):
            return [*digits(typed), say("read_back_choice")]
        case Whispered() as parts:
            kind = say("whisper_code" if parts.code else "whisper_order")
            number = [kind, *digits(parts.number)] if parts.number else []
            return [say("whisper_intro"), say("whisper_choice"), *number, say("whisper_again")]
        case None:
            return []
        case _:
            assert_never(sentence.parts)
