"""Statistics on their page: bars with their numbers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.figures import PastOffer
from appliance.calls.hunt import LAST_RESORT
from appliance.calls.leg import OfferOutcome
from appliance.store.journal.figures import past_offers
from appliance.store.journal.test_calls import mark_as_test
from tests.web.site_world import NOW, World
from tests.web.visit import Visit, words


@pytest.fixture
def month(world: World) -> World:
    world.call("soon", NOW - timedelta(days=2))
    world.call("late", NOW - timedelta(days=3), agents=(("durand", OfferOutcome.NO_ANSWER),) * 6)
    world.call("lost", NOW - timedelta(days=4), outcome=Outcome.ABANDONED, agents=())
    world.call("old", NOW - timedelta(days=40))
    return world


def test_the_last_thirty_days_are_told_with_numbers(month: World, manager: Visit) -> None:
    text = manager.go("/statistiques")
    assert "3 appels de clients" in text
    assert "Mis en relation" in text
    assert "Claire Durand" in text
    assert "6</td>" in text


def test_other_days_and_lines_are_asked_for(month: World, manager: Visit) -> None:
    assert "4 appels de clients" in manager.go("/statistiques?du=2026-10-01&au=2026-11-30")
    assert "Aucun appel terminé" in manager.go("/statistiques?du=2026-09-01&au=2026-09-30")
    assert "3 appels de clients" in manager.go("/statistiques?ligne=urgence")
    assert "Aucun appel terminé" in manager.go("/statistiques?ligne=nulle")


@pytest.mark.parametrize("days", ["du=2026-11-30&au=2026-11-01", "du=2020-01-01&au=2026-11-01"])
def test_days_that_cannot_be_are_told_beside_their_field(month: World, manager: Visit, days: str) -> None:
    assert "à un an au plus" in manager.go(f"/statistiques?{days}")
    assert manager.status == 422


def test_who_answers_as_the_last_resort_is_credited_with_it(world: World) -> None:
    world.call("late", NOW - timedelta(days=2), agents=((LAST_RESORT, OfferOutcome.ACCEPTED),))
    whole = NOW - timedelta(days=9), NOW
    assert past_offers(world.database, *whole, last_resorts={"urgence": "petit"}) == [PastOffer("petit", "accepted")]
    assert past_offers(world.database, *whole) == [PastOffer(LAST_RESORT, "accepted")]


def test_a_call_of_the_box_itself_counts_in_no_figure(month: World, manager: Visit) -> None:
    mark_as_test(month.database, "lost")
    assert "2 appels de clients" in manager.go("/statistiques")
    assert manager.go("/appels/lost")
    assert manager.status == 200


def test_a_period_is_compared_with_as_many_days_before(month: World, manager: Visit) -> None:
    text = words(manager.go("/statistiques"))
    assert "Par rapport aux 30 jours d'avant" in text
    assert re.search(r"Appels 3 1 \+200 %", text)
    assert "Ni humain ni message 33 % 0 % +33 points" in text
    assert "Aucun appel terminé dans les 30 jours d'avant" in manager.go("/statistiques?du=2026-10-01&au=2026-10-30")


def test_months_are_told_one_by_one_the_newest_first(month: World, manager: Visit) -> None:
    month.call("older", NOW - timedelta(days=70))
    text = words(manager.go("/statistiques"))
    (months,) = re.findall(r"Mois Appels Dans le délai En vain(.*?)Avant un humain", text)
    assert re.findall(r"(\w+) 2026(?: en cours)? (\d+) ", months) == [
        ("novembre", "3"),
        ("octobre", "1"),
        ("septembre", "1"),
    ]
    assert "novembre 2026 en cours 3" in months
