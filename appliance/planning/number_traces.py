"""A telephone number looked for in any text, however people, operators and programs write it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from phonenumbers import NumberParseException, country_code_for_region, is_possible_number, parse

# Between two digits; also as JSON, URLs and mails write a space or a line too long, and what is not seen at all.
BETWEEN = (
    r"(?:[\s.,;:\-/()_\u00ad\u2010-\u2015\u2026\u200b-\u200f\u202a-\u202f\u2060-\u2069\ufeff]"
    r"|\\u00a0|\\u2009|\\u2011|\\u202f|%20|=20|=C2=A0|=E2=80=AF|=\r?\n)*"
)
DATE = r"20\d\d-[01]\d-[0-3]\d|[0-3]\d/[01]\d/20\d\d"  # no caller's, though one may show its digits
STRUCK = "numéro effacé"  # in the sentence of somebody who wrote the number


@dataclass(frozen=True)
class Traces:
    """What finds something in a text. `letters`: they stand in this order in every text that has it.

    `written`: as a regular expression, made when it is first asked: a night may have thousands that no text has.
    """

    written: str
    letters: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.written)

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text)


def traces_of(number_e164: str, region: str) -> Traces:
    """What finds the number: +33 6…, 0033 6…, 33 6…, 06…, in pairs, with dots; within the region also without prefix.

    Never a part of a longer row of digits, nor a date. One too short for its country is written with its
    prefix: a caller shows what they like, and a few digits alone are an order, or anything.
    """
    code = _country_code(number_e164)
    national = number_e164[1 + len(code) :]
    abroad = rf"(?:(?:\+|%2[Bb]|00){BETWEEN})?{BETWEEN.join(code)}{BETWEEN}(?:\(0\){BETWEEN}|0{BETWEEN})?"
    here = code == str(country_code_for_region(region)) and (
        len(national) > 8 or is_possible_number(parse(number_e164))
    )
    prefix = f"(?:{abroad}|0{BETWEEN})?" if here else abroad
    no_date = rf"(?!(?:{DATE})(?!\d))"
    return Traces(rf"(?<!\d){no_date}{prefix}{no_date}{BETWEEN.join(national)}(?!\d)", national)


def _country_code(number_e164: str) -> str:
    """Nothing for a network that gave the code of no country."""
    try:
        return str(parse(number_e164).country_code)
    except NumberParseException:
        return ""


def traces_of_address(mail: str) -> Traces:
    """What finds a mail address."""
    return Traces(rf"(?<![\w.]){re.escape(mail)}(?![\w])", mail)


def digits_in(text: str, known: Collection[str]) -> set[str]:
    """Those of the known rows of digits that stand in the text, however it spaces them."""
    lengths = {len(letters) for letters in known}
    rows = re.findall(r"\d+", re.sub(BETWEEN, "", text))
    parts = (row[at : at + length] for row in rows for length in lengths for at in range(len(row) - length + 1))
    return {part for part in parts if part in known}


def less_numbers(text: str) -> str:
    """The text without its rows of five digits or more, however it spaces them."""
    return re.sub(rf"\d(?:{BETWEEN}\d){{4,}}", " ", text)


def struck(text: str, traces: Traces, instead: str = STRUCK) -> str:
    """The text without the number."""
    return traces.pattern.sub(instead, text)


def masked(content: bytes, traces: Traces) -> bytes:
    """The same for a file that another program holds open: each letter of the number becomes an x, nothing moves."""
    text = content.decode("latin-1")
    return traces.pattern.sub(lambda found: "x" * len(found[0]), text).encode("latin-1")
