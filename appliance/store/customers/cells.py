"""Numbers as a spreadsheet leaves them: « 6,12345678E+08 », the zero before lost, several in one cell. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from phonenumbers import country_code_for_region

from appliance.company.numbers import FRENCH_CODES, OVERSEAS, SPACES, caller_number

EXPONENT = re.compile(r"(\d+)(?:[.,](\d+))?E\+?(\d{1,2})", re.IGNORECASE)
AS_AMOUNT = re.compile(r"(\d+)[.,]0+")
SEVERAL = re.compile(r"\s*(?:[;|/]|,(?=\s|\+|0\d[\d .])|\bou\b|\bet\b)\s*(?=[+(0-9])", re.IGNORECASE)
WHOSE = re.compile(r"\s*(?:\([^()]*[^\W\d][^()]*\)|\s[-–:]\s*[^\W\d].*)\s*$")  # « (bureau) », « - Mme Martin »
PLAIN_FRENCH = re.compile(r"0([1-79]\d{8})", re.ASCII)
MOST_DIGITS = 20  # of an order: nobody types more
ROUNDED = "« {cell} » a perdu des chiffres dans le tableur : mettez la colonne au format Texte, puis retapez-le"
NO_PHONE = "« {cell} » n'est pas un numéro de téléphone"
NO_ORDER = f"« {{cell}} » n'est pas un numéro de commande : 1 à {MOST_DIGITS} chiffres"


class CellError(ValueError):
    """What a cell says is none. A few words, in French, with the cell."""


def phones_of(cell: str, region: str) -> tuple[list[str], list[str]]:
    """The numbers of a cell, E.164, and what is said of each part that is none."""
    numbers, faults = list[str](), list[str]()
    for one in SEVERAL.split(cell):
        text = WHOSE.sub("", one).strip()
        try:
            numbers += [phone_of(text, region)] if text else []
        except CellError as error:
            faults.append(str(error))
    return numbers, faults


def phone_of(cell: str, region: str) -> str:
    """The number of a caller. CellError."""
    text = whole(cell.translate(SPACES).strip("' "))
    at_home = of_french_plan(region)
    if at_home and re.fullmatch(r"[1-79]\d{8}", text, re.ASCII):
        text = f"0{text}"
    found = _french(text) if at_home else None
    found = found or caller_number(text, region)
    if found is None:
        raise CellError(NO_PHONE.format(cell=cell[:40]))
    return found


def order_of(cell: str) -> str | None:
    """The digits that a caller would type, without zeros before; None for an empty cell. CellError."""
    if not cell.strip():
        return None
    digits = re.sub(r"[^0-9]", "", whole(cell.strip("' ")))
    if not 1 <= len(digits) <= MOST_DIGITS:
        raise CellError(NO_ORDER.format(cell=cell[:40]))
    return order_key(digits)


def order_key(digits: str) -> str:
    """By which an order is found: a spreadsheet takes the zeros before away."""
    return digits.lstrip("0") or "0"


def whole(text: str) -> str:
    """A number written as an amount, in digits. CellError where digits are lost."""
    if amount := AS_AMOUNT.fullmatch(text):
        return amount.group(1)
    written = EXPONENT.fullmatch(text)
    if written is None:
        return text
    if len(written.group(2) or "") < int(written.group(3)):
        raise CellError(ROUNDED.format(cell=text[:40]))
    return str(int(Decimal(text.replace(",", ".").upper())))


@cache
def of_french_plan(region: str) -> bool:
    """Whether people of the region write French numbers."""
    return str(country_code_for_region(region)) in FRENCH_CODES


def _french(text: str) -> str | None:
    """The same as `caller_number` for a number of ten digits, a hundred times sooner: lists have many."""
    found = PLAIN_FRENCH.fullmatch(re.sub(r"[ .\-]", "", text))
    if found is None or found.group(1).startswith(("700", "63998")):
        return None
    national = found.group(1)
    return f"+{OVERSEAS.get(national[:3], '33')}{national}"
