"""An agent who rings the line back while a caller waits for them, in virtual time: both sides of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.flow import handle_call
from appliance.calls.leg import CallerHungUp, CallerId, RungBack, Sought
from appliance.calls.ringing_back import HuntsUnderWay, HuntUnderWay, TooLate
from appliance.calls.ringing_times import LAST_WHISPER_SECONDS
from appliance.company.model import Company
from appliance.prompts.catalogue import say, whisper, whisper_taken
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller
from appliance.simulator.scripted import ScriptedStage

from .rehearsal import DID, DURAND, DURAND_HOME, MARTIN, PETIT, SUNDAY_NIGHT, Board, RememberedJournal
from .test_agents_menu import settings

STRANGER = "+33678901234"


# -- the caller's side


@dataclass
class Hunted:
    outcome: Outcome
    journal: RememberedJournal
    board: Board
    stage: ScriptedStage

    @property
    def ended(self) -> list[tuple[str, str]]:
        return [(one.agent, str(one.outcome)) for one in self.journal.attempts if one.outcome]


def hunted(
    *acts: tuple[float, on.Act],
    phones: dict[str, people.Phone] | None = None,
    elsewhere: tuple[str, ...] = (),
    hunts: HuntsUnderWay | None = None,
) -> Hunted:
    """A caller who presses 1, and hangs up after 150 s. `elsewhere`: agents who are in other calls all the time."""
    stage = ScriptedStage(Caller(("1",), hangs_up_at=150.0), phones or {}, acts=acts)
    journal, board = RememberedJournal(), Board(stage.now, dict.fromkeys(elsewhere, 1000.0))
    made = settings()
    hunts = hunts or HuntsUnderWay()
    context = CallContext(made, made.lines["urgence"], SUNDAY_NIGHT, journal, board, stage.now, hunts=hunts)
    outcome = handle_call(SimulatedLeg("call-1", CallerId(STRANGER), DID, stage), context)
    assert not board.held
    return Hunted(outcome, journal, board, stage)


def test_an_agent_who_rings_back_while_they_are_rung_is_joined_and_written_as_one_who_accepted() -> None:
    done = hunted((20.0, on.AgentRingsBack("durand", DURAND)))
    assert done.outcome is Outcome.CONNECTED
    assert done.ended == [("durand", "cancelled"), ("durand", "accepted")]
    assert ("rung_back", "durand") in done.journal.lines
    assert done.journal.known_outcome is Outcome.CONNECTED


def test_a_colleague_who_rings_back_stops_the_telephone_of_the_one_who_is_rung() -> None:
    done = hunted((20.0, on.AgentRingsBack("petit", PETIT)))
    assert done.ended == [("durand", "cancelled"), ("petit", "accepted")]


def test_one_who_rings_back_while_nobody_is_rung_is_joined_out_of_the_music() -> None:
    done = hunted((20.0, on.AgentRingsBack("martin", MARTIN)), elsewhere=("durand", "petit", "martin"))
    assert (done.outcome, done.ended) == (Outcome.CONNECTED, [("martin", "accepted")])


class Listened(HuntsUnderWay):
    """Each hunt has an agent who listens, and is never done."""

    @contextmanager
    def one_more(self, hunt: HuntUnderWay) -> Iterator[None]:
        hunt.listening.add("martin")
        with super().one_more(hunt):
            yield


def told_nobody(done: Hunted) -> float:
    cues = [(one.at, one.cue) for one in done.stage.seen]
    return next(at for at, cue in cues if isinstance(cue, on.CallerHears) and cue.sentence.name == "unanswered")


def test_who_rang_back_and_listens_is_waited_for_and_not_for_ever() -> None:
    busy = dict.fromkeys((DURAND, DURAND_HOME, PETIT, MARTIN), people.busy())
    alone = told_nobody(hunted(phones=busy))
    assert told_nobody(hunted(phones=busy, hunts=Listened())) == pytest.approx(alone + LAST_WHISPER_SECONDS, abs=0.6)
    done = hunted((alone + 3.0, on.AgentRingsBack("martin", MARTIN)), phones=busy, hunts=Listened())
    assert done.ended[-1] == ("martin", "accepted")


# -- the agent's side


@dataclass
class Waiting:
    """A caller who is searched for, and lets in or not. Implements `Sought` as far as it is asked."""

    lets_in: bool = True
    caller: CallerId = field(default_factory=lambda: CallerId(STRANGER))
    asked: list[tuple[RungBack, str]] = field(default_factory=list)

    def let_in(self, taker: RungBack, leg: str) -> bool:
        self.asked.append((taker, leg))
        return self.lets_in


class Scene:
    """A line called by an agent, and the hunts that are under way."""

    def __init__(self) -> None:
        self.hunts, self.stack, self.board = HuntsUnderWay(), ExitStack(), Board(lambda: 0.0)

    def hunt(
        self, waiting: Waiting, on_call: tuple[str, ...] = ("durand",), rung: tuple[str, ...] = ()
    ) -> HuntUnderWay:
        words = whisper_taken(whisper("Urgence serrurerie", None, waiting.caller.number))
        board, caller = self.board, cast(Sought, waiting)
        one = HuntUnderWay("call-0", caller, board.claim, board.release, words, lambda: on_call)
        one.rung.update(rung)
        self.stack.enter_context(self.hunts.one_more(one))
        return one

    def called(self, *answers: str, number: str = DURAND, made: Company | None = None, **caller: Any) -> list[str]:
        """What an agent hears who calls and types these answers."""
        made = made or settings()
        self.stage = ScriptedStage(Caller(answers, **caller), {})
        self.journal = RememberedJournal()
        context = CallContext(
            made,
            made.lines["urgence"],
            SUNDAY_NIGHT,
            self.journal,
            Board(self.stage.now),
            self.stage.now,
            hunts=self.hunts,
        )
        self.outcome = handle_call(SimulatedLeg("call-1", CallerId(number), DID, self.stage), context)
        return [one.cue.sentence.name for one in self.stage.seen if isinstance(one.cue, on.CallerHears)]


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    with made.stack:
        yield made


def test_the_agent_hears_who_calls_and_is_joined_from_the_telephone_they_call_from(scene: Scene) -> None:
    waiting = Waiting()
    scene.hunt(waiting)
    assert scene.called("1") == ["ring_back_offer", "whisper"]
    assert waiting.asked == [(RungBack("durand", 0), "call-1")]
    assert (scene.outcome, scene.board.held) == (Outcome.RING_BACK, {"durand"})
    assert ("took_call", "call-0") in scene.journal.lines


def test_the_agent_hears_what_the_caller_said(scene: Scene) -> None:
    scene.hunt(Waiting()).said = "words-1.wav"
    assert scene.called("1") == ["ring_back_offer", "whisper", "words_said"]
    assert [one.cue.name for one in scene.stage.seen if isinstance(one.cue, on.CallerHearsRecording)] == ["words-1.wav"]


def test_the_whisper_asks_for_no_key(scene: Scene) -> None:
    text = whisper_taken(whisper("Urgence serrurerie", "40719", STRANGER)).text
    assert "tapez" not in text and "Commande" in text


@pytest.mark.parametrize("answer", ["", "2", "*"])
def test_any_other_key_leads_where_it_did(scene: Scene, answer: str) -> None:
    waiting = Waiting()
    scene.hunt(waiting)
    assert scene.called(answer, "*", "", "")[:3] == ["ring_back_offer", "agents_offer", "agents_menu"]
    assert (waiting.asked, scene.outcome) == ([], Outcome.AGENTS_MENU)


@pytest.mark.parametrize(
    ("why", "heard"),
    [
        (TooLate.TAKEN, "call_taken"),
        (TooLate.CALLER_LEFT, "caller_left"),
        (TooLate.OVER, "ring_back_over"),
        (None, "offer_over"),
    ],
)
def test_who_comes_too_late_hears_why_then_the_menu_is_offered(scene: Scene, why: TooLate | None, heard: str) -> None:
    class Late(Waiting):
        def let_in(self, taker: RungBack, leg: str) -> bool:
            if why is not None:
                one.end(why)
            return False

    one = scene.hunt(Late())
    assert scene.called("1", "*", "", "")[:4] == ["ring_back_offer", "whisper", heard, "agents_offer"]
    assert not scene.board.held


def test_an_agent_held_by_another_call_is_not_joined(scene: Scene) -> None:
    waiting = Waiting()
    scene.hunt(waiting)
    scene.board.claim("durand")
    assert "offer_over" in scene.called("1")
    assert (waiting.asked, scene.board.held) == ([], {"durand"})


def test_who_hangs_up_while_they_hear_who_calls_takes_nothing(scene: Scene) -> None:
    waiting = Waiting()
    scene.hunt(waiting)
    scene.called("1", hangs_up_at=6.0)
    assert (waiting.asked, scene.outcome) == ([], Outcome.RING_BACK)


@pytest.mark.parametrize(
    ("number", "made"), [(STRANGER, settings()), (PETIT, settings()), (DURAND, settings(agents_menu=False))]
)
def test_nobody_else_hears_of_it(scene: Scene, number: str, made: Company) -> None:
    scene.hunt(Waiting())
    assert "ring_back_offer" not in scene.called(number=number, made=made)


def test_an_agent_who_was_rung_may_take_it_though_they_went_off_duty(scene: Scene) -> None:
    scene.hunt(Waiting(), on_call=(), rung=("petit",))
    assert scene.called("1", number=PETIT)[0] == "ring_back_offer"


def test_the_call_that_rang_them_comes_before_an_older_one(scene: Scene) -> None:
    older, newer = Waiting(), Waiting()
    scene.hunt(older)
    scene.hunt(newer, rung=("durand",))
    scene.called("1")
    assert (older.asked, len(newer.asked)) == ([], 1)


def test_an_agent_who_waits_themself_is_not_offered_their_own_call(scene: Scene) -> None:
    scene.hunt(Waiting(caller=CallerId(DURAND)))
    assert "ring_back_offer" not in scene.called()


def test_a_hunt_ends_by_the_caller_who_leaves_or_else_is_over() -> None:
    hunts, board = HuntsUnderWay(), Board(lambda: 0.0)
    left, over = (
        HuntUnderWay("c", cast(Sought, Waiting()), board.claim, board.release, say("hunt"), tuple) for _ in range(2)
    )
    with pytest.raises(CallerHungUp), hunts.one_more(left):
        raise CallerHungUp
    with hunts.one_more(over):
        pass
    assert (left.over, over.over) == (TooLate.CALLER_LEFT, TooLate.OVER)


def test_who_is_gone_at_once_leaves_the_caller_in_the_hunt() -> None:
    acts = (20.0, on.AgentRingsBack("martin", MARTIN)), (20.5, on.PhoneHangsUp(MARTIN))
    done = hunted(*acts, phones={PETIT: people.accepts()})
    assert ("gone_at_once", "martin") in done.journal.lines
    assert done.ended[-1] == ("petit", "accepted")
