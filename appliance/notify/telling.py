"""Tidings told: whom, in what words, queued in the outbox; again until somebody has it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.errors import MessageError
from typing import Any

from peewee import Database

from appliance.calls.customers import Customer, known_caller
from appliance.calls.leg import OfferOutcome
from appliance.calls.steps import Step
from appliance.company.model import Company, Line
from appliance.company.present import company_at
from appliance.gateways import Chat
from appliance.notify.call_letters import Letter, Sight
from appliance.notify.chat import ChatChannel
from appliance.notify.insistent_callers import is_told_enough
from appliance.notify.mail import MailChannel
from appliance.notify.message import Message, one_line
from appliance.notify.sms import SmsChannel
from appliance.notify.told_people import Person, accepted_by, ladder, may_be_told_of_taken, up_to
from appliance.notify.webhook import WebhookChannel, event
from appliance.store.callbacks.queue import Ending
from appliance.store.callbacks.texts import SURE
from appliance.store.customers.answers import KnownCustomers
from appliance.store.errors import StoreError
from appliance.store.journal.message_followup import find_message
from appliance.store.journal.reader import list_calls, was_answered_since
from appliance.store.journal.test_calls import OURS
from appliance.store.outbox.queue import CHAT, MAIL, SMS, STILL_TOLD, NewDelivery, give_up_untried, queue_deliveries
from appliance.store.outbox.tidings import (
    FOR_NOBODY_TO_TAKE,
    LONGEST,
    Kind,
    Tiding,
    due_tidings,
    end_tiding,
    end_tidings,
    put_off,
    take_charge,
    tell,
)
from appliance.store.secrets import new_secret, secret_hash
from appliance.store.settings.snapshot import load_company
from appliance.store.statements.done import latest_notes
from appliance.store.statements.done_words import whose_note

ANSWERED_SINCE = "un appel suivant, qui a abouti"
PUT_OFF = timedelta(minutes=5)  # of what could not be worded, or told to anybody; for longer as it grows old
EVENT_FACTS = (
    "id",
    "line",
    "line_name",
    "called",
    "caller",
    "withheld",
    "caller_agent",
    "order",
    "started_at",
    "ended_at",
    "outcome",
    "attempts",
    "message",
    "words",
    "callback",
)
RENDERED = {MAIL: MailChannel.rendered, SMS: SmsChannel.rendered}
Record = dict[str, Any]
Sights = Callable[[Company, str | None], Sight]  # what an agent, or whoever has an address, may see
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Teller:
    """Turns tidings into what waits in the outbox. `now` (UTC): the machine's clock; `offset`: of the company's.

    `public_url`: where the pages are found; None: no link is given. `box`: this machine, by name; `hooks`: the
    webhooks, by name; `chats`: rooms of chat services.
    """

    database: Database
    sights: Sights
    now: Callable[[], datetime]
    offset: timedelta = timedelta(0)
    public_url: str | None = None
    box: str = ""
    hooks: tuple[str, ...] = ()
    chats: tuple[Chat, ...] = ()

    def tell_due(self) -> int:
        """Queue what is due to be told; how many tidings were. Raises StoreError."""
        give_up_untried(self.database, self.now())
        due = due_tidings(self.database, self.now(), self.box)
        company = load_company(self.database) if due else None
        if company is None:
            return 0
        moment = self.now() + self.offset
        company = company_at(company, moment)
        if not self.hooks and not may_be_told_of_taken(company):  # of each call: they are not even looked at
            end_tidings(self.database, [one for one in due if one.kind is Kind.ACCEPTED], self.now())
            due = [one for one in due if one.kind is not Kind.ACCEPTED]
        return sum(self._tell_alone(one, company, moment) for one in due)

    def _tell_alone(self, tiding: Tiding, company: Company, moment: datetime) -> bool:
        """One that cannot be worded must not hold up the others: it is tried again later. Raises StoreError."""
        try:
            return self._tell(tiding, company, moment)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is made of, the others are told
            log.error("call %s cannot be told of yet: %s", tiding.call_id, type(error).__name__)
            put_off(self.database, tiding, self.now() + PUT_OFF)
            return False

    def _tell(self, tiding: Tiding, company: Company, moment: datetime) -> bool:
        call = self._call(tiding, moment)
        line = company.lines.get(call["line"] or "") if call is not None else None
        waits = waits_until(tiding, call) if call is not None else None
        since = waits or urgent_since(tiding, call) or tiding.at
        if call is None or line is None or moment - since > STILL_TOLD:
            end_tiding(self.database, tiding, self.now())
            return False
        if not tiding.of_message and may_open_again(call, moment):
            put_off(self.database, tiding, self.now() + SURE)
            return False
        if waits is not None and moment < waits:
            put_off(self.database, tiding, self.now() + min(waits - moment, LONGEST))
            return False
        if tiding.kind is Kind.ACCEPTED:
            agent = taken_by(call, tiding.at)
            return self._queue(tiding, call, company, line, accepted_by(company, agent) if agent else [], None)
        if is_told_enough(self.database, tiding):
            return self._to_nobody(tiding, call, company)
        if tiding.kind is Kind.REFUSED and not line.tell_refused:
            end_tiding(self.database, tiding, self.now())
            return False
        steps = ladder(company, line, team_of(call), tiding.kind, moment)
        if not steps and tiding.told == 0:
            return self._nobody(tiding, call, company, moment)
        more = tiding.kind is not Kind.REFUSED and bool(line.escalate_after) and tiding.told < line.escalate_times
        minutes = line.escalate_after if more else None
        return self._queue(tiding, call, company, line, up_to(steps, tiding.told), minutes)

    def _to_nobody(self, tiding: Tiding, call: Record, company: Company) -> bool:
        """Its caller calls without end: it waits on the pages. Programs are told of all."""
        log.warning("call %s is told to nobody: its caller calls without end", tiding.call_id)
        events = [*self._events(tiding, call, company), *self._in_rooms(tiding, call, company)]
        return tell(self.database, tiding, events, again=None, now=self.now()) and bool(events)

    def _nobody(self, tiding: Tiding, call: Record, company: Company, moment: datetime) -> bool:
        """Nobody on call is reachable, nor anybody named: somebody may be, later. Programs are told at once."""
        if tiding.next_at is None:
            log.warning("nobody can be told of call %s (%s) yet", tiding.call_id, tiding.kind)
        told = [*self._events(tiding, call, company), *self._in_rooms(tiding, call, company)]
        queue_deliveries(self.database, told, self.now())
        pause = min(max(PUT_OFF, (moment - tiding.at) / 4), LONGEST)
        put_off(self.database, tiding, self.now() + pause)
        return False

    def _queue(
        self,
        tiding: Tiding,
        call: Record,
        company: Company,
        line: Line,
        people: list[Person],
        minutes: int | None,
    ) -> bool:
        events = []
        if tiding.told == 0:
            events = [*self._events(tiding, call, company), *self._in_rooms(tiding, call, company)]
        if not people and not events:
            end_tiding(self.database, tiding, self.now())
            return False
        customer = self._customer(call)
        seeing = [(person, self.sights(company, person.agent)) for person in people]
        letters = [
            Letter(
                tiding,
                sight.call(call),
                company,
                line,
                person,
                sight,
                customer,
                minutes=minutes,
                notes=self._notes(call, line, company, sight),
            )
            for person, sight in seeing
        ]
        queued = [one for letter in letters for way in letter.person.ways for one in self._rendered_alone(letter, *way)]
        again = self.now() + timedelta(minutes=minutes) if minutes and people else None
        return tell(self.database, tiding, [*events, *queued], again=again, now=self.now())

    def _rendered_alone(self, letter: Letter, way: str, address: str) -> list[NewDelivery]:
        """Nothing for an address that no channel can write: the others are told."""
        try:
            return [self._rendered(letter, way, address)]
        except (ValueError, MessageError) as error:
            log.error("somebody is not told of call %s: %s", letter.tiding.call_id, type(error).__name__)
            return []

    def _rendered(self, letter: Letter, way: str, address: str) -> NewDelivery:
        """As this way carries it, with a link of its own."""
        tiding, secret = letter.tiding, new_secret()
        if self.public_url is not None and tiding.kind not in FOR_NOBODY_TO_TAKE:
            letter = replace(letter, link=f"{self.public_url}/astreinte/charge/{secret}")
        name = f"{tiding.id} {tiding.told} {way} {address}"
        key = f"told-{hashlib.sha256(name.encode()).hexdigest()[:32]}"
        return replace(
            RENDERED[way](letter.message(key, self.now()), address),
            kind=tiding.kind.value,
            call_id=tiding.call_id,
            tiding=tiding.id,
            sound=letter.sound if way == MAIL else None,
            box=tiding.box,
            secret_hash=secret_hash(secret) if letter.link else None,
            agent=letter.person.agent,
        )

    def _events(self, tiding: Tiding, call: Record, company: Company) -> list[NewDelivery]:
        """The same for programs, once. A colleague's mobile is not theirs to know."""
        kind, seen = f"call.{tiding.kind.value}", self.sights(company, None).call(call)
        facts = {name: seen[name] for name in EVENT_FACTS}
        found = []
        for hook in self.hooks:
            key = hashlib.sha256(f"{tiding.id} {hook}".encode()).hexdigest()[:32]
            text = event(key, kind, tiding.at.isoformat(), facts)
            message = Message(key, hook, kind, f"{kind} : {hook}", text, self.now())
            about = {"kind": tiding.kind.value, "call_id": tiding.call_id, "tiding": tiding.id, "box": tiding.box}
            found.append(replace(WebhookChannel.rendered(message, hook), **about))
        return found

    def _in_rooms(self, tiding: Tiding, call: Record, company: Company) -> list[NewDelivery]:
        """The same in the rooms of chat services, once, with the page of the call. A colleague's mobile is not told."""
        if tiding.kind is Kind.ACCEPTED:
            return []
        line, sight = company.lines[call["line"]], self.sights(company, None)
        page = f"{self.public_url}/appels/{call['id']}" if self.public_url else None
        found = []
        for room in self.chats:
            if room.lines and line.id not in room.lines:
                continue
            person, seen = Person(room.name, ()), sight.call(call)
            letter = Letter(tiding, seen, company, line, person, sight, self._customer(call), link=page)
            key = hashlib.sha256(f"{tiding.id} {CHAT} {room.name}".encode()).hexdigest()[:32]
            one = ChatChannel.rendered(letter.message(f"told-{key}", self.now()), room.name)
            about = {"kind": tiding.kind.value, "call_id": tiding.call_id, "tiding": tiding.id, "box": tiding.box}
            found.append(replace(one, **about))
        return found

    def _customer(self, call: Record) -> Customer | None:
        """Who called, by the list of now; nobody of the list where an agent's telephone called. Raises StoreError."""
        caller = None if call["caller_agent"] else call["caller"]
        return known_caller(KnownCustomers(self.database), caller, call["order"])

    def _notes(self, call: Record, line: Line, company: Company, sight: Sight) -> tuple[str, ...]:
        """What agents noted of this customer's calls before, as one reader may see it. Raises StoreError."""
        found = latest_notes(self.database, call)
        told = [f"{whose_note(one, company, line.timezone)} : {one_line(one.note)}" for one in found]
        return tuple(sight.text(one) for one in told)

    def _call(self, tiding: Tiding, moment: datetime) -> Record | None:
        """The call, if there is still something to tell of it."""
        call = next(iter(list_calls(self.database, call_id=tiding.call_id)), None)
        if call is None or call["erased"] or call["audience"] == OURS:
            return None
        if tiding.kind is Kind.MESSAGE or tiding.of_message:
            message = find_message(self.database, tiding.call_id, tiding.file or "")
            return call if message is not None and message.open else None
        if tiding.kind in (Kind.CALLBACK, Kind.CALLBACK_LATE, Kind.CAN_WAIT):
            open_still = call["callback"] is not None and call["callback"]["ended_at"] is None
            return call if open_still or may_open_again(call, moment) else None
        if tiding.kind in (Kind.UNANSWERED, Kind.ABANDONED):
            if was_answered_since(self.database, call):
                take_charge(self.database, tiding.id, ANSWERED_SINCE, self.now())
                return None
            if call["connected_at"] or call["message"] or call["callback"]:  # more was known of it afterwards
                return None
        return call


