"""The keys of a leg: none is lost between those who listen, and none is told twice."""

from __future__ import annotations

from appliance.switch.keys_pressed import MOST_WAITING, KeysPressed


def test_keys_that_came_before_anybody_listened_are_told_first() -> None:
    keys, heard = KeysPressed(), list[str]()
    keys.put("1")
    keys.listen(heard.append)
    keys.put("2")
    assert heard == ["1", "2"]


def test_keys_wait_for_the_next_listener_once_one_has_left() -> None:
    keys, first, second = KeysPressed(), list[str](), list[str]()
    first_listens, second_listens = first.append, second.append
    keys.listen(first_listens)
    keys.leave(first_listens)
    keys.put("1")
    keys.listen(second_listens)
    assert (first, second) == ([], ["1"])


def test_a_listener_who_leaves_late_takes_nothing_from_who_came_after() -> None:
    keys, first, second = KeysPressed(), list[str](), list[str]()
    first_listens, second_listens = first.append, second.append
    keys.listen(first_listens)
    keys.listen(second_listens)
    keys.leave(first_listens)
    keys.put("1")
    assert (first, second) == ([], ["1"])


def test_a_flood_for_nobody_is_not_kept_for_ever() -> None:
    keys, heard = KeysPressed(), list[str]()
    for _ in range(MOST_WAITING + 100):
        keys.put("9")
    keys.listen(heard.append)
    assert len(heard) == MOST_WAITING
