"""What proves that an agent can be reached: the last test of each of their telephones, the last call that they took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from peewee import Database, fn

from appliance.calls.leg import IN_THE_PAGE, OfferOutcome
from appliance.store.database import reading
from appliance.store.fields import InstantField
from appliance.store.journal.tables import AttemptRow
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
    latest = fn.MAX(AttemptRow.at).converter(InstantField().python_value)
    query = AttemptRow.select(AttemptRow.agent, latest).where(
        AttemptRow.agent.in_(agents),
        AttemptRow.outcome == OfferOutcome.ACCEPTED.value,
        AttemptRow.phone != IN_THE_PAGE,
    )
    with reading(database):
        return dict(query.group_by(AttemptRow.agent).tuples().execute(database)) if agents else {}
