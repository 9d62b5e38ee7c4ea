"""Machines that have not called for longer than they should: told once an absence, to who is responsible.

What an absence is known by is the last call before it: two boxes, or one that starts again, tell it once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import Database

from appliance.company.machines import MachineCaller
from appliance.company.model import Company
from appliance.notify.alarms import Alarm, to_responsible
from appliance.notify.message import one_line
from appliance.planning.moments import long_moment
from appliance.store.journal.machine_calls import last_calls
from appliance.store.outbox.queue import NewDelivery, queue_deliveries, unknown_ones
from appliance.store.settings.snapshot import load_company, saved_at

KIND = "machine"  # in the outbox
LOOK = (
    "Un appareil qui n'appelle plus est peut-être en panne, débranché, ou sa ligne coupée : faites-le essayer, et "
    "prévenez qui l'entretient. Son prochain appel remet le compte à zéro."
)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MachineSilence:
    """`now` (UTC): the machine's clock; `offset`: of the company's. `named`: addresses of the machine's file."""

    database: Database
    named: tuple[str, ...]
    now: Callable[[], datetime]
    offset: timedelta = timedelta(0)

    def tell_due(self) -> int:
        """Queue what is to be told of absences; how many messages were. StoreError."""
        company = load_company(self.database)
        watched = [one for one in company.machines if one.test_every] if company is not None else []
        if company is None or not watched:
            return 0
        since = last_calls(self.database, [one.number for one in watched])
        settled = saved_at(self.database) or self.now()
        due = [found for one in watched for found in self._due(company, one, since.get(one.number), settled)]
        new = unknown_ones(self.database, due)
        if new:
            log.error("a machine has not called for longer than it should: %d messages", len(new))
            queue_deliveries(self.database, new, self.now())
        return len(new)

    def _due(
        self, company: Company, machine: MachineCaller, last: datetime | None, settled: datetime
    ) -> list[NewDelivery]:
        """`settled`: when the settings were saved, from which one that never called is waited for."""
        moment = self.now() + self.offset
        if moment - (last or settled + self.offset) < timedelta(hours=machine.test_every):
            return []
        key = f"machine-{machine.number}-{last.isoformat() if last else 'never'}"
        subject = f"Aucun appel : {one_line(machine.name)}"
        since = f"depuis le {long_moment(last, company.timezone)}" if last else "depuis qu'il est attendu"
        hours = f"{machine.test_every} heure{'s' if machine.test_every > 1 else ''}"
        named = [*self.named, *company.responsible]
        said = f"{one_line(machine.name)} n'a pas appelé {since}. Un appel est attendu toutes les {hours}."
        return to_responsible(company, named, Alarm(KIND, key, subject, said, (said, LOOK)), self.now())
