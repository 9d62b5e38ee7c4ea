"""The callbacks promised to callers as an agent has them by telephone: those of their own lines, and no other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from appliance.calls.agents_desk import LeftCallback, Problem, Why
from appliance.calls.customers import known_caller
from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.company.own_lines import is_own_line, own_lines
from appliance.disclosure import Asker, Sight
from appliance.disclosure.journal import open_callbacks
from appliance.store.callbacks.listing import OpenCallback
from appliance.store.callbacks.queue import ClaimedCallback, close_by_hand, take_this
from appliance.store.customers.answers import KnownCustomers

OVER, TAKEN = Problem(Why.CALLBACK_OVER), Problem(Why.CALLBACK_TAKEN)


class AgentsCallbacks:
    """All methods may raise StoreError."""

    def __init__(self, database: Any, company: Company, agent: str) -> None:
        self._database, self._company, self._agent = database, company, agent
        self._sight = Sight(Asker.AGENT, company, agent)

    def list(self, now: datetime) -> list[LeftCallback]:
        """Those still to be kept, the oldest first. Who waits for the end of an incident is told by the box itself."""
        lines = {one.id for one in own_lines(self._company, self._agent, self._today(now))}
        found = open_callbacks(self._database, self._sight, lines=lines)
        return [self._left(one) for one in found if one.awaits is None]

    def begin(self, callback: LeftCallback, now: datetime) -> ClaimedCallback | None:
        """Have it for as long as the caller is rung; None: somebody else has, or it is over."""
        return take_this(self._database, callback.call, now) if self._is_theirs(callback.line, now) else None

    def close(self, callback: LeftCallback, now: datetime) -> bool:
        """As the page does; False: it was over already."""
        by = f"{agent_name(self._company, self._agent)} (téléphone)"
        mine = self._is_theirs(callback.line, now)
        return mine and close_by_hand(self._database, callback.call, by, now, datetime.now(UTC))

    def _left(self, one: OpenCallback) -> LeftCallback:
        customer = known_caller(KnownCustomers(self._database), one.number, one.order_number)
        return LeftCallback(
            call=one.call_id,
            at=one.asked_at,
            line=one.line_id,
            line_name=one.line_name,
            number=one.number,
            order=one.order_number,
            customer=customer.name or None if customer is not None else None,
            can_wait=one.waits_until is not None,
        )

    def _is_theirs(self, line: str, now: datetime) -> bool:
        return is_own_line(self._company, self._agent, line, self._today(now))

    def _today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self._company.timezone)).date()
