"""One VEVENT as other tools write it, made what it means before its series is unfolded; or why it cannot be. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from math import prod
from typing import Any
from zoneinfo import ZoneInfo

from icalendar.parser import Contentline, Contentlines

from appliance.hidden_letters import hidden_letter
from appliance.planning.calendar_zones import zone_named
from appliance.planning.wall_clock import instants, wall_clock

READ = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
ONCE = ("UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "SUMMARY", "STATUS")
SAID = ("UID", "SUMMARY")  # what is kept of its words
MOMENTS = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")
TOO_FAST = ("SECONDLY", "MINUTELY", "HOURLY")
CLOCK_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
EXACT = "X-ASTREINTE-DURATION"  # the duration as it was written, carried through the unfolding
LENGTH = re.compile(r"\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)
LAST_MOMENT = time(23, 59, 59)
FAR = 3660  # days; a length beyond is no shift
YEARS = range(1970, 2101)  # of a moment; a series may have begun long ago


class NotUnderstood(ValueError):
    """The entry cannot be read; the end of a French sentence says why."""


def written_durations(text: str) -> list[str]:
    """DURATION of each VEVENT of a file, in its order, as it was written; empty where there is none.

    A parsed duration no longer tells PT24H from P1D, which differ when the clock changes (RFC 5545 3.3.6).
    """
    found: list[str] = []
    inside: list[str] = []
    for line in filter(None, Contentlines.from_ical(text)):
        name, value = _parts(line)
        if name == "BEGIN":
            inside.append(value.upper())
            if inside[-1] == "VEVENT":
                found.append("")
        elif name == "END" and inside:
            inside.pop()
        elif name == "DURATION" and inside and inside[-1] == "VEVENT":
            found[-1] = value
    return found


def _parts(line: Contentline) -> tuple[str, str]:
    try:
        name, _, value = line.parts()
    except ValueError:
        return "", ""
    return str(name).upper(), str(value).strip()


def check_named(entry: Any) -> None:
    """Refuse an entry of which a date is torn, or that a second reading would not know again. NotUnderstood.

    Its moments are given their zones.
    """
    for key, problem in entry.errors:
        name = key or next((one for one in READ if re.search(rf"'{one}\b", str(problem))), None)
        if name in READ:
            raise NotUnderstood(f"{name} est illisible ({problem})")
    for name in SAID:
        if found := hidden_letter(str(entry.get(name, ""))):
            raise NotUnderstood(f"{name} contient un caractère invisible, {found}")
    twice = [name for name in ONCE if isinstance(entry.get(name), list)]
    if twice:
        raise NotUnderstood(f"{twice[0]} y est deux fois")
    if not str(entry.get("UID", "")).strip():
        raise NotUnderstood("il manque UID, sans lequel un second import ne la reconnaîtrait pas")
    for name in MOMENTS:
        for moment in _listed(entry, name):
            _give_its_zone(name, moment)


def make_plain(entry: Any, duration: str, timezone: str) -> None:
    """Put an entry in the words that a series is unfolded from. `timezone`: of its floating times. NotUnderstood."""
    entry.pop(EXACT, None)
    if "DTSTART" not in entry:
        raise NotUnderstood("il manque DTSTART")
    if "DTEND" in entry and "DURATION" in entry:
        raise NotUnderstood("elle a une fin (DTEND) et une durée (DURATION) : gardez l'une des deux")
    start = entry["DTSTART"].dt
    if duration:
        _keep_length(entry, start, duration)
    elif "DTEND" in entry:
        _check_end(entry, start, entry["DTEND"].dt, timezone)
    for rule in _listed(entry, "RRULE"):
        _make_rule_plain(rule, start, timezone)


def end_of(one: Any, start: date | datetime, end: date | datetime, timezone: str) -> datetime:
    """When an unfolded entry ends (UTC): days are nominal, hours exact."""
    written = LENGTH.fullmatch(str(one.get(EXACT, "")))
    if written is None:
        return moment_of(end, timezone)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in written.groups())
    whole = moment_of(start + timedelta(weeks=weeks, days=days), timezone)
    return whole + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def moment_of(value: date | datetime, timezone: str) -> datetime:
    """A moment (UTC); a floating one, and the midnight of a whole day, on the clock of the zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    reading = value if isinstance(value, datetime) else datetime.combine(value, time())
    return min(instants(reading.replace(tzinfo=None), timezone))


