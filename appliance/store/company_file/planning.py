"""The planning of a company file: shifts, rotations, swaps, overrides, absences. The levels are read elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Absence, Departure, Override, Rotation, Shift, TeamPlan
from appliance.store.company_file import scalars
from appliance.store.company_file.context import Context
from appliance.store.company_file.nodes import Fields, Value
from appliance.store.company_file.spans import SOME_DAY, read_day_range, read_moments
from appliance.store.company_file.swaps import read_swaps

ALL_DAYS = frozenset(range(7))
MIDNIGHT = time(0)
LEVEL = scalars.whole(1, 9)
PARTS = ("shifts", "rotations", "swaps", "overrides", "absences")


def read_plannings(
    values: list[Value], context: Context, departures: tuple[Departure, ...] = ()
) -> dict[str, TeamPlan]:
    """The planning of each team of the company; an absence, wherever it is written, counts in all of them."""
    plans: dict[str, TeamPlan] = {}
    for value in values:
        fields = value.fields(required=("team",), optional=PARTS)
        team = context.team(fields, "team")
        if team in plans:
            fields.found["team"].refuse(f"Le planning de « {team} » est déjà plus haut : réunissez les deux.")
        elif team:
            plans[team] = _plan(fields, context)
    absences = tuple(absence for plan in plans.values() for absence in plan.absences)
    everyone = plans | {team: TeamPlan((), context.timezone) for team in context.teams if team not in plans}
    return {team: replace(plan, absences=absences, departures=departures) for team, plan in everyone.items()}


def _plan(fields: Fields, context: Context) -> TeamPlan:
    return TeamPlan(
        levels=(),
        timezone=context.timezone,
        shifts=tuple(_shift(item, context) for item in fields.items("shifts")),
        rotations=tuple(_rotation(item, context) for item in fields.items("rotations")),
        swaps=read_swaps(fields.items("swaps"), context),
        overrides=tuple(_override(item, context) for item in fields.items("overrides")),
        absences=tuple(_absence(item, context) for item in fields.items("absences")),
    )


def _window(fields: Fields) -> WeeklyWindow:
    start, end = fields.read("hours", scalars.hours, (MIDNIGHT, MIDNIGHT))
    return WeeklyWindow(read_days(fields), start, end)


def read_days(fields: Fields) -> frozenset[int]:
    """The days of the week, in a line of text or a list; all of them where nothing is said."""
    if "days" not in fields:
        return ALL_DAYS
    return frozenset().union(*(item.read(scalars.weekdays, ALL_DAYS) for item in fields.found["days"].one_or_more()))


def _shift(value: Value, context: Context) -> Shift:
    fields = value.fields(required=("agent",), optional=("days", "hours", "level", "from", "until"))
    first, last = (fields.read(name, scalars.day, None) for name in ("from", "until"))
    if first and last and last < first:
        fields.found["until"].refuse("Le dernier jour (until) est avant le premier (from) : corrigez l'un des deux.")
    return Shift(context.agent(fields), _window(fields), fields.read("level", LEVEL, None), first, last)


def _rotation(value: Value, context: Context) -> Rotation:
    optional = ("name", "handover", "days", "hours", "level")
    fields = value.fields(required=("agents", "every", "from"), optional=optional)
    known = scalars.known(context.agents, "L'intervenant")
    usual: tuple[int | None, time] = (None, MIDNIGHT)
    weekday, at = fields.read("handover", scalars.handover, usual)
    return Rotation(
        agents=tuple(item.read(known, "") for item in fields.items("agents")),
        every_days=fields.read("every", scalars.every, 7),
        handover_day=weekday,
        handover_time=at,
        start=fields.read("from", scalars.day, SOME_DAY),
        window=_window(fields),
        level=fields.read("level", LEVEL, None),
        name=fields.read("name", scalars.name, None),
    )


def _override(value: Value, context: Context) -> Override:
    fields = value.fields(required=("from", "to"), optional=("replace", "by", "remove", "add", "level", "fills"))
    given = {name for name in ("replace", "by", "remove", "add") if name in fields}
    if given not in ({"replace", "by"}, {"remove"}, {"add"}):
        value.refuse("Un remplacement dit ou bien replace et by, ou bien remove, ou bien add.")
    if given == {"remove"} and "level" in fields:
        fields.found["level"].refuse("Un retrait n'a pas de niveau : ôtez level.")
    removed = context.agent(fields, "replace" if "replace" in fields else "remove")
    added = context.agent(fields, "by" if "by" in fields else "add")
    if removed and removed == added:
        fields.found["by"].refuse(f"« {removed} » ne peut pas se remplacer : nommez un autre intervenant.")
    fills = fields.read("fills", scalars.boolean, False)
    if fills and given != {"replace", "by"}:
        fields.found["fills"].refuse("Seul un remplacement comble une absence : ôtez fills.")
    start, end = read_moments(fields, context.timezone, "du remplacement")
    return Override(start, end, removed or None, added or None, fields.read("level", LEVEL, None), fills)


def _absence(value: Value, context: Context) -> Absence:
    fields = value.fields(required=("agent", "from"), optional=("to", "reason"))
    first, last = read_day_range(fields)
    return Absence(context.agent(fields), first, last, fields.read("reason", scalars.reason, ""))
