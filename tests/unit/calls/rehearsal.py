"""A call rehearsed in virtual time: the real script, people who follow a plan, a journal that remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time

from appliance.calls.call_context import CallContext, Outcome, Promise
from appliance.calls.customers import Customers, NoCustomers
from appliance.calls.earlier_calls import EarlierCalls, NoEarlierCalls
from appliance.calls.flow import handle_call
from appliance.calls.leg import Attempt, CallerId, OfferEvent, OfferOutcome, Recording
from appliance.calls.notes import Note, plain_row
from appliance.calls.ring_order import Load, known
from appliance.company.model import (
    Agent,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Line,
    Menu,
    NumberRule,
    OpenMenu,
    Ring,
    Say,
    TakeMessage,
    Team,
)
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.team_plan import TeamPlan
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller, Phone
from appliance.simulator.scripted import ScriptedStage

DURAND, DURAND_HOME, PETIT, MARTIN = "+33612345601", "+33172000001", "+33612345602", "+33612345603"
OFFICE, LAST_RESORT, DID = "+33172000000", "+33172000009", "+33972000001"
SUNDAY_NIGHT = datetime(2026, 11, 29, 2, 10, tzinfo=UTC)  # 3:10 in Paris
TUESDAY_MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def company(ring: Ring | None = None, **line_changes: object) -> Company:
    """Martin's locksmiths: a menu at night, the office by day, two agents then a third."""
    night = Behaviour("Bonjour, ici l'astreinte.", OpenMenu("urgence"))
    line = Line(
        id="urgence",
        name="Urgence serrurerie",
        numbers=(DID,),
        timezone="Europe/Paris",
        opening_hours=(WeeklyWindow(frozenset(range(5)), time(9), time(18)),),
        behaviours={
            Period.OPEN: Behaviour("Bonjour.", Forward((OFFICE,))),
            Period.AFTER_HOURS: night,
            Period.HOLIDAY: night,
            Period.CLOSURE: night,
        },
        order_rule=NumberRule(True, r"\d{5}", 3),
    )
    menu = Menu(
        "urgence",
        "Pour une urgence, tapez 1.",
        {
            "1": CallTeam("depannage", order_number=False),
            "2": CallTeam("depannage"),
            "3": TakeMessage(),
            "4": Say("Nos bureaux ouvrent à neuf heures."),
            "5": Forward((OFFICE,)),
        },
        default="1",
    )
    agents = {
        "durand": Agent("durand", "Claire Durand", (DURAND, DURAND_HOME)),
        "petit": Agent("petit", "Hugo Petit", (PETIT,)),
        "martin": Agent("martin", "Julie Martin", (MARTIN,)),
    }
    plan = TeamPlan((("durand", "petit"), ("martin",)), "Europe/Paris")
    return Company(
        name="Serrurerie Martin",
        timezone="Europe/Paris",
        country="FR",
        agents=agents,
        teams={"depannage": Team("depannage", "Dépannage", plan, ring or Ring(rounds=1))},
        lines={"urgence": replace(line, **line_changes)},
        menus={"urgence": menu},
    )