def _give_its_zone(key: str, written: Any) -> None:
    """A moment whose zone the library does not know is given it, if its name means one."""
    zone = getattr(written, "params", {}).get("TZID")
    for part in getattr(written, "dts", [written]):
        moment = getattr(part, "dt", None)
        if key not in ("RDATE", "EXDATE") and (not isinstance(moment, date) or moment.year not in YEARS):
            raise NotUnderstood(f"{key} n'est pas un jour ou une heure de notre temps")
        if zone and isinstance(moment, datetime) and moment.tzinfo is None:
            known = zone_named(str(zone))
            if known is None:
                raise NotUnderstood(f"{key} est dans un fuseau inconnu (« {zone} »)")
            part.dt = moment.replace(tzinfo=known)


def _keep_length(entry: Any, start: date | datetime, duration: str) -> None:
    written = LENGTH.fullmatch(duration)
    if written is None or entry["DURATION"].dt > timedelta(days=FAR):
        raise NotUnderstood(f"sa durée ({duration}) n'est pas celle d'une astreinte")
    if not isinstance(start, datetime) and any(written.groups()[2:]):
        raise NotUnderstood(f"sa durée ({duration}) est en heures et son début est un jour entier")
    entry[EXACT] = duration


def _check_end(entry: Any, start: date | datetime, end: date | datetime, timezone: str) -> None:
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise NotUnderstood("l'un de DTSTART et DTEND est un jour, l'autre une heure")
    if moment_of(end, timezone) < moment_of(start, timezone):
        raise NotUnderstood(f"elle finit ({_said(end, timezone)}) avant de commencer ({_said(start, timezone)})")
    if start == end and not isinstance(start, datetime):
        del entry["DTEND"]  # a day written as its own end is that day: many tools do, and every reader takes it so


def _make_rule_plain(rule: Any, start: date | datetime, timezone: str) -> None:
    frequency = str(next(iter(rule.get("FREQ", [])), "")).upper()
    if frequency in TOO_FAST or prod(max(1, len(rule.get(part, []))) for part in CLOCK_PARTS) > 1:
        raise NotUnderstood("une série qui revient plusieurs fois par jour n'est pas une astreinte")
    if any(int(every) < 1 for every in rule.get("INTERVAL", [])):
        raise NotUnderstood("une série dont l'intervalle (INTERVAL) est nul ne finit pas")
    for until in rule.get("UNTIL", []):
        if until.year < YEARS.start:
            raise NotUnderstood("la fin (UNTIL) de sa série n'est pas un jour de notre temps")
        rule["UNTIL"] = [_until(until, start, timezone)] if until.year in YEARS else []
    if rule.get("UNTIL") == []:
        del rule["UNTIL"]


def _until(until: date | datetime, start: date | datetime, timezone: str) -> date | datetime:
    """The last moment of a series in the form that its start asks for (RFC 5545 3.3.10): a day is that whole day."""
    zone = (start.tzinfo if isinstance(start, datetime) else None) or ZoneInfo(timezone)
    if not isinstance(until, datetime):
        if not isinstance(start, datetime):
            return until
        until = datetime.combine(until, LAST_MOMENT)
    if not isinstance(start, datetime):
        return until.astimezone(zone).date() if until.tzinfo else until.date()
    if start.tzinfo is None:
        return until.astimezone(zone).replace(tzinfo=None) if until.tzinfo else until
    return (until if until.tzinfo else until.replace(tzinfo=zone)).astimezone(UTC)


def _said(moment: date | datetime, timezone: str) -> str:
    if not isinstance(moment, datetime):
        return f"{moment:%d/%m/%Y}"
    return f"{wall_clock(moment_of(moment, timezone), timezone):%d/%m/%Y %H:%M}"


def _listed(entry: Any, key: str) -> list[Any]:
    found = entry.get(key, [])
    return found if isinstance(found, list) else [found]
