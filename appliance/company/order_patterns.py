"""The rule of the numbers that callers type: nothing that could take long to match. Pure."""

from __future__ import annotations

import re

from appliance.company.limits import DIGITS

TOKEN = re.compile(r"\\d|\d|\[[\d-]+\]|\{\d{1,2}(?:,\d{1,2})?\}|\?|\(\?:|\(|\)|\|", re.ASCII)
MOST_CHOICES = 6  # in one rule: ?, {a,b} and |


def order_pattern(text: str) -> str:
    """A rule: digits, \\d, [0-4], {5}, {4,6}, ?, | and parentheses. ValueError, a French sentence."""
    advice = f"« {text} » n'est pas une règle de numéro de commande ; écrivez par exemple '\\d{{5}}' ou '4\\d{{4,6}}'"
    parts = TOKEN.findall(text)
    repeats = [int(number) for part in parts if part.startswith("{") for number in re.findall(r"\d+", part)]
    choices = sum(part in "?|" or "," in part for part in parts)
    if "".join(parts) != text or re.search(r"\)\{", text) or choices > MOST_CHOICES:
        raise ValueError(f"{advice} (chiffres, \\d, [0-4], {{5}}, {{4,6}}, ?, | et parenthèses seulement).")
    try:
        rule = re.compile(text)
    except re.error:
        raise ValueError(f"{advice}.") from None
    if rule.fullmatch("") or any(number > DIGITS.high for number in repeats):
        raise ValueError(f"{advice}, de {DIGITS.low} à {DIGITS.high} chiffres.")
    return text


def length_pattern(shortest: int, longest: int) -> str:
    """So many digits."""
    return rf"\d{{{shortest}}}" if shortest == longest else rf"\d{{{shortest},{longest}}}"
