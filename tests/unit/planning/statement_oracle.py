"""A statement once more, minute by minute and without haste, to hold the product against."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.planning.rota_oracle import minutes, reading, who

MINUTE = timedelta(minutes=1)


def kind(moment, zone, rule, holidays):
    """The first kind of the company's order that this minute has."""
    local = reading(moment, zone)
    day, clock = local.date(), local.hour * 60 + local.minute

    def in_hours(hours, begins_on):
        start, end = (at.hour * 60 + at.minute for at in hours)
        length = (end - start) % 1440 or 1440
        return any(begins_on(day - timedelta(days=ago)) and 0 <= clock + 1440 * ago - start < length for ago in (0, 1))

    tests = {
        "night": lambda: in_hours(rule.night, lambda _: True),
        "saturday": lambda: in_hours(rule.saturday, lambda at: at.isoweekday() == 6),
        "sunday": lambda: in_hours(rule.sunday, lambda at: at.isoweekday() == 7),
        "holiday": lambda: in_hours(rule.holiday, lambda at: bool(holidays.name_of(at))),
    }
    return next((name.value for name in rule.precedence if tests[name.value]()), "day")


def on_call(plans, agent, start, end, zone, rule, holidays):
    """Minutes of each kind with the agent on call for at least one team."""
    sums = {}
    for moment in minutes(start, end):
        if any(agent in who(plan, moment) for plan in plans):
            name = kind(moment, zone, rule, holidays)
            sums[name] = sums.get(name, 0) + 1
    return sums


def worked(spans, start, end, zone, rule, holidays):
    """Minutes of each kind inside at least one span; the spans are of whole minutes."""
    sums = {}
    for moment in minutes(start, end):
        if any(here <= moment < there for here, there in spans):
            name = kind(moment, zone, rule, holidays)
            sums[name] = sums.get(name, 0) + 1
    return sums
