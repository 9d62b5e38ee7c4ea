"""The test of a day is made by one box, and told once, whoever dies meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

from peewee import Database

from appliance.store.daily_tests import (
    CLAIM,
    DailyTestRow,
    claim_daily_test,
    daily_test_told,
    daily_test_under_way,
    tell_daily_test,
)
from appliance.store.database import reading
from appliance.store.outbox.queue import NewDelivery, list_deliveries

DAY, NOW = date(2026, 12, 3), datetime(2026, 12, 3, 16, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def letter(name: str) -> NewDelivery:
    return NewDelivery(name, "chef@example.fr", "Astreinte prête", "essai du jour", "texte")


def test_of_two_boxes_one_makes_it_and_it_is_told_once(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        claimed = list(pool.map(lambda box: claim_daily_test(database, DAY, box, NOW), "abcd"))
    assert sum(claimed) == 1
    box = "abcd"[claimed.index(True)]
    assert tell_daily_test(database, DAY, box, [letter("<1>")], NOW)
    assert not tell_daily_test(database, DAY, box, [letter("<2>")], NOW)
    assert daily_test_told(database, DAY)
    assert not claim_daily_test(database, DAY, box, NOW + 10 * CLAIM)
    assert [one["message_id"] for one in list_deliveries(database)] == ["<1>"]


def test_one_is_under_way_from_its_claim_until_it_is_told(database: Database) -> None:
    assert not daily_test_under_way(database, NOW)
    claim_daily_test(database, DAY, "a", NOW)
    assert daily_test_under_way(database, NOW + MINUTE)
    assert not daily_test_under_way(database, NOW + CLAIM), "whoever made it died"
    assert not daily_test_under_way(database, NOW - MINUTE), "a clock set back"
    tell_daily_test(database, DAY, "a", [], NOW)
    assert not daily_test_under_way(database, NOW + MINUTE)


def test_a_box_that_dies_meanwhile_leaves_the_day_to_another_and_may_not_tell_it_any_more(database: Database) -> None:
    assert claim_daily_test(database, DAY, "a", NOW)
    assert not claim_daily_test(database, DAY, "b", NOW + CLAIM - MINUTE)
    assert claim_daily_test(database, DAY, "b", NOW + CLAIM)
    assert not tell_daily_test(database, DAY, "a", [letter("<1>")], NOW + CLAIM)
    assert tell_daily_test(database, DAY, "b", [letter("<2>")], NOW + CLAIM)
    assert [one["message_id"] for one in list_deliveries(database)] == ["<2>"]


def test_a_clock_since_set_back_does_not_hold_the_day(database: Database) -> None:
    assert claim_daily_test(database, DAY, "a", NOW + timedelta(days=1))
    assert claim_daily_test(database, DAY, "b", NOW)


def test_a_newer_day_takes_the_place_of_those_of_before(database: Database) -> None:
    for days in range(6):
        claim_daily_test(database, DAY + timedelta(days=days), "a", NOW)
    with reading(database):
        assert DailyTestRow.select().count(database) == 3
