"""Amounts as people write them: « 2,50 », « 2.50 € », « 1 250 », « 25 % »."""

from __future__ import annotations

import re
from decimal import Decimal

EUROS = re.compile(r"(\d{1,6})(?:[.,](\d{1,4}))? ?(?:€|eur|euros?)?", re.ASCII)
PERCENT = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))? ?%?", re.ASCII)
THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")


def read_euros(text: str) -> Decimal:
    """Never a binary fraction. ValueError, a French sentence."""
    found = EUROS.fullmatch(THOUSANDS.sub("", text.strip().lower()).replace("\u00a0", " "))
    if found is None:
        raise ValueError(f"« {text} » n'est pas un montant en euros ; écrivez par exemple 2,50.")
    return settled(Decimal(f"{found[1]}.{found[2] or 0}"))


def read_percent(text: str) -> Decimal:
    """« 25 % », « 12,5 ». ValueError, a French sentence."""
    found = PERCENT.fullmatch(text.strip().replace("\u00a0", " ").replace("\u202f", " "))
    if found is None:
        raise ValueError(f"« {text} » n'est pas une majoration ; écrivez par exemple 25 %.")
    return settled(Decimal(f"{found[1]}.{found[2] or 0}"))


def number_shown(number: Decimal) -> str:
    """« 2,5 », « 1250 »: read back as the same number."""
    return f"{settled(number):f}".replace(".", ",")


def settled(number: Decimal) -> Decimal:
    """2.50 and 2.5 are one number, written in one way."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()
