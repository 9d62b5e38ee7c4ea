"""What an agent asks for by keys, among those that are for whom they talk to."""

from __future__ import annotations

import pytest

from appliance.calls.agent_keys import AgentKeys, Wish


def asked(*keys: tuple[float, str], at: float = 60.0) -> Wish | None:
    heard = AgentKeys()
    for moment, key in keys:
        assert heard.asked(moment) is None
        heard.pressed(key, moment)
    return heard.asked(at)


def test_a_star_then_one_on_their_own_hand_the_caller_over_once() -> None:
    heard = AgentKeys()
    heard.pressed("*", 10.0)
    heard.pressed("1", 10.8)
    assert (heard.asked(12.2), heard.asked(12.3), heard.asked(12.4)) == (None, Wish.HAND_OVER, None)


@pytest.mark.parametrize(
    "keys",
    [
        ((10.0, "1"),),
        ((10.0, "*"), (13.0, "1")),
        ((10.0, "*"), (10.5, "1"), (11.0, "2"), (11.5, "#")),
        ((10.0, "0"), (10.4, "*"), (10.8, "1")),
        ((10.0, "*"), (10.4, "*"), (10.8, "1")),
        ((10.0, "*"), (10.4, "9")),
        ((10.0, "*"), (10.4, "3"), (10.8, "1")),
    ],
    ids=["no star", "too late", "a code", "within a number", "two stars", "no wish", "not after the star"],
)
def test_keys_for_somebody_else_ask_for_nothing(keys: tuple[tuple[float, str], ...]) -> None:
    assert asked(*keys) is None


def test_a_wish_after_a_number_that_is_over_is_one() -> None:
    assert asked((10.0, "4"), (10.3, "2"), (12.0, "*"), (12.6, "1")) is Wish.HAND_OVER
