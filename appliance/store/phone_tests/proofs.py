"""What proves that an agent can be reached: the last test of each of their telephones, the last call that they took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import Database

from appliance.calls.leg import IN_THE_PAGE
from appliance.store.database import reading
from appliance.store.journal.tables import ACCEPTED, AttemptRow
from appliance.store.made_once import MadeOnce, given
from appliance.store.phone_tests.phone_tests import PhoneTest, last_phone_tests


@dataclass(frozen=True)
class Proof:
    """`tests`: the last of each number, by number; `took_at` (UTC): when they last took a call, by key 1.

    Not in a page, which proves nothing of their telephones.
    """

    tests: Mapping[str, PhoneTest] = field(default_factory=dict)
    took_at: datetime | None = None


def proofs(database: Database, agents: Iterable[str]) -> dict[str, Proof]:
    """Of each of these agents. StoreError."""
    asked = list(dict.fromkeys(agents))
    taken = _last_taken(database, asked)
    return {agent: Proof(last_phone_tests(database, agent), taken.get(agent)) for agent in asked}


def _last_taken(database: Database, agents: list[str]) -> dict[str, datetime]:
    """One look at the end of the index for each: whoever takes calls all day costs no more than anybody."""
    with reading(database):
        found = {agent: LAST_TAKEN.row(database, agent=agent) for agent in agents}
    return {agent: row[0] for agent, row in found.items() if row is not None}


def _last_taken_by() -> Any:
    taken = AttemptRow.select(AttemptRow.at).where(
        AttemptRow.agent == given("agent"), AttemptRow.outcome == ACCEPTED, AttemptRow.phone != IN_THE_PAGE
    )
    return taken.order_by(AttemptRow.at.desc()).limit(1)


LAST_TAKEN = MadeOnce(_last_taken_by)
