"""The words of a company file that make a message urgent."""

from __future__ import annotations

from appliance.company.urgent_words import urgent_word, word_faults
from appliance.store.company_file.nodes import Fields


def read_urgent_words(fields: Fields) -> tuple[str, ...]:
    """Each once, whatever its accents, capitals and plural."""
    found: list[str] = []
    for value in fields.found["urgent_words"].one_or_more() if "urgent_words" in fields else []:
        word = value.read(urgent_word, "")
        wrong = next((sentence for _, sentence in word_faults([*found, word])), None) if word else None
        if wrong:
            value.refuse(wrong)
        elif word:
            found.append(word)
    return tuple(found)
