"""Whom to offer the call to, next."""

from appliance.calls.company import Ring, RingStrategy
from appliance.calls.hunt import Hunt, waves
from appliance.calls.leg import OfferOutcome
from appliance.planning.rota import OnCall


def on_call(**levels: int) -> list[OnCall]:
    return [OnCall(agent, level, "") for agent, level in levels.items()]


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
    hunt = Hunt(on_call(durand=1), Ring(rounds=2), {})
    assert list(hunt.one_round()) == [("durand",)]
    hunt.ended("durand", OfferOutcome.NO_ANSWER)
    assert not hunt.over
    hunt.ended("durand", OfferOutcome.BUSY)
    assert hunt.over
    assert list(hunt.one_round()) == []


def test_an_agent_who_refused_is_not_asked_again():
    hunt = Hunt(on_call(durand=1, petit=1), Ring(rounds=3), {})
    hunt.ended("durand", OfferOutcome.REFUSED)
    assert list(hunt.one_round()) == [("petit",)]


def test_an_agent_who_was_skipped_keeps_every_round():
    hunt = Hunt(on_call(durand=1, petit=1), Ring(rounds=1), {})
    hunt.ended("durand", OfferOutcome.NO_ANSWER)
    assert not hunt.over
    assert list(hunt.one_round()) == [("petit",)]


def test_nobody_on_call_is_a_hunt_already_over():
    assert Hunt([], Ring(), {}).over
