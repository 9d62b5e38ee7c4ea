"""What calls say together: how soon a human answered, when people call and in vain, who carried the load. Pure.

The database counts most of it (store.journal.counts).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.calls.leg import OfferOutcome
from appliance.calls.lost import caller_had_nothing
from appliance.company.model import TARGET_SECONDS, Company

WAITS = (15, 30, 60, 120)  # seconds: the upper ends of the classes; one more for what is longer
USUAL_DAYS = 30  # looked at where no others are asked for
LONGEST_DAYS = 366
HOURS = 3  # of the day, told together


@dataclass(frozen=True)
class PastCall:
    """A call that is over. `connected`: when a human took it, if one did. `name`: of the call.

    `message`: its caller left one."""

    began: datetime
    connected: datetime | None
    outcome: str | None
    line: str | None = None
    name: str = ""
    message: bool = False

    @property
    def in_vain(self) -> bool:
        """Whether the caller had neither a human nor a message; one whom the fallback joined to an agent had one."""
        return caller_had_nothing(self.outcome, connected=self.connected is not None, message=self.message)


@dataclass(frozen=True)
class PastOffer:
    """A telephone of an agent rung once; or so many `times`, each with the same outcome."""

    agent: str
    outcome: str | None
    times: int = 1


@dataclass(frozen=True)
class Slot:
    """Some hours of one weekday."""

    calls: int
    in_vain: int


@dataclass(frozen=True)
class Load:
    """An agent's share. `offered`: telephones rung; `accepted`: calls taken."""

    agent: str
    offered: int
    accepted: int


@dataclass(frozen=True)
class Summary:
    """Calls in four figures. `in_time`: taken by a human within the target; `median`: seconds, None without a human."""

    calls: int
    in_time: int
    in_vain: int
    median: float | None

    def share(self, number: int) -> int | None:
        """In hundredths of the calls; None without a call."""
        return round(100 * number / self.calls) if self.calls else None


def in_time(calls: Iterable[PastCall], targets: Mapping[str, int]) -> int:
    """How many calls a human took within the target of their line, in seconds; TARGET_SECONDS for a line of before."""
    return sum(
        call.connected - call.began <= timedelta(seconds=targets.get(call.line or "", TARGET_SECONDS))
        for call in calls
        if call.connected is not None
    )


def targets_of(company: Company | None) -> dict[str, int]:
    """The target of each line."""
    return {line.id: line.target_wait for line in company.lines.values()} if company else {}


def loads(offers: Iterable[PastOffer], names: Mapping[str, str]) -> list[Load]:
    """Each agent who was rung, who took most first; those who are not in `names` (office, last resort) left out."""
    offered: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    for offer in offers:
        offered[offer.agent] += offer.times
        accepted[offer.agent] += offer.times * (offer.outcome == OfferOutcome.ACCEPTED.value)
    found = [Load(agent, offered[agent], accepted[agent]) for agent in offered if agent in names]
    return sorted(found, key=lambda load: (-load.accepted, -load.offered, load.agent))
