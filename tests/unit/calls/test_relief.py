"""A call that lasts through a hand-over: who comes on duty is rung for it, in virtual time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.company.model import Agent, Behaviour, CallTeam, Company, Ring, RingStrategy, Team
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.rota import on_call
from appliance.planning.team_plan import Former, Override, Shift, TeamPlan
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.people import Caller, Phone
from tests.examples import examples
from tests.unit.calls.rehearsal import DURAND, LAST_RESORT, MARTIN, OFFICE, PETIT, Simulation, company, simulate

ALWAYS = frozenset(range(7))
BEFORE_EIGHT = datetime(2026, 11, 29, 6, 59, 52, tzinfo=UTC)  # a Sunday, 7:59:52 in Paris
EIGHT = 8.0  # seconds from there
AT_ONCE = dict.fromkeys(Period, Behaviour(None, CallTeam("depannage", order_number=False)))
ACCEPTED, NO_ANSWER = OfferOutcome.ACCEPTED, OfferOutcome.NO_ANSWER


def shift(agent: str, start: int, end: int, level: int | None = None) -> Shift:
    """An agent's hours of every day."""
    return Shift(agent, WeeklyWindow(ALWAYS, time(start), time(end)), level)


def handing_over(*shifts: Shift, ring: Ring | None = None, **line: object) -> Company:
    """Martin's locksmiths, whose team is hunted through as soon as the call is answered; one telephone each."""
    settings = company(ring or Ring(rounds=2), **{"behaviours": AT_ONCE, **line})
    team = settings.teams["depannage"]
    agents = {**settings.agents, "durand": replace(settings.agents["durand"], phones=(DURAND,))}
    teams = {team.id: replace(team, plan=replace(team.plan, shifts=shifts))}
    return replace(settings, teams=teams, agents=agents)


NIGHT_THEN_DAY = (shift("durand", 18, 8), shift("petit", 8, 18))


def call_at_eight(phones: dict[str, Phone], *shifts: Shift, **changes: object) -> Simulation:
    """The call of 7:59:52, with these shifts."""
    settings = handing_over(*(shifts or NIGHT_THEN_DAY), **changes)
    return simulate(Caller(says=3.0), phones, at=BEFORE_EIGHT, settings=settings)


def dialled_at(call: Simulation, number: str) -> float:
    """The second at which a telephone was first dialled."""
    return next(seen.at for seen in call.stage.seen if getattr(seen.cue, "phone", None) == number)


def test_who_comes_on_duty_at_eight_is_rung_for_the_call_of_a_few_seconds_before():
    call = call_at_eight({PETIT: people.accepts()})
    assert call.rung == [("durand", NO_ANSWER), ("petit", ACCEPTED)]
    assert ("off_duty", "durand") in call.journal.lines
    assert ("on_call", "petit : créneau tous les jours, de 8 h à 18 h") in call.journal.lines


def test_who_has_just_gone_off_duty_rings_to_the_end_of_that_ring_and_may_take_the_call():
    call = call_at_eight({DURAND: people.accepts(after=12.0), PETIT: people.accepts()})
    assert call.rung == [("durand", ACCEPTED)]


def test_a_caller_whom_the_last_on_duty_refuses_waits_a_few_seconds_for_the_next():
    call = call_at_eight({DURAND: people.refuses(after=1.0, listens=1.0), PETIT: people.accepts()})
    assert call.rung[-1] == ("petit", ACCEPTED)
    assert EIGHT <= dialled_at(call, PETIT) < EIGHT + 1.0


def test_a_caller_who_comes_when_nobody_is_on_call_waits_a_few_seconds_for_the_next():
    call = call_at_eight({PETIT: people.accepts()}, shift("durand", 18, 6), shift("petit", 8, 18))
    assert call.rung == [("petit", ACCEPTED)]
    assert EIGHT <= dialled_at(call, PETIT) < EIGHT + 1.0


