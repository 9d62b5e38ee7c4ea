"""The company that the form of the first start says: one line, one team, its people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import TypeVar

from wtforms import Field

from appliance.company.faults import faults
from appliance.company.hours import in_week_order
from appliance.company.model import Agent, Behaviour, CallTeam, Company, Forward, Line, NumberRule, Team
from appliance.door import Refused
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.rotation_groups import Turns, rotations_of
from appliance.planning.team_plan import Rotation, TeamPlan
from appliance.store.company_file import scalars
from web.first_start.form import A_WEEK_EACH, OPEN_DAYS, FirstForm
from web.settings.field_text import needed, text_of
from web.settings.identifiers import new_identifier
from web.typed.hours import Window, read_hours

T = TypeVar("T")
COUNTRY, TIMEZONE = "FR", "Europe/Paris"
TEAM = LINE = "astreinte"
NAME = "Astreinte"
WEEK, MONDAY, EIGHT = 7, 0, time(8)


def typed_company(form: FirstForm, now: datetime) -> Company:
    """All of it; `now`: the week in which turns begin. Refused, with everything that cannot be."""
    reading = Reading()
    name, agents = reading.needed(form.company, scalars.name, ""), agents_of(form, reading)
    line = line_of(form, reading)
    plan = TeamPlan((tuple(agents),), TIMEZONE, rotations=turns_of(form, tuple(agents), now))
    company = Company(
        name=name,
        timezone=TIMEZONE,
        country=COUNTRY,
        holidays=COUNTRY,
        agents=agents,
        teams={TEAM: Team(TEAM, NAME, plan)},
        lines={LINE: line},
        neural_sentences=True,
    )
    if problems := reading.problems or [fault.sentence for fault in faults(company)]:
        raise Refused(list(dict.fromkeys(problems)))
    return company


class Reading:
    """Reads one field after the other; what is refused is kept in `problems`, so that a page tells all of it."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def maybe(self, field: Field, reader: Callable[[str], T], otherwise: T) -> T:
        """What a field says; `otherwise`: of nothing typed, and of what cannot be."""
        return self.needed(field, reader, otherwise) if text_of(field) else otherwise

    def needed(self, field: Field, reader: Callable[[str], T], otherwise: T) -> T:
        """What a field that may not be empty says; `otherwise`: of what cannot be."""
        try:
            return needed(field, reader)
        except Refused as error:
            self.problems += error.sentences
            return otherwise


def agents_of(form: FirstForm, reading: Reading) -> dict[str, Agent]:
    """The rows where a name or a telephone was written."""
    agents: dict[str, Agent] = {}
    for row in form.people:
        if text_of(row.form.name) or text_of(row.form.phone):
            name = reading.needed(row.form.name, scalars.name, "")
            phone = reading.needed(row.form.phone, scalars.ringable_phone(COUNTRY, ()), "")
            key = new_identifier(name, agents)
            agents[key] = Agent(key, name, (phone,), mail=reading.maybe(row.form.mail, scalars.mail, None))
    return agents


def turns_of(form: FirstForm, agents: tuple[str, ...], now: datetime) -> tuple[Rotation, ...]:
    """A week each, from this Monday on; none where all are on call."""
    if form.who.data != A_WEEK_EACH:
        return ()
    monday = now.date() - timedelta(days=now.weekday())
    return rotations_of(Turns(agents, WEEK, MONDAY, EIGHT, monday))


def line_of(form: FirstForm, reading: Reading) -> Line:
    """The line: closed, it calls the team; open, the office where there is one."""
    hours: tuple[Window, ...] = reading.maybe(form.hours, read_hours, ()) if form.days.data else ()
    office = reading.maybe(form.office, scalars.ringable_phone(COUNTRY, ()), None) if hours else None
    number = reading.needed(form.number, scalars.phone(COUNTRY), "")
    days = frozenset(OPEN_DAYS[form.days.data])
    return Line(
        id=LINE,
        name=NAME,
        numbers=(number,),
        timezone=TIMEZONE,
        behaviours=behaviours_of(reading.maybe(form.announcement, scalars.spoken, None), office),
        opening_hours=in_week_order({WeeklyWindow(days, start, end) for start, end in hours}),
        default=True,
        order_rule=NumberRule(ask=bool(form.order.data)),
        around_the_clock=not hours,
    )


def behaviours_of(announcement: str | None, office: str | None) -> Mapping[Period, Behaviour]:
    """What the line does in each period; `office`: who is rung while it is open, if not the team."""
    usual = Behaviour(announcement, CallTeam(TEAM))
    during = {Period.OPEN: Behaviour(None, Forward((office,)))} if office else {}
    return dict.fromkeys(Period, usual) | during
