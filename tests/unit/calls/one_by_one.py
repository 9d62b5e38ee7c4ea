"""The figures of calls, counted one by one: what SQL counts of the journal is held against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from appliance.calls.figures import HOURS, WAITS, PastCall, Slot, Summary, in_time
from appliance.planning.months import Month, month_of


def summary(calls: Sequence[PastCall], targets: Mapping[str, int]) -> Summary:
    """Of these calls. `targets`: seconds, by line."""
    return Summary(len(calls), in_time(calls, targets), sum(call.in_vain for call in calls), median_wait(calls))


def by_month(calls: Iterable[PastCall], last: Month, timezone: str) -> dict[Month, list[PastCall]]:
    """Month by month up to `last`, each there, from the first that has a call; none without a call."""
    found: dict[Month, list[PastCall]] = {}
    for call in calls:
        found.setdefault(month_of(call.began, timezone), []).append(call)
    first = min(found, default=last.following())
    months = [first]
    while months[-1] < last:
        months.append(months[-1].following())
    return {month: found.get(month, []) for month in months if month <= last}


def waits(calls: Iterable[PastCall]) -> dict[int | None, int]:
    """How many calls a human took, by the class of the wait; None: longer than the longest class."""
    found: dict[int | None, int] = dict.fromkeys((*WAITS, None), 0)
    for call in calls:
        if call.connected is not None:
            seconds = (call.connected - call.began) / timedelta(seconds=1)
            found[next((end for end in WAITS if seconds <= end), None)] += 1
    return found


def median_wait(calls: Iterable[PastCall]) -> float | None:
    """The wait that half of those who reached a human did not exceed; seconds."""
    spent = sorted((call.connected - call.began).total_seconds() for call in calls if call.connected is not None)
    return spent[(len(spent) - 1) // 2] if spent else None


def outcomes(calls: Iterable[PastCall]) -> dict[str, int]:
    """How many calls ended in each way, the most frequent first."""
    return dict(Counter(call.outcome for call in calls if call.outcome is not None).most_common())


def by_weekday(calls: Sequence[PastCall], timezone: str) -> list[list[Slot]]:
    """Seven days from Monday, each in slots of HOURS hours on the clock of the zone."""
    zone = ZoneInfo(timezone)
    all_calls: Counter[tuple[int, int]] = Counter()
    lost: Counter[tuple[int, int]] = Counter()
    for call in calls:
        local = call.began.astimezone(zone)
        place = local.weekday(), local.hour // HOURS
        all_calls[place] += 1
        lost[place] += call.in_vain
    slots = range(24 // HOURS)
    return [[Slot(all_calls[day, slot], lost[day, slot]) for slot in slots] for day in range(7)]