def test_nobody_waits_for_somebody_who_comes_on_duty_in_more_than_half_a_minute():
    nobody = (shift("durand", 18, 6), shift("petit", 8, 18))
    early = simulate(Caller(says=3.0), at=BEFORE_EIGHT - timedelta(seconds=30), settings=handing_over(*nobody))
    assert (early.outcome, early.rung) == (Outcome.MESSAGE, [])
    assert early.first(on.CallerMaySpeak) < 30


def test_who_goes_off_duty_while_nobody_relieves_them_keeps_the_call():
    call = call_at_eight({}, shift("durand", 18, 8))
    assert call.rung == [("durand", NO_ANSWER)] * 2
    assert call.journal.lines.count(("unrelieved", "depannage")) == 1


def test_who_comes_on_duty_at_the_first_level_is_rung_before_the_second():
    shifts = (*NIGHT_THEN_DAY, shift("martin", 0, 0, level=2))
    call = call_at_eight({MARTIN: people.accepts()}, *shifts, ring=Ring(rounds=1))
    assert [agent for agent, _ in call.rung] == ["durand", "petit", "martin"]


def test_of_agents_who_ring_together_the_new_one_rings_and_the_others_do_not_ring_twice():
    shifts = (shift("durand", 0, 0), shift("petit", 8, 18))
    call = call_at_eight({PETIT: people.accepts()}, *shifts, ring=Ring(RingStrategy.SIMULTANEOUS, rounds=1))
    assert call.rung == [("durand", NO_ANSWER), ("petit", ACCEPTED)]


def test_a_replacement_saved_while_a_caller_waits_is_rung_for_that_call():
    settings = handing_over(shift("durand", 0, 0))
    team = settings.teams["depannage"]
    sick = Override(BEFORE_EIGHT, BEFORE_EIGHT + timedelta(hours=1), removes="durand", adds="petit")
    plan = replace(team.plan, overrides=(sick,))
    moved = replace(settings.agents["petit"], phones=("+33612345699",))
    edited = replace(settings, teams={team.id: replace(team, plan=plan)}, agents={**settings.agents, "petit": moved})
    call = simulate(
        Caller(), {"+33612345699": people.accepts()}, at=BEFORE_EIGHT, settings=settings, edited=(5.0, edited)
    )
    assert call.rung == [("durand", NO_ANSWER), ("petit", ACCEPTED)]


def test_a_team_deleted_while_a_caller_waits_is_still_rung_for_that_call():
    settings = handing_over(shift("durand", 0, 0))
    call = simulate(Caller(says=3.0), at=BEFORE_EIGHT, settings=settings, edited=(5.0, replace(settings, teams={})))
    assert call.rung == [("durand", NO_ANSWER)] * 2


@pytest.mark.parametrize("office", [people.accepts(), people.no_answer()])
def test_an_office_that_opens_during_the_hunt_is_tried_before_the_message(office: Phone):
    usual = company().lines["urgence"].behaviours
    settings = handing_over(
        shift("durand", 0, 0),
        behaviours={**AT_ONCE, Period.OPEN: usual[Period.OPEN]},
        opening_hours=(WeeklyWindow(ALWAYS, time(8), time(18)),),
        last_resort=LAST_RESORT,
    )
    call = simulate(Caller(says=3.0), {OFFICE: office}, at=BEFORE_EIGHT, settings=settings)
    joined = office.answers_after is not None
    assert call.rung[-1] == ("forward", ACCEPTED if joined else NO_ANSWER)
    assert call.outcome is (Outcome.FORWARDED if joined else Outcome.MESSAGE)
    assert ("opened", "") in call.journal.lines


AGENTS = {name: f"+3361234570{place}" for place, name in enumerate("abcde")}
PHONES = st.sampled_from(
    [people.no_answer(), people.refuses(), people.busy(), people.unreachable(), people.voicemail(), people.accepts()]
)


