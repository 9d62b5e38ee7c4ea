"""A publication told again to those who have not said that they read it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from peewee import Database

from appliance.company.model import Company
from appliance.notify.letters import reminder_message
from appliance.notify.mail import MailChannel
from appliance.notify.publishing import Publisher
from appliance.store.accounts.audit import note
from appliance.store.outbox.queue import queue_deliveries
from appliance.store.publications.publications import Addressee, publishing, read_publication, renew_link
from appliance.store.secrets import new_secret

Record = dict[str, Any]


def remind(database: Database, company: Company, number: int, by: Publisher, *, noted_at: datetime) -> list[str]:
    """Mail a new link to each who has not acknowledged, which replaces theirs; their names. Raises StoreError.

    Who has left the company, or whom no mail reaches, is told nothing. `noted_at` (UTC): on the machine's clock.
    """
    with publishing(database):
        publication = read_publication(database, number)
        told = [] if publication is None else list(_late(company, publication))
        if publication is None or not told:
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


def _late(company: Company, publication: Record) -> list[Addressee]:
    """Those to tell again, with a new secret each."""
    waited = [one["agent_id"] for one in publication["addressees"] if one["acknowledged_at"] is None]
    known = [company.agents[agent] for agent in waited if agent in company.agents]
    return [Addressee(one.id, one.name, one.mail, new_secret()) for one in known if MailChannel.reaches(one.mail)]
