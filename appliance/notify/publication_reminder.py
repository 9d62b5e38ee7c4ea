"""A publication told again to those who have not said that they read it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from peewee import Database

from appliance.company.model import Company
from appliance.notify.letters import reminder_message
from appliance.notify.mail import MailChannel
from appliance.notify.publishing import Publisher
from appliance.planning.wall_clock import wall_clock
from appliance.store.accounts.audit import note
from appliance.store.outbox.queue import list_deliveries, queue_deliveries
from appliance.store.publications.publications import (
    Addressee,
    list_publications,
    publishing,
    read_publication,
    renew_link,
)
from appliance.store.secrets import new_secret

Record = dict[str, Any]


@dataclass(frozen=True)
class Unread:
    """A publication, and the identifiers of those who have not said that they read it."""

    publication: Record
    agents: tuple[str, ...]


def remind(database: Database, company: Company, number: int, by: Publisher, *, noted_at: datetime) -> list[str]:
    """Mail a new link to each who has not acknowledged, which replaces theirs; their names. Raises StoreError.

    Who has left the company, whom no mail reaches, or whom one of it still waits to reach, is told nothing.
    `noted_at` (UTC): on the machine's clock.
    """
    with publishing(database):
        publication = read_publication(database, number)
        if publication is None or not (told := _told(database, company, publication, by.moment)):
            return []
        keyed = {**publication, "key": uuid.uuid4().hex[:12]}
        letters = [(reminder_message(keyed, one, company.name, by.public_url, by.moment), one.mail) for one in told]
        for one in told:
            renew_link(database, number, one)
        queue_deliveries(
            database, [MailChannel.rendered(letter, mail) for letter, mail in letters if mail], datetime.now(UTC)
        )
        names = [one.name for one in told]
        note(database, by.name, f"Publication {number} : rappelée", names, at=noted_at)
    return names


def waited_for(publication: Record, others: Sequence[Record], moment: datetime) -> list[str]:
    """Who has not acknowledged it, by identifier; nobody once its days are over. `others`: those of its line, if later.

    Whom a later publication of some of its days tells otherwise is waited for by that one. `moment`: UTC.
    """
    if publication["last_day"] < wall_clock(moment, publication["timezone"]).date():
        return []
    later = [one for one in others if one["number"] > publication["number"] and _share_days(one, publication)]
    again = {one["agent_id"] for other in later for one in other["addressees"]}
    silent = [one["agent_id"] for one in publication["addressees"] if one["acknowledged_at"] is None]
    return [agent for agent in silent if agent not in again]


def unread_of(database: Database, company: Company, moment: datetime, agent: str | None = None) -> list[Unread]:
    """The publications that people of the company have still to read, the latest first. Raises StoreError.

    Of lines that are no more, none. `moment`: UTC; `agent`: those that this one has.
    """
    by_line: dict[str, list[Record]] = defaultdict(list)
    every = [one for one in list_publications(database) if one["line_id"] in company.lines]
    for one in every:
        by_line[one["line_id"]].append(one)
    waited = [(one, waited_for(one, by_line[one["line_id"]], moment)) for one in every]
    known = [(one, [who for who in some if who in company.agents and agent in (None, who)]) for one, some in waited]
    return [Unread(one, tuple(some)) for one, some in known if some]


def _share_days(one: Record, other: Record) -> bool:
    return bool(one["first_day"] <= other["last_day"] and other["first_day"] <= one["last_day"])


def _told(database: Database, company: Company, publication: Record, moment: datetime) -> list[Addressee]:
    """Those to tell again, with a new secret each."""
    waited = waited_for(publication, list_publications(database, publication["line_id"]), moment)
    unsent = list_deliveries(database, unsent_only=True, message_id=f"<publication-{publication['number']}-")
    on_their_way = {one["recipient"] for one in unsent}
    known = [company.agents[agent] for agent in waited if agent in company.agents]
    return [
        Addressee(one.id, one.name, one.mail, new_secret())
        for one in known
        if MailChannel.reaches(one.mail) and one.mail not in on_their_way
    ]
