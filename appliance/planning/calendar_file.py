"""Shifts written as an iCalendar file (RFC 5545). Pure.

Moments are on the clock of the zone, described by a VTIMEZONE of our own making, so that a calendar shows what the
planning says; a moment that this clock cannot tell (the second reading of a repeated hour) is written in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from appliance.planning.wall_clock import clock_changes, instants, wall_clock

PRODUCT = "-//Astreinte//Planning//FR"
AROUND = timedelta(days=400)  # a VTIMEZONE tells the clock changes so far around the shifts


@dataclass(frozen=True)
class CalendarShift:
    """One entry of a calendar: from `start` to `end`, excluded, both aware."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar_file(
    shifts: Sequence[CalendarShift],
    timezone: str,
    stamp: datetime,
    *,
    name: str = "",
    method: Literal["PUBLISH"] | None = None,
) -> bytes:
    """The file, with CRLF. `stamp`: when these shifts were last changed. `name`: what a reader may call the calendar.

    `method`: PUBLISH when it is sent by mail, None when it is fetched.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method is not None:
        calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    if any(_in_zone(shift, timezone) for shift in shifts):
        calendar.add_component(zone_component(timezone, shifts))
    for shift in shifts:
        calendar.add_component(_entry(shift, timezone, stamp))
    text: bytes = calendar.to_ical()
    return text


def zone_component(timezone: str, shifts: Iterable[CalendarShift]) -> Timezone:
    """The VTIMEZONE of a zone around these shifts. An onset is on the clock as it was before the change."""
    moments = [moment for shift in shifts for moment in (shift.start, shift.end)]
    first, last = min(moments) - AROUND, max(moments) + AROUND
    component = Timezone()
    component.add("tzid", timezone)
    zone = ZoneInfo(timezone)
    opening = first.astimezone(zone)
    onsets: dict[tuple[object, ...], tuple[datetime, timedelta, list[datetime]]] = {}
    onsets[()] = (opening, _offset(opening), [opening.replace(tzinfo=None)])
    for change in sorted(clock_changes(first, last, timezone)):
        before, after = (change - timedelta(seconds=1)).astimezone(zone), change.astimezone(zone)
        key = (before.utcoffset(), after.utcoffset(), after.tzname())
        _, offset, readings = onsets.setdefault(key, (after, _offset(before), []))
        readings.append(change.astimezone(UTC).replace(tzinfo=None) + offset)
    for after, offset, readings in onsets.values():
        component.add_component(_observance(after, offset, readings))
    return component


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _observance(
    after: datetime, offset_before: timedelta, readings: Sequence[datetime]
) -> TimezoneDaylight | TimezoneStandard:
    part = TimezoneDaylight() if after.dst() else TimezoneStandard()
    part.add("dtstart", readings[0])
    if readings[1:]:
        part.add("rdate", readings[1:])
    part.add("tzoffsetfrom", offset_before)
    part.add("tzoffsetto", _offset(after))
    part.add("tzname", after.tzname() or str(after.utcoffset()))
    return part


def _entry(shift: CalendarShift, timezone: str, stamp: datetime) -> Event:
    entry = Event()
    entry.add("uid", shift.uid)
    entry.add("dtstamp", stamp.astimezone(UTC))
    zone = ZoneInfo(timezone) if _in_zone(shift, timezone) else UTC
    entry.add("dtstart", shift.start.astimezone(zone))
    entry.add("dtend", shift.end.astimezone(zone))
    entry.add("sequence", shift.sequence)
    entry.add("status", "CANCELLED" if shift.cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")  # on call, one is free for something else (Code du travail L3121-9)
    entry.add("summary", shift.summary)
    if shift.description:
        entry.add("description", shift.description)
    return entry


def _in_zone(shift: CalendarShift, timezone: str) -> bool:
    """Whether both ends can be told on the clock of the zone: of two readings alike, it tells the first (RFC 5545)."""
    return all(min(instants(wall_clock(end, timezone), timezone)) == end for end in (shift.start, shift.end))
