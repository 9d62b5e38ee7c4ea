"""The rule of the rota once more, minute by minute and without haste, to hold the product against."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def reading(moment, zone):
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def minute_of_day(clock):
    return clock.hour * 60 + clock.minute


def in_window(window, local):
    """Walks the window from each day on which it may have begun."""
    return begun_in(window, local) is not None


def begun_in(window, local):
    """The day on which the window that holds this reading began, or None."""
    now = local.toordinal() * 1440 + minute_of_day(local)
    length = (minute_of_day(window.end) - minute_of_day(window.start)) % 1440 or 1440
    for begun in (local.date(), local.date() - timedelta(days=1)):
        first = begun.toordinal() * 1440 + minute_of_day(window.start)
        if begun.weekday() in window.days and first <= now < first + length:
            return begun
    return None


def shift_is_over(shift, local):
    """After its last window would have ended."""
    if shift.last is None:
        return False
    length = (minute_of_day(shift.window.end) - minute_of_day(shift.window.start)) % 1440 or 1440
    end = shift.last.toordinal() * 1440 + minute_of_day(shift.window.start) + length
    return local.toordinal() * 1440 + minute_of_day(local) >= end


def whose_turn(rotation, local):
    handover = datetime.combine(rotation.start, rotation.handover_time)
    while rotation.handover_day is not None and handover.weekday() != rotation.handover_day:
        handover += timedelta(days=1)
    if local < handover:
        return None
    turn = 0
    while local >= handover + timedelta(days=rotation.every_days):
        handover += timedelta(days=rotation.every_days)
        turn += 1
    return rotation.agents[turn % len(rotation.agents)]


def levels_of(plan):
    return {agent: level for level, agents in reversed(list(enumerate(plan.levels, 1))) for agent in agents}


def who(plan, moment):
    """{agent: level} on call at this moment."""
    local, usual, found, current = reading(moment, plan.timezone), levels_of(plan), [], plan
    for former in reversed(plan.former):
        if moment < former.until:
            current = former
    then = levels_of(current)
    if not current.rotations and all(shift_is_over(shift, local) for shift in current.shifts):
        found = list(then.items())
    for shift in current.shifts:
        begun = begun_in(shift.window, local)
        if begun and (shift.first is None or shift.first <= begun) and (shift.last is None or begun <= shift.last):
            found.append((shift.agent, shift.level or then.get(shift.agent, 1)))
    for rotation in current.rotations:
        agent = whose_turn(rotation, local)
        if agent is not None and in_window(rotation.window, local):
            found.append((agent, rotation.level or then.get(agent, 1)))
    for swap in plan.swaps:
        if swap.refused is not None or not (swap.giver in swap.agreed and swap.taker in swap.agreed):
            continue
        if swap.start <= moment < swap.end:
            found = [(swap.taker if who == swap.giver else who, at) for who, at in found]
        if swap.back_start is not None and swap.back_start <= moment < swap.back_end:
            found = [(swap.giver if who == swap.taker else who, at) for who, at in found]
    for override in plan.overrides:
        if not override.start <= moment < override.end:
            continue
        if override.removes is None:
            found.append((override.adds, override.level or usual.get(override.adds, 1)))
        elif override.adds is None:
            found = [pair for pair in found if pair[0] != override.removes]
        else:
            found = [
                (override.adds, override.level or at) if who == override.removes else (who, at) for who, at in found
            ]
    for absence in plan.absences:
        if absence.first <= local.date() <= absence.last:
            found = [pair for pair in found if pair[0] != absence.agent]
    for departure in plan.departures:
        if local.date() > departure.last:
            found = [pair for pair in found if pair[0] != departure.agent]
    lowest = {}
    for agent, level in found:
        lowest[agent] = min(level, lowest.get(agent, level))
    return lowest


def minutes(start, end):
    moment = start.astimezone(UTC)
    while moment < end:
        yield moment
        moment += MINUTE
