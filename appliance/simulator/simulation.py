"""What if someone called? The real script, on a scripted leg, in virtual time.

Writes to a journal of its own, takes no lease, sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from appliance.calls.call_context import CallContext, Outcome, Promise
from appliance.calls.flow import handle_call
from appliance.calls.leg import OFFICE, Attempt, CallerId, OfferEvent, Recording
from appliance.calls.notes import Note
from appliance.calls.ring_order import Load, known
from appliance.calls.steps import Step
from appliance.company.model import MOST_MONTHS, Company, Line
from appliance.company.retention import message_days_kept
from appliance.prompts.catalogue import Sentence
from appliance.prompts.pace import spoken_seconds
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller, Phone
from appliance.simulator.scripted import ScriptedStage

CALL_ID = "simulation"


@dataclass(frozen=True)
class StepBegins:
    """A step of the script begins."""

    step: Step
    detail: str


@dataclass(frozen=True)
class OrderKept:
    """The caller confirmed an order number."""

    number: str


@dataclass(frozen=True)
class MessageKept:
    """The caller left a message. `waits_until`: it can wait, and is told to nobody before that aware moment."""

    seconds: float
    waits_until: datetime | None = None


@dataclass(frozen=True)
class CallbackPromised:
    """The caller is to be called back at this number (E.164). `within`: so many minutes; None: later.

    `waits_until`: as of a message. `repair`: once the incident is over, of which nobody is told before.
    """

    number: str
    within: int | None
    waits_until: datetime | None = None
    repair: bool = False


@dataclass(frozen=True)
class Noticed:
    """Something that happened, and when: seconds from the pick-up."""

    at: float
    what: on.Cue | on.Act | Attempt | StepBegins | Note | OrderKept | MessageKept | CallbackPromised


@dataclass(frozen=True)
class Simulation:
    """A simulated call, whole, in the order in which things happened. `began`: the moment of the call (aware)."""

    company: Company
    line: Line
    began: datetime
    caller: Caller
    caller_id: CallerId
    outcome: Outcome
    seconds: float
    noticed: tuple[Noticed, ...]

    @property
    def seconds_to_human(self) -> float | None:
        """From the pick-up to a voice, or None when the caller reached nobody."""
        return next((each.at for each in self.noticed if isinstance(each.what, on.PhoneIsJoined)), None)

    @property
    def rung(self) -> list[str]:
        """Agents, and the last resort, whose telephone was dialled, each once, in order."""
        attempts = [each.what for each in self.noticed if isinstance(each.what, Attempt)]
        dialled = (one.agent for one in attempts if one.event is OfferEvent.DIALLED and one.agent != OFFICE)
        return list(dict.fromkeys(dialled))

    @property
    def accepted_by(self) -> str | None:
        """Who took the call; None when nobody did, or for an office."""
        taken = [each.what for each in self.noticed if isinstance(each.what, Attempt)]
        return next((one.agent for one in taken if one.outcome == "accepted" and one.agent != OFFICE), None)

    @property
    def unused(self) -> tuple[str, ...]:
        """The answers that the caller had ready, and to which no question came."""
        asked = sum(isinstance(each.what, on.CallerIsAsked) for each in self.noticed)
        return tuple(answer for answer in self.caller.answers[asked:] if answer)


class WatchedStage(ScriptedStage):
    """A scripted stage on which all that is told and done is noticed."""

    def __init__(
        self,
        caller: Caller,
        phones: Mapping[str, Phone],
        noticed: list[Noticed],
        seconds_of: Callable[[Sentence], float],
    ) -> None:
        super().__init__(caller, phones, seconds_of=seconds_of)
        self._noticed = noticed

    def tell(self, cue: on.Cue) -> None:
        self._noticed.append(Noticed(self.now(), cue))
        super().tell(cue)

    def next_act(self, until: float) -> on.Act | None:
        act = super().next_act(until)
        if act is not None:
            self._noticed.append(Noticed(self.now(), act))
        return act


def seconds_of(sentence: Sentence) -> float:
    """About how long a sentence lasts."""
    return spoken_seconds(sentence.text)


@dataclass
class OwnJournal:
    """The journal of a simulated call, in memory. Implements `Journal`."""

    stage: on.Stage
    noticed: list[Noticed]

    @contextmanager
    def step(self, name: Step, detail: str = "") -> Iterator[None]:
        self._notice(StepBegins(name, detail))
        yield

    def rings_on(self) -> None:
        """Known from the leg."""

    def note(self, note: Note) -> None:
        self._notice(note)

    def order(self, number: str) -> None:
        self._notice(OrderKept(number))

    def attempt(self, attempt: Attempt) -> None:
        self._notice(attempt)

    def message(self, recording: Recording, waits_until: datetime | None = None) -> None:
        self._notice(MessageKept(recording.seconds, waits_until))

    def words(self, recording: Recording) -> None:
        """Known from the leg."""

    def talk(self, recording: Recording) -> None:
        """Known from what is noted then."""

    def callback(self, promise: Promise) -> None:
        soon = promise.waits_until is None and not promise.repair
        within = promise.within if soon else None
        self._notice(CallbackPromised(promise.number, within, promise.waits_until, promise.repair))

    def callback_by_text(self) -> None:
        pass  # nothing is sent

    def connected(self, outcome: Outcome) -> None:
        """Known from the leg."""

    def dropped(self, agent: str) -> None:
        """Known from what is noted then."""

    def close(self, outcome: Outcome) -> None:
        """Known from what the script returns."""

    def _notice(self, what: Attempt | StepBegins | Note | OrderKept | MessageKept | CallbackPromised) -> None:
        self.noticed.append(Noticed(self.stage.now(), what))


@dataclass
class OwnClaims:
    """Agents held by this call alone: nobody else calls. Implements `Claims`, and takes no lease."""

    held: set[str] = field(default_factory=set)

    def claim(self, agent: str) -> bool:
        self.held.add(agent)
        return True

    def release(self, agent: str) -> None:
        self.held.discard(agent)


def simulate(
    company: Company,
    line: Line,
    began: datetime,
    caller: Caller,
    phones: Mapping[str, Phone],
    number: str | None = None,
    recent_load: Load | None = None,
    seconds_of: Callable[[Sentence], float] = seconds_of,
) -> Simulation:
    """Play one call to its end. `number`: the caller's, E.164, None when hidden. `seconds_of`: how long to say."""
    noticed: list[Noticed] = []
    stage = WatchedStage(caller, phones, noticed, seconds_of)
    journal = OwnJournal(stage, noticed)
    leg = SimulatedLeg(CALL_ID, CallerId(number), next(iter(line.numbers), ""), stage)
    visit = CallContext(
        company,
        line,
        began,
        journal,
        OwnClaims(),
        stage.now,
        known(recent_load or {}),
        stage.now(),
        message_days=message_days_kept(company, MOST_MONTHS),  # of a machine that nothing is known of
    )
    outcome = handle_call(leg, visit)
    return Simulation(company, line, began, caller, leg.caller, outcome, stage.now(), tuple(noticed))
