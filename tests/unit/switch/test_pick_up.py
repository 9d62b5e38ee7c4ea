"""A telephone that screens its calls picks up at once, and its owner's key comes long after."""

from __future__ import annotations

import pytest

from appliance.switch.pick_up import LONG_SECONDS, SOON_SECONDS, PickUp


@pytest.mark.parametrize(
    ("rang", "answered", "keyed", "screened"),
    [
        (2.0, 9.0, 14.0, False),
        (2.0, 2.0 + SOON_SECONDS, 9.0, False),
        (2.0, 2.0 + SOON_SECONDS, 5.0 + LONG_SECONDS, True),
        (None, 3.0, 20.0, True),
        (2.0, 9.0, 30.0, False),
        (2.0, 3.0, None, True),
        (2.0, 9.0, None, False),
        (2.0, None, None, False),
    ],
    ids=[
        "a_hand",
        "a_quick_hand",
        "itself_then_its_owner",
        "without_ringing",
        "a_hand_that_listens_twice",
        "itself_and_nobody",
        "a_voicemail",
        "nobody_answers",
    ],
)
def test_who_has_picked_up(rang: float | None, answered: float | None, keyed: float | None, screened: bool) -> None:
    now = 0.0
    pick_up = PickUp(lambda: now)
    for at, told in ((rang, pick_up.rings), (answered, pick_up.is_answered), (keyed, pick_up.is_keyed)):
        if at is not None:
            now = at
            told()
    assert pick_up.screened is screened
