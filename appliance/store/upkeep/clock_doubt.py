"""Whether this machine's clock may be believed: nothing is deleted for its age by a clock that may not.

A wrong clock stops no call: whom to ring is asked of the planning all the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from peewee import Database, Field

from appliance.believed import Believed
from appliance.planning.moments import long_moment
from appliance.store.database import reading
from appliance.store.journal.tables import CallRow
from appliance.store.phone_tests.probes import list_probes

SYNCHRONISED = "clock_synchronised"  # the probe of the time servers
SEEN_FOR = timedelta(minutes=10)  # what the monitoring saw, which looks each minute, tells of now
AHEAD = timedelta(minutes=1)  # of our clock, for the last call to be of another
EARLIER = (
    "L'horloge de la machine dit {now}, et le journal a déjà un appel du {last} : l'une des deux dates est fausse. "
    "Vérifiez les serveurs de temps. Les appels sont servis ; rien n'est effacé pour son âge d'ici là."
)
UNSYNCHRONISED = (
    "L'horloge n'est pas synchronisée ; vérifiez les serveurs de temps. "
    "Les appels sont servis ; rien n'est effacé pour son âge d'ici là."
)


def clock_doubt(
    database: Database, now: datetime, clock_offset_seconds: float = 0.0, timezone: str = "Europe/Paris"
) -> str | None:
    """Why the clock may not be believed, in a sentence; None when nothing speaks against it. Raises StoreError.

    `now`: this machine's clock, aware, UTC. The time servers have the last word, where the monitoring just heard them.
    """
    heard = [probe for probe in list_probes(database) if probe["name"] == SYNCHRONISED]
    recent = [bool(probe["healthy"]) for probe in heard if abs(now - probe["asked_at"]) < SEEN_FOR]
    if recent:  # of every box: each deletes for all
        return None if all(recent) else UNSYNCHRONISED
    return earlier_than_the_journal(database, now, clock_offset_seconds, timezone)


def believed(database: Database, now: datetime, clock_offset_seconds: float = 0.0) -> Believed | None:
    """This machine's clock, for whatever deletes by age; None while it is in doubt. Raises StoreError."""
    return Believed(now) if clock_doubt(database, now, clock_offset_seconds) is None else None


def despite_doubt(now: datetime) -> Believed:
    """The same, for somebody who says that they believe it."""
    return Believed(now)


def earlier_than_the_journal(
    database: Database, now: datetime, clock_offset_seconds: float = 0.0, timezone: str = "Europe/Paris"
) -> str | None:
    """The same, by the last record of the journal alone. Raises StoreError."""
    shift = timedelta(seconds=clock_offset_seconds)
    last = last_record(database, clock_offset_seconds)
    if last is None or last - shift <= now + AHEAD:
        return None
    return EARLIER.format(now=long_moment(now + shift, timezone), last=long_moment(last, timezone))


def last_record(database: Database, clock_offset_seconds: float = 0.0) -> datetime | None:
    """The last moment of a call that the journal knows, among those of a company's clock that was moved by as much."""
    of_this_clock = CallRow.clock_offset == clock_offset_seconds
    with reading(database):
        last = [_latest(database, field, of_this_clock) for field in (CallRow.started_at, CallRow.ended_at)]
    return max((moment for moment in last if moment is not None), default=None)


def _latest(database: Database, field: Field, of_this_clock: Any) -> datetime | None:
    """The last of these moments, at the end of its index: nothing else is read where all calls are of one clock."""
    query = CallRow.select(field).where(of_this_clock, field.is_null(False)).order_by(field.desc()).limit(1)
    return cast(datetime | None, query.scalar(database))
