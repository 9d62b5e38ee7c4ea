"""An iCalendar file of another tool (RFC 5545) read into dated entries: series unfolded, changes applied. Pure.

An entry that is not understood is refused alone, with a sentence: nothing of it is guessed, and nothing else is lost.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Component
from icalendar.error import GloballyUniqueTZIDGuessed

from appliance.planning.calendar_entries import (
    NotUnderstood,
    check_named,
    end_of,
    make_plain,
    moment_of,
    written_durations,
)
from appliance.planning.calendar_people import people_of
from appliance.planning.wall_clock import wall_clock

LARGEST = 5_000_000  # bytes of a file
MOST = 20_000  # entries of a file, series unfolded
SHOWN = 50  # sentences about entries that are not understood
WHOLE = ("", "PUBLISH")  # METHOD of a calendar that says all it has (RFC 5546 3.2.1)
ABOUT_SOME = ("REQUEST", "ADD", "CANCEL")  # of a message about the entries that it names, and no others

UNEXPECTED = (ValueError, TypeError, ArithmeticError, KeyError, AttributeError)  # of what no rule of ours foresaw

logging.getLogger("icalendar").setLevel(logging.ERROR)


class CalendarFileError(ValueError):
    """The file cannot be read; one French sentence says why and what to do."""


@dataclass(frozen=True)
class ImportedEntry:
    """One occurrence: [start, end), aware (UTC). `first`, `last`: the local days it touches.

    `mails`: who comes or has not answered; `declined`: who does not. In lower case.
    """

    uid: str
    start: datetime
    end: datetime
    first: date
    last: date
    all_day: bool
    summary: str
    mails: tuple[str, ...]
    declined: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unread:
    """An entry that is not understood. `uid` may be empty. `why`: a French sentence."""

    uid: str
    why: str


@dataclass(frozen=True)
class Withdrawn:
    """What a message takes away before it adds: an entry, or its occurrence at `start`, with those after if `onwards`.

    `mails`: of those from whom it is taken; empty, of everybody (RFC 5546 3.2.5: a CANCEL may be for some guests).
    """

    uid: str
    start: datetime | None = None
    onwards: bool = False
    mails: tuple[str, ...] = ()

    def covers(self, uid: str, start: datetime, mail: str | None) -> bool:
        """`mail`: of the agent who has this occurrence, in lower case."""
        if uid != self.uid or (self.mails and mail is not None and mail not in self.mails):
            return False
        return self.start is None or start == self.start or (self.onwards and start > self.start)


@dataclass(frozen=True)
class CalendarReading:
    """What a file says. `withdrawn` is None when the file is the whole calendar: what it does not have is gone."""

    entries: tuple[ImportedEntry, ...]
    unread: tuple[Unread, ...] = ()
    withdrawn: tuple[Withdrawn, ...] | None = None

    def keeps(self, uid: str, start: datetime, mail: str | None = None) -> bool:
        """Whether an occurrence that a former reading brought stays though this one does not say it."""
        if any(one.uid == uid for one in self.unread):
            return True
        return self.withdrawn is not None and not any(one.covers(uid, start, mail) for one in self.withdrawn)


def read_calendar(text: bytes, timezone: str, start: date, days: int) -> CalendarReading:
    """The entries that touch [start, start + days), in time order. `timezone`: of floating times and of whole days.

    Cancelled entries are left out. Raises CalendarFileError: then nothing of the file counts.
    """
    calendar, durations = _parsed(text)
    method = str(calendar.get("METHOD", "")).upper()
    if method not in (*WHOLE, *ABOUT_SOME):
        raise CalendarFileError(f"C'est une réponse à une invitation ({method}), pas un planning ; envoyez celui-ci.")
    cancels = method == "CANCEL"
    plain, unread = _understood(calendar, durations, timezone, whole=not cancels)
    withdrawn = tuple(_withdrawn(entry, timezone, cancels) for entry in plain) if method in ABOUT_SOME else None
    entries: list[ImportedEntry] = []
    for uid, series in groupby(sorted(plain, key=_uid), key=_uid) if not cancels else ():
        try:
            entries += _unfolded(list(series), timezone, start, days)
        except NotUnderstood as error:
            unread.append(Unread(uid, str(error)))
        if len(entries) > MOST:
            raise CalendarFileError(f"Plus de {MOST} entrées ; exportez une période plus courte.")
    entries.sort(key=lambda one: (one.start, one.uid))
    return CalendarReading(tuple(entries), tuple(unread), withdrawn)


def _parsed(text: bytes) -> tuple[Calendar, list[str]]:
    if len(text) > LARGEST:
        raise CalendarFileError(f"Le fichier dépasse {LARGEST // 1_000_000} Mo ; exportez une période plus courte.")
    try:
        words = text.decode("utf-8-sig")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
            calendar, durations = Calendar.from_ical(words), written_durations(words)
    except UnicodeDecodeError as error:
        raise CalendarFileError("Le fichier n'est pas en UTF-8 ; exportez-le de nouveau en iCalendar.") from error
    except (ValueError, IndexError, KeyError) as error:
        raise CalendarFileError(f"Ce n'est pas un fichier iCalendar ({error}) ; exportez-le de nouveau.") from error
    if not isinstance(calendar, Calendar) or calendar.name != "VCALENDAR":
        raise CalendarFileError("Ce n'est pas un calendrier (VCALENDAR) ; exportez-le de nouveau.")
    return calendar, durations


def _understood(
    calendar: Calendar, durations: list[str], timezone: str, *, whole: bool
) -> tuple[list[Component], list[Unread]]:
    """The entries in plain words, and those that are not understood. A series is read whole or not at all.

    `whole`: False for those that only name what is cancelled.
    """
    plain, unread = [], []
    for entry, duration in zip(calendar.walk("VEVENT"), durations, strict=True):
        try:
            check_named(entry)
            if whole:
                make_plain(entry, duration, timezone)
            plain.append(entry)
        except NotUnderstood as error:
            unread.append(Unread(_uid(entry), f"{_name(entry)} : {error}."))
        except UNEXPECTED as error:
            unread.append(Unread(_uid(entry), f"{_name(entry)} : elle n'est pas écrite comme une entrée ({error})."))
    refused = {one.uid for one in unread}
    return [entry for entry in plain if _uid(entry) not in refused], unread


def _unfolded(series: list[Component], timezone: str, start: date, days: int) -> Iterator[ImportedEntry]:
    """The occurrences of one series. NotUnderstood, the whole sentence."""
    alone = Calendar()
    for entry in series:
        alone.add_component(entry)
    first = datetime.combine(start, time())
    try:
        found = recurring_ical_events.of(alone).between(first, first + timedelta(days=days))
    except UNEXPECTED as error:
        raise NotUnderstood(f"{_name(series[0])} : sa série ne se déplie pas ({error}) ; vérifiez sa RRULE.") from error
    there = [one for one in found if str(one.get("STATUS", "")).upper() != "CANCELLED"]
    entries = [_entry(one, timezone) for one in there]
    if any(one.start >= one.end for one in entries):
        raise NotUnderstood(f"{_name(series[0])} : elle ne dure pas ; donnez-lui une fin.")
    return iter(entries)


def _withdrawn(entry: Any, timezone: str, cancels: bool) -> Withdrawn:
    for_all = not cancels or str(entry.get("STATUS", "")).upper() == "CANCELLED"
    mails = () if for_all else people_of(entry)[0]
    if "RECURRENCE-ID" not in entry:
        return Withdrawn(_uid(entry), mails=mails)
    at = entry["RECURRENCE-ID"]
    onwards = str(at.params.get("RANGE", "")).upper() == "THISANDFUTURE"
    return Withdrawn(_uid(entry), moment_of(at.dt, timezone), onwards, mails)


def _entry(one: Any, timezone: str) -> ImportedEntry:
    all_day = not isinstance(one.start, datetime)
    start, end = moment_of(one.start, timezone), end_of(one, one.start, one.end, timezone)
    last = wall_clock(max(start, end - timedelta(seconds=1)), timezone).date()
    first = wall_clock(start, timezone).date()
    coming, declined = people_of(one)
    return ImportedEntry(_uid(one), start, end, first, last, all_day, _text(one, "SUMMARY"), coming, declined)


def _uid(one: Any) -> str:
    return _text(one, "UID")


def _name(one: Any) -> str:
    return f"« {_text(one, 'SUMMARY') or _text(one, 'UID') or 'sans titre'} »"


def _text(one: Any, key: str) -> str:
    """A text on one line, of a length that a person can read."""
    return " ".join(str(one.get(key, "")).split())[:200]


def told(unread: Iterable[Unread]) -> list[str]:
    """What to show of the entries that are not understood: the first ones, then how many more."""
    sentences = [one.why for one in unread]
    more = len(sentences) - SHOWN
    return sentences if more <= 0 else [*sentences[:SHOWN], f"… et {more} autres."]
