"""Telephone numbers: E.164 inside, any usual writing outside; a short number stays the digits that are dialled. Pure.

The French plan is one for the mainland and five overseas departments, each behind its own country code
(Arcep, decision 2018-0881): 06 96 is dialled so from Paris, and is +596 696.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
    country_code_for_region,
    format_number,
    is_possible_number,
    is_possible_number_with_reason,
    is_valid_number,
    number_type,
    parse,
)

DialFormat = Literal["e164", "e164-no-plus", "00", "national"]

OVERSEAS = {
    "590": "590",
    "690": "590",
    "691": "590",
    "594": "594",
    "694": "594",
    "596": "596",
    "696": "596",
    "697": "596",
    "262": "262",
    "263": "262",
    "269": "262",
    "639": "262",
    "692": "262",
    "693": "262",
}
FRENCH_CODES = {"33", *OVERSEAS.values()}
UNREADABLE = "?"  # in the place of a caller's number: one was shown, and is no number. Hidden is None
MACHINE = re.compile(r"(?:\+33|0033|33|0)(700\d{10})", re.ASCII)  # the SIM of a lift, an alarm: 14 digits (Arcep, 0700)
FRENCH_HOME = re.compile(r"(?:\+33|0033|0)([1-9]\d*)", re.ASCII)  # as dialled in France, or to it
FICTION = re.compile(r"\+3363998\d{4}")  # kept by Arcep for works of fiction: examples may use them

E164 = re.compile(r"\+[1-9]\d{5,14}", re.ASCII)
WRITING = re.compile(r"\+?[0-9][0-9 .\-/()]{0,28}")
SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2010\u2011\u2013"), " ")
SHORT = re.compile(r"[1-9]\d{1,5}", re.ASCII)  # 3639, 118 218: dialled as it stands
PLACES = {PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP}
MOBILES = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
PREMIUM = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}  # in France 089, and 081, 082, 0884


@dataclass(frozen=True)
class AllowedNumber:
    """A premium, short or foreign number that the company lets us ring. `name`: whose it is."""

    number: str
    name: str


@dataclass(frozen=True)
class NamedCaller:
    """A number (E.164) whose calls the company treats apart. `name`: whose it is."""

    number: str
    name: str


def named_caller(number: str, region: str) -> str:
    """The E.164 form of a number that may call, premium, foreign and machines' too. ValueError, in French."""
    text = as_written(number)
    known = caller_number(text, region)
    if known is not None and (attributable(text, region) or MACHINE.fullmatch(known)):
        return known
    normalise(number, region)
    raise ValueError(why_none(number, text, region))


def normalise(number: str, region: str) -> str:
    """The E.164 form of a number as people of the region write it. ValueError, a French sentence, if it is none."""
    text = as_written(number)
    e164 = attributable(text, region)
    if e164 is None and SHORT.fullmatch(digits_of(text)):
        raise ValueError(f"« {number} » est trop court pour un numéro complet ; écrivez par exemple 06 12 34 56 01.")
    if e164 is None:
        raise ValueError(why_none(number, text, region))
    if number_type(parse(e164)) in PREMIUM:
        raise ValueError(f"« {number} » est un numéro surtaxé ; indiquez un numéro fixe ou mobile.")
    return e164


def why_none(number: str, text: str, region: str) -> str:
    """Why it is no number of any plan: digits that lack, or too many, where that can be told."""
    lacking = _lacking(text, region)
    if lacking > 0:
        return f"« {number} » : il manque des chiffres ; écrivez par exemple 06 12 34 56 01."
    if lacking < 0:
        return f"« {number} » a des chiffres en trop ; écrivez par exemple 06 12 34 56 01."
    return f"« {number} » n'est pas un numéro attribuable ; vérifiez ses chiffres."


def _lacking(text: str, region: str) -> int:
    """How many digits a number lacks, or 1 where only that is known; negative: too many; 0: neither, or unknown."""
    written = ("+" if text.startswith("+") else "") + digits_of(text)
    french = FRENCH_HOME.fullmatch(written)
    if french and (not written.startswith("0") or str(country_code_for_region(region)) in FRENCH_CODES):
        return 9 - len(french[1])
    try:
        reason = is_possible_number_with_reason(parse(text, region))
    except NumberParseException:
        return 0
    return {ValidationResult.TOO_SHORT: 1, ValidationResult.TOO_LONG: -1}.get(reason, 0)


def as_written(number: str) -> str:
    """The text of a number in plain characters, nothing else in it. ValueError, in French: it is no number."""
    text = number.translate(SPACES).strip()
    if not WRITING.fullmatch(text):
        raise ValueError(f"« {number} » n'est pas un numéro de téléphone ; écrivez par exemple 06 12 34 56 01.")
    return text


def digits_of(text: str) -> str:
    """Its digits alone."""
    return re.sub(r"\D", "", text)


def attributable(text: str, region: str) -> str | None:
    """The E.164 number, if the plan of its country has room for it."""
    e164 = _e164(text, region)
    return e164 if e164 and (FICTION.fullmatch(e164) or is_valid_number(parse(e164))) else None


