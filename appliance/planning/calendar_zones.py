"""The names that calendars give to time zones. Pure.

An identifier of the IANA database, alone or after a vendor's prefix, one that Windows uses, or one described in the
file is known to the icalendar library; what other tools write is read here. A name that means no zone for certain is
refused, never guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

UNIVERSAL = frozenset({"utc", "gmt", "z", "zulu", "coordinated universal time", "temps universel coordonné"})
MICROSOFT = "tzone://microsoft/"
OFFSET = re.compile(r"^\((?:utc|gmt)[^)]*\)\s*")  # « (UTC+01:00) Bruxelles, Copenhague, Madrid, Paris »
CITIES = {  # as Exchange shows them, in either language; the clock of all of a list is one
    "bruxelles, copenhague, madrid, paris": "Europe/Paris",
    "brussels, copenhagen, madrid, paris": "Europe/Paris",
    "paris, madrid": "Europe/Paris",
    "paris": "Europe/Paris",
}


def zone_named(name: str) -> tzinfo | None:
    """The zone that a TZID means; None when that cannot be told."""
    plain = " ".join(name.split()).casefold().removeprefix(MICROSOFT)
    if plain in UNIVERSAL:
        return UTC
    plain = OFFSET.sub("", plain)
    return ZoneInfo(CITIES[plain]) if plain in CITIES else None
