"""Swaps that get in each other's way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from appliance.planning.swaps import clashes
from appliance.planning.team_plan import Swap

DAY = datetime(2026, 12, 1, tzinfo=UTC)


def swap(giver, taker, first=0, last=1, back=None, refused=None):
    at = [DAY + timedelta(days=number) for number in (first, last, *(back or ()))]
    return Swap(giver, taker, *at[:2], *(at[2:] or (None, None)), frozenset({giver}), refused)


def told(*swaps):
    return dict(clashes(swaps))


def test_a_circle_of_three_is_told_with_everybody_on_it():
    found = told(swap("durand", "petit"), swap("petit", "martin", 5, 6), swap("martin", "leroy", 8, 9))
    assert found == {}
    found = told(swap("durand", "petit"), swap("petit", "durand"))
    assert "tourne en rond (petit → durand → petit)" in found[1]
    found = told(swap("durand", "petit"), swap("petit", "martin"), swap("martin", "durand"))
    assert "tourne en rond (martin → durand → petit → martin)" in found[2]


def test_a_swap_whose_exchange_is_in_the_same_hours_goes_round():
    assert "tourne en rond" in told(swap("durand", "petit", 0, 2, back=(1, 3)))[0]
    assert told(swap("durand", "petit", 0, 2, back=(2, 3))) == {}


def test_one_agent_in_two_swaps_at_once_is_named():
    assert told(swap("durand", "petit"), swap("durand", "martin"))[1].startswith("« durand » a déjà un autre échange")
    assert told(swap("durand", "petit"), swap("martin", "petit"))[1].startswith("« petit » a déjà un autre échange")


def test_swaps_that_touch_or_that_somebody_refused_do_not_clash():
    assert told(swap("durand", "petit", 0, 1), swap("durand", "martin", 1, 2)) == {}
    assert told(swap("durand", "petit", refused="petit"), swap("durand", "martin")) == {}


@given(st.lists(st.tuples(st.permutations("abcd"), st.integers(0, 9), st.integers(1, 4)), max_size=6))
def test_without_those_that_clash_nobody_is_in_two_places_at_once(drawn):
    swaps = [swap(people[0], people[1], first, first + length) for people, first, length in drawn]
    out = dict(clashes(swaps))
    assert 0 not in out
    for place, one in enumerate(swaps):
        earlier = [
            other
            for other in swaps[:place]
            if other.start < one.end and one.start < other.end and {one.giver, one.taker} & {other.giver, other.taker}
        ]
        assert (place in out) == bool(earlier)
