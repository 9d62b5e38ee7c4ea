"""What is told once of days that are alike, where one stands under the other. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from appliance.planning.wall_clock import wall_clock
from web.planning.bands import Band, Bar, Column
from web.planning.rosters import short_day
from web.planning.shifts import PLAIN

Place = tuple[str, int, tuple[str, ...]]  # team, level, agents
Key = tuple[Place, datetime]
Pattern = tuple[Place, time, time]
ONE_BY_ONE: Mapping[Key, str] = {}


def key_of(bar: Bar) -> Key:
    """The name of a bar in what `repeated` says."""
    return place_of(bar), bar.shift.start


def place_of(bar: Bar) -> Place:
    return bar.team.id, bar.shift.level, bar.shift.agents


def pattern_of(bar: Bar) -> Pattern | None:
    """What makes two bars the same from one day to the next; None for what is never told with another."""
    shift, zone = bar.shift, bar.team.plan.timezone
    if bar.before or shift.kind != PLAIN or shift.goes_on:
        return None
    return place_of(bar), wall_clock(shift.start, zone).time(), wall_clock(shift.end, zone).time()


def repeated(bands: Sequence[Band], today: date) -> dict[Key, str]:
    """Of those who hold the same hours day after day: how long, by the first; the others have no words.

    Today is told in full: what comes back from it on begins with it. Days that are not drawn are not spoken of.
    """
    told: dict[Key, str] = {}
    before: dict[Pattern, Bar] = {}
    for column in (column for band in bands for column in band.columns):
        here = {pattern: bar for bar in column.bars if (pattern := pattern_of(bar))}
        if column.date != today:
            for pattern, bar in here.items():
                if first := before.get(pattern):
                    here[pattern] = first
                    told[key_of(first)] = f"chaque jour jusqu'au {short_day(column.date)}"
                    told[key_of(bar)] = ""
        before = here
    return told | {key_of(first): "chaque jour" for first in before.values() if key_of(first) in told}


def quiet_words(bands: Sequence[Band], today: date, alike: Mapping[Key, str] = ONE_BY_ONE) -> dict[date, str]:
    """For the days on which nothing changes, where one stands under the other: what is said of them.

    Days that follow one another are told once, by the first; the others have no words. Today, and a day that has a name
    of its own, always has its own. `alike`: what `repeated` says.
    """
    told: dict[date, str] = {}
    run: list[date] = []
    columns = [column for band in bands for column in band.columns]
    for place, column in enumerate(columns):
        if not is_quiet(column, alike) or (place == 0 and column.bars):
            run = []
            continue
        told[column.date] = "rien ne change"
        if run and not (column.date == today or (column.tags and not column.again)):
            told[column.date] = ""
            told[run[0]] = f"rien ne change jusqu'au {short_day(column.date)}"
        else:
            run = []
        run = [] if column.date == today else [*run, column.date]
    return told


def is_quiet(column: Column, alike: Mapping[Key, str]) -> bool:
    """Whether there is nothing to tell of this day that an earlier one has not told."""
    return not column.held and all(bar.before or alike.get(key_of(bar)) == "" for bar in column.bars)
