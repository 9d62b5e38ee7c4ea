"""Figures side by side: a period and the one before it, one month and the others; in words and in bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from appliance.calls.figures import Summary
from appliance.planning.months import Month
from appliance.store.journal.search import LOST
from web.calls.search_form import IN_TIME
from web.frame.words import duration

NONE = "–"
PERCENT = "\u00a0%"


@dataclass(frozen=True)
class Figure:
    """One figure that matters. `said`: what it is made of, `before`: what it was. `tone`: good, bad, or plain.

    `issue`: by which the journal shows the calls that it counts; None where it counts none.
    """

    words: str
    now: str
    said: str
    before: str
    tone: str = "plain"
    issue: str | None = None


@dataclass(frozen=True)
class MonthRow:
    """A month's figures, from its `first` day to its `last`; `length`: of its bar, in hundredths of the busiest."""

    words: str
    calls: int
    soon: str
    in_vain: str
    length: int
    under_way: bool
    first: date
    last: date


def four_figures(now: Summary, before: Summary, days: int) -> list[Figure]:
    """Of a period with a call, beside as many days before; nothing is said of those that had none."""
    earlier = f"{days} jours d'avant" if days > 1 else "veille"
    more = round(100 * (now.calls - before.calls) / before.calls) if before.calls else 0
    calls = Figure("Appels", str(now.calls), "de clients, terminés", "", issue="")
    if before.calls:
        change = f"{signed(more)}{PERCENT} : " if more else ""
        told = f"{change}{before.calls} les {earlier}" if days > 1 else f"{before.calls} la veille"
        calls = replace(calls, before=told)
    return [calls, _in_time(now, before), _lost(now, before), _wait(now, before)]


def _in_time(now: Summary, before: Summary) -> Figure:
    """The share of the calls that a human took as soon as their line wants."""
    share, was = now.share(now.in_time), before.share(before.in_time)
    said = f"{now.in_time} appel{'s' if now.in_time > 1 else ''} sur {now.calls}"
    found = Figure("Pris à temps", f"{share}{PERCENT}", said, "", issue=IN_TIME)
    if share is None or was is None:
        return found
    points = share - was
    change = f"{signed(points)}\u00a0point{'s' if abs(points) > 1 else ''} : " if points else ""
    return replace(found, before=f"{change}{was}{PERCENT} avant", tone=_tone(points))


def _lost(now: Summary, before: Summary) -> Figure:
    """The calls that had neither a human nor a message."""
    share, was = now.share(now.in_vain) or 0, before.share(before.in_vain)
    found = Figure("Perdus", str(now.in_vain), "ni humain ni message", "", issue=LOST)
    if was is None:
        return found
    return replace(found, before=f"{share}{PERCENT} des appels, {was}{PERCENT} avant", tone=_tone(was - share))


def _wait(now: Summary, before: Summary) -> Figure:
    """The wait that half of those who had a human did not exceed."""
    if now.median is None:
        return Figure("Attente", NONE, "personne n'a eu d'humain", "")
    found = Figure("Attente", duration(now.median), "un appelant sur deux attend moins", "")
    if before.median is None:
        return found
    seconds = round(now.median) - round(before.median)
    change = f"{signed(seconds)}\u00a0s : " if seconds else ""
    return replace(found, before=f"{change}{duration(before.median)} avant", tone=_tone(-seconds))


def signed(number: int) -> str:
    """« +3 », « −4 », with the sign of minus."""
    return f"{number:+}".replace("-", "\u2212")


def _tone(better: int) -> str:
    return "good" if better > 0 else "bad" if better < 0 else "plain"


def months_of(found: Mapping[Month, Summary], now: Month) -> list[MonthRow]:
    """A row a month, the newest first."""
    most = max((one.calls for one in found.values()), default=0) or 1
    rows = [
        MonthRow(
            month.in_words,
            one.calls,
            _percent(one, one.in_time),
            _percent(one, one.in_vain),
            round(100 * one.calls / most),
            month == now,
            month.first,
            month.following().first - timedelta(days=1),
        )
        for month, one in found.items()
    ]
    return rows[::-1]


def _percent(one: Summary, number: int) -> str:
    share = one.share(number)
    return NONE if share is None else f"{share}{PERCENT}"
