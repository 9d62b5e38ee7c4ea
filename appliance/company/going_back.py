"""A company put back as it was: its people stay those of today, and hours that are over stay as they were. Pure.

What is of dates (replacements, absences, swaps) is put back for what is still to come alone; a period forced by hand is
of the moment, and stays as it is. To undo a change is the same, of hours that are over since that change alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TypeVar

from appliance.company.model import Action, Agent, Company, Forward, Line, Menu, Team
from appliance.company.removing import plan_without
from appliance.planning.number_traces import STRUCK
from appliance.planning.team_plan import Absence, Departure, Override, Swap, TeamPlan
from appliance.planning.wall_clock import wall_clock

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # before anything that was planned here
Dated = TypeVar("Dated", Override, Absence, Swap)


@dataclass(frozen=True)
class Lived:
    """What is over and stays as it was: from one moment (aware) to another, both of whole minutes.

    `undoing`: it is the last change that is taken back; who leaves, and what was agreed, goes back with it.
    """

    since: datetime
    until: datetime
    undoing: bool = False

    def has(self, start: datetime, end: datetime) -> bool:
        """Whether a part of [start, end) is in it."""
        return max(start, self.since) < min(end, self.until)

    def days(self, timezone: str) -> tuple[date, date] | None:
        """The local days, both included, on which an absence stays as it was; the one of the change may go back."""
        last = wall_clock(self.until, timezone).date()
        first = wall_clock(self.since, timezone).date() + DAY
        return (first, last) if first <= last else None


def lived(now: datetime, since: datetime | None = None) -> Lived:
    """Everything until now (aware); or, to undo a change made at `since`, what is over since then."""
    until = now.replace(second=0, microsecond=0)
    if since is None:
        return Lived(ALWAYS, until)
    begun = -(-(since - ALWAYS) // MINUTE) * MINUTE + ALWAYS
    return Lived(begun, until, undoing=True)


def gone_back(live: Company, then: Company, left: Collection[str], over: Lived) -> Company:
    """The settings of `then` in the place of those in force. `left`: agents of then who are no more in the company."""
    there = [key for key in then.agents if key in live.agents and key not in left]
    there += [key for key in live.agents if key not in there]
    known = {key: one for key, one in then.agents.items() if key not in left}
    agents = {key: _agent(live.agents[key], known.get(key), over) for key in there}
    gone = frozenset(left) | (then.agents.keys() - live.agents.keys())
    departures = tuple(Departure(one.id, one.until) for one in agents.values() if one.until is not None)
    return replace(
        then,
        allowed_numbers=tuple(one for one in then.allowed_numbers if STRUCK not in one.number),
        blocked_callers=tuple(one for one in then.blocked_callers if STRUCK not in one.number),
        vip_callers=tuple(one for one in then.vip_callers if STRUCK not in one.number),
        responsible=tuple(who for who in then.responsible if who not in gone),
        machines=tuple(one for one in then.machines if STRUCK not in one.number),
        agents=agents,
        teams={key: _team(live.teams.get(key), team, gone, departures, over) for key, team in then.teams.items()},
        lines={key: _line(live.lines.get(key), line, gone, over) for key, line in then.lines.items()},
        menus={key: _menu(live.menus.get(key), menu) for key, menu in then.menus.items()},
        past_teams=live.past_teams,
    )


def _agent(live: Agent, then: Agent | None, over: Lived) -> Agent:
    """Codes never go back; nor, but to undo, who leaves and what they chose; an erased telephone is that of today."""
    if then is None:
        return live
    own = then if over.undoing else live
    named = replace(then, phones=then.phones or live.phones, pin=live.pin)
    return replace(
        named,
        until=own.until,
        told_of=own.told_of,
        told_by=own.told_by,
        agreed_on=own.agreed_on,
        quiet=own.quiet,
        language=own.language,
    )


def _line(live: Line | None, then: Line, gone: Collection[str], over: Lived) -> Line:
    """A number that was erased stays as it is today, and so, but to undo, does what was forced, or told."""
    there = live.behaviours if live else {}
    behaviours = {
        period: replace(one, action=_action(there[period].action if period in there else None, one.action))
        for period, one in then.behaviours.items()
    }
    forced = then.forced if over.undoing else live.forced if live else ()
    incident = then.incident if over.undoing else live.incident if live else None
    numbers = then.numbers or (live.numbers if live else ())
    tell = tuple(who for who in then.tell if who not in gone)
    return replace(then, numbers=numbers, behaviours=behaviours, forced=forced, incident=incident, tell=tell)


def _menu(live: Menu | None, then: Menu) -> Menu:
    there = live.choices if live else {}
    return replace(then, choices={key: _action(there.get(key), one) for key, one in then.choices.items()})


def _action(live: Action | None, then: Action) -> Action:
    """An office whose numbers were all erased: what is done today."""
    return live if isinstance(then, Forward) and not then.numbers and live is not None else then


def _team(live: Team | None, then: Team, gone: Collection[str], departures: tuple[Departure, ...], over: Lived) -> Team:
    plan = _without(then.plan, gone)
    now = live.plan if live else TeamPlan((), plan.timezone)
    swaps = plan.swaps if over.undoing else tuple(_as_answered(one, now.swaps) for one in plan.swaps)
    days = over.days(plan.timezone)
    plan = replace(
        plan,
        overrides=_put_back(now.overrides, plan.overrides, partial(_within, over), partial(_out, over)),
        absences=_put_back(now.absences, plan.absences, partial(_days_within, days), partial(_days_out, days)),
        swaps=_put_back(now.swaps, swaps, partial(_begun, over), partial(_to_come, over)),
        departures=departures,
        former=now.former,
    )
    return replace(then, plan=plan)


def _put_back(
    live: Sequence[Dated],
    then: Sequence[Dated],
    kept: Callable[[Dated], list[Dated]],
    back: Callable[[Dated], list[Dated]],
) -> tuple[Dated, ...]:
    """Of what is today, what is over; of what was, what is to come; whole what is both, each in its own order."""
    both = [one for one in live if one in then]
    if both != [one for one in then if one in live]:
        both = []
    return tuple(_merged(live, then, both, kept, back))


def _merged(
    live: Sequence[Dated],
    then: Sequence[Dated],
    both: Sequence[Dated],
    kept: Callable[[Dated], list[Dated]],
    back: Callable[[Dated], list[Dated]],
) -> Iterator[Dated]:
    """What is over and what is to come never meet: only what is both has a place among each."""
    ours, theirs = iter(live), iter(then)
    for one in both:
        for before in iter(lambda: next(ours), one):
            yield from kept(before)
        for before in iter(lambda: next(theirs), one):
            yield from back(before)
        yield one
    for rest in ours:
        yield from kept(rest)
    for rest in theirs:
        yield from back(rest)


def _within(over: Lived, one: Override) -> list[Override]:
    if not over.has(one.start, one.end):
        return []
    return [replace(one, start=max(one.start, over.since), end=min(one.end, over.until))]


def _out(over: Lived, one: Override) -> list[Override]:
    if not over.has(one.start, one.end):
        return [one]
    spans = (one.start, over.since), (over.until, one.end)
    return [replace(one, start=start, end=end) for start, end in spans if start < end]


def _days_within(days: tuple[date, date] | None, one: Absence) -> list[Absence]:
    if days is None or one.last < days[0] or one.first > days[1]:
        return []
    return [replace(one, first=max(one.first, days[0]), last=min(one.last, days[1]))]


def _days_out(days: tuple[date, date] | None, one: Absence) -> list[Absence]:
    if days is None or one.last < days[0] or one.first > days[1]:
        return [one]
    spans = (one.first, days[0] - DAY), (days[1] + DAY, one.last)
    return [replace(one, first=first, last=last) for first, last in spans if first <= last]


def _begun(over: Lived, one: Swap) -> list[Swap]:
    return [one] if any(over.has(leg.start, leg.end) for leg in one.handovers) else []


def _to_come(over: Lived, one: Swap) -> list[Swap]:
    return [] if _begun(over, one) else [one]


def _as_answered(then: Swap, live: Sequence[Swap]) -> Swap:
    """The same swap as its two agents have answered it since."""
    return next((one for one in live if one.unanswered == then.unanswered), then)


def _without(plan: TeamPlan, gone: Collection[str]) -> TeamPlan:
    """A planning less those who left: their places stay empty, their turns go."""
    for agent in gone:
        plan = plan_without(plan, agent)
    if not gone:
        return plan
    turns = (replace(one, agents=tuple(key for key in one.agents if key not in gone)) for one in plan.rotations)
    return replace(plan, rotations=tuple(one for one in turns if one.agents))
