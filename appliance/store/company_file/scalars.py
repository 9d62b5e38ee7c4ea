"""The text of one scalar into a value: each function takes what was written, or raises ValueError with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypeVar
from unicodedata import normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from appliance.calls.text_lengths import MAIL, NAME, NOTE, REASON
from appliance.company import slots
from appliance.company.dialling import exceptional, ringable
from appliance.company.limits import Bounds, out_of_bounds
from appliance.company.model import NO_HOLIDAYS, UNCHANGED_CODE, QuietHours
from appliance.company.numbers import named_caller, normalise
from appliance.planning.days import IN_ENGLISH
from appliance.planning.holidays import calendar
from appliance.prompts.languages import KNOWN, not_for_agents, not_whole, ready_for_agents, ready_languages
from appliance.prompts.speech import SpeechError, readable

Day = TypeVar("Day", bound=date)
Word = TypeVar("Word", bound=StrEnum)
CLOCK = re.compile(r"([01]?[0-9]|2[0-4])[:h]([0-5][0-9])")
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([+-]\d\d:\d\d|Z)?)?", re.ASCII)
BOOLEANS = {"true": True, "yes": True, "oui": True, "false": False, "no": False, "non": False}


def name(text: str) -> str:
    """A name, on one line."""
    if "\n" in text or len(text) > NAME:
        raise ValueError(f"Un nom tient sur une ligne, en {NAME} caractères au plus.")
    return text


def reason(text: str) -> str:
    """Why somebody is away, on one line."""
    if "\n" in text or len(text) > REASON:
        raise ValueError(f"Un motif tient sur une ligne, en {REASON} caractères au plus.")
    return text


def line_holidays(text: str) -> str:
    """A calendar of public holidays, or `none` where the company's does not count."""
    return text if text == NO_HOLIDAYS else holidays_code(text)


def spoken(text: str) -> str:
    """A sentence for the caller, that a French voice can say; its brackets are filled at the call."""
    try:
        readable(text)
    except SpeechError as error:
        raise ValueError(str(error)) from None
    return slots.checked(text)


def menu_spoken(text: str) -> str:
    """What a menu says, in which nothing is filled at the call."""
    return slots.whole(spoken(text))


def identifier(text: str) -> str:
    """The id by which other parts of the file refer to this one."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", text):
        raise ValueError(
            f"« {text} » n'est pas un identifiant : minuscules sans accent, chiffres, tirets, 40 au plus, "
            "par exemple depannage."
        )
    return text


def instructions(text: str) -> str:
    """What an agent should know of a call: some Markdown, its lines as they stand."""
    if len(text) > NOTE:
        raise ValueError(f"Des consignes tiennent en {NOTE} caractères, et celles-ci en ont {len(text)}.")
    return text.strip()


def known(names: Collection[str], what: str) -> Callable[[str], str]:
    """A reference to something that the file describes. `what`: « l'intervenant »."""

    def parse(text: str) -> str:
        if text not in names:
            raise ValueError(f"{what} « {text} » n'est pas décrit dans ce fichier ; sont connus : {_listed(names)}.")
        return text

    return parse


def one_of(words: type[Word]) -> Callable[[str], Word]:
    """One word among a few."""

    def parse(text: str) -> Word:
        if text not in list(words):
            raise ValueError(f"« {text} » n'est pas possible ici ; choisissez parmi {_listed(list(words))}.")
        return words(text)

    return parse


def language(text: str) -> str:
    """The code of a language that a line may speak; ValueError for one that is unknown, or that is not whole yet."""
    ready = list(ready_languages())
    if text not in ready:
        problem = not_whole(KNOWN[text]) if text in KNOWN else None
        raise ValueError(problem or f"« {text} » n'est pas possible ici ; choisissez parmi {_listed(ready)}.")
    return text


def agents_language(text: str) -> str:
    """The code of a language in which an agent may be spoken to; ValueError for any other."""
    ready = ready_for_agents()
    if text in ready:
        return text
    problem = not_for_agents(text) if text in KNOWN else None
    raise ValueError(problem or f"« {text} » n'est pas possible ici ; choisissez parmi {_listed(list(ready))}.")


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number within bounds, both included."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,6}", text) or not low <= int(text) <= high:
            raise ValueError(out_of_bounds(text, Bounds(low, high)))
        return int(text)

    return parse


def boolean(text: str) -> bool:
    """true or false."""
    if text.lower() not in BOOLEANS:
        raise ValueError(f"« {text} » n'est ni true ni false.")
    return BOOLEANS[text.lower()]


def phone(region: str) -> Callable[[str], str]:
    """A telephone number, as E.164."""
    return lambda text: normalise(text, region)


def ringable_phone(region: str, allowed: Collection[str]) -> Callable[[str], str]:
    """A number to ring: as E.164, or the digits of a short number; a dear one only if the company allows it."""
    return lambda text: ringable(text, region, allowed)


def caller_phone(region: str) -> Callable[[str], str]:
    """A number that may call, as E.164."""
    return lambda text: named_caller(text, region)


def exceptional_phone(region: str) -> Callable[[str], str]:
    """A number that a company may allow by name, in the same form."""
    return lambda text: exceptional(text, region)


def mail(text: str) -> str:
    """An address of electronic mail; only its shape is checked."""
    if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+", text):
        raise ValueError(f"« {text} » n'est pas une adresse de courriel.")
    if len(text) > MAIL:
        raise ValueError(f"Une adresse de courriel tient en {MAIL} caractères.")
    return text


def mail_or_known(agents: Collection[str]) -> Callable[[str], str]:
    """Whom to tell: an address, or an agent that the file describes."""
    named = known(agents, "L'intervenant")
    return lambda text: mail(text) if "@" in text else named(text)


