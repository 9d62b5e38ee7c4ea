"""The messages of callers as an agent has them by telephone: those that their page would open, and no other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from appliance.calls.agents_desk import LeftMessage, Problem, Why
from appliance.company.model import Company
from appliance.company.names import agent_name, agent_names
from appliance.company.own_lines import own_lines
from appliance.controller.agents_incident import manages
from appliance.disclosure import Asker, Sight
from appliance.disclosure.journal import may_open, seen
from appliance.store.accounts.accounts import list_accounts
from appliance.store.journal import message_followup
from appliance.store.journal.message_erasing import erase_message
from appliance.store.journal.message_followup import (
    ChangedMeanwhile,
    Message,
    MessagesWanted,
    Opens,
    find_message,
    list_messages,
    take_care,
)
from appliance.store.journal.message_sounds import sound_path
from appliance.store.outbox.tidings import message_key, take_charge

MOST_TOLD = 500  # of those to be dealt with, the oldest
GONE, NOT_YOURS = Problem(Why.MESSAGE_GONE), Problem(Why.MANAGERS_DELETE)


class AgentsMessages:
    """What one agent may open, whatever their account: a code of some digits is less than a manager's sign-in.

    `how`: they came, for the journal of changes. All methods may raise StoreError.
    """

    def __init__(self, database: Any, company: Company, agent: str, how: str = "téléphone") -> None:
        self._how = how
        self._database, self._company, self._agent = database, company, agent
        self._sight, self._name = Sight(Asker.AGENT, company, agent), agent_name(company, agent)
        self._people = {one.name: one for one in list_accounts(database)}
        able = message_followup.may_open(database, datetime.now(UTC))
        self._account = next((name for name in able if self._people[name].agent == agent), None)

    def list(self, folder: Path, now: datetime) -> list[LeftMessage]:
        """Those to be dealt with, the oldest first. `folder`: where their sounds are."""
        lines = frozenset(one.id for one in own_lines(self._company, self._agent, self._today(now)))
        wanted = MessagesWanted(limit=MOST_TOLD, opens=Opens(lines, self._account))
        return [self._left(one, folder) for one in list_messages(self._database, wanted)]

    def find(self, call: str, file: str, folder: Path, now: datetime) -> LeftMessage | None:
        """One that is to be dealt with; None where it is not, or not theirs to open."""
        found = find_message(self._database, call, file)
        return self._left(found, folder) if found is not None and found.open and self._opens(found, now) else None

    def take(self, message: LeftMessage, done: bool, now: datetime) -> Problem | None:
        """Have it, or have dealt with it; what is wrong with it."""
        found = find_message(self._database, message.call, message.file)
        if found is None or not found.open or not self._opens(found, now):
            return GONE
        if found.in_charge and not self._is_mine(found):
            return Problem(Why.TAKEN_BY, self._who(found))
        return self._written(found, done)

    def delete(self, message: LeftMessage, folder: Path, now: datetime) -> Problem | None:
        """As the page does, for whom the page would let; what is wrong with it."""
        if not manages(self._database, self._agent):
            return NOT_YOURS
        found = find_message(self._database, message.call, message.file)
        if found is None or not found.open or not self._opens(found, now):
            return GONE
        try:
            by = f"{self._name} (téléphone)"
            erase_message(self._database, folder, found, by=by, now=datetime.now(UTC))
        except ChangedMeanwhile:
            return GONE
        return None

    def _written(self, found: Message, done: bool) -> Problem | None:
        by, at = f"{self._name} ({self._how})", datetime.now(UTC)
        to = self._account or found.assigned_to
        if not done and to is None:
            key = message_key(found.call_id, found.file)
            return None if take_charge(self._database, key, self._by_telephone, at, self._agent) else self._had(found)
        try:
            take_care(self._database, found, assigned_to=to, text=found.note, done=done, by=by, now=at)
        except ChangedMeanwhile as error:
            return self._had(error.now)
        return None

    def _had(self, message: Message) -> Problem | None:
        """Who was quicker."""
        now = find_message(self._database, message.call_id, message.file)
        if now is None or not now.open or not now.in_charge:
            return GONE
        return None if self._is_mine(now) else Problem(Why.TAKEN_BY, self._who(now))

    def _left(self, message: Message, folder: Path) -> LeftMessage:
        told, path = seen(message, self._sight, entrusted=self._is_mine(message)), sound_path(folder, message.file)
        return LeftMessage(
            call=message.call_id,
            file=message.file,
            at=message.at,
            line=message.line or "",
            line_name=message.line_name,
            caller=told.caller,
            order=message.order,
            in_charge=self._who(message) if message.in_charge else None,
            mine=self._is_mine(message),
            audible=path is not None and path.is_file(),
            can_wait=message.waits_until is not None,
        )

    def _opens(self, message: Message, now: datetime) -> bool:
        return may_open(self._sight, self._account, message, self._today(now))

    def _today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self._company.timezone)).date()

    def _is_mine(self, message: Message) -> bool:
        if message.assigned_to is not None:
            return message.assigned_to == self._account
        if message.taken_agent is not None:
            return message.taken_agent == self._agent
        return self._is_alone and message.taken_by in (self._by_telephone, f"{self._name}, par le lien")

    @property
    def _is_alone(self) -> bool:
        """Whether no other agent has this name: words alone say whose a message of before is."""
        return [one.name for one in self._company.agents.values()].count(self._name) == 1

    def _who(self, message: Message) -> str:
        """« Claire Durand », whether by account, by the link of a mail or by telephone."""
        said = message.in_charge or ""
        account = self._people.get(said)
        names = agent_names(self._company)
        return names.get(account.agent or "", said) if account else self._sight.who_took(said).partition(",")[0]

    @property
    def _by_telephone(self) -> str:
        return f"{self._name}, par téléphone"
