"""The company's clock: this machine's, moved by the lab when it plays another moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Now = Callable[[], datetime]


def company_clock(offset_seconds: float) -> Now:
    """A clock that tells the company's moment, aware, in UTC."""
    offset = timedelta(seconds=offset_seconds)
    return lambda: datetime.now(UTC) + offset
