"""The agents' menu, in virtual time: who enters, what is heard, what is asked of the house, what hanging up leaves."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

import pytest

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
from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.flow import handle_call
from appliance.calls.leg import CallerId, OfferOutcome
from appliance.company.model import Action, Behaviour, CallTeam, Company, Incident, NumberRule, TakeMessage
from appliance.planning.hours import Period
from appliance.planning.team_plan import Override
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller, Phone
from appliance.simulator.scripted import ScriptedStage

from .rehearsal import DID, DURAND, PETIT, SUNDAY_NIGHT, Board, RememberedJournal, Simulation, company

CODES = {"durand": "4821", "petit": "7730"}


@dataclass
class Desk:
    """Compares codes in clear, locks after three, and remembers what it was asked."""

    refuses: Problem | None = None
    closed: bool = False
    left: list[LeftMessage] | None = None
    taken: list[tuple[str, str, bool]] = field(default_factory=list)
    deleted: list[tuple[str, str]] = field(default_factory=list)
    asked: list[LeftCallback] | None = field(default_factory=list)
    untold_calls: list[TakenCall] | None = field(default_factory=list)
    boss: bool = False
    announced: list[IncidentChange] = field(default_factory=list)
    out: bool | None = False
    told: list[tuple[object, ...]] = field(default_factory=list)
    tried: list[tuple[str | None, str]] = field(default_factory=list)
    changes: list[WatchChange] = field(default_factory=list)

    def code(self, agent: str | None, digits: str, line: str) -> CodeVerdict:
        self.tried.append((agent, digits))
        if self.closed:
            return CodeVerdict.CLOSED
        wrong = [who for who, typed in self.tried if who == agent and CODES.get(who or "") != typed]
        if len(wrong) > 3:
            return CodeVerdict.LOCKED
        return CodeVerdict.RIGHT if agent and CODES.get(agent) == digits else CodeVerdict.WRONG

    def messages(self, agent: str) -> list[LeftMessage] | None:
        return self.left

    def take_message(self, agent: str, message: LeftMessage, *, done: bool) -> Problem | None:
        if self.refuses is None:
            self.taken.append((agent, message.file, done))
        return self.refuses

    def delete_message(self, agent: str, message: LeftMessage) -> Problem | None:
        if self.refuses is None:
            self.deleted.append((agent, message.file))
        return self.refuses

    def callbacks(self, agent: str) -> list[LeftCallback] | None:
        return self.asked

    def begin_callback(self, agent: str, callback: LeftCallback) -> Problem | None:
        if self.refuses is None:
            self.told.append(("begun", agent, callback.call))
        return self.refuses

    def callback_talks(self, callback: LeftCallback) -> None:
        self.told.append(("talks", callback.call))

    def callback_tried(self, callback: LeftCallback, *, reached: bool | None) -> None:
        self.told.append(("tried", callback.call, reached))

    def close_callback(self, agent: str, callback: LeftCallback) -> Problem | None:
        self.told.append(("closed", agent, callback.call))
        return self.refuses

    def untold(self, agent: str) -> list[TakenCall] | None:
        return self.untold_calls

    def tell_of(self, agent: str, call: TakenCall, told: WorkTold) -> Problem | None:
        if self.refuses is None:
            self.told.append((agent, call.call, told))
        return self.refuses

    def may_announce(self, agent: str) -> bool:
        return self.boss

    def announce(self, agent: str, change: IncidentChange) -> Problem | None:
        self.announced.append(change)
        return None

    def is_out(self, agent: str) -> bool | None:
        return self.out

    def go_out(self, agent: str, team: str, minutes: int) -> Problem | None:
        self.told.append(("out", agent, team, minutes))
        return self.refuses

    def come_back(self, agent: str) -> Problem | None:
        self.told.append(("back", agent))
        return self.refuses

    def change(self, change: WatchChange, line: str) -> Problem | None:
        if self.refuses is None:
            self.changes.append(change)
        return self.refuses


def settings(**line: object) -> Company:
    made = company(**{"agents_menu": True, **line})
    agents = {key: replace(agent, pin="kept" if key in CODES else None) for key, agent in made.agents.items()}
    return replace(made, agents=agents)


def without_a_menu(action: Action, **line: object) -> Company:
    """Every period does this."""
    behaviour = Behaviour("Bonjour, ici l'astreinte.", action)
    return settings(behaviours=dict.fromkeys(Period, behaviour), order_rule=NumberRule(False, r"\d{5}"), **line)


@dataclass
class Visit:
    simulation: Simulation
    desk: Desk

    @property
    def heard(self) -> list[str]:
        return self.simulation.heard

    @property
    def told(self) -> list[str]:
        cues = [seen.cue for seen in self.simulation.stage.seen]
        return [
            cue.sentence.text for cue in cues if isinstance(cue, on.CallerHears) and cue.sentence.name == "agents_told"
        ]


def visit(
    *answers: str,
    number: str | None = DURAND,
    phones: dict[str, Phone] | None = None,
    made: Company | None = None,
    desk: Desk | None = None,
    elsewhere: dict[str, float] | None = None,
    hangs_up_at: float | None = None,
    presses: tuple[tuple[float, str], ...] = (),
    says: float = 0.0,
) -> Visit:
    desk, made = desk or Desk(), made or settings()
    stage, journal = (
        ScriptedStage(Caller(answers, hangs_up_at=hangs_up_at, presses=presses, says=says), phones or {}),
        RememberedJournal(),
    )
    board = Board(stage.now, elsewhere or {})
    leg = SimulatedLeg("call-1", CallerId(number), DID, stage)
    context = CallContext(made, made.lines["urgence"], SUNDAY_NIGHT, journal, board, stage.now, desk=desk)
    outcome = handle_call(leg, context)
    assert not board.held
    return Visit(Simulation(outcome, journal, board, stage), desk)


def test_a_known_mobile_hears_the_menu_first_and_who_is_on_call_without_a_code() -> None:
    done = visit("*", "1")
    assert done.heard[:2] == ["agents_offer", "agents_menu"]
    assert done.told == ["Équipe Dépannage. Claire Durand. Puis Hugo Petit. Puis Julie Martin."]
    assert (done.desk.tried, done.simulation.outcome) == ([], Outcome.AGENTS_MENU)
    assert ("agents_menu", "durand") in done.simulation.journal.lines


@pytest.mark.parametrize("answer", ["1", "2", "", "9"])
def test_a_known_mobile_that_does_not_ask_for_it_or_types_by_habit_is_a_caller(answer: str) -> None:
    done = visit(answer, "3")
    assert done.heard[:3] == ["agents_offer", "announcement", "announcement"]
    assert "message_ask" in done.heard


@pytest.mark.parametrize(
    ("number", "made"), [("+33612345678", settings()), (None, settings()), (DURAND, settings(agents_menu=False))]
)
def test_whoever_is_not_known_or_a_line_without_it_is_a_caller_as_before(number: str | None, made: Company) -> None:
    done = visit("3", number=number, made=made)
    assert done.heard[:2] == ["announcement", "announcement"]
    assert not any(name.startswith("agents_") for name in done.heard)


def test_a_number_that_two_agents_share_is_nobodys() -> None:
    made = settings()
    both = replace(made.agents["petit"], phones=(DURAND,))
    assert visit("3", made=replace(made, agents={**made.agents, "petit": both})).heard[0] == "announcement"


def test_a_pause_asks_the_code_once_and_is_an_override() -> None:
    done = visit("*", "4", "4821", "30", "1", "4", "x")
    assert done.desk.tried == [("durand", "4821")]
    (change,) = done.desk.changes
    minutes = (change.override.end - change.override.start).total_seconds() / 60
    assert (change.agent, change.team, change.override.removes, minutes) == ("durand", "depannage", "durand", 30)
    assert "agents_done" in done.heard


def test_three_wrong_codes_change_nothing_and_the_menu_can_still_be_heard() -> None:
    done = visit("*", "4", "0000", "1111", "2222", "1")
    assert done.heard.count("agents_code_wrong") == 3
    assert "agents_locked" in done.heard
    assert done.told and not done.desk.changes


def test_silence_is_no_mistake() -> None:
    done = visit("*", "4", "", "1")
    assert done.desk.tried == [] and "agents_unchanged" in done.heard


def test_an_agent_without_a_code_changes_nothing() -> None:
    done = visit("*", "2", number="+33612345603")
    assert "agents_no_code" in done.heard and not done.desk.tried


def test_a_refused_change_is_told_as_the_door_says_it() -> None:
    done = visit(
        "*", "4", "4821", "30", "1", desk=Desk(refuses=Problem(Why.REFUSED, "Personne d'autre ne serait d'astreinte."))
    )
    assert "Personne d'autre ne serait d'astreinte." in done.told and "agents_done" not in done.heard


@pytest.mark.parametrize("minutes", ["0", "241", "999", "*", ""])
def test_a_pause_has_a_length(minutes: str) -> None:
    done = visit("*", "4", "4821", minutes, "1")
    assert "agents_minutes_wrong" in done.heard and not done.desk.changes


def test_the_watch_is_taken_in_the_place_of_who_is_rung_first() -> None:
    done = visit("*", "2", "7730", "1", number=PETIT)
    (change,) = done.desk.changes
    assert (change.override.removes, change.override.adds) == ("durand", "petit")
    assert "à la place de Claire Durand" in done.told[0]


def test_what_is_not_confirmed_is_not_done() -> None:
    assert not visit("*", "2", "7730", "2", number=PETIT).desk.changes
    assert not visit("*", "2", "7730", "", number=PETIT).desk.changes


def test_who_is_rung_first_already_has_the_watch() -> None:
    assert "agents_already" in visit("*", "2", "4821").heard


def test_a_colleague_who_presses_1_has_the_watch() -> None:
    done = visit("*", "3", "4821", "1", phones={PETIT: people.types((2.0, "1"))})
    (change,) = done.desk.changes
    assert change.override == replace(change.override, removes="durand", adds="petit")
    assert done.heard[-2:] != ["agents_passed"] and "agents_passed" in done.heard
    assert done.simulation.rung == [("petit", OfferOutcome.ACCEPTED)]
    assert not any(isinstance(seen.cue, on.PhoneIsJoined) for seen in done.simulation.stage.seen)


@pytest.mark.parametrize(
    ("phone", "heard"),
    [
        (people.refuses(), "agents_refused"),
        (people.no_answer(), "agents_unreached"),
        (people.voicemail(), "agents_unreached"),
    ],
)
def test_a_colleague_who_does_not_accept_changes_nothing(phone: Phone, heard: str) -> None:
    done = visit("*", "3", "4821", "1", phones={PETIT: phone})
    assert heard in done.heard and not done.desk.changes


def test_a_colleague_in_a_call_is_not_rung() -> None:
    done = visit("*", "3", "4821", "1", elsewhere={"petit": 1000.0})
    assert "agents_unreached" in done.heard and not done.simulation.dialled


def test_a_colleague_hears_why_what_they_accepted_cannot_be() -> None:
    done = visit(
        "*",
        "3",
        "4821",
        "1",
        phones={PETIT: people.types((2.0, "1"))},
        desk=Desk(refuses=Problem(Why.REFUSED, "Rien ne change.")),
    )
    released = [seen.cue for seen in done.simulation.stage.seen if isinstance(seen.cue, on.PhoneIsReleased)]
    assert released[-1].farewell is not None and released[-1].farewell.text == "Rien ne change."
    assert "Rien ne change." in done.told and "agents_passed" not in done.heard


@pytest.mark.parametrize("second", range(1, 60, 2))
def test_hanging_up_at_any_moment_leaves_nothing_half_done(second: int) -> None:
    phones = {PETIT: people.types((4.0, "1"), after=3.0)}
    done = visit("*", "3", "4821", "1", phones=phones, hangs_up_at=float(second))
    accepted = done.simulation.rung == [("petit", OfferOutcome.ACCEPTED)]
    assert bool(done.desk.changes) == accepted
    assert done.simulation.outcome in (Outcome.AGENTS_MENU, Outcome.ABANDONED)


def test_any_telephone_enters_with_a_number_and_a_code_and_is_asked_it_no_more() -> None:
    done = visit("*", "0612345602#", "7730", "2", "1", number="+33678000000")
    assert done.desk.tried == [("petit", "7730")]
    assert len(done.desk.changes) == 1 and done.simulation.outcome is Outcome.AGENTS_MENU


@pytest.mark.parametrize("typed", ["0612345602", "0699999999", "12", "0"])
def test_a_strangers_number_and_an_agents_are_heard_alike_and_no_caller_is_lost(typed: str) -> None:
    wrong = (f"{typed}#", "1234#") * 3
    done = visit("*", *wrong, "3", number=None)
    asked = [name for name in done.heard if name.startswith("agents_")]
    assert asked == ["agents_number", "agents_code", "agents_code_wrong"] * 3
    assert "message_ask" in done.heard


@pytest.mark.parametrize("action", [CallTeam("depannage"), TakeMessage()])
def test_the_key_in_the_greeting_of_a_line_without_a_menu_asks_for_a_number_and_a_code(action: Action) -> None:
    done = visit("0612345602#", "7730", "2", "1", number=None, made=without_a_menu(action), presses=((1.0, "*"),))
    assert done.heard[:4] == ["announcement", "agents_number", "agents_code", "agents_menu"]
    assert done.desk.tried == [("petit", "7730")] and done.simulation.outcome is Outcome.AGENTS_MENU


def test_the_key_in_the_greeting_loses_no_caller_and_another_key_answers_the_next_question() -> None:
    made = without_a_menu(CallTeam("depannage", order_number=True))
    silent = visit("", number=None, made=made, presses=((1.0, "*"),))
    assert silent.heard[:3] == ["announcement", "agents_number", "order_ask"]
    early = tuple((1.0 + place / 2, key) for place, key in enumerate("40719"))
    typed = visit(number=None, made=made, presses=early)
    assert "agents_number" not in typed.heard and typed.simulation.journal.order_number == "40719"


def test_a_line_without_the_menu_hears_the_key_as_before() -> None:
    made = without_a_menu(CallTeam("depannage", order_number=True), agents_menu=False)
    done = visit(number=None, made=made, presses=((1.0, "*"),))
    assert "agents_number" not in done.heard


def test_a_short_telephone_is_typed_as_it_is_dialled() -> None:
    made = settings()
    petit = replace(made.agents["petit"], phones=("204",))
    done = visit("*", "204#", "7730", "1", made=replace(made, agents={**made.agents, "petit": petit}), number=None)
    assert done.desk.tried == [("petit", "7730")] and done.simulation.outcome is Outcome.AGENTS_MENU


def test_a_menu_closed_to_all_is_told_to_a_known_mobile() -> None:
    done = visit("*", "4", "4821", desk=Desk(closed=True))
    assert "agents_closed" in done.heard and not done.desk.changes


def test_the_discreet_key_is_heard_once_a_call() -> None:
    done = visit("*", "", "*", "3", number=None)
    assert done.heard.count("agents_number") == 1
    assert "menu_unknown_key" in done.heard


def test_it_is_there_for_who_has_chosen_a_language_at_the_menu() -> None:
    done = visit("9", "*", "0612345601#", "4821#", "1", number=None, made=settings(offered_languages={"9": "en"}))
    assert "agents_menu" in done.heard
    assert done.simulation.outcome is Outcome.AGENTS_MENU is done.simulation.journal.outcome


@pytest.mark.parametrize("first", "9*#13")
def test_whatever_is_typed_at_the_menus_the_call_ends_and_is_written(first: str) -> None:
    made = settings(offered_languages={"9": "en"}, incident=Incident("Une panne est connue."), tell_repaired=True)
    for more in itertools.product(["9", "*", "#", "1", "0612345601#", "4821#"], repeat=3):
        done = visit(first, *more, number=None, made=made)
        assert done.simulation.journal.outcome is done.simulation.outcome


def test_a_storm_of_keys_ends_by_itself() -> None:
    done = visit("*", *(["9"] * 200))
    assert done.simulation.outcome is Outcome.AGENTS_MENU and done.heard[-1] == "goodbye"


def test_an_override_of_the_menu_begins_this_minute() -> None:
    (change,) = visit("*", "4", "4821", "5", "1").desk.changes
    assert isinstance(change.override, Override) and change.override.start.second == 0
