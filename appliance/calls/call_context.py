"""What the script knows of one call, and the ports through which it writes and claims. Pure."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, assert_never

from appliance.calls.agents_desk import AgentsDesk, NoDesk
from appliance.calls.customers import Customers, NoCustomers
from appliance.calls.earlier_calls import EarlierCalls, NoEarlierCalls
from appliance.calls.leg import Attempt, Recording
from appliance.calls.notes import Note
from appliance.calls.ring_order import RecentLoad, known
from appliance.calls.ringing_back import HuntsUnderWay
from appliance.calls.steps import Step
from appliance.calls.waiting import WaitingCallers
from appliance.company.model import MESSAGE_DAYS, Company, Line
from appliance.company.routes import team_behind_offices
from appliance.company.slot_words import slot_words
from appliance.company.slots import filled, has_slots
from appliance.company.tongues import said_in
from appliance.prompts.catalogue import Sentence, announcement, say
from appliance.prompts.languages import agents_language


class Outcome(StrEnum):
    """How a call ended."""

    CONNECTED = "connected"
    FORWARDED = "forwarded"
    MESSAGE = "message"
    CALLBACK = "callback"
    ABANDONED = "abandoned"
    UNANSWERED = "unanswered"
    FALLBACK = "fallback"
    AGENTS_MENU = "agents_menu"  # an agent called, and was no caller
    RING_BACK = "ring_back"  # likewise: they called for a call that waited for them


def in_vain(outcome: Outcome) -> bool:
    """Whether nobody of the company had the caller or their message."""
    match outcome:
        case Outcome.CONNECTED | Outcome.FORWARDED | Outcome.MESSAGE | Outcome.CALLBACK:
            return False
        case Outcome.AGENTS_MENU | Outcome.RING_BACK:
            return False
        case Outcome.ABANDONED | Outcome.UNANSWERED | Outcome.FALLBACK:
            return True
        case _:
            assert_never(outcome)


@dataclass(frozen=True)
class Promise:
    """To call a caller back, at this number (E.164), within so many minutes; by the team that was looked through.

    `waits_until`: it can wait, and is the office's to keep, from that aware moment on. `repair`: it is to be told that
    the incident is over, once it is.
    """

    number: str
    within: int
    team: str
    waits_until: datetime | None = None
    repair: bool = False


class Journal(Protocol):
    """Where this call is written, as it happens. Never blocks and never raises: a call matters more than its record."""

    def step(self, name: Step, detail: str = "") -> AbstractContextManager[None]:
        """Time one step of the call (greeting, menu, order_number, hunt, conversation, message...)."""

    def rings_on(self) -> None:
        """The caller's telephone rings on: none of what is written until a conversation begins is an answer."""

    def note(self, note: Note) -> None:
        """Write something that happened at once: a key pressed, an agent skipped."""

    def order(self, number: str) -> None:
        """The order number that the caller confirmed."""

    def attempt(self, attempt: Attempt) -> None:
        """An agent's telephone was dialled, rang, answered, or its offer ended."""

    def message(self, recording: Recording, waits_until: datetime | None = None) -> None:
        """A message was kept. `waits_until`: it can wait, and is told to nobody before that aware moment."""

    def words(self, recording: Recording) -> None:
        """What the caller said of their trouble was kept."""

    def talk(self, recording: Recording) -> None:
        """A recording of the conversation has begun, in 0.0 seconds; or has ended."""

    def callback(self, promise: Promise) -> None:
        """The caller was promised to be called back."""

    def callback_by_text(self) -> None:
        """Who was promised it wishes to be told of it by SMS."""

    def connected(self, outcome: Outcome) -> None:
        """The conversation has begun: the outcome is known though the call goes on."""

    def dropped(self, agent: str) -> None:
        """There was no conversation, the agent who accepted was gone at once: the call goes on, unconfirmed by them."""

    def close(self, outcome: Outcome) -> None:
        """The call is over."""


class Claims(Protocol):
    """An agent is in one call at a time: claimed before ringing, released when free again. Never raises."""

    def claim(self, agent: str) -> bool:
        """True if the agent is now held for this call; False if another call holds them."""

    def release(self, agent: str) -> None:
        """Free an agent held for this call."""


