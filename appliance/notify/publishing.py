"""A line's planning published: frozen, compared with the version before, and sent to those whom it concerns."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from peewee import Database

from appliance.company.model import Company, Line
from appliance.company.names import agent_names, team_names
from appliance.company.routes import teams_reached
from appliance.notify.letters import publication_message
from appliance.notify.mail import MailChannel
from appliance.planning.publication import Notice, PlannedShift, Succession, notice_of, planned_shifts, succession
from appliance.planning.wall_clock import instants
from appliance.store.outbox.queue import queue_deliveries
from appliance.store.publications.publications import (
    Addressee,
    NewPublication,
    entries_of,
    publishing,
    read_publication,
    write_publication,
)
from appliance.store.secrets import new_secret

Record = dict[str, Any]


@dataclass(frozen=True)
class Proposal:
    """What a publication would freeze and change, were it made now."""

    shifts: tuple[PlannedShift, ...]
    succession: Succession
    first_change: datetime | None
    notice: Notice

    @property
    def concerned(self) -> list[str]:
        """The agents for whom something changes, each once."""
        return list(dict.fromkeys(change.agent for change in self.succession.changes))


@dataclass(frozen=True)
class Publisher:
    """Who publishes, when (UTC), and where the agents find the pages.

    `queued_at`: when the mails begin to wait, on the machine's clock; None: now.
    """

    name: str
    moment: datetime
    public_url: str | None = None
    queued_at: datetime | None = None


def propose(database: Database, company: Company, line: Line, first: date, last: date, moment: datetime) -> Proposal:
    """What publishing these days, both included, would freeze and change. Writes nothing. Raises StoreError."""
    start, end = period(line, first, last)
    shifts = planned_shifts(plans_of(company, line), start, end)
    change = succession(entries_of(database, line.id, start, end), shifts, start, end, new_uid)
    first_change = min((one.first_moment for one in change.changes), default=None)
    return Proposal(shifts, change, first_change, notice_of(moment, first_change, line.timezone))


def publish(
    database: Database, company: Company, line: Line, first: date, last: date, by: Publisher, reason: str | None
) -> Record:
    """Publish: the version, its addressees and their mails are written together, or nothing is. Raises StoreError.

    The publication is returned as `read_publication` gives it.
    """
    with publishing(database):
        made = propose(database, company, line, first, last, by.moment)
        addressees = [addressee(company, agent, made) for agent in made.concerned]
        number = write_publication(database, record_of(company, line, first, last, by, reason, made), addressees)
        publication = read_publication(database, number)
        assert publication is not None  # noqa: S101 - written just above
        keyed = {**publication, "key": uuid.uuid4().hex[:12]}
        mails = [
            MailChannel.rendered(
                publication_message(keyed, made.succession, one, company.name, by.public_url), one.mail
            )
            for one in addressees
            if one.mail is not None and MailChannel.reaches(one.mail)
        ]
        queue_deliveries(database, mails, by.queued_at or datetime.now(UTC))
    return publication


def record_of(
    company: Company, line: Line, first: date, last: date, by: Publisher, reason: str | None, made: Proposal
) -> NewPublication:
    """The version to be written, with the names of today."""
    return NewPublication(
        line_id=line.id,
        line_name=line.name,
        timezone=line.timezone,
        first_day=first,
        last_day=last,
        published_at=by.moment,
        published_by=by.name,
        shifts=made.shifts,
        succession=made.succession,
        first_change=made.first_change,
        notice=made.notice,
        reason=reason,
        agents=agent_names(company),
        teams=team_names(company),
    )


def addressee(company: Company, agent: str, made: Proposal) -> Addressee:
    """An agent to be told; one who has left the company's file is told nothing, but is kept in the version."""
    known = company.agents.get(agent)
    return Addressee(agent, known.name if known else agent, known.mail if known else None, new_secret())


def plans_of(company: Company, line: Line) -> dict[str, Any]:
    """The plannings of the teams that this line may call, whatever its period and the keys."""
    actions = [behaviour.action for behaviour in line.behaviours.values()]
    teams = dict.fromkeys(reached.team for action in actions for reached in teams_reached(company, line, action))
    return {team: company.teams[team].plan for team in teams}


def period(line: Line, first: date, last: date) -> tuple[datetime, datetime]:
    """From the first midnight to the one after the last day (UTC), on the clock of the line."""
    midnights = (datetime.combine(day, time()) for day in (first, last + timedelta(days=1)))
    start, end = (min(instants(midnight, line.timezone)) for midnight in midnights)
    return start, end


def new_uid() -> str:
    """A name that an entry keeps for ever in the agents' calendars."""
    return f"{uuid.uuid4()}@astreinte"
