"""Moments as a person types them and reads them, in French, on the clock of a zone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from appliance.planning.wall_clock import instants, wall_clock

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
TYPED = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}([+-]\d{2}:\d{2})?", re.ASCII)


@dataclass(frozen=True)
class TypedMoment:
    """What somebody typed, as a moment (UTC). `remark`: what they should know of it, in a sentence, if anything."""

    moment: datetime
    remark: str | None = None


def read_moment(text: str, timezone: str) -> TypedMoment:
    """`2026-12-25 03:10` on the clock of the zone, or with an offset. ValueError, a French sentence, if there is none.

    Of an hour that the clock repeats, the first is meant, and the remark says so.
    """
    try:
        if not TYPED.fullmatch(text.strip()):
            raise ValueError
        reading = datetime.fromisoformat(text.strip())
        if not 2000 <= reading.year < 2100:
            raise ValueError
    except ValueError:
        raise ValueError(f"« {text} » n'est pas un moment ; écrivez par exemple 2026-12-25 03:10.") from None
    if reading.tzinfo is not None:
        return TypedMoment(reading.astimezone(UTC))
    found = sorted(instants(reading, timezone))
    if wall_clock(found[0], timezone) != reading:
        raise ValueError(f"« {text} » n'existe pas : cette nuit-là, on avance les horloges ({_jump(found, timezone)}).")
    if len(found) == 1:
        return TypedMoment(found[0])
    second = f"{reading:%Y-%m-%d %H:%M}{offset(reading, found[1])}"
    return TypedMoment(
        found[0],
        f"{clock_text(reading)} a lieu deux fois cette nuit-là : voici la première ; pour l'autre, écrivez {second}.",
    )


def _jump(around: list[datetime], timezone: str) -> str:
    """« écrivez 01:30 ou 03:30 »: the readings on both sides of an hour that does not exist."""
    before, after = (wall_clock(moment, timezone) for moment in around)
    return f"écrivez {before:%H:%M} ou {after:%H:%M}"


def offset(reading: datetime, moment: datetime) -> str:
    """`+01:00`: how far a naive reading of the clock is from UTC at this moment."""
    minutes = round((reading - moment.astimezone(UTC).replace(tzinfo=None)) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def long_day(day: date) -> str:
    """« vendredi 1ᵉʳ janvier 2027 »."""
    return f"{DAYS[day.weekday()]} {yearly_day(day.month, day.day)} {day.year}"


def yearly_day(month: int, day: int) -> str:
    """« 1ᵉʳ janvier »: a day of any year."""
    return f"{day_of_month(day)} {MONTHS[month - 1]}"


def day_of_month(day: int) -> str:
    """« 1ᵉʳ », « 2 »: the one place where the first of a month is written."""
    return "1ᵉʳ" if day == 1 else str(day)


def clock_text(reading: datetime) -> str:
    """« 3 h 10 », « 18 h », « minuit »."""
    if is_midnight(reading):
        return "minuit"
    return f"{reading.hour} h {reading.minute:02}" if reading.minute else f"{reading.hour} h"


def near_text(moment: datetime, now: datetime, timezone: str) -> str:
    """« 18 h », « minuit », « lundi 8 h 30 », « mardi 8 décembre 0 h »: a moment to come as one says it now.

    Its parts do not come apart at the end of a line.
    """
    reading, today = wall_clock(moment, timezone), wall_clock(now, timezone).date()
    days = (reading.date() - today).days
    clock = f"{reading.hour} h {reading.minute:02}" if reading.minute else f"{reading.hour} h"
    if days == 1 and clock == "0 h":
        return "minuit"
    day = DAYS[reading.weekday()]
    if not -1 < days < 7:
        day = f"{day} {yearly_day(reading.month, reading.day)}"
        day += f" {reading.year}" if abs(days) > 300 else ""
    return (clock if days == 0 else f"{day} {clock}").replace(" ", "\u00a0")


def past_text(moment: datetime, now: datetime, timezone: str) -> str:
    """« 3 h 10 », « hier 22 h 04 », « lundi 23 novembre 8 h »: a moment that is over as one says it now."""
    reading, today = wall_clock(moment, timezone), wall_clock(now, timezone).date()
    yesterday = reading.date() == today - timedelta(days=1)
    return f"hier {clock_text(reading)}".replace(" ", "\u00a0") if yesterday else near_text(moment, now, timezone)


def long_moment(moment: datetime, timezone: str) -> str:
    """« vendredi 25 décembre 2026 à 3 h 10 », on the clock of the zone."""
    reading = wall_clock(moment, timezone)
    return f"{long_day(reading.date())} à {clock_text(reading)}"


def long_start(moment: datetime, timezone: str) -> str:
    """« vendredi 25 décembre 2026 à 0 h »: where something begins; « minuit » is kept for where it ends."""
    reading = wall_clock(moment, timezone)
    return f"{long_day(reading.date())} à {start_clock(reading)}"


def long_end(moment: datetime, timezone: str) -> str:
    """« jeudi 31 décembre 2026 à minuit » for the end of that day; any other moment as `long_moment`."""
    reading = wall_clock(moment, timezone)
    return f"{long_day(day_ended(reading).date())} à {clock_text(reading)}"


def start_clock(reading: datetime) -> str:
    """« 18 h », « 0 h »: the hour at which something begins."""
    return "0 h" if is_midnight(reading) else clock_text(reading)


def day_ended(reading: datetime) -> datetime:
    """The day of which something has its last hours: the one before, for what ends at midnight."""
    return reading - timedelta(days=1) if is_midnight(reading) else reading


def is_midnight(reading: datetime) -> bool:
    """Whether a day begins then."""
    return (reading.hour, reading.minute) == (0, 0)


def stretch_text(start: datetime, end: datetime, timezone: str, now: datetime | None = None) -> str:
    """« lun. 30/11 de minuit à 9 h », « lun. 30/11 toute la journée », « du ven. 04/12 à 18 h au lun. 07/12 à 8 h ».

    `now`: a day of another year than its own has its year.
    """
    year = wall_clock(now, timezone).year if now else None
    first, last = wall_clock(start, timezone), wall_clock(end, timezone)
    if first.date() == last.date():
        return f"{_short_day(first, year)} de {clock_text(first)} à {clock_text(last)}"
    if last == datetime.combine(first.date() + timedelta(days=1), datetime.min.time()):
        hours = "toute la journée" if is_midnight(first) else f"de {clock_text(first)} à minuit"
        return f"{_short_day(first, year)} {hours}"
    begins = f"du {_short_day(first, year)} à {start_clock(first)}"
    return f"{begins} au {_short_day(day_ended(last), year)} à {clock_text(last)}"


def _short_day(reading: datetime, year: int | None) -> str:
    day = f"{reading:%d/%m}" if year in (None, reading.year) else f"{reading:%d/%m/%Y}"
    return f"{DAYS[reading.weekday()][:3]}. {day}"