def waits_until(tiding: Tiding, call: Record) -> datetime | None:
    """From when it may be told, on the company's clock: what can wait is not, before its line opens."""
    left = call["message"] if tiding.of_message else call["callback"]
    if tiding.kind is not Kind.CAN_WAIT or left is None or left["waits_until"] is None:
        return None
    return datetime.fromisoformat(left["waits_until"])


def may_open_again(call: Record, moment: datetime) -> bool:
    """Whether its callback was kept a moment ago: whoever took it, or its caller, may be gone at once."""
    callback = call["callback"]
    if callback is None or callback["ending"] != Ending.KEPT:
        return False
    return timedelta(0) <= moment - datetime.fromisoformat(callback["ended_at"]) < SURE  # not of a clock since set back


def urgent_since(tiding: Tiding, call: Record | None) -> datetime | None:
    """From when it may be told, if it could wait and became urgent, on the company's clock."""
    left = call["message"] if call is not None and tiding.of_message else None
    return datetime.fromisoformat(left["urgent_at"]) if left is not None and left["urgent_at"] else None


def team_of(call: Record) -> str | None:
    """The team that was looked through last."""
    found = [step["detail"] for step in call["steps"] if step["name"] == Step.HUNT]
    return found[-1] if found else None


def taken_by(call: Record, moment: datetime) -> str | None:
    """Who took it then, and had it. It may be another's since."""
    accepted = [one for one in call["attempts"] if one["outcome"] == OfferOutcome.ACCEPTED]
    taken = [one["agent"] for one in accepted if datetime.fromisoformat(one["at"]) <= moment]
    return taken[-1] if taken and call["connected_at"] else None
