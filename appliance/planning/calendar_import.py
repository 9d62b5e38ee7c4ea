"""An iCalendar file of another tool (RFC 5545) read into dated entries: series unfolded, changes applied. Pure."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Component

from appliance.planning.wall_clock import instants, wall_clock

LARGEST = 5_000_000  # bytes of a file
MOST = 20_000  # entries of a file, series unfolded
TOO_FAST = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)|BYHOUR|BYMINUTE|BYSECOND", re.IGNORECASE)
READ = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
MAIL = re.compile(r"^mailto:", re.IGNORECASE)

logging.getLogger("icalendar").setLevel(logging.ERROR)


class CalendarFileError(ValueError):
    """The file cannot be read; one French sentence says why and what to do."""


@dataclass(frozen=True)
class ImportedEntry:
    """One occurrence: [start, end), aware (UTC). `first`, `last`: the local days it touches. `mails`: in lower case."""

    uid: str
    start: datetime
    end: datetime
    first: date
    last: date
    all_day: bool
    summary: str
    mails: tuple[str, ...]


def read_calendar(text: bytes, timezone: str, start: date, days: int) -> list[ImportedEntry]:
    """The entries that touch [start, start + days), in time order. `timezone`: of floating times and of whole days.

    Cancelled entries are left out. Raises CalendarFileError: then nothing of the file counts.
    """
    calendar = _parsed(text)
    first = datetime.combine(start, time())
    try:
        found = recurring_ical_events.of(calendar).between(first, first + timedelta(days=days))
    except (ValueError, TypeError, OverflowError, ArithmeticError, KeyError, AttributeError) as error:
        raise CalendarFileError(
            f"Une série ne se déplie pas ({error}) ; vérifiez les RRULE du fichier et exportez-le de nouveau."
        ) from error
    if len(found) > MOST:
        raise CalendarFileError(f"Plus de {MOST} entrées ; exportez une période plus courte.")
    entries = [_entry(one, timezone) for one in found if str(one.get("STATUS", "")).upper() != "CANCELLED"]
    return sorted((one for one in entries if one.start < one.end), key=lambda one: (one.start, one.uid))


def _parsed(text: bytes) -> Calendar:
    if len(text) > LARGEST:
        raise CalendarFileError(f"Le fichier dépasse {LARGEST // 1_000_000} Mo ; exportez une période plus courte.")
    try:
        calendar = Calendar.from_ical(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CalendarFileError("Le fichier n'est pas en UTF-8 ; exportez-le de nouveau en iCalendar.") from error
    except (ValueError, IndexError, KeyError) as error:
        raise CalendarFileError(f"Ce n'est pas un fichier iCalendar ({error}) ; exportez-le de nouveau.") from error
    if not isinstance(calendar, Calendar) or calendar.name != "VCALENDAR":
        raise CalendarFileError("Ce n'est pas un calendrier (VCALENDAR) ; exportez-le de nouveau.")
    problems = [problem for entry in calendar.walk("VEVENT") for problem in _problems(entry)]
    if problems:
        raise CalendarFileError("Le fichier est refusé, rien n'est changé :\n" + "\n".join(problems[:50]))
    return calendar


def _problems(entry: Component) -> Iterator[str]:
    """What makes an entry unreadable: nothing is guessed."""
    name = f"« {_text(entry, 'SUMMARY') or _text(entry, 'UID') or 'sans titre'} »"
    for key, problem in entry.errors:
        if key in READ:
            yield f"{name} : {key} est illisible ({problem})."
    broken = {key for key, _ in entry.errors}
    if not _text(entry, "UID"):
        yield f"{name} : il manque UID, sans lequel un second import ne la reconnaîtrait pas."
    if "DTSTART" not in entry and "DTSTART" not in broken:
        yield f"{name} : il manque DTSTART."
    for key in ("DTSTART", "DTEND", "RECURRENCE-ID"):
        if key in entry and key not in broken:
            zone = getattr(entry[key], "params", {}).get("TZID")
            moment = getattr(entry[key], "dt", None)
            if zone and isinstance(moment, datetime) and moment.tzinfo is None:
                yield f"{name} : {key} est dans un fuseau inconnu (« {zone} »)."
    rules = entry.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if "RRULE" not in broken and TOO_FAST.search(rule.to_ical().decode()):
            yield f"{name} : une série qui revient plusieurs fois par jour n'est pas une astreinte."


def _entry(one: Any, timezone: str) -> ImportedEntry:
    begins, ends = one.start, one.end
    all_day = not isinstance(begins, datetime)
    start, end = _moment(begins, timezone), _moment(ends, timezone)
    last = wall_clock(max(start, end - timedelta(seconds=1)), timezone).date()
    mails = tuple(dict.fromkeys([*_mails(one, "ATTENDEE"), *_mails(one, "ORGANIZER")]))
    first = wall_clock(start, timezone).date()
    return ImportedEntry(_text(one, "UID"), start, end, first, last, all_day, _text(one, "SUMMARY"), mails)


def _moment(value: date | datetime, timezone: str) -> datetime:
    """A moment (UTC); a floating one, and the midnight of a whole day, on the clock of the zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    reading = value if isinstance(value, datetime) else datetime.combine(value, time())
    return min(instants(reading.replace(tzinfo=None), timezone))


def _mails(one: Any, key: str) -> list[str]:
    found = one.get(key, [])
    return [MAIL.sub("", str(each)).strip().lower() for each in (found if isinstance(found, list) else [found])]


def _text(one: Any, key: str) -> str:
    """A text on one line, of a length that a person can read."""
    return " ".join(str(one.get(key, "")).split())[:200]
