"""A week as an address names it, and as people say it."""

from __future__ import annotations

from datetime import date, datetime

from appliance.planning.moments import day_of_month, yearly_day
from web.planning.scale import DAY


def week_asked(text: str, today: date) -> date:
    """The Monday of `2026-W48`, else of this week."""
    try:
        found = datetime.strptime(f"{text}-1", "%G-W%V-%u").date()
    except ValueError:
        return today - today.weekday() * DAY
    return found if 2000 <= found.year < 2099 else today - today.weekday() * DAY


def week_text(monday: date) -> str:
    """`2026-W48`."""
    return f"{monday:%G-W%V}"


def week_words(monday: date) -> str:
    """« semaine 48, du 23 au 29 novembre 2026 »."""
    return f"semaine {monday.isocalendar().week}, {days_words(monday, monday + 6 * DAY)}"


def days_words(first: date, last: date) -> str:
    """« du 23 au 29 novembre 2026 », both included."""
    begins = day_of_month(first.day)
    if (first.year, first.month) != (last.year, last.month):
        begins = yearly_day(first.month, first.day) + (f" {first.year}" if first.year != last.year else "")
    return f"du {begins} au {yearly_day(last.month, last.day)} {last.year}"
