"""The calls under way, as they are looked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from appliance.store.journal.search import LIVING, Search

LIVING_AT_MOST = 20
OLDEST = timedelta(days=1)  # a call that has lasted longer has lost its end


def under_way(now: datetime) -> Search:
    """Those that have not ended, as far as they can be going on."""
    return Search(since=now - OLDEST, outcome=LIVING)
