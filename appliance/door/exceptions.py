"""A replacement, a swap or an absence put into the planning: refused where it changes nothing, asked about if need be.

Each of these functions is an edit of the settings as they are, for `settings.change`: Refused and its kin, ValueError.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.checks import check_change
from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.company.replacing import with_absence, with_override, without_absence, without_override
from appliance.company.swapping import answered, with_swap, with_swaps, withdrawn
from appliance.door.effects import is_in_vain, no_effect
from appliance.door.holes import Hole, filled, holes_of
from appliance.door.questions import SINCE_NOW, THERE_TOO, elsewhere, past, stranger, unanswered
from appliance.door.refusing import Asked, NoEffect, Question, Refused
from appliance.planning.team_plan import Absence, Override, Swap
from appliance.planning.wall_clock import wall_clock

DAY = timedelta(days=1)
OVER = "Ces heures sont faites : seul un responsable peut encore les changer, par un remplacement."
BEGUN = "Cet échange a commencé : seul un responsable peut encore le changer, par un remplacement."
LEAVE = "-"  # in the place of somebody who fills a hole: nobody does


def replacing(company: Company, team: str, override: Override, now: datetime, sure: Collection[str] = ()) -> Company:
    """One more replacement, addition or removal. NoEffect, Asked, ValueError.

    Answered « from now on », what is left of it is judged in its turn: it may be hours in which it changes nobody.
    """
    after = with_effect(company, team, override)
    early = past(company, team, override.start, override.end, now)
    others = elsewhere(company, team, override, now)
    unanswered([*early, *others.questions], sure)
    if any(question.given(sure) == SINCE_NOW for question in early):
        override = replace(override, start=now.replace(second=0, microsecond=0))
        after = with_effect(company, team, override)
    if any(question.given(sure) == THERE_TOO for question in others.questions):
        for other in others.teams:
            if not is_in_vain(company, other, override):
                after = with_override(after, other, override)
    return after


def with_effect(company: Company, team: str, override: Override) -> Company:
    """One more exception, which changes somebody. NoEffect, ValueError."""
    after = with_override(company, team, override)
    if is_in_vain(company, team, override):
        raise no_effect(company, team, override)
    return after


def swapping(
    company: Company,
    team: str,
    swap: Swap,
    now: datetime,
    sure: Collection[str] = (),
    *,
    may_rewrite: bool = False,
) -> Company:
    """One more swap, which the other has still to agree to; what it would be once agreed is judged at once.

    `may_rewrite`: asked by a manager, who may change hours that are over. NoEffect, Asked, Refused, ValueError.
    """
    if not may_rewrite:
        none_over(swap, now)
    after = with_swap(company, team, swap)
    not_in_vain(company, team, swap)
    first = swap.handovers[0]
    early = past_of(company, team, swap, now) if may_rewrite else []
    others = elsewhere(company, team, Override(first.start, first.end, first.giver, first.taker), now)
    unanswered([*stranger(company, team, swap.taker), *early, *others.questions], sure)
    if any(question.given(sure) == THERE_TOO for question in others.questions):
        for other in others.teams:
            after = with_swap(after, other, swap)
    agreed = with_swap(company, team, replace(swap, agreed=frozenset({swap.giver, swap.taker})))
    if errors := check_change(company, agreed, now, days_to(first.end, now))[0]:
        raise Refused([str(one) for one in errors])
    return after


def answering(company: Company, team: str, swap: Swap, agent: str, now: datetime, *, agrees: bool) -> Company:
    """A swap agreed to, refused, or undone by one of its two agents, who change no hour that is over.

    Agreed to while its hours run, it counts from this minute on. One that counts is undone with both, before it
    begins: not agreeing asks for it, or consents to it; agreeing keeps it. NoEffect, Refused, ValueError.
    """
    if swap.counts:
        if not agrees and any(leg.start <= now for leg in swap.handovers):
            raise Refused(BEGUN)
        return withdrawn(company, team, swap, agent, undoes=not agrees)
    if not agrees or not swap.agreed | {agent} >= {swap.giver, swap.taker}:
        return answered(company, team, swap, agent, agrees=agrees)
    none_over(swap, now)
    left = from_now(swap, now)
    swaps = company.teams[team].plan.swaps
    company = with_swaps(company, company.teams[team], tuple(left if one == swap else one for one in swaps))
    not_in_vain(company, team, left)
    return answered(company, team, left, agent, agrees=True)


def settling(
    company: Company, team: str, swap: Swap, agent: str, now: datetime, *, agrees: bool, sure: Collection[str] = ()
) -> Company:
    """A swap answered for one of its agents by whoever manages. One that would now change nothing is refused.

    Hours that are over are asked about. NoEffect, Asked, ValueError.
    """
    after = answered(company, team, swap, agent, agrees=agrees)
    counted = not agrees and swap.counts
    if (agrees and swap.agreed | {agent} >= {swap.giver, swap.taker}) or counted:
        if not counted:
            not_in_vain(company, team, swap)
        unanswered(past_of(company, team, swap, now), sure)
    return after


def not_in_vain(company: Company, team: str, swap: Swap) -> None:
    """NoEffect where one of its places is not the giver's."""
    for leg in swap.handovers:
        given = Override(leg.start, leg.end, removes=leg.giver, adds=leg.taker)
        if is_in_vain(company, team, given):
            raise no_effect(company, team, given)


