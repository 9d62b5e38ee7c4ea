"""What mobiles were shown of a caller's number, by trunk and by their operator: whoever tries one says whose it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from peewee import Database

from appliance.calls.leg import OfferOutcome
from appliance.store.database import writing
from appliance.store.phone_tests.phone_tests import PhoneTestRow, presented_tests


class MobileOperator(StrEnum):
    """Whose network carries a mobile, in France."""

    ORANGE = "orange"
    SFR = "sfr"
    BOUYGUES = "bouygues"
    FREE = "free"
    OTHER = "other"


OPERATORS: Mapping[str, str] = {
    MobileOperator.ORANGE: "Orange",
    MobileOperator.SFR: "SFR",
    MobileOperator.BOUYGUES: "Bouygues Telecom",
    MobileOperator.FREE: "Free",
    MobileOperator.OTHER: "un autre opérateur",
}


class Seen(StrEnum):
    """What a mobile made of a caller's number."""

    SHOWN = "shown"
    HIDDEN = "hidden"  # or another number in its place
    REFUSED = "refused"


SEEN: Mapping[Seen, str] = {
    Seen.SHOWN: "montré",
    Seen.HIDDEN: "masqué ou remplacé",
    Seen.REFUSED: "refusé ou injoignable",
}


@dataclass(frozen=True)
class Presentations:
    """The trials by one trunk to the mobiles of one operator; `operator`: "" where nobody said it.

    `counts`: how often each was seen; `last`: the latest of them, `at` (UTC) when it was asked for.
    """

    trunk: str
    operator: str
    counts: Mapping[Seen, int]
    last: Seen
    at: datetime


def seen_of(outcome: OfferOutcome | None) -> Seen | None:
    """What a trial tells; None where nobody keyed what was shown."""
    match outcome:
        case OfferOutcome.ACCEPTED:
            return Seen.SHOWN
        case OfferOutcome.REFUSED:
            return Seen.HIDDEN
        case OfferOutcome.UNREACHABLE:
            return Seen.REFUSED
        case OfferOutcome.BUSY | OfferOutcome.CANCELLED | OfferOutcome.NO_ANSWER | OfferOutcome.UNCONFIRMED | None:
            return None
        case _:
            assert_never(outcome)


def presentations(database: Database) -> list[Presentations]:
    """By trunk, then by operator; trials that tell nothing are left out. Raises StoreError."""
    found: dict[tuple[str, str], list[tuple[Seen, datetime]]] = defaultdict(list)
    for test in presented_tests(database):
        if (seen := seen_of(test.outcome)) is not None:
            found[test.trunk, test.operator].append((seen, test.asked_at))
    return [_counted(*key, told) for key, told in sorted(found.items())]


def _counted(trunk: str, operator: str, told: list[tuple[Seen, datetime]]) -> Presentations:
    return Presentations(trunk, operator, Counter(seen for seen, _ in told), *told[-1])


def say_operator(database: Database, agent: str, phone: str, operator: MobileOperator) -> None:
    """Of each trial of this telephone of theirs of which nobody has said it yet. Raises StoreError."""
    with writing(database):
        mine = (PhoneTestRow.agent_id == agent) & (PhoneTestRow.phone == phone) & PhoneTestRow.shows.is_null(False)
        PhoneTestRow.update(operator=operator.value).where(mine, PhoneTestRow.operator == "").execute(database)
