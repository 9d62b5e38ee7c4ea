"""Words as two people may write them alike."""

from __future__ import annotations

from appliance.folding import folded_words


def plain_words(text: str) -> str:
    """The words of a text, without accents or capitals, one space apart."""
    return folded_words(text)