def caller_number(raw: str | None, region: str) -> str | None:
    """The E.164 number of a caller as the network gave it; None when hidden, absent or malformed. Never raises.

    A number of E.164's form is taken though its country's plan, as we know it, has no such length.
    """
    if raw is None:
        return None
    text = re.split(r"[;@]", unquote(raw[:200]).strip().removeprefix("tel:").removeprefix("sip:"), maxsplit=1)[0]
    if not WRITING.fullmatch(text) or len(set(digits_of(text))) < 2:
        return None
    readings = (_e164(text, region), _e164("+" + text.lstrip("+"), region))
    possible = [reading for reading in readings if reading is not None]
    known = next((reading for reading in possible if is_valid_number(parse(reading))), next(iter(possible), None))
    return known or _beyond_the_plan(text, region)


def caller_seen(raw: str | None, region: str) -> str | None:
    """The same, but UNREADABLE for what was shown and is no number: None is for a caller who shows nothing."""
    return caller_number(raw, region) or (UNREADABLE if raw else None)


def _beyond_the_plan(text: str, region: str) -> str | None:
    """A number longer or shorter than its plan: a French machine's, or any written with its country's code."""
    written = ("+" if text.startswith("+") else "") + digits_of(text)
    machine = MACHINE.fullmatch(written)
    if machine and str(country_code_for_region(region)) in FRENCH_CODES:
        return f"+33{machine.group(1)}"
    international = re.sub(r"^00", "+", written)
    return international if E164.fullmatch(international) else None


def dialable_as(number_e164: str, dial_format: DialFormat, region: str) -> str:
    """An E.164 number as a trunk of the region wants it dialled. ValueError if it is not E.164.

    Abroad, `national` is written with what people of the region dial first: 00, or 011 from North America.
    A short number has no country code: every trunk is given it as it stands.
    """
    if SHORT.fullmatch(number_e164):
        return number_e164
    _must_be_e164(number_e164)
    if dial_format == "e164":
        return number_e164
    if dial_format == "e164-no-plus":
        return number_e164[1:]
    if dial_format == "00":
        return "00" + number_e164[1:]
    return _national(number_e164, region) or _abroad_from(region) + number_e164[1:]


def _abroad_from(region: str) -> str:
    """What is dialled before the country code, from this region."""
    known = PhoneMetadata.metadata_for_region(region, None)
    prefixes = (known.preferred_international_prefix, known.international_prefix) if known else ()
    return next((prefix for prefix in prefixes if prefix and prefix.isdecimal()), "00")


def spellings(number_e164: str, region: str) -> tuple[str, ...]:
    """Every spelling in which an operator may write this DID: +33…, 0033…, 33…, 0…"""
    _must_be_e164(number_e164)
    bare = number_e164[1:]
    national = _national(number_e164, region)
    return (number_e164, f"00{bare}", bare, *([national] if national else []))


def _must_be_e164(number: str) -> None:
    if not E164.fullmatch(number):
        raise ValueError(f"« {number} » n'est pas un numéro E.164.")


def _e164(text: str, region: str) -> str | None:
    """The number read in the region, its overseas country code put right; None when it cannot be one."""
    region = "FR" if str(country_code_for_region(region)) in FRENCH_CODES else region
    try:
        number = parse(text, region)
    except NumberParseException:
        return None
    number = _overseas(number)
    e164 = format_number(number, PhoneNumberFormat.E164)
    return e164 if is_possible_number(number) and E164.fullmatch(e164) else None


def _overseas(number: PhoneNumber) -> PhoneNumber:
    national = str(number.national_number)
    code = OVERSEAS.get(national[:3]) if number.country_code == 33 and len(national) == 9 else None
    if code is None or FICTION.fullmatch(f"+33{national}"):
        return number
    return PhoneNumber(country_code=int(code), national_number=number.national_number)


def _national(number_e164: str, region: str) -> str | None:
    """Ten digits within the French plan, the home writing within another country, None abroad."""
    number, home = parse(number_e164), str(country_code_for_region(region))
    here = {home} if home not in FRENCH_CODES else FRENCH_CODES
    if str(number.country_code) not in here:
        return None
    return re.sub(r"\D", "", format_number(number, PhoneNumberFormat.NATIONAL))


def is_of_a_place(number_e164: str) -> bool:
    """Whether it rings in a place, an office or a home: no mobile, nor what may be one."""
    try:
        return number_type(parse(number_e164)) in PLACES
    except NumberParseException:
        return False


def is_a_mobile(number_e164: str) -> bool:
    """Whether it is one that receives SMS: a mobile, or what its country does not tell from one."""
    try:
        return number_type(parse(number_e164)) in MOBILES
    except NumberParseException:
        return False


def readable(number_e164: str, region: str) -> str:
    """A number as people of the region read it, `06 12 34 56 01`, that `normalise` reads back as the same number."""
    if SHORT.fullmatch(number_e164):
        return number_e164
    _must_be_e164(number_e164)
    number = parse(number_e164)
    french = str(number.country_code) in FRENCH_CODES and str(country_code_for_region(region)) in FRENCH_CODES
    digits = re.sub(r"\D", "", format_number(number, PhoneNumberFormat.NATIONAL))
    if MACHINE.fullmatch(number_e164):
        digits = f"0{number_e164[3:]}"
    if french and len(digits) in (10, 14):
        return " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))
    return format_number(number, PhoneNumberFormat.INTERNATIONAL)
