"""Whom to offer the call to, next."""

from collections.abc import Callable

import pytest

from appliance.calls.leg import OfferOutcome
from appliance.calls.ring_order import RingOrder, waves
from appliance.company.model import Ring, RingStrategy
from appliance.planning.reasons import WholeTeam
from appliance.planning.rota import OnCall


def on_call(**levels: int) -> list[OnCall]:
    return [OnCall(agent, level, WholeTeam()) for agent, level in levels.items()]


def always(**levels: int) -> Callable[[], list[OnCall]]:
    """The same agents on call at every wave."""
    return lambda: on_call(**levels)


def test_sequential_rings_one_agent_at_a_time_level_by_level():
    assert waves(on_call(martin=2, durand=1, petit=1), RingStrategy.SEQUENTIAL, {}) == [
        ("durand",),
        ("petit",),
        ("martin",),
    ]


def test_simultaneous_rings_a_whole_level_together():
    assert waves(on_call(durand=1, petit=1, martin=2), RingStrategy.SIMULTANEOUS, {}) == [
        ("durand", "petit"),
        ("martin",),
    ]


def test_rotating_begins_with_who_took_the_fewest_calls_and_keeps_the_order_of_equals():
    load = {"durand": 3, "petit": 1, "blanc": 1}
    assert waves(on_call(durand=1, petit=1, blanc=1), RingStrategy.ROTATING, load) == [
        ("petit",),
        ("blanc",),
        ("durand",),
    ]


def test_rotating_never_lets_a_second_level_pass_before_the_first():
    assert waves(on_call(durand=1, martin=2), RingStrategy.ROTATING, {"durand": 9}) == [("durand",), ("martin",)]


def test_an_agent_is_offered_the_call_once_a_round_and_no_more():
    hunt = RingOrder(always(durand=1), Ring(rounds=2), {})
    assert list(hunt.one_round()) == [("durand",)]
    hunt.ended("durand", OfferOutcome.NO_ANSWER)
    assert not hunt.over
    hunt.ended("durand", OfferOutcome.BUSY)
    assert hunt.over
    assert list(hunt.one_round()) == []


def rung(hunt: RingOrder, **outcomes: OfferOutcome) -> list[str]:
    """The agents of one round, one at a time, who end so."""
    seen = []
    for (agent,) in hunt.one_round():
        seen.append(agent)
        hunt.ended(agent, outcomes.get(agent, OfferOutcome.NO_ANSWER))
    return seen


def test_who_does_not_answer_is_rung_a_second_time_at_once_in_each_round():
    hunt = RingOrder(always(durand=1, petit=1), Ring(rounds=2, twice=True), {})
    assert rung(hunt) == ["durand", "durand", "petit", "petit"]
    assert not hunt.over
    assert rung(hunt) == ["durand", "durand", "petit", "petit"]
    assert hunt.over


@pytest.mark.parametrize("outcome", [OfferOutcome.REFUSED, OfferOutcome.BUSY, OfferOutcome.UNREACHABLE])
def test_who_did_not_let_it_ring_is_not_rung_a_second_time_at_once(outcome: OfferOutcome):
    hunt = RingOrder(always(durand=1, petit=1), Ring(rounds=1, twice=True), {})
    assert rung(hunt, durand=outcome) == ["durand", "petit", "petit"]
    assert hunt.over


def test_a_voicemail_that_answered_is_rung_a_second_time():
    assert rung(RingOrder(always(durand=1), Ring(rounds=1, twice=True), {}), durand=OfferOutcome.UNCONFIRMED) == [
        "durand",
        "durand",
    ]


def test_who_was_skipped_in_a_wave_has_no_second_ring_of_an_earlier_round():
    hunt = RingOrder(always(durand=1), Ring(rounds=3, twice=True), {})
    assert rung(hunt) == ["durand", "durand"]
    assert list(hunt.one_round()) == [("durand",)], "held by another call: nothing ended"


def test_who_refuses_the_second_time_is_not_asked_again():
    hunt = RingOrder(always(durand=1), Ring(rounds=2, twice=True), {})
    outcomes = iter([OfferOutcome.NO_ANSWER, OfferOutcome.REFUSED])
    for (agent,) in hunt.one_round():
        hunt.ended(agent, next(outcomes))
    assert hunt.over


def test_who_goes_off_duty_is_not_rung_a_second_time():
    duty = on_call(durand=1, petit=1)
    hunt = RingOrder(lambda: duty, Ring(rounds=1, twice=True), {})
    begun = hunt.one_round()
    assert next(begun) == ("durand",)
    hunt.ended("durand", OfferOutcome.NO_ANSWER)
    del duty[0]
    assert next(begun) == ("petit",)


def test_an_agent_who_refused_is_not_asked_again():
    hunt = RingOrder(always(durand=1, petit=1), Ring(rounds=3), {})
    hunt.ended("durand", OfferOutcome.REFUSED)
    assert list(hunt.one_round()) == [("petit",)]


def test_an_agent_who_was_skipped_keeps_every_round():
    hunt = RingOrder(always(durand=1, petit=1), Ring(rounds=1), {})
    hunt.ended("durand", OfferOutcome.NO_ANSWER)
    assert not hunt.over
    assert list(hunt.one_round()) == [("petit",)]


def test_nobody_on_call_is_a_hunt_already_over():
    assert RingOrder(list, Ring(), {}).over


def test_who_comes_on_duty_during_a_round_is_rung_in_it_before_the_next_level():
    duty = on_call(durand=1, martin=2)
    hunt = RingOrder(lambda: duty, Ring(rounds=1), {})
    begun = hunt.one_round()
    assert next(begun) == ("durand",)
    hunt.ended("durand", OfferOutcome.NO_ANSWER)
    duty = on_call(petit=1, martin=2)
    assert list(begun) == [("petit",), ("martin",)]


def test_of_a_level_that_rings_together_only_who_has_just_come_is_rung_again():
    duty = on_call(durand=1, petit=1)
    hunt = RingOrder(lambda: duty, Ring(RingStrategy.SIMULTANEOUS, rounds=1), {})
    begun = hunt.one_round()
    assert next(begun) == ("durand", "petit")
    for agent in ("durand", "petit"):
        hunt.ended(agent, OfferOutcome.NO_ANSWER)
    duty = on_call(durand=1, petit=1, blanc=1, martin=2)
    assert list(begun) == [("blanc",), ("martin",)]


def test_who_goes_off_duty_and_comes_back_has_refused_for_good():
    duty = on_call(durand=1)
    hunt = RingOrder(lambda: duty, Ring(rounds=3), {})
    hunt.ended("durand", OfferOutcome.REFUSED)
    duty = on_call(petit=1)
    assert not hunt.over
    duty = on_call(durand=1)
    assert hunt.over


def test_a_rotating_team_ranks_who_comes_on_duty_by_their_load():
    duty = on_call(durand=1)
    hunt = RingOrder(lambda: duty, Ring(RingStrategy.ROTATING, rounds=1), {"durand": 1, "petit": 4, "blanc": 0})
    begun = hunt.one_round()
    assert next(begun) == ("durand",)
    duty = on_call(durand=1, petit=1, blanc=1)
    assert list(begun) == [("blanc",), ("petit",)]
