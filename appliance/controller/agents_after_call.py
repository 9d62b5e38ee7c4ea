"""The calls that an agent has taken and tells of by telephone, as their page has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from appliance.calls.accounting import last_resorts
from appliance.calls.agents_desk import TakenCall, WorkTold
from appliance.calls.customers import known_caller
from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.disclosure import Asker, Sight
from appliance.disclosure.journal import read_call
from appliance.store.customers.answers import KnownCustomers
from appliance.store.statements.after_call import AfterCall, tell_of_call
from appliance.store.statements.done import State
from appliance.store.statements.untold import untold_calls

RECENT = timedelta(days=7)  # as « Mes astreintes » has them
MOST = 5
STATES = {True: State.CLOSED, False: State.TO_RETURN, None: None}


class AgentsAfterCall:
    """All methods may raise StoreError."""

    def __init__(self, database: Any, company: Company, agent: str) -> None:
        self._database, self._company, self._agent = database, company, agent
        self._sight = Sight(Asker.AGENT, company, agent)

    def list(self, now: datetime) -> list[TakenCall]:
        """The last one first."""
        resorts = last_resorts(self._company)
        found = untold_calls(self._database, self._agent, now - RECENT, resorts, MOST)
        records = [read_call(self._database, self._sight, call) for call in found]
        return [self._taken(one) for one in records if one is not None]

    def tell(self, call: TakenCall, told: WorkTold, now: datetime) -> None:
        """Written in their own name."""
        work = AfterCall(STATES[told.closed], "", timedelta(minutes=told.after), timedelta(minutes=told.travel))
        by = f"{agent_name(self._company, self._agent)} (téléphone)"
        times = {"at": now, "real": datetime.now(UTC)}
        tell_of_call(self._database, self._company, self._agent, call.call, work, by=by, **times)

    def _taken(self, record: dict[str, Any]) -> TakenCall:
        number, order = record["caller"], record["order"]
        customer = known_caller(KnownCustomers(self._database), number, order)
        return TakenCall(
            call=record["id"],
            at=datetime.fromisoformat(record["started_at"]),
            line=record["line"] or "",
            line_name=record["line_name"],
            caller=number,
            order=order,
            customer=customer.name or None if customer is not None else None,
        )
