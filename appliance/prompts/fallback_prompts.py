"""A sentence of one call, said with sentences built beforehand: what is left when the voice fails. Pure."""

from __future__ import annotations

import re

from appliance.prompts.catalogue import Sentence, say

WHISPERED = {"Commande": "whisper_order", "Code interne": "whisper_code"}


def digits(number: str) -> list[Sentence]:
    """Each digit of a number, as a sentence of its own."""
    return [say(f"digit_{digit}") for digit in re.sub(r"\D", "", number)]


def pieces(sentence: Sentence) -> list[Sentence]:
    """Fixed sentences that say the essential of this one; nothing if it is not one of the catalogue's templates."""
    if sentence.name == "order_read_back":
        return [*digits(sentence.text.partition(".")[0]), say("read_back_choice")]
    if sentence.name == "whisper":
        typed = re.search(r"(Commande|Code interne) ([\d, ]+)\.", sentence.text)
        number = [say(WHISPERED[typed[1]]), *digits(typed[2])] if typed else []
        return [say("whisper_intro"), say("whisper_choice"), *number, say("whisper_again")]
    return []
