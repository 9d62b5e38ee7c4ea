"""The monthly statement of an agent: on-call time, interventions, compensation, rest. Pure.

Each moment of on-call time counts once, whatever the number of teams, and so does each moment of work. All is cut at
the local midnight of the month. On-call time is that of the rota, whether or not a line was calling the team then: it
is what was imposed on the agent (docs/decisions.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from appliance.planning.compensation import Compensation, Due, Part, counted_dues, hourly_dues
from appliance.planning.holidays import HolidayCalendar
from appliance.planning.hour_kinds import ByKind, KindStretch, by_kind, kind_at, kind_stretches
from appliance.planning.labour_law import Rest, rests
from appliance.planning.months import Month
from appliance.planning.periods_counted import counted, intervention_count
from appliance.planning.rota import windows
from appliance.planning.spans import NOTHING, Interval, merged, within
from appliance.planning.team_plan import TeamPlan
from appliance.planning.wall_clock import wall_clock

LOOK_BACK = 2  # months before: where a period still going on when the month began may have begun

TeamSpans = Mapping[str, Sequence[Interval]]


@dataclass(frozen=True)
class TeamRota:
    """A team that at least one line calls. `lines`: their names. `until`: when the last of them ceased to call it."""

    id: str
    name: str
    lines: tuple[str, ...]
    plan: TeamPlan
    until: datetime | None = None


@dataclass(frozen=True)
class Addition:
    """What an agent adds: work after a call, travel. `starts` (UTC): when it began, for want of a call."""

    number: int
    agent: str
    call: str | None
    starts: datetime
    after: timedelta
    travel: timedelta
    note: str


class Intervention(Struct, frozen=True):
    """From the acceptance of a call to its end (UTC, whole seconds), then the work and the travel that the agent adds.

    `call` None: without a call. `erased`: its caller is forgotten. The additions follow the call without a pause: `end`
    is the end of all.
    """

    agent: str
    call: str | None
    line: str
    order: str | None
    start: datetime
    call_end: datetime
    after: timedelta = NOTHING
    travel: timedelta = NOTHING
    notes: tuple[str, ...] = ()
    erased: bool = False

    @property
    def wordless(self) -> Intervention:
        """What counts of it: less what is said of its caller, which is forgotten one day."""
        return replace(self, order=None, notes=(), erased=False)

    @property
    def end(self) -> datetime:
        return self.call_end + self.after + self.travel


@dataclass(frozen=True)
class OnCallPeriod:
    """A stretch of on-call time without a break, as far as it lies in the month; the names of its teams."""

    start: datetime
    end: datetime
    teams: tuple[str, ...]
    hours: ByKind


@dataclass(frozen=True)
class TeamHours:
    """The on-call time for one team. Times for two teams at once are in both: these lines do not add up."""

    team: str
    lines: tuple[str, ...]
    hours: ByKind


class InterventionHours(Struct, frozen=True):
    """An intervention, and its time in the month by kind."""

    intervention: Intervention
    hours: ByKind


@dataclass(frozen=True)
class Statement:
    """What an agent did in a month, and what the company's rule gives for it. `rule`: as it was then.

    `grounds`: by what the agent was on call, named and told, as the company had noted it then.
    """

    company: str
    agent: str
    name: str
    month: Month
    timezone: str
    rule: Compensation
    on_call: ByKind
    periods: tuple[OnCallPeriod, ...] = ()
    teams: tuple[TeamHours, ...] = ()
    work: ByKind = field(default_factory=dict)
    interventions: tuple[InterventionHours, ...] = ()
    dues: tuple[Due, ...] = ()
    rests: tuple[Rest, ...] = ()
    remarks: tuple[str, ...] = ()
    grounds: tuple[tuple[str, str], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the agent was neither on call nor at work."""
        return not self.periods and not self.interventions

    @property
    def amount(self) -> Decimal:
        """Euros, the sum of the lines."""
        return sum((due.amount for due in self.dues), Decimal("0.00"))

    @property
    def rest(self) -> timedelta:
        """Time off, the sum of the lines."""
        return sum((due.rest for due in self.dues), NOTHING)


@dataclass(frozen=True)
class MonthBook:
    """All that the statements of a month are drawn from; the teams are read once for all agents."""

    company: str
    timezone: str
    month: Month
    rule: Compensation
    holidays: HolidayCalendar | None
    teams: tuple[TeamRota, ...]
    on_call: Mapping[str, TeamSpans]  # agent -> team -> spans, from LOOK_BACK months before
    interventions: Mapping[str, Sequence[Intervention]]  # by agent


