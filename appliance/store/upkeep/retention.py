"""Which backups to keep: one a day for a week, one a week for a month, one a month for half a year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from appliance.believed import Believed

NAME = re.compile(r"astreinte-(\d{8}T\d{6}Z)\.tar\.gz(\.age)?")
STAMP = "%Y%m%dT%H%M%SZ"
DAILY, WEEKLY, MONTHLY = 7, 4, 6


def name_of(moment: datetime, *, encrypted: bool) -> str:
    """The file of a backup made at that moment (aware)."""
    return f"astreinte-{moment.astimezone(UTC):{STAMP}}.tar.gz{'.age' if encrypted else ''}"


def moment_of(name: str) -> datetime | None:
    """When the backup of that name was made, UTC; None for any other file."""
    found = NAME.fullmatch(name)
    return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC) if found else None


def kept(
    moments: Iterable[datetime], daily: int = DAILY, weekly: int = WEEKLY, monthly: int = MONTHLY
) -> set[datetime]:
    """The newest backup of each of the last days, weeks (ISO) and months that have one. UTC."""
    newest_first = sorted(moments, reverse=True)
    periods: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
        (daily, lambda moment: (moment.year, moment.month, moment.day)),
        (weekly, lambda moment: tuple(moment.isocalendar()[:2])),
        (monthly, lambda moment: (moment.year, moment.month)),
    )
    chosen: set[datetime] = set()
    for number, period_of in periods:
        newest = {period: moment for moment in reversed(newest_first) for period in [period_of(moment)]}
        chosen.update(sorted(newest.values(), reverse=True)[:number])
    return chosen


def thin(folder: Path, now: Believed | None) -> list[Path]:
    """Delete the backups of a folder that need not be kept, and return them. Other files stay. OSError.

    Which they are is read from their dates: none is on a clock in doubt, which wrote the newest ones.
    """
    if now is None:
        return []
    dated = {path: moment for path in folder.iterdir() if (moment := moment_of(path.name)) is not None}
    keep = kept(dated.values())
    removed = sorted(path for path, moment in dated.items() if moment not in keep)
    for path in removed:
        path.unlink()
    return removed
