"""Words as two people may write them alike."""

from __future__ import annotations

import unicodedata


def plain_words(text: str) -> str:
    """The words of a text, without accents or capitals, one space apart."""
    letters = unicodedata.normalize("NFD", text.casefold())
    kept = (one if one.isalnum() else " " for one in letters if not unicodedata.combining(one))
    return " ".join("".join(kept).split())
