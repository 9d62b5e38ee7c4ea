"""A caller who rings back is offered first to whom they spoke with, who hears that it is a second call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from appliance.calls.earlier_calls import RINGS_BACK
from appliance.calls.leg import OfferOutcome
from appliance.company.model import Ring, RingStrategy
from appliance.simulator import people
from appliance.simulator.people import Caller
from tests.unit.calls.rehearsal import DURAND, MARTIN, PETIT, SUNDAY_NIGHT, Simulation, company, simulate

URGENT = Caller(("1",))


@dataclass
class Spoke:
    """One conversation of before. Implements `EarlierCalls`."""

    agent: str | None
    asked: list[tuple[str, str, datetime]] = field(default_factory=list)

    def spoken_to(self, caller: str, line: str, since: datetime) -> str | None:
        self.asked.append((caller, line, since))
        return self.agent


def whisper_of(call: Simulation) -> str:
    heard = [getattr(seen.cue, "sentence", None) for seen in call.stage.seen]
    return next(one.text for one in heard if one and one.name == "whisper")


def test_the_agent_spoken_to_is_rung_first_and_told() -> None:
    phones = {DURAND: people.accepts(), PETIT: people.accepts(), MARTIN: people.accepts()}
    call = simulate(URGENT, phones, earlier=Spoke("martin"))
    assert call.rung == [("martin", OfferOutcome.ACCEPTED)]
    assert "tapez 2. Deuxième appel. Appel du" in whisper_of(call)


def test_the_others_are_rung_when_the_first_does_not_answer_each_once() -> None:
    call = simulate(URGENT, {DURAND: people.accepts()}, earlier=Spoke("petit"))
    assert call.rung[0][0] == "petit"
    assert call.rung[-1] == ("durand", OfferOutcome.ACCEPTED)
    assert [agent for agent, _ in call.rung].count("petit") == 1


def test_they_are_rung_alone_before_a_team_that_rings_together() -> None:
    together = company(Ring(RingStrategy.SIMULTANEOUS, rounds=1))
    phones = {DURAND: people.accepts(), PETIT: people.accepts()}
    call = simulate(URGENT, phones, settings=together, earlier=Spoke("petit"))
    assert call.dialled == [PETIT]


def test_who_is_not_on_call_is_not_rung_for_it() -> None:
    made = company()
    teams = {
        key: replace(one, plan=replace(one.plan, levels=(("durand", "petit"),))) for key, one in made.teams.items()
    }
    call = simulate(URGENT, {DURAND: people.accepts()}, settings=replace(made, teams=teams), earlier=Spoke("martin"))
    assert call.rung == [("durand", OfferOutcome.ACCEPTED)]


def test_it_is_asked_of_the_number_shown_on_the_line_and_of_a_quarter_of_an_hour() -> None:
    spoke = Spoke(None)
    call = simulate(URGENT, {DURAND: people.accepts()}, earlier=spoke)
    ((caller, line, since),) = spoke.asked
    assert (caller, line) == ("+33612345678", "urgence")
    assert timedelta(0) < SUNDAY_NIGHT - since <= RINGS_BACK
    assert "Deuxième" not in whisper_of(call)
    simulate(URGENT, {DURAND: people.accepts()}, number=None, earlier=spoke)
    assert len(spoke.asked) == 1, "a hidden caller is nobody"
