"""What somebody typed for a caller, as the journal is searched for it."""

from __future__ import annotations

from appliance.company.numbers import UNREADABLE, caller_number
from appliance.store.journal.search import ERASED, HIDDEN


def is_hidden(typed: str) -> bool:
    """« masqué », with or without its accent."""
    return typed.strip().lower().startswith("masqu")


def is_erased(typed: str) -> bool:
    """« effacé », with or without its accent."""
    return typed.strip().lower().startswith("effac")


def word_for_none(typed: str) -> bool:
    return is_hidden(typed) or is_unreadable(typed) or is_erased(typed)


def is_unreadable(typed: str) -> bool:
    """« illisible »: a number was shown, and is none."""
    return typed.strip().lower().startswith("illisible")


def caller_asked(typed: str, country: str) -> str | None:
    """A whole number, « masqué », « illisible », « effacé », or some digits of a number."""
    if not typed:
        return None
    if is_hidden(typed):
        return HIDDEN
    if is_unreadable(typed):
        return UNREADABLE
    if is_erased(typed):
        return ERASED
    digits = "".join(letter for letter in typed if letter in "0123456789")
    return (caller_number(typed, country) if len(digits) >= 9 else None) or digits
