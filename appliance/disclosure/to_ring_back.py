"""Whom an agent may ring back from a page: callers of the journal who are theirs to treat, and nobody else.

Listed by the page, and asked again by the controller at the moment of dialling. As in the agents' menu, it is what an
agent may see, whatever their account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from peewee import Database

from appliance.calls.accounting import last_resorts
from appliance.company.model import Company
from appliance.company.own_lines import own_lines
from appliance.disclosure.journal import open_callbacks, read_calls, search_calls, seen
from appliance.disclosure.policy import Asker
from appliance.disclosure.sight import Sight
from appliance.store.accounts.accounts import list_accounts
from appliance.store.callbacks.listing import calls_rung_back
from appliance.store.journal import message_followup
from appliance.store.journal.message_followup import Message, MessagesWanted, Opens
from appliance.store.journal.search import LOST, Search
from appliance.store.outbox import charges
from appliance.store.statements.untold import untold_calls

LATELY = timedelta(days=7)  # of calls; a promise and a message wait for as long as they must
MESSAGES, CALLS = 500, 50  # listed: messages to be dealt with, the oldest; calls of a line, the latest


class Kind(StrEnum):
    """What an agent has of a caller."""

    CALLBACK = "callback"  # a promise to ring them back
    MESSAGE = "message"
    CALL = "call"  # lost, and in nobody else's charge; or that the agent took, and has told nothing of


@dataclass(frozen=True)
class ToRingBack:
    """One caller. `number`: E.164; None where it was hidden or is not told, a text without a digit where unreadable.

    `file`: of a message, else "". `at`: when they called, aware.
    """

    kind: Kind
    call_id: str
    file: str
    at: datetime
    line_id: str
    line_name: str
    number: str | None
    order: str | None


def to_ring_back(
    database: Database, company: Company, agent: str, now: datetime, real: datetime, *, call: str | None = None
) -> list[ToRingBack]:
    """What is promised, then messages, then calls; nothing of who has left the company. StoreError.

    `real`: UTC, of the machine. `call`: what there is of that call alone, which costs the same however much waits.
    """
    known = company.agents.get(agent)
    if known is None or known.has_left(now.astimezone(ZoneInfo(company.timezone)).date()):
        return []
    theirs = _Theirs(database, company, agent, now, real, call)
    found = {(one.call_id, one.file): one for one in (*theirs.calls(), *theirs.messages(), *theirs.callbacks())}
    order = list(Kind)
    return sorted(found.values(), key=lambda one: (order.index(one.kind), one.at, one.call_id))


class _Theirs:
    """Of one agent. All methods may raise StoreError."""

    def __init__(
        self, database: Database, company: Company, agent: str, now: datetime, real: datetime, call: str | None
    ) -> None:
        self._database, self._company, self._agent, self._now, self._real = database, company, agent, now, real
        self._call = call
        self._sight = Sight(Asker.AGENT, company, agent)
        self._lines = own_lines(company, agent, now.astimezone(ZoneInfo(company.timezone)).date())
        self._names = frozenset(line.id for line in self._lines)

    def callbacks(self) -> Iterator[ToRingBack]:
        """Of the agent's own lines. Who waits for the end of an incident is told of it by the box itself."""
        for one in open_callbacks(self._database, self._sight, lines=self._names, call=self._call):
            if one.awaits is None:
                where = one.line_id, one.line_name, one.number, one.order_number
                yield ToRingBack(Kind.CALLBACK, one.call_id, "", one.asked_at, *where)

    def messages(self) -> Iterator[ToRingBack]:
        """Those that the agent may open, and nobody else has."""
        account = self._account()
        wanted = MessagesWanted(limit=MESSAGES, opens=Opens(self._names, account), call=self._call)
        for one in message_followup.list_messages(self._database, wanted):
            mine = self._is_mine(one, account)
            if mine or not one.in_charge:
                told = seen(one, self._sight, entrusted=mine)
                where = one.line or "", one.line_name, told.caller, one.order
                yield ToRingBack(Kind.MESSAGE, one.call_id, one.file, one.at, *where)

    def calls(self) -> Iterator[ToRingBack]:
        """Of those of a week: lost ones of the agent's lines, and those that they took."""
        for line in self._lines:
            wanted = Search(since=self._now - LATELY, line=line.id, outcome=LOST, call=self._call)
            found = search_calls(self._database, self._sight, wanted, limit=CALLS)
            theirs = self._for_them([record["id"] for record in found])
            yield from (_of_call(one) for one in found if one["id"] in theirs)
        resorts = last_resorts(self._company)
        untold = untold_calls(self._database, self._agent, self._now - LATELY, resorts, CALLS, call=self._call)
        yield from map(_of_call, read_calls(self._database, self._sight, untold))

    def _for_them(self, calls: list[str]) -> set[str]:
        """Of lost calls, those of which people were told, that nobody else has, and whose caller nobody rang back."""
        if not calls:
            return set()
        free = charges.free_for(self._database, calls, self._agent)
        return free - calls_rung_back(self._database, calls)

    def _is_mine(self, message: Message, account: str | None) -> bool:
        if message.assigned_to is not None:
            return message.assigned_to == account
        return message.taken_agent == self._agent

    def _account(self) -> str | None:
        """The agent's, where it may be given a message."""
        able, accounts = message_followup.may_open(self._database, self._real), list_accounts(self._database)
        return next((one.name for one in accounts if one.name in able and one.agent == self._agent), None)


def _of_call(record: dict[str, Any]) -> ToRingBack:
    where = record["line"] or "", record["line_name"], record["caller"], record["order"]
    return ToRingBack(Kind.CALL, record["id"], "", datetime.fromisoformat(record["started_at"]), *where)
