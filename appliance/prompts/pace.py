"""About how long a sentence takes to say, when nobody has built it. Pure."""

from __future__ import annotations

import re

LETTER, DIGIT, COMMA, STOP = 0.056, 0.31, 0.35, 0.67  # seconds


def spoken_seconds(text: str) -> float:
    """Pico's pace in French: each letter, each digit (a word of its own), the breath after a comma or a sentence.

    Measured on sentences of the catalogue and on whispers, from 4 to 33 s long: right within 0.6 s.
    """
    digits = len(re.findall(r"\d", text))
    letters = len(re.findall(r"[^\W\d_]", text))
    stops = len(re.findall(r"[.!?…](?=\s|$)", text))
    return round(LETTER * letters + DIGIT * digits + COMMA * text.count(",") + STOP * max(stops, 1), 1)
