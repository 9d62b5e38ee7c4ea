"""A telephone number looked for in any text, however people, operators and programs write it. Pure."""

from __future__ import annotations

import re

from phonenumbers import country_code_for_region, parse

# Between two digits; also as JSON, URLs and mails write a space.
BETWEEN = r"(?:[\s.\-/()\u00a0\u202f]|\\u00a0|\\u202f|%20|=20|=C2=A0|=E2=80=AF)*"
STRUCK = "[effacé]"


def traces_of(number_e164: str, region: str) -> re.Pattern[str]:
    """What finds the number: +33 6…, 0033 6…, 33 6…, 06…, in pairs, with dots; within the region also without prefix.

    Never a part of a longer row of digits.
    """
    number = parse(number_e164)
    code, national = str(number.country_code), number_e164[1 + len(str(number.country_code)) :]
    abroad = rf"(?:\+|%2[Bb]|00)?{BETWEEN}{BETWEEN.join(code)}{BETWEEN}(?:\(0\){BETWEEN}|0{BETWEEN})?"
    prefix = f"(?:{abroad}|0{BETWEEN})?" if code == str(country_code_for_region(region)) else abroad
    return re.compile(rf"(?<!\d){prefix}{BETWEEN.join(national)}(?!\d)")


def struck(text: str, traces: re.Pattern[str]) -> str:
    """The text without the number."""
    return traces.sub(STRUCK, text)


def masked(content: bytes, traces: re.Pattern[str]) -> bytes:
    """The same for a file that another program holds open: each letter of the number becomes an x, nothing moves."""
    text = content.decode("latin-1")
    return traces.sub(lambda found: "x" * len(found[0]), text).encode("latin-1")
