"""Times, euros and numbers as a French reader writes them. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from appliance.planning.moments import DAYS
from appliance.planning.wall_clock import wall_clock

NO_BREAK = "\u00a0"


def hours_text(length: timedelta) -> str:
    """« 12 h 30 », « 0 h 07 min 35 s »: the seconds where there are any."""
    seconds = round(length.total_seconds())
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    text = f"{sign}{_grouped(seconds // 3600)} h {seconds // 60 % 60:02}"
    return (f"{text} min {seconds % 60:02} s" if seconds % 60 else text).replace(" ", NO_BREAK)


def spent_text(after: timedelta, travel: timedelta) -> str:
    """« travail 0 h 45, trajet 1 h 30 », less what there is none of: what is added to a call."""
    parts = {"travail": after, "trajet": travel}
    return ", ".join(f"{name} {hours_text(length)}" for name, length in parts.items() if length)


@lru_cache(maxsize=1024)
def hours_read(length: timedelta) -> str:
    """« 168 h », « 2 h 10 », « 7 min », « moins d'une minute »: to the minute, as one says it."""
    minutes = round(length.total_seconds() / 60)
    if length and abs(length) < timedelta(minutes=1):
        return "moins d'une minute"
    hours, rest = divmod(abs(minutes), 60)
    text = f"{rest} min" if not hours else f"{_grouped(hours)} h {rest:02}" if rest else f"{_grouped(hours)} h"
    return f"{'-' if minutes < 0 else ''}{text}".replace(" ", NO_BREAK)


def hours_exact(length: timedelta) -> str:
    """« 84 h », « 1 h 34 min 04 s », « 15 min »: to the second, and no unit that counts nothing."""
    seconds = round(length.total_seconds())
    if not seconds % 60:
        return hours_read(length)
    hours, minutes = divmod(seconds // 60, 60)
    parts = [f"{_grouped(hours)} h {minutes:02} min" if hours else f"{minutes} min" if minutes else ""]
    return " ".join([*parts, f"{seconds % 60:02} s"]).strip().replace(" ", NO_BREAK)


def hours_decimal(length: timedelta) -> str:
    """« 12,5000 »: hours, for a spreadsheet."""
    return decimal_text(Decimal(round(length.total_seconds())) / 3600, 4)


def decimal_text(number: Decimal, places: int) -> str:
    """« 12,50 »."""
    return f"{number:.{places}f}".replace(".", ",")


def number_text(number: Decimal) -> str:
    """« 2,5 »: no more decimals than it has, four at most."""
    text = f"{number:.4f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def euros_text(amount: Decimal) -> str:
    """« 1 234,50 € »."""
    whole, _, cents = f"{abs(amount):.2f}".partition(".")
    return f"{'-' if amount < 0 else ''}{_grouped(int(whole))},{cents}{NO_BREAK}€"


def signed(text: str) -> str:
    """The same with its sign, « +8 h 00 »."""
    return text if text.startswith("-") else f"+{text}"


def short_moment(moment: datetime, timezone: str) -> str:
    """« ven. 13/11, 21 h 05 », on the clock of the zone; it may be cut after its comma alone."""
    reading = wall_clock(moment, timezone)
    return f"{_day(reading.date())}, {_clock(reading.hour, reading.minute)}"


@lru_cache(maxsize=512)
def _day(day: date) -> str:
    """« ven. 13/11 »."""
    return f"{DAYS[day.weekday()][:3]}.{NO_BREAK}{day.day:02}/{day.month:02}"


@lru_cache(maxsize=24 * 60)
def _clock(hour: int, minute: int) -> str:
    """« 21 h 05 », « 8 h »."""
    return f"{hour}{NO_BREAK}h{NO_BREAK}{minute:02}" if minute else f"{hour}{NO_BREAK}h"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", NO_BREAK)
