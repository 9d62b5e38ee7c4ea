"""Figures side by side: a period and the one before it, one month and the others; in words and in bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.calls.figures import PastCall, Summary, by_month, summary
from appliance.planning.months import Month
from web.frame.words import duration

NONE = "–"
PERCENT = "\u00a0%"


@dataclass(frozen=True)
class Compared:
    """One figure now and before, and what it has become in words. `tone`: good, bad, or plain where neither."""

    words: str
    now: str
    before: str
    change: str
    tone: str = "plain"


@dataclass(frozen=True)
class MonthRow:
    """A month's figures; `length`: of its bar, in hundredths of the busiest; `under_way`: it is not over."""

    words: str
    calls: int
    soon: str
    in_vain: str
    length: int
    under_way: bool


def compared(now: Summary, before: Summary) -> list[Compared]:
    """Nothing where there was no call before."""
    if not before.calls or not now.calls:
        return []
    more = round(100 * (now.calls - before.calls) / before.calls)
    rows = [
        Compared("Appels", str(now.calls), str(before.calls), f"{signed(more)}{PERCENT}" if more else "autant"),
        _shares("Humain dans le délai voulu", now.share(now.in_time), before.share(before.in_time), good=1),
        _shares("Ni humain ni message", now.share(now.in_vain), before.share(before.in_vain), good=-1),
    ]
    if now.median is not None and before.median is not None:
        seconds = round(now.median) - round(before.median)
        change = f"{signed(seconds)}\u00a0s" if seconds else "autant"
        rows.append(Compared("La moitié en", duration(now.median), duration(before.median), change, _tone(-seconds)))
    return rows


def _shares(words: str, now: int | None, before: int | None, *, good: int) -> Compared:
    """Two shares of the calls, in hundredths; `good`: 1 where more is better, -1 where less is."""
    points = (now or 0) - (before or 0)
    change = f"{signed(points)}\u00a0point{'s' if abs(points) > 1 else ''}" if points else "autant"
    return Compared(words, f"{now}{PERCENT}", f"{before}{PERCENT}", change, _tone(points * good))


def signed(number: int) -> str:
    """« +3 », « −4 », with the sign of minus."""
    return f"{number:+}".replace("-", "\u2212")


def _tone(better: int) -> str:
    return "good" if better > 0 else "bad" if better < 0 else "plain"


def months_of(calls: Sequence[PastCall], now: Month, timezone: str, targets: Mapping[str, int]) -> list[MonthRow]:
    """A row a month, the newest first."""
    found = {month: summary(some, targets) for month, some in by_month(calls, now, timezone).items()}
    most = max((one.calls for one in found.values()), default=0) or 1
    rows = [
        MonthRow(
            month.in_words,
            one.calls,
            _percent(one, one.in_time),
            _percent(one, one.in_vain),
            round(100 * one.calls / most),
            month == now,
        )
        for month, one in found.items()
    ]
    return rows[::-1]


def _percent(one: Summary, number: int) -> str:
    share = one.share(number)
    return NONE if share is None else f"{share}{PERCENT}"