def pin(text: str) -> str:
    """The code that an agent types: 4 to 8 digits, a leading zero kept; or that it stays as it is."""
    if normalize("NFC", text) == UNCHANGED_CODE:
        return UNCHANGED_CODE
    if not re.fullmatch(r"[0-9]{4,8}", text):
        raise ValueError(f"Un code est fait de 4 à 8 chiffres, ou du mot « {UNCHANGED_CODE} ».")
    return text


def zone(text: str) -> str:
    """A time zone."""
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"« {text} » n'est pas un fuseau horaire ; écrivez par exemple Europe/Paris.") from None


def country(text: str) -> str:
    """A country, whose writing of telephone numbers is the default one."""
    if text not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(f"« {text} » n'est pas un code de pays en deux lettres majuscules, par exemple FR.")
    return text


def holidays_code(text: str) -> str:
    """A calendar of public holidays."""
    return calendar(text).code


def key(text: str) -> str:
    """A key of the telephone's keypad."""
    if not re.fullmatch(r"[0-9*#]", text):
        raise ValueError(f"« {text} » n'est pas une touche : 0 à 9, * ou # (entre guillemets).")
    return text


def clock(text: str) -> time:
    """A time of day; 24:00 is midnight."""
    match = CLOCK.fullmatch(text)
    if match is None or (match[1] == "24" and match[2] != "00"):
        raise ValueError(f"« {text} » n'est pas une heure ; écrivez par exemple 18:00.")
    return time(int(match[1]) % 24, int(match[2]))


def hours(text: str) -> tuple[time, time]:
    """A window of the day, `18:00-09:00` ending the next day."""
    parts = re.split(r"\s*[-–]\s*", text)
    if len(parts) != 2:
        raise ValueError(f"« {text} » n'est pas une plage horaire ; écrivez par exemple 09:00-12:30 ou 22:00-06:00.")
    if parts[0].startswith("24"):
        raise ValueError(f"« {text} » : une plage ne commence pas à 24:00 ; écrivez 00:00, le lendemain.")
    return clock(parts[0]), clock(parts[1])


def quiet(text: str) -> QuietHours:
    """Hours in which somebody is left alone, `22:00-07:00`: never the whole day."""
    start, end = hours(text)
    if start == end:
        raise ValueError("Ces heures sont toute la journée : ôtez plutôt la personne de ceux qu'on prévient.")
    return QuietHours(start, end)


def weekdays(text: str) -> frozenset[int]:
    """Days: `mon-fri`, `sat`, `all`, `fri-mon`, `mon, wed-fri`."""
    return frozenset().union(*(_day_range(part.strip()) for part in text.split(",")))


def _day_range(text: str) -> frozenset[int]:
    if text == "all":
        return frozenset(range(7))
    first, dash, last = (part.strip() for part in text.partition("-"))
    if first not in IN_ENGLISH or (dash and last not in IN_ENGLISH):
        raise ValueError(f"« {text} » n'est pas un jour ; écrivez mon, tue, wed, thu, fri, sat, sun, mon-fri ou all.")
    start = IN_ENGLISH.index(first)
    length = (IN_ENGLISH.index(last) - start) % 7 if dash else 0
    return frozenset((start + step) % 7 for step in range(length + 1))


def day(text: str) -> date:
    """A date."""
    if not DATE.fullmatch(text):
        raise ValueError(f"« {text} » n'est pas une date ; écrivez par exemple 2026-12-24.")
    return _this_century(date.fromisoformat, text)


def moment(timezone: str) -> Callable[[str], datetime]:
    """A date and time on the clock of the zone, as UTC. Of a repeated hour the first, unless an offset says which."""

    def parse(text: str) -> datetime:
        if not MOMENT.fullmatch(text):
            raise ValueError(f"« {text} » n'est pas un moment ; écrivez par exemple 2026-12-24 18:00.")
        read = _this_century(datetime.fromisoformat, text)
        if read.tzinfo is not None:
            return read.astimezone(UTC)
        found = read.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)
        if found.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) != read:
            raise ValueError(f"« {text} » n'existe pas : cette nuit-là, on avance les horloges.")
        return found

    return parse


def _this_century(parse: Callable[[str], Day], text: str) -> Day:
    try:
        found = parse(text)
    except ValueError:
        raise ValueError(f"« {text} » n'est pas une date du calendrier.") from None
    if not 2000 <= found.year < 2100:
        raise ValueError(f"« {text} » : l'année doit être entre 2000 et 2099.")
    return found


def every(text: str) -> int:
    """The length of a turn, in days."""
    match = re.fullmatch(r"([0-9]{1,3}) ?(day|week)s?", text)
    length = int(match[1]) * (7 if match[2] == "week" else 1) if match else 0
    if not 1 <= length <= 366:
        raise ValueError(f"« {text} » n'est pas une durée de tour ; écrivez 1 week, 2 weeks ou 3 days.")
    return length


def handover(text: str) -> tuple[int | None, time]:
    """When a turn passes on: `fri 18:00`, or `08:00` alone."""
    weekday, at = text.rpartition(" ")[0].strip(), text.rpartition(" ")[2]
    if not weekday:
        return None, clock(at)
    if weekday not in IN_ENGLISH:
        raise ValueError(f"« {text} » n'est pas un moment de relève ; écrivez par exemple fri 18:00, ou 08:00.")
    return IN_ENGLISH.index(weekday), clock(at)


def _listed(names: Collection[str]) -> str:
    return ", ".join(list(names)[:20]) or "aucun"
