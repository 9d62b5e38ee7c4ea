"""What calls say together: how soon a human answered, when people call and in vain, who carried the load. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.calls.leg import OfferOutcome
from appliance.calls.lost import caller_had_nothing
from appliance.company.model import TARGET_SECONDS, Company
from appliance.planning.months import Month, month_of

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


def summary(calls: Sequence[PastCall], targets: Mapping[str, int]) -> Summary:
    """Of these calls. `targets`: seconds, by line."""
    return Summary(len(calls), in_time(calls, targets), sum(call.in_vain for call in calls), median_wait(calls))


def by_month(calls: Iterable[PastCall], last: Month, timezone: str) -> dict[Month, list[PastCall]]:
    """Month by month up to `last`, each there, from the first that has a call; none without a call."""
    found: dict[Month, list[PastCall]] = {}
    for call in calls:
        found.setdefault(month_of(call.began, timezone), []).append(call)
    first = min(found, default=last.following())
    months = [first]
    while months[-1] < last:
        months.append(months[-1].following())
    return {month: found.get(month, []) for month in months if month <= last}


def waits(calls: Iterable[PastCall]) -> dict[int | None, int]:
    """How many calls a human took, by the class of the wait; None: longer than the longest class."""
    found: dict[int | None, int] = dict.fromkeys((*WAITS, None), 0)
    for call in calls:
        if call.connected is not None:
            seconds = (call.connected - call.began) / timedelta(seconds=1)
            found[next((end for end in WAITS if seconds <= end), None)] += 1
    return found


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


def median_wait(calls: Iterable[PastCall]) -> float | None:
    """The wait that half of those who reached a human did not exceed; seconds."""
    spent = sorted((call.connected - call.began).total_seconds() for call in calls if call.connected is not None)
    return spent[(len(spent) - 1) // 2] if spent else None


def outcomes(calls: Iterable[PastCall]) -> dict[str, int]:
    """How many calls ended in each way, the most frequent first."""
    return dict(Counter(call.outcome for call in calls if call.outcome is not None).most_common())


def by_weekday(calls: Sequence[PastCall], timezone: str) -> list[list[Slot]]:
    """Seven days from Monday, each in slots of HOURS hours on the clock of the zone."""
    zone = ZoneInfo(timezone)
    all_calls: Counter[tuple[int, int]] = Counter()
    lost: Counter[tuple[int, int]] = Counter()
    for call in calls:
        local = call.began.astimezone(zone)
        place = local.weekday(), local.hour // HOURS
        all_calls[place] += 1
        lost[place] += call.in_vain
    slots = range(24 // HOURS)
    return [[Slot(all_calls[day, slot], lost[day, slot]) for slot in slots] for day in range(7)]


def loads(offers: Iterable[PastOffer], names: Mapping[str, str]) -> list[Load]:
    """Each agent who was rung, who took most first; those who are not in `names` (office, last resort) left out."""
    offered: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    for offer in offers:
        offered[offer.agent] += offer.times
        accepted[offer.agent] += offer.times * (offer.outcome == OfferOutcome.ACCEPTED.value)
    found = [Load(agent, offered[agent], accepted[agent]) for agent in offered if agent in names]
    return sorted(found, key=lambda load: (-load.accepted, -load.offered, load.agent))
