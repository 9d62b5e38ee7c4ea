"""Digits, numbers and moments as British English reads them out. Pure.

A comma between digits, as in French: measured, it is what makes each digit heard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time

COUNTS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ENDINGS = {1: "st", 2: "nd", 3: "rd"}
NOON = 12


def spelled(digits: str) -> str:
    """`40719` as it is read out: `4, 0, 7, 1, 9`."""
    return ", ".join(re.sub(r"\D", "", digits))


def spoken_number(number: str) -> str:
    """An E.164 number digit by digit, a national one as it is dialled in its country."""
    digits = re.sub(r"\D", "", number)
    if number.startswith("+33") and len(digits) in (11, 15):  # 15: a machine's number
        return spelled("0" + digits[2:])
    return f"plus, {spelled(digits)}" if number.startswith("+") else spelled(digits)


def spoken_minutes(minutes: int) -> str:
    """« 30 minutes », « 1 hour », « 2 hours 15 minutes »."""
    hours, rest = divmod(minutes, 60)
    return " ".join(f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in told(hours, "hour", rest, "minute"))


def spoken_wait(seconds: int) -> str:
    """« 40 seconds », « 1 minute 10 seconds »."""
    minutes, left = divmod(seconds, 60)
    found = told(minutes, "minute", left, "second")
    return " ".join(f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in found)


def told(many: int, unit: str, few: int, smaller: str) -> list[tuple[int, str]]:
    """The two counts of a length of time that are worth saying: not a nought, unless there is nothing else."""
    return [(count, name) for count, name in ((many, unit), (few, smaller)) if count] or [(few, smaller)]


def ordinal(place: int) -> str:
    """« second », to the tenth."""
    return ORDINALS[place - 2]


def spoken_time(clock: time) -> str:
    """« 8 a.m. », « 2 30 p.m. », « 9 oh 5 a.m. », « noon », « midnight »."""
    if not clock.minute and clock.hour % NOON == 0:
        return "noon" if clock.hour else "midnight"
    half = "p.m." if clock.hour >= NOON else "a.m."
    minute = f" {clock.minute}" if clock.minute > 9 else f" oh {clock.minute}" if clock.minute else ""
    return f"{clock.hour % NOON or NOON}{minute} {half}"


def spoken_day(moment: datetime) -> str:
    """« Monday the 7th of December »."""
    day = moment.day
    ending = "th" if day in (11, 12, 13) else ENDINGS.get(day % 10, "th")
    return f"{WEEK[moment.weekday()]} the {day}{ending} of {MONTHS[moment.month - 1]}"


def spoken_opening(opening: datetime, days: int) -> str:
    """« 2 p.m. », « 8 a.m. on Monday », « 8 a.m. on Monday the 7th of December »: in so many days from today."""
    clock = spoken_time(opening.time())
    if not days:
        return clock
    return f"{clock} on {WEEK[opening.weekday()] if days < len(WEEK) else spoken_day(opening)}"


def spoken_reopening(opening: datetime, days: int) -> str:
    """« today at 2 p.m. », « on Monday at 8 a.m. », « on Monday the 4th of January at 8 a.m. »: in so many days."""
    clock = spoken_time(opening.time())
    if not days:
        return f"today at {clock}"
    return f"on {WEEK[opening.weekday()] if days < len(WEEK) else spoken_day(opening)} at {clock}"


def told_of_no_number(caller: str | None) -> str:
    """What is said of a caller without a number: hidden, or shown and no number; "" for one who has one."""
    if not caller:
        return "number withheld"
    return "" if re.search(r"\d", caller) else "number unreadable"


def counted(found: Sequence[int]) -> str:
    """« five digits », « at most twelve digits », « four to six digits », « five, eight or ten digits »."""
    last = f"{COUNTS[found[-1]]} digit{'s' if found[-1] > 1 else ''}"
    if len(found) == 1:
        return last
    if list(found) == list(range(found[0], found[-1] + 1)) and len(found) > 2:
        return f"at most {last}" if found[0] == 1 else f"{COUNTS[found[0]]} to {last}"
    return f"{', '.join(COUNTS[one] for one in found[:-1])} or {last}"
