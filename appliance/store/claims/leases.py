"""Leases: an agent is held for one call at a time, by one row that is taken atomically (design, law 5).

A lease is a row with an end, never a transaction held open: two boxes may share the database, and one that dies
frees its agents by silence. Every function raises StoreError.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any

from peewee import Database

from appliance.store.database import reading, writing
from appliance.store.database_clock import OF_THE_SERVER, Clock, seconds_now
from appliance.store.journal.tables import LeaseRow
from appliance.store.made_once import MadeOnce, given

LEASE_SECONDS = 90.0
SAME_MOMENT_SECONDS = 0.5  # between two readings of clocks for the same moment
AHEAD_SECONDS = LEASE_SECONDS + 60.0  # a lease that ends later was taken on a clock since set back: it is no more


def take(
    database: Database,
    agent: str,
    call_id: str,
    box: str,
    *,
    after: Collection[str] = (),
    clock: Clock | None = None,
) -> bool:
    """Hold the agent for this call; False if another call holds them. Taking again renews.

    `after`: calls that have let the agent go, though their row may still be there. `clock`: the database's own
    when None (one clock for all the boxes).
    """
    now = seconds_now(database, clock)
    calls = {f"call{place}": call for place, call in enumerate((call_id, *after))}
    statement = _taking(now is OF_THE_SERVER, len(calls))
    with writing(database):
        return bool(statement.write(database, agent=agent, box=box, now=now, **calls))


@lru_cache
def _taking(by_the_server: bool, calls: int) -> MadeOnce:
    """`by_the_server`: its clock, else a moment given. `calls`: how many, whose row is as good as none."""
    now = OF_THE_SERVER if by_the_server else given("now")
    row = {"agent": given("agent"), "call_id": given("call0"), "box": given("box"), "expires_at": now + LEASE_SECONDS}
    free = ~_lasts(now) | (LeaseRow.call_id.in_([given(f"call{place}") for place in range(calls)]))
    change = {name: row[name] for name in ("call_id", "box", "expires_at")}
    insert = LeaseRow.insert(row)
    return MadeOnce(lambda: insert.on_conflict(conflict_target=[LeaseRow.agent], update=change, where=free))


def give_back(database: Database, agent: str, call_id: str) -> None:
    """Free the agent, if this call holds them."""
    with writing(database):
        _GIVEN_BACK.write(database, agent=agent, call=call_id)


def _giving_back() -> Any:
    return LeaseRow.delete().where(LeaseRow.agent == given("agent"), LeaseRow.call_id == given("call"))


_GIVEN_BACK = MadeOnce(_giving_back)


def held(database: Database, box: str | None = None) -> dict[str, str]:
    """Agent -> call, for the leases of a box, or of all."""
    query = LeaseRow.select(LeaseRow.agent, LeaseRow.call_id)
    if box is not None:
        query = query.where(LeaseRow.box == box)
    with reading(database):
        return dict(query.tuples().execute(database))


def is_held(database: Database, agent: str, clock: Clock | None = None) -> bool:
    """Whether a call holds the agent now. `clock`: as for `take`."""
    query = LeaseRow.select().where(LeaseRow.agent == agent, _lasts(seconds_now(database, clock)))
    with reading(database):
        return bool(query.exists(database))


def renew(database: Database, agent: str, call_id: str, *, clock: Clock | None = None) -> bool:
    """Hold the agent for longer; False, and nothing is written, if this call holds them no more."""
    mine = LeaseRow.update(expires_at=seconds_now(database, clock) + LEASE_SECONDS)
    with writing(database):
        return bool(mine.where(LeaseRow.agent == agent, LeaseRow.call_id == call_id).execute(database))


def drop_dead(
    database: Database,
    box: str,
    live_call_ids: Collection[str],
    age: Callable[[], float],
    *,
    clock: Clock | None = None,
) -> None:
    """Free the agents that this box holds for calls that are no more.

    `age`: seconds since the live calls were asked for. A lease taken or renewed since is another process's, which knows
    of a call that they do not name: it is spared. Asked once the database is ours to write to, however long it took.
    A lease that ends later than any can was written by a clock that has been set back since: it is freed.
    """
    theirs = (LeaseRow.box == box) & LeaseRow.call_id.not_in(list(live_call_ids))
    with writing(database):
        latest = seconds_now(database, clock) + (LEASE_SECONDS + SAME_MOMENT_SECONDS)
        older = LeaseRow.expires_at <= latest - (age() + 2 * SAME_MOMENT_SECONDS)
        LeaseRow.delete().where(theirs, older | (LeaseRow.expires_at > latest)).execute(database)


def _lasts(now: Any) -> Any:
    return (LeaseRow.expires_at > now) & (LeaseRow.expires_at <= now + AHEAD_SECONDS)