def _none_newer() -> Company | None:
    return None


def _no_cap() -> bool:
    return True


def _without_limit(_: str) -> bool:
    return True


def _no_text(_: str) -> bool:
    return False


def _unknown_wait() -> int | None:
    return None


@dataclass(frozen=True)
class CallContext:
    """One call: the line, the moment it began (aware), the company's settings then, and where to write.

    `clock` gives monotonic seconds; `recent_load`, asked when agents are looked for, the interventions of those of a
    team that rotates: it may wait, and never raises. `newest`: the settings as they are now, for whom to ring alone;
    all else of a call is as it was when it began.
    `message_days`: how long a message is kept, at most. `desk`: what the agents' menu asks of the house. `may_ring`:
    whether the caps of what goes out let one telephone more be rung for this call.
    `words`: the recording of what the caller said of their trouble, by name.
    `promised_at`: when its caller was promised to be called back, for a call that does so.
    `may_promise`: whether one more callback at this number (E.164) is within what callers may ask for; `may_text`:
    whether an SMS may be sent there; neither raises.
    `customers`: who callers are; `earlier`: to whom they have just spoken. `calls_of_number`: how often this number
    has called lately, this call included. `usual_wait`: within how many seconds eight callers in ten of the line had an
    answer, if that is known by now. `waiting`: who waits beside this caller. `call`: the name of this call; `hunts`:
    the calls that agents who ring back may take. `written_in`: the language of the company's texts, where the caller
    has chosen another than the line's.
    """

    company: Company
    line: Line
    began: datetime
    journal: Journal
    claims: Claims
    clock: Callable[[], float]
    recent_load: RecentLoad = field(default_factory=lambda: known({}))
    clock_at_start: float = 0.0
    newest: Callable[[], Company | None] = _none_newer
    message_days: int = MESSAGE_DAYS
    desk: AgentsDesk = field(default_factory=NoDesk)
    may_ring: Callable[[], bool] = _no_cap
    customers: Customers = field(default_factory=NoCustomers)
    earlier: EarlierCalls = field(default_factory=NoEarlierCalls)
    may_promise: Callable[[str], bool] = _without_limit
    calls_of_number: int = 0
    usual_wait: Callable[[], int | None] = _unknown_wait
    waiting: WaitingCallers = field(default_factory=WaitingCallers)
    promised_at: datetime | None = None
    words: str | None = None
    may_text: Callable[[str], bool] = _no_text
    call: str = ""
    hunts: HuntsUnderWay = field(default_factory=HuntsUnderWay)
    written_in: str | None = None

    def now(self) -> datetime:
        """The moment this call has reached."""
        return self.began + timedelta(seconds=self.clock() - self.clock_at_start)

    def speaking(self, language: str) -> CallContext:
        """The same with a caller who has chosen a language: the line speaks it from then on, and offers no other."""
        line = replace(self.line, language=language, offered_languages={})
        return replace(self, line=line, written_in=self.written_in or self.line.language)

    def for_an_agent(self, language: str) -> CallContext:
        """The same, where it is an agent of that language who calls: what is said to them is said in it."""
        return self.speaking(agents_language(language).code)

    def say(self, name: str) -> Sentence:
        """The catalogue's sentence of that name, in the language of the line."""
        return say(name, self.line.language)

    def announce(self, text: str) -> list[Sentence]:
        """What the company wrote, in the language of the line, its slots filled as things stand when the call began.

        A text that has no words in a language chosen by the caller is heard as it was written. Nothing, where all of it
        waits for what is not to be said today.
        """
        said, language = said_in(self.company, text, self.line.language, self.written_in or self.line.language)
        line = replace(self.line, language=language)
        words = slot_words(self.company, line, self.began) if has_slots(said) else {}
        return [announcement(piece, language) for piece in filled(said, words)]

    def team_on_call(self) -> str | None:
        """The line's own team: the one that its after-hours behaviour leads to, if any."""
        return team_behind_offices(self.company, self.line)