def on_call_spans(teams: Iterable[TeamRota], month: Month, timezone: str) -> dict[str, dict[str, list[Interval]]]:
    """For each agent and team, when the rota has them on call, from two months before to the end of the month."""
    start, end = month.following(-LOOK_BACK).start(timezone), month.end(timezone)
    found: dict[str, dict[str, list[Interval]]] = {}
    for team in teams:
        last = min(end, team.until or end)
        for here, there, entries in windows(team.plan, start, last) if start < last else ():
            for entry in entries:
                found.setdefault(entry.agent, {}).setdefault(team.id, []).append((here, there))
    return {agent: {team: merged(spans) for team, spans in teams.items()} for agent, teams in found.items()}


def by_agent(found: Iterable[Intervention]) -> dict[str, list[Intervention]]:
    """The interventions of each."""
    theirs: dict[str, list[Intervention]] = defaultdict(list)
    for one in found:
        theirs[one.agent].append(one)
    return dict(theirs)


def statement_of(book: MonthBook, agent: str, name: str, remarks: tuple[str, ...] = ()) -> Statement:
    """The statement of one agent."""
    start, end = book.month.start(book.timezone), book.month.end(book.timezone)
    stretches = kind_stretches(start, end, book.rule.windows, book.holidays, book.timezone)
    by_team = book.on_call.get(agent, {})
    duty = merged(span for spans in by_team.values() for span in spans)
    on_call = by_kind(within(duty, start, end), stretches)
    mine = sorted(book.interventions.get(agent, ()), key=_place)
    work = merged((one.start, one.end) for one in mine)
    worked = by_kind(within(work, start, end), stretches)
    counts = counted(duty, start, end, book.timezone)
    dues = [
        *hourly_dues(Part.ON_CALL, book.rule.on_call, on_call),
        *counted_dues(Part.ON_CALL, book.rule.on_call, counts),
        *hourly_dues(Part.INTERVENTION, book.rule.intervention, worked),
        *hourly_dues(Part.MINIMUM, book.rule.intervention, _short_of_minimum(book, work, start, end)),
        *counted_dues(Part.INTERVENTION, book.rule.intervention, intervention_count(mine, start, end)),
    ]
    return Statement(
        company=book.company,
        agent=agent,
        name=name,
        month=book.month,
        timezone=book.timezone,
        rule=book.rule,
        on_call=on_call,
        periods=_periods(book, by_team, within(duty, start, end), stretches),
        teams=_teams(book, by_team, start, end, stretches),
        work=worked,
        interventions=tuple(_with_hours(mine, start, end, stretches)),
        dues=tuple(dues),
        rests=rests([span for span in work if start < span[1] and span[0] < end], book.timezone),
        remarks=remarks,
    )


def _with_hours(
    some: Iterable[Intervention], start: datetime, end: datetime, stretches: Sequence[KindStretch]
) -> Iterator[InterventionHours]:
    """Those that reach into [start, end), or begin there, and their time in it."""
    for one in some:
        begun, over = one.start, one.end
        if begun < end and (over > start or begun >= start):
            spans = within([(begun, over)], start, end) if begun < start or over > end else [(begun, over)]
            yield InterventionHours(one, by_kind(spans, stretches))


def _place(one: Intervention) -> tuple[datetime, str]:
    return one.start, one.call or ""


def _periods(
    book: MonthBook, by_team: TeamSpans, duty: Sequence[Interval], stretches: Sequence[KindStretch]
) -> tuple[OnCallPeriod, ...]:
    return tuple(
        OnCallPeriod(
            start,
            end,
            tuple(team.name for team in book.teams if within(by_team.get(team.id, ()), start, end)),
            by_kind([(start, end)], stretches),
        )
        for start, end in duty
    )


def _teams(
    book: MonthBook, by_team: TeamSpans, start: datetime, end: datetime, stretches: Sequence[KindStretch]
) -> tuple[TeamHours, ...]:
    found = ((team, within(by_team.get(team.id, ()), start, end)) for team in book.teams)
    return tuple(TeamHours(team.name, team.lines, by_kind(spans, stretches)) for team, spans in found if spans)


def _short_of_minimum(book: MonthBook, work: Sequence[Interval], start: datetime, end: datetime) -> ByKind:
    """What short stretches of work that begin in the month lack of the minimum, in the kind of their beginning."""
    lacking: ByKind = {}
    for begun, over in work:
        if start <= begun < end and over - begun < book.rule.minimum:
            kind = kind_at(wall_clock(begun, book.timezone), book.rule.windows, book.holidays)
            lacking[kind] = lacking.get(kind, NOTHING) + book.rule.minimum - (over - begun)
    return lacking


def sum_of(hours: ByKind) -> timedelta:
    """All the kinds together."""
    return sum(hours.values(), NOTHING)