def past_of(company: Company, team: str, swap: Swap, now: datetime) -> list[Question]:
    """What is to be asked of the hours of a swap that are over."""
    return [one for leg in swap.handovers for one in past(company, team, leg.start, leg.end, now, may_clip=False)]


def none_over(swap: Swap, now: datetime) -> None:
    """Refused where hours of a swap are all over: they are a manager's to change."""
    if any(leg.end <= now for leg in swap.handovers):
        raise Refused(OVER)


def from_now(swap: Swap, now: datetime) -> Swap:
    """What is left of a swap whose hours have begun."""
    minute = now.replace(second=0, microsecond=0)
    back = swap.back_start and max(swap.back_start, minute)
    return replace(swap, start=max(swap.start, minute), back_start=back)


def not_replacing(
    company: Company, team: str, override: Override, now: datetime, sure: Collection[str] = ()
) -> Company:
    """Less a replacement; hours that are over are asked about. Asked."""
    unanswered(past(company, team, override.start, override.end, now, may_clip=False), sure)
    return without_override(company, team, override)


def present_again(company: Company, absence: Absence, now: datetime, sure: Collection[str] = ()) -> Company:
    """Less an absence and, from now on, what filled its holes; days that are over are asked about. Asked."""
    unanswered(past_days(company, absence, now), sure)
    return without_absence(company, absence, now)


def past_days(company: Company, absence: Absence, now: datetime) -> list[Question]:
    """Of an absence that began before today."""
    zone = ZoneInfo(company.timezone)
    if absence.first >= wall_clock(now, company.timezone).date():
        return []
    start, end = (datetime.combine(day, time(), zone) for day in (absence.first, absence.last + DAY))
    return past(company, None, start, end, now, may_clip=False)


def absent(
    company: Company, absence: Absence, now: datetime, sure: Collection[str] = (), by: Mapping[str, str] | None = None
) -> Company:
    """One more absence, its holes filled. `by`: who takes the place in each team, or LEAVE. HoleAsked, Asked.

    What is left empty is judged with the rest: where no last resort answers, it is refused.
    """
    after = with_absence(company, absence)
    if after == company:
        raise NoEffect("Cette absence est déjà notée.", None)
    unanswered(past_days(company, absence, now), sure)
    holes = holes_of(company, after, absence, now)
    missing = [hole for hole in holes if hole.team not in (by or {})]
    if missing:
        raise HoleAsked(company, absence, holes)
    for hole in holes:
        if (by or {})[hole.team] != LEAVE:
            after = filled(after, hole, absence.agent, (by or {})[hole.team])
    return after


def replaced(before: Company, after: Company, by: str, now: datetime) -> Company:
    """The settings after some absences, their holes filled by one agent. ValueError."""
    new = {one for team in after.teams.values() for one in team.plan.absences}
    new -= {one for team in before.teams.values() for one in team.plan.absences}
    holes = [
        (hole, one) for one in sorted(new, key=lambda one: one.first) for hole in holes_of(before, after, one, now)
    ]
    for hole, absence in holes:
        after = filled(after, hole, absence.agent, by)
    return after


def holes_of_absence(company: Company, absence: Absence, now: datetime) -> list[Hole]:
    """Those that it makes, or would make; none where it cannot be."""
    try:
        return holes_of(company, with_absence(company, absence), absence, now)
    except ValueError:
        return []


class HoleAsked(Asked):
    """The holes that an absence makes, to be filled or left."""

    def __init__(self, company: Company, absence: Absence, holes: list[Hole]) -> None:
        name = agent_name(company, absence.agent)
        super().__init__([Question(f"Sans {name}, {hole.words} : qui l'y remplace ?", ()) for hole in holes])
        self.holes = holes


def days_to(end: datetime, now: datetime) -> int:
    """The days that a check has to look at."""
    return min(400, max(14, (end - now) // DAY + 1))