@st.composite
def hand_overs(draw: st.DrawFn) -> tuple[Company, dict[str, Phone]]:
    """Agents who come and go within the two minutes of a call, and what their telephones do."""
    moments = st.integers(0, 150).map(lambda second: BEFORE_EIGHT + timedelta(seconds=second))
    people_of = st.sampled_from([None, *AGENTS])
    changes = draw(st.lists(st.tuples(moments, moments, people_of, people_of, st.integers(1, 2)), max_size=8))
    overrides = tuple(
        Override(min(first, last), max(first, last), removes, adds, level if adds else None)
        for first, last, removes, adds, level in changes
    )
    plan = TeamPlan((("a", "b"), ("c",)), "Europe/Paris", shifts=(shift("a", 18, 8), shift("b", 8, 18)))
    ring = Ring(draw(st.sampled_from(RingStrategy)), draw(st.integers(5, 25)), draw(st.integers(1, 3)))
    settings = replace(
        company(behaviours=AT_ONCE),
        agents={name: Agent(name, name.upper(), (number,)) for name, number in AGENTS.items()},
        teams={"depannage": Team("depannage", "Dépannage", replace(plan, overrides=overrides), ring)},
    )
    return settings, {number: draw(PHONES) for number in AGENTS.values()}


@settings(max_examples=examples(150), deadline=None)
@given(hand_overs(), st.sampled_from([{}, {"depannage": {"a": 3, "d": 1}}]))
def test_only_who_is_on_call_is_rung_as_often_as_the_strategy_says_and_nobody_is_forgotten(drawn, load) -> None:
    settings, phones = drawn
    call = simulate(Caller(says=3.0), phones, at=BEFORE_EIGHT, settings=settings, recent_load=load)
    team = settings.teams["depannage"]

    def named(second: float) -> set[str]:
        return {entry.agent for entry in on_call(team.plan, BEFORE_EIGHT + timedelta(seconds=second))}

    dialled = [(seen.at, seen.cue.agent) for seen in call.stage.seen if isinstance(seen.cue, on.PhoneIsDialled)]
    for second, agent in dialled:
        assert agent in named(second) or not named(second), "somebody rings who is not on call, and somebody else is"
    counts = {agent: sum(rung == agent for _, rung in dialled) for agent in AGENTS}
    refused = {agent for agent, outcome in call.rung if outcome is OfferOutcome.REFUSED}
    assert all(count <= (1 if agent in refused else team.ring.rounds) for agent, count in counts.items())
    gave_up = [seen.at for seen in call.stage.seen if _says(seen.cue, "unanswered")]
    if gave_up and gave_up[0] < settings.lines["urgence"].max_wait:
        still = {agent for agent in AGENTS if agent not in refused and counts[agent] < team.ring.rounds}
        soon = [second for second in range(round(gave_up[0]) + 30) if second > gave_up[0]][:29]
        for second in (gave_up[0], *soon):
            assert not named(second) & still, "somebody could still be rung, at once or in a few seconds"


def _says(cue: object, name: str) -> bool:
    return isinstance(cue, on.CallerHears) and cue.sentence.name == name


def test_a_planning_replaced_while_the_clock_was_ahead_is_followed_no_more():
    settings = handing_over(shift("petit", 0, 0))
    team = settings.teams["depannage"]
    former = Former(BEFORE_EIGHT + timedelta(hours=20), team.plan.levels, (shift("durand", 0, 0),))
    teams = {team.id: replace(team, plan=replace(team.plan, former=(former,)))}
    call = simulate(
        Caller(says=3.0), {PETIT: people.accepts()}, at=BEFORE_EIGHT, settings=replace(settings, teams=teams)
    )
    assert call.rung == [("petit", ACCEPTED)]


def test_whom_a_planning_names_and_the_company_has_no_more_is_passed_over():
    settings = handing_over(shift("gone", 0, 0, 1), shift("petit", 0, 0, 2))
    call = simulate(Caller(says=3.0), {PETIT: people.accepts()}, at=BEFORE_EIGHT, settings=settings)
    assert call.rung == [("petit", ACCEPTED)]
