"""The table of what agents are asked by telephone (migration 31)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from peewee import IntegerField, TextField

from appliance.store.fields import InstantField, Row, instant_text


@dataclass(frozen=True)
class Tried:
    """One try that is over: when, and how it ended (`OfferOutcome`, or INTERRUPTED)."""

    at: datetime
    outcome: str


def tries_text(tried: Iterable[Tried]) -> str:
    """The tries as they are kept, one a line: a moment in UTC, a space, how it ended."""
    return "\n".join(f"{instant_text(one.at)} {one.outcome}" for one in tried)


def tries_of(text: str) -> tuple[Tried, ...]:
    """What `tries_text` wrote."""
    pairs = (line.split(" ", 1) for line in text.splitlines())
    return tuple(Tried(datetime.fromisoformat(at), outcome) for at, outcome in pairs)


class AskRow(Row):
    """Something that an agent is asked, once. `kind`: what; `topic`: of what, as its kind says.

    `at`: the moment that it is about. `tries`: begun; `tried`: those that are over, see `tries_text`. `claimed_until`:
    a controller is at it. `ending`: why nobody is rung for it any more. All moments are on the company's clock.
    """

    id = TextField(primary_key=True)
    kind = TextField()
    agent_id = TextField()
    topic = TextField()
    at = InstantField()
    next_try_at = InstantField()
    claimed_until = InstantField(null=True)
    tries = IntegerField(default=0)
    tried = TextField(default="")
    ending = TextField(null=True)
    ended_at = InstantField(null=True)

    class Meta:
        table_name = "agent_asks"
