"""What somebody typed for a caller, as the journal is searched for it."""

from __future__ import annotations

from phonenumbers import country_code_for_region

from appliance.company.numbers import FRENCH_CODES, UNREADABLE, caller_number
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
    digits = digits_of(typed)
    return (caller_number(typed, country) if len(digits) >= 9 else None) or digits


def caller_beginnings(typed: str, country: str) -> tuple[str, ...]:
    """How the E.164 of a caller may begin, of whose number the first digits were typed: « 06 12 », « 0033 6 »."""
    digits = digits_of(typed)
    if digits.startswith("00"):
        return (f"+{digits[2:]}",) if len(digits) > 3 else ()
    if not digits.startswith("0") or len(digits) < 2:
        return ()
    code = str(country_code_for_region(country))
    codes = sorted(FRENCH_CODES) if code in FRENCH_CODES else [code]
    return tuple(f"+{one}{digits[1:]}" for one in codes)


def digits_of(typed: str) -> str:
    """The digits alone; the zero of « +33 (0)6 » is not dialled."""
    return "".join(letter for letter in typed.replace("(0)", "") if letter in "0123456789")
