"""After a call, what its agent tells: where the intervention stands, the time it took, a note; page and telephone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import Database

from appliance.calls.accounting import last_resorts
from appliance.company.model import Company
from appliance.company.names import of_name
from appliance.planning.quantities import spent_text
from appliance.planning.statement import Addition
from appliance.store.accounts.audit import note as audited
from appliance.store.database import writing
from appliance.store.errors import StoreError
from appliance.store.statements.done import State, say_done
from appliance.store.statements.done_words import STATES
from appliance.store.statements.interventions import add

NOTHING = "Dites où en est l'intervention, donnez un temps, ou écrivez une note."


@dataclass(frozen=True)
class AfterCall:
    """Each may be left as it is, not all of them. `after`: work once the call was over; `travel`: there and back."""

    state: State | None = None
    note: str = ""
    after: timedelta = timedelta(0)
    travel: timedelta = timedelta(0)


def tell_of_call(
    database: Database,
    company: Company,
    agent: str,
    call: str,
    told: AfterCall,
    *,
    by: str,
    at: datetime,
    real: datetime,
) -> Addition | None:
    """Write it whole, times in the statement and in the journal of changes. StoreError, in French.

    What was added to the statement, if anything was. `at`: by the company's clock; `real`: by the machine's, UTC.
    """
    if told == AfterCall():
        raise StoreError(NOTHING)
    facts: dict[str, Any] = {"at": at, "by": by, "last_resorts": last_resorts(company)}
    added = None
    with writing(database):
        if told.note or told.state:
            say_done(database, agent, call, state=told.state, note=told.note, **facts)
        if told.after or told.travel:
            kind = STATES[told.state] if told.state else ""
            facts |= {"after": told.after, "travel": told.travel}
            added = add(database, agent, call=call, starts=None, note=kind, **facts)
            text = spent_text(told.after, told.travel)
            act = f"Relevé {of_name(company.agents[agent].name)} : travail ajouté"
            audited(database, by, act, [text], at=real)
    return added