@dataclass
class RememberedJournal:
    """Keeps what the script writes, in order."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    order_number: str | None = None
    messages: list[Recording] = field(default_factory=list)
    said: list[Recording] = field(default_factory=list)
    talks: list[Recording] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    texts: int = 0
    waits: list[datetime | None] = field(default_factory=list)  # until when, of each message
    known_outcome: Outcome | None = None
    outcome: Outcome | None = None

    @contextmanager
    def step(self, name: str, detail: str = "") -> Iterator[None]:
        self.lines.append((name, detail))
        yield

    def rings_on(self) -> None:
        self.lines.append(("rings_on", ""))

    def note(self, note: Note) -> None:
        self.lines.append(plain_row(note))

    def order(self, number: str) -> None:
        self.order_number = number

    def attempt(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)

    def message(self, recording: Recording, waits_until: datetime | None = None) -> None:
        self.messages.append(recording)
        self.waits.append(waits_until)

    def words(self, recording: Recording) -> None:
        self.said.append(recording)

    def talk(self, recording: Recording) -> None:
        self.talks.append(recording)

    def callback(self, promise: Promise) -> None:
        self.promises.append(promise)

    def callback_by_text(self) -> None:
        self.texts += 1

    def connected(self, outcome: Outcome) -> None:
        self.known_outcome = outcome

    def dropped(self, agent: str) -> None:
        self.known_outcome = None

    def close(self, outcome: Outcome) -> None:
        self.outcome = outcome


@dataclass
class Board:
    """Who is held by which call. `elsewhere`: agents in another call, and until which second of this one."""

    clock: object = None
    elsewhere: dict[str, float] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    claimed: list[str] = field(default_factory=list)

    def claim(self, agent: str) -> bool:
        if agent in self.held or self.elsewhere.get(agent, 0.0) > self.clock():
            return False
        self.held.add(agent)
        self.claimed.append(agent)
        return True

    def release(self, agent: str) -> None:
        self.held.discard(agent)


@dataclass
class Simulation:
    """What came of a call."""

    outcome: Outcome
    journal: RememberedJournal
    board: Board
    stage: ScriptedStage

    @property
    def heard(self) -> list[str]:
        """The names of the sentences that the caller heard, music's words excepted."""
        return [
            seen.cue.sentence.name
            for seen in self.stage.seen
            if isinstance(seen.cue, on.CallerHears) and not seen.cue.over_music
        ]

    @property
    def rung(self) -> list[tuple[str, OfferOutcome | None]]:
        """Agents rung and how each attempt ended, in the order in which they ended."""
        return [(one.agent, one.outcome) for one in self.journal.attempts if one.event is OfferEvent.ENDED]

    @property
    def dialled(self) -> list[str]:
        """The numbers dialled, in order."""
        return [seen.cue.phone for seen in self.stage.seen if isinstance(seen.cue, on.PhoneIsDialled)]

    def first(self, kind: type) -> float:
        """The second at which a thing was first seen."""
        return next(seen.at for seen in self.stage.seen if isinstance(seen.cue, kind))


def simulate(
    caller: Caller,
    phones: Mapping[str, Phone] | None = None,
    *,
    at: datetime = SUNDAY_NIGHT,
    settings: Company | None = None,
    number: str | None = "+33612345678",
    elsewhere: dict[str, float] | None = None,
    recent_load: Load | None = None,
    edited: tuple[float, Company] | None = None,
    most_legs: int = 1000,
    customers: Customers | None = None,
    earlier: EarlierCalls | None = None,
    may_promise: Callable[[str], bool] = lambda number: True,
    calls_of_number: int = 0,
    may_text: Callable[[str], bool] = lambda number: False,
) -> Simulation:
    """Play one call to its end. `edited`: the settings that somebody saves at a second of the call.

    `most_legs`: the telephones that the caps let it ring.
    """
    stage, journal = ScriptedStage(caller, phones or {}), RememberedJournal()
    board, settings = Board(stage.now, elsewhere or {}), settings or company()
    leg = SimulatedLeg("call-1", CallerId(number), DID, stage)

    def newest() -> Company | None:
        return edited[1] if edited and stage.now() >= edited[0] else settings

    line, began = settings.lines["urgence"], stage.now()

    def may_ring() -> bool:
        return len([one for one in journal.attempts if one.event is OfferEvent.DIALLED]) < most_legs

    visit = CallContext(
        settings,
        line,
        at,
        journal,
        board,
        stage.now,
        known(recent_load or {}),
        began,
        newest,
        may_ring=may_ring,
        may_promise=may_promise,
        may_text=may_text,
    )
    visit = replace(
        visit,
        customers=customers or NoCustomers(),
        earlier=earlier or NoEarlierCalls(),
        calls_of_number=calls_of_number,
    )
    outcome = handle_call(leg, visit)
    assert journal.outcome is outcome
    assert not board.held, "every agent is free when the call is over"
    return Simulation(outcome, journal, board, stage)
