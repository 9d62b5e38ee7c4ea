"""Coming duties recalled, the evening before, to each agent who wishes it: as the planning says then, swaps included.

What a duty is told by is its name in the outbox: two boxes, or one that starts again, tell it once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from peewee import Database

from appliance.company.model import Agent, Company, TellOf
from appliance.company.present import company_at
from appliance.notify.addressing import rendered_for
from appliance.notify.message import Message, one_line
from appliance.notify.words import moment_text, shift_text
from appliance.planning.publication import PlannedShift, planned_shifts
from appliance.planning.wall_clock import instants, wall_clock
from appliance.store.outbox.queue import NewDelivery, queue_deliveries, unknown_ones
from appliance.store.settings.snapshot import load_company

DUTY = "duty"  # kind, in the outbox
BEHIND = timedelta(hours=1)  # what goes on since then has begun
AHEAD = timedelta(days=2)  # the longest from an evening to the end of the day after
LONGEST = timedelta(days=8)  # of a duty: where it ends later, when is not said, and does not tell it from another
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """`now` (UTC): the machine's clock; `offset`: of the company's. `public_url`: where the pages are found."""

    database: Database
    now: Callable[[], datetime]
    offset: timedelta = timedelta(0)
    public_url: str | None = None

    def tell_due(self) -> int:
        """Queue what is due to be recalled; how many messages were. StoreError."""
        company = load_company(self.database)
        if company is None:
            return 0
        moment = self.now() + self.offset
        company = company_at(company, moment)
        due = [one for duty in due_duties(company, moment) for one in self._deliveries(company, duty)]
        new = unknown_ones(self.database, due)
        if new:
            queue_deliveries(self.database, new, self.now())
        return len(new)

    def _deliveries(self, company: Company, duty: Sequence[PlannedShift]) -> list[NewDelivery]:
        agent = company.agents[duty[0].agent]
        key = hashlib.sha256(repr(sorted(map(repr, duty))).encode()).hexdigest()[:32]
        return rendered_for(agent, self._message(company, agent, duty, f"{DUTY}-{key}"), DUTY)

    def _where(self) -> list[str]:
        return [
            f"Toutes vos astreintes, et un échange si vous ne pouvez pas :\n{self.public_url}/moi",
            f"Pour que la ligne sonne en « ne pas déranger », fiche contact et essai :\n{self.public_url}/moi/essai",
        ]

    def _message(self, company: Company, agent: Agent, duty: Sequence[PlannedShift], key: str) -> Message:
        zone = company.teams[duty[0].team].plan.timezone
        begins = moment_text(duty[0].start, zone)
        lines = [_words(company, shift) for shift in duty]
        hours = "\n".join(f"- {one}" for one in lines)
        parts = [f"Bonjour {one_line(agent.name)},", f"Vous serez d'astreinte :\n{hours}"]
        parts += self._where() if self.public_url else []
        link = f" {self.public_url}/moi" if self.public_url else ""
        return Message(
            key=key,
            to=agent.name,
            subject=f"Rappel : vous serez d'astreinte {begins}",
            about=f"rappel d'astreinte, {one_line(agent.name)}",
            text="\n\n".join([*parts, one_line(company.name)]) + "\n",
            made_at=self.now(),
            brief=f"Rappel : vous serez d'astreinte {' ; '.join(lines)}.{link}",
        )


def due_duties(company: Company, moment: datetime) -> list[list[PlannedShift]]:
    """Those that begin the day after, from that hour of the evening on: of one agent, at the same hours, together."""
    wishing = {agent.id for agent in company.agents.values() if TellOf.DUTIES in agent.told_of}
    plans = {team.id: team.plan for team in company.teams.values()} if wishing else {}
    found: dict[tuple[str, datetime, datetime], list[PlannedShift]] = {}
    for shift in planned_shifts(plans, moment - BEHIND, moment + AHEAD + LONGEST):
        zone = company.teams[shift.team].plan.timezone
        if shift.agent in wishing and shift.start > moment >= reminded_at(shift.start, company.remind_at, zone):
            duty = replace(shift, end=min(shift.end, shift.start + LONGEST))
            found.setdefault((duty.agent, duty.start, duty.end), []).append(duty)
    return list(found.values())


def reminded_at(start: datetime, at: time, timezone: str) -> datetime:
    """That hour of the day before (aware), on the clock of the team."""
    day = wall_clock(start, timezone).date() - DAY
    return min(instants(datetime.combine(day, at), timezone))


def _words(company: Company, shift: PlannedShift) -> str:
    team = company.teams[shift.team]
    if shift.end < shift.start + LONGEST:
        return shift_text(shift.start, shift.end, team.plan.timezone, shift.level, one_line(team.name))
    return f"à partir du {moment_text(shift.start, team.plan.timezone)}, niveau {shift.level} ({one_line(team.name)})"
