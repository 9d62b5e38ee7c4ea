"""Who may be dialled: one rule, for agents, offices, last resorts, tried telephones and callers rung back. Pure.

Whatever wrote the number (a form, a file, a caller's keys, a program), it is read here when it is set, and asked about
here again by what dials: the pages may be broken into, and the telephone bill is the company's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

from phonenumbers import PhoneNumberType, country_code_for_region, number_type, parse, region_code_for_number

from appliance.company.model import Company
from appliance.company.numbers import (
    FICTION,
    FRENCH_CODES,
    PREMIUM,
    SHORT,
    as_written,
    attributable,
    digits_of,
    readable,
    why_none,
)

FRANCE = {*FRENCH_CODES, "508", "681", "687", "689"}  # and Saint-Pierre, Wallis, Nouvelle-Calédonie, Polynésie
SHARED_BY_COUNTRIES = "1"  # North America and much of the Caribbean, some of it dear
EMERGENCY = {"15", "17", "18", "110", "112", "114", "115", "116000", "119", "191", "196", "197", "911", "999"}
OF_A_CALLER = {  # what somebody calls from; the others are services
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
}


class Purpose(Enum):
    """What a number is dialled for."""

    SET = auto()  # by the company: an agent, an office, a last resort, and the test of one
    CALLBACK = auto()  # by a caller: what the company allows by name is not theirs to choose


@dataclass(frozen=True)
class NotDialled:
    """Why a number is not dialled: the name of the rule, as checks tell it, and a sentence in French."""

    rule: str
    sentence: str


def to_dial(written: str, company: Company, purpose: Purpose) -> str:
    """A number as people write it, as E.164 or the digits of a short one. ValueError, in French: it is not dialled."""
    if purpose is Purpose.SET:
        number = ringable(written, company.country, allowed_by(company))
    else:
        number = _of_a_caller(written, company.country)
    if refused := _loop(number, company):
        raise ValueError(refused.sentence)
    return number


def not_to_dial(number: str, company: Company, purpose: Purpose = Purpose.SET) -> NotDialled | None:
    """Why this number, as the settings keep it (E.164, or short digits), is not dialled; None where it is."""
    if refused := _loop(number, company):
        return refused
    try:
        known = to_dial(number, company, purpose)
    except ValueError as problem:
        return NotDialled("number_not_dialable", str(problem))
    if known != number:
        return NotDialled("number_not_dialable", f"« {number} » n'est pas en E.164 ; écrivez {known}.")
    return None


def allowed_by(company: Company) -> frozenset[str]:
    """The short, premium and foreign numbers that the company has named."""
    return frozenset(one.number for one in company.allowed_numbers)


def exceptional(number: str, region: str) -> str:
    """A number that a company may allow by name: any but those of the emergency services. ValueError, in French."""
    text = as_written(number)
    digits, e164 = digits_of(text), attributable(text, region)
    if e164 is not None:
        return e164
    if digits in EMERGENCY:
        raise ValueError(f"« {number} » est un numéro d'urgence : une astreinte ne le fait jamais sonner.")
    if not SHORT.fullmatch(digits) or text.startswith("+"):
        raise ValueError(why_none(number, text, region))
    return digits


class ToBeAllowed(ValueError):
    """A number that the company has to name before it is rung. `kind`: « court », « surtaxé », « étranger ».

    `known`: as it is read. The sentence is the pages'; a file's reader has its own.
    """

    def __init__(self, number: str, kind: str, known: str) -> None:
        lacking = "il manque des chiffres, ou c'est" if kind == "court" else "c'est"
        super().__init__(
            f"« {number} » : {lacking} un numéro {kind}, à autoriser d'abord dans Réglages, Numéros permis."
        )
        self.number, self.kind, self.known = number, kind, known


def ringable(number: str, region: str, allowed: Collection[str] = ()) -> str:
    """A number that a company of the region may set: premium, short or foreign ones only where `allowed` has them.

    In France, none is foreign from the mainland to Nouvelle-Calédonie. ValueError, a French sentence, otherwise:
    ToBeAllowed, where naming it would do.
    """
    known = exceptional(number, region)
    if known in allowed:
        return known
    if kind := _dear(known, region):
        raise ToBeAllowed(number, kind, readable(known, region))
    return known


def _of_a_caller(number: str, region: str) -> str:
    """A number that a caller may be rung back on: a line or a mobile of the country's own plan. ValueError, in French.

    In France, a plan of the Pacific or of Saint-Pierre is abroad to the operator's bill, and to this rule.
    """
    known = exceptional(number, region)
    if kind := _dear(known, region):
        raise ValueError(f"« {number} » est un numéro {kind} : on n'y rappelle personne.")
    code, home = str(parse(known).country_code), str(country_code_for_region(region))
    if code not in (FRENCH_CODES if home in FRENCH_CODES else {home}):
        raise ValueError(f"« {number} » est un numéro étranger : on n'y rappelle personne.")
    if number_type(parse(known)) not in OF_A_CALLER and not FICTION.fullmatch(known):
        raise ValueError(f"« {number} » n'est ni un fixe ni un mobile : on n'y rappelle personne.")
    return known


def _dear(number: str, region: str) -> str | None:
    """What makes a number one to allow by name, in a word; None for a plain one."""
    if SHORT.fullmatch(number):
        return "court"
    if number_type(parse(number)) in PREMIUM:
        return "surtaxé"
    return "étranger" if _is_foreign(number, region) else None


def _is_foreign(number_e164: str, region: str) -> bool:
    number, home = parse(number_e164), str(country_code_for_region(region))
    code = str(number.country_code)
    if code == home == SHARED_BY_COUNTRIES:
        return region_code_for_number(number) not in (region, None)
    return code not in (FRANCE if home in FRANCE else {home})


def _loop(number: str, company: Company) -> NotDialled | None:
    """A number of our own: we would answer ourselves, and ring it again."""
    line = next((line for line in company.lines.values() if number in line.numbers), None)
    if line is None:
        return None
    sentence = f"ce numéro est celui de la ligne {line.name} : l'appel tournerait en rond ; changez-le."
    return NotDialled("number_is_a_did", sentence)
