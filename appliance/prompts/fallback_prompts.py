"""A sentence of one call, said with sentences built beforehand: what is left when the voice fails. Pure."""

from __future__ import annotations

import re
from typing import assert_never

from appliance.prompts.catalogue import ReadBack, Sentence, say
from appliance.prompts.language import Whispered


def digits(number: str, language: str) -> list[Sentence]:
    """Each digit of a number, as a sentence of its own."""
    return [say(f"digit_{digit}", language) for digit in re.sub(r"\D", "", number)]


def pieces(sentence: Sentence) -> list[Sentence]:
    """Fixed sentences that say the essential of this one; nothing of one that is not made of parts."""
    language = sentence.language
    match sentence.parts:
        case ReadBack(typed):
            return [*digits(typed, language), say("read_back_choice", language)]
        case Whispered() as parts:
            kind = say("whisper_code" if parts.code else "whisper_order", language)
            number = [kind, *digits(parts.number, language)] if parts.number else []
            if parts.taken:
                return [say("whisper_intro", language), *number]
            before, after = ("whisper_intro", "whisper_choice"), "whisper_again"
            return [*(say(name, language) for name in before), *number, say(after, language)]
        case None:
            return []
        case _:
            assert_never(sentence.parts)
