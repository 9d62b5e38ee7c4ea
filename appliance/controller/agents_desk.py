"""What the agents' menu asks of the house, off the hub: codes compared, changes made by the one door, both told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from appliance.calls.agents_desk import (
    CodeVerdict,
    IncidentChange,
    LeftCallback,
    LeftMessage,
    Problem,
    TakenCall,
    WatchChange,
    Why,
    WorkTold,
)
from appliance.calls.calling_back import TryEnd
from appliance.company.model import Agent, Company
from appliance.company.names import agent_name
from appliance.controller.agents_after_call import AgentsAfterCall
from appliance.controller.agents_callbacks import OVER, TAKEN, AgentsCallbacks
from appliance.controller.agents_incident import IncidentDesk, manages
from appliance.controller.agents_messages import AgentsMessages
from appliance.controller.callback_in_hand import CallbackInHand
from appliance.controller.settings import LiveSettings
from appliance.door import Refused, settings
from appliance.door.by_telephone import NOBODY_LEFT, OVER_ALREADY, by_telephone
from appliance.in_thread import in_thread
from appliance.notify.by_telephone import locked_words, telling
from appliance.planning.moments import long_moment
from appliance.run_forever import told_without_message
from appliance.store.accounts.phone_entries import try_code
from appliance.store.asks import outings
from appliance.store.asks.outings import outing_of
from appliance.store.callbacks.queue import ClaimedCallback, try_ended
from appliance.store.errors import StoreError
from appliance.store.outbox.queue import queue_deliveries

log = logging.getLogger(__name__)

Told = TypeVar("Told")

TRY_ENDS = {True: TryEnd.KEPT, False: TryEnd.UNREACHED, None: TryEnd.STOPPED}
NOT_NOW = Problem(Why.NOT_NOW)
KNOWN_REFUSALS = {NOBODY_LEFT: Why.NOBODY_LEFT, OVER_ALREADY: Why.HOURS_OVER}


class LiveDesk:
    """Implements `AgentsDesk`. `now`: the company's clock; `recordings`: what callers left, `prompts`: hear."""

    def __init__(
        self, database: Any, settings_in_use: LiveSettings, now: Callable[[], datetime], recordings: Path, prompts: Path
    ) -> None:
        self._database, self._settings, self._now = database, settings_in_use, now
        self._recordings, self._prompts = recordings, prompts
        self._begun: dict[str, tuple[ClaimedCallback, CallbackInHand]] = {}

    def code(self, agent: str | None, digits: str, line: str) -> CodeVerdict:
        company = self._settings.last
        known = self._who(company, agent)
        try:
            return in_thread(lambda: self._tried(company, known, digits, line))
        except StoreError as error:
            log.warning("no code can be compared: %s", error)
            return CodeVerdict.UNKNOWN
        except Exception as error:  # noqa: BLE001 - the call goes on
            log.error("a code could not be compared: %s", told_without_message(error))
            return CodeVerdict.UNKNOWN

    def _who(self, company: Company | None, agent: str | None) -> Agent | None:
        """The agent; nobody once their last day in the company is over: no code is theirs any more."""
        known = company.agents.get(agent or "") if company is not None else None
        if company is None or known is None:
            return None
        return None if known.has_left(self._now().astimezone(ZoneInfo(company.timezone)).date()) else known

    def _tried(self, company: Company | None, agent: Agent | None, digits: str, line: str) -> CodeVerdict:
        def locked(closed_to: Agent | None, until: datetime) -> None:
            if company is not None:
                self._tell_of_lock(company, closed_to, line, until)

        return try_code(self._database, agent, digits, datetime.now(UTC), locked)

    def _tell_of_lock(self, company: Company, agent: Agent | None, line: str, until: datetime) -> None:
        """`agent` None: the menu is closed to all."""
        told = locked_words(agent.name if agent else None, long_moment(until, company.timezone))
        self._queue(company, line, [agent.id] if agent else [], *told)

    def change(self, change: WatchChange, line: str) -> Problem | None:
        return self._problem_of(lambda: self._made(change, line))

    def _problem_of(self, made: Callable[[], None]) -> Problem | None:
        """What is wrong with a change of the settings; None: it is made."""
        try:
            in_thread(made)
        except Refused as refused:
            said = " ".join(refused.sentences)
            return Problem(KNOWN_REFUSALS.get(said, Why.REFUSED), said)
        except StoreError as error:
            log.warning("a change asked for by telephone is not made: %s", error)
            return NOT_NOW
        except Exception as error:  # noqa: BLE001 - whoever asked hears that nothing was done
            log.error("a change asked for by telephone failed: %s", told_without_message(error))
            return NOT_NOW
        self._settings.current()
        return None

    def _made(self, change: WatchChange, line: str) -> None:
        now, company = self._now(), self._settings.last
        name = agent_name(company, change.agent)
        act = f"{name} {change.act}"

        def told() -> None:
            if company is not None and change.team in company.teams:
                touched = [one for one in (change.override.removes, change.override.adds) if one]
                end = long_moment(change.override.end, company.timezone)
                team = company.teams[change.team].name
                text = f"Par téléphone, {act} (équipe {team}), jusqu'au {end}."
                self._queue(company, line, touched, f"Astreinte changée par téléphone : {name}", text)

        settings.change(
            self._database,
            lambda settings_now: by_telephone(settings_now, change.team, change.override, now),
            by=f"{name} (téléphone)",
            act=f"Astreinte changée par téléphone : {act}",
            now=now,
            at=datetime.now(UTC),
            along=told,
            known=[one for one in (change.override.removes, change.override.adds) if one],
        )

    def _listed(self, read: Callable[[], list[Told]]) -> list[Told] | None:
        try:
            return in_thread(read)
        except Exception as error:  # noqa: BLE001 - the call goes on
            log.error("an agent's menu cannot list what they ask for: %s", told_without_message(error))
            return None

    def messages(self, agent: str) -> list[LeftMessage] | None:
        return self._listed(lambda: self._messages_of(agent).list(self._recordings, self._now()))

    def take_message(self, agent: str, message: LeftMessage, *, done: bool) -> Problem | None:
        try:
            return in_thread(lambda: self._messages_of(agent).take(message, done, self._now()))
        except Exception as error:  # noqa: BLE001 - whoever asked hears that nothing was done
            log.error("a message cannot be taken charge of: %s", told_without_message(error))
            return NOT_NOW

    def delete_message(self, agent: str, message: LeftMessage) -> Problem | None:
        try:
            return in_thread(lambda: self._messages_of(agent).delete(message, self._recordings, self._now()))
        except StoreError as error:
            return Problem(Why.REFUSED, str(error))
        except Exception as error:  # noqa: BLE001 - whoever asked hears that nothing was done
            log.error("a message cannot be deleted: %s", told_without_message(error))
            return NOT_NOW

    def callbacks(self, agent: str) -> list[LeftCallback] | None:
        return self._listed(lambda: self._callbacks_of(agent).list(self._now()))

    def begin_callback(self, agent: str, callback: LeftCallback) -> Problem | None:
        try:
            claimed = in_thread(lambda: self._callbacks_of(agent).begin(callback, self._now()))
        except StoreError as error:
            log.warning("a callback cannot be taken by telephone: %s", error)
            return NOT_NOW
        if claimed is None:
            return TAKEN
        self._begun[callback.call] = claimed, CallbackInHand(self._database, callback.call, self._now)
        return None

    def callback_talks(self, callback: LeftCallback) -> None:
        claimed, hand = self._begun[callback.call]
        hand.write(self._ending(claimed, TryEnd.KEPT))

    def callback_tried(self, callback: LeftCallback, *, reached: bool | None) -> None:
        begun = self._begun.pop(callback.call, None)
        if begun is not None:  # else another has begun it since, and ended it
            claimed, hand = begun
            hand.let_go(self._ending(claimed, TRY_ENDS[reached]))

    def _ending(self, claimed: ClaimedCallback, end: TryEnd) -> Callable[[], object]:
        """What writes it as of now, whenever it is done."""
        return partial(try_ended, self._database, claimed, end, self._now())

    def close_callback(self, agent: str, callback: LeftCallback) -> Problem | None:
        try:
            closed = in_thread(lambda: self._callbacks_of(agent).close(callback, self._now()))
        except StoreError as error:
            log.warning("a callback cannot be closed by telephone: %s", error)
            return NOT_NOW
        return None if closed else OVER

    def untold(self, agent: str) -> list[TakenCall] | None:
        return self._listed(lambda: self._after_call_of(agent).list(self._now()))

    def tell_of(self, agent: str, call: TakenCall, told: WorkTold) -> Problem | None:
        return self._written(lambda: self._after_call_of(agent).tell(call, told, self._now()))

    def may_announce(self, agent: str) -> bool:
        try:
            return in_thread(lambda: manages(self._database, agent))
        except StoreError as error:
            log.warning("who may announce cannot be asked: %s", error)
            return False

    def announce(self, agent: str, change: IncidentChange) -> Problem | None:
        return self._problem_of(lambda: self._announced(agent, change))

    def _announced(self, agent: str, change: IncidentChange) -> None:
        company = self._company

        def tell(line: str, subject: str, text: str) -> None:
            self._queue(company, line, [agent], subject, f"{text}.")

        desk = IncidentDesk(self._database, company, agent, self._recordings, self._prompts, tell)
        desk.announce(change, self._now())

    def is_out(self, agent: str) -> bool | None:
        try:
            return in_thread(lambda: outing_of(self._database, agent) is not None)
        except StoreError as error:
            log.warning("whether an agent is out cannot be asked: %s", error)
            return None

    def go_out(self, agent: str, team: str, minutes: int) -> Problem | None:
        return self._written(lambda: outings.go_out(self._database, agent, team, minutes, self._now()))

    def come_back(self, agent: str) -> Problem | None:
        name = f"{agent_name(self._settings.last, agent)} (téléphone)"
        return self._written(lambda: outings.agent_back(self._database, agent, name, self._now()))

    def _written(self, write: Callable[[], object]) -> Problem | None:
        try:
            in_thread(write)
        except StoreError as error:
            log.warning("what was told by telephone is not written: %s", error)
            return NOT_NOW
        except Exception as error:  # noqa: BLE001 - whoever told it hears that nothing is written
            log.error("what was told by telephone could not be written: %s", told_without_message(error))
            return NOT_NOW
        return None

    @property
    def _company(self) -> Company:
        company = self._settings.last
        if company is None:
            raise StoreError("Rien n'est réglé encore.")
        return company

    def _messages_of(self, agent: str) -> AgentsMessages:
        return AgentsMessages(self._database, self._company, agent)

    def _callbacks_of(self, agent: str) -> AgentsCallbacks:
        return AgentsCallbacks(self._database, self._company, agent)

    def _after_call_of(self, agent: str) -> AgentsAfterCall:
        return AgentsAfterCall(self._database, self._company, agent)

    def _queue(self, company: Company, line: str, agents: list[str], subject: str, text: str) -> None:
        now = datetime.now(UTC)
        deliveries = telling(company, company.lines.get(line), agents, subject, text, now)
        queue_deliveries(self._database, deliveries, now)
