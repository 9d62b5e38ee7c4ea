"""Whether the box would answer, of what its monitoring last saw."""

from __future__ import annotations

from datetime import datetime, timedelta

from appliance.store.phone_tests.probes import Record

STALE = timedelta(minutes=5)  # the monitoring of a box looks each minute


def unready(probes: list[Record], now: datetime) -> list[str]:
    """The names of the probes for which a caller may be lost; « monitoring » when it has been silent."""
    if not probes or now - probes[0]["asked_at"] > STALE:
        return ["monitoring"]
    return [probe["name"] for probe in probes if probe["serious"] and not probe["healthy"]]
