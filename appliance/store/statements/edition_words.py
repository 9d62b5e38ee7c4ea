"""What a closed statement says of callers, kept beside it: order numbers and notes go with their calls.

The content of an edition, over which its digest is made, holds hours and sums alone: once its callers are forgotten, it
still verifies, and still says the same of the month.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from msgspec import structs

from appliance.planning.statement import Statement

Record = dict[str, Any]


def digest_of(content: str) -> str:
    """The SHA-256 of an edition's content."""
    return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class Words:
    """What was said of one intervention. `place`: its rank in the statement; `erased`: its caller is forgotten."""

    place: int
    call: str | None
    starts: datetime
    order: str | None
    notes: tuple[str, ...]
    erased: bool = False


def taken_apart(content: str) -> tuple[str, list[Words]]:
    """The JSON of an edition without the words on callers, and these words."""
    edition = msgspec.json.decode(content)
    words = []
    for place, one in enumerate(edition["statement"]["interventions"]):
        intervention = one["intervention"]
        order, notes = intervention["order"], tuple(intervention["notes"])
        erased = bool(intervention.pop("erased", False))
        intervention |= {"order": None, "notes": []}
        if order or notes or erased:
            starts = datetime.fromisoformat(intervention["start"])
            words.append(Words(place, intervention["call"], starts, order, notes, erased))
    return msgspec.json.encode(edition, order="deterministic").decode(), words


def with_words(statement: Statement, words: Mapping[int, Record]) -> Statement:
    """The statement as it was closed, less what was forgotten since. `words`: rows of the table, by place."""

    def told(place: int) -> Any:
        one = statement.interventions[place]
        row = words.get(place)
        if row is None:
            return one
        facts = {
            "order": row["order_number"],
            "notes": tuple(msgspec.json.decode(row["notes"])),
            "erased": row["erased"],
        }
        return structs.replace(one, intervention=structs.replace(one.intervention, **facts))

    return replace(statement, interventions=tuple(told(place) for place in range(len(statement.interventions))))


def rows_of(words: Sequence[Words], key: Record) -> list[Record]:
    """The rows of `edition_words`. `key`: the agent, the month and the edition."""
    return [
        {
            **key,
            "place": one.place,
            "call_id": one.call,
            "starts": one.starts,
            "order_number": one.order,
            "notes": msgspec.json.encode(one.notes).decode(),
            "erased": one.erased,
        }
        for one in words
    ]
