"""Statistics on their page: bars with their numbers."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.figures import PastOffer
from appliance.calls.hunt import LAST_RESORT
from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company
from appliance.store.database import writing
from appliance.store.journal.figures import past_offers
from appliance.store.journal.tables import AttemptRow
from appliance.store.journal.test_calls import mark_as_test
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit, words


@pytest.fixture
def month(world: World) -> World:
    world.call("soon", NOW - timedelta(days=2))
    world.call("late", NOW - timedelta(days=3), agents=(("durand", OfferOutcome.NO_ANSWER),) * 6)
    world.call("lost", NOW - timedelta(days=4), outcome=Outcome.ABANDONED, agents=())
    world.call("old", NOW - timedelta(days=40))
    return world


def calls_told(text: str) -> int:
    """How many calls the page counts, first of all."""
    (number,) = re.findall(r">(\d+)<span class=\"unseen\"> : Appels</span>", text)
    return int(number)


def test_the_last_thirty_days_are_told_with_numbers(month: World, manager: Visit) -> None:
    text = manager.go("/statistiques")
    assert calls_told(text) == 3
    assert "Mis en relation" in text
    assert "Julie Martin 1 : reçus, Julie Martin 1 : pris" in words(text)


def test_as_many_calls_as_before_are_no_change_in_hundredths(world: World, manager: Visit) -> None:
    for number, days in enumerate((2, 40)):
        world.call(f"c{number}", NOW - timedelta(days=days))
    text = words(manager.go("/statistiques"))
    assert ("1 les 30 jours d'avant" in text, "+0" in text) == (True, False)


def test_other_days_and_lines_are_asked_for(month: World, manager: Visit) -> None:
    assert calls_told(manager.go("/statistiques?du=2026-10-01&au=2026-11-30")) == 4
    assert "Aucun appel terminé" in manager.go("/statistiques?du=2026-09-01&au=2026-09-30")
    assert calls_told(manager.go("/statistiques?ligne=urgence")) == 3
    assert "Aucun appel terminé" in manager.go("/statistiques?ligne=nulle")


@pytest.mark.parametrize(
    "days", ["du=2026-11-30&au=2026-11-01", "du=2020-01-01&au=2026-11-01", "du=2020-01-01&au=", "du=2027-01-15"]
)
def test_days_that_cannot_be_are_told_beside_their_field(month: World, manager: Visit, days: str) -> None:
    assert "à un an au plus" in manager.go(f"/statistiques?{days}")
    assert manager.status == 422


def test_who_answers_as_the_last_resort_is_credited_with_it(world: World) -> None:
    world.call("late", NOW - timedelta(days=2), agents=((LAST_RESORT, OfferOutcome.ACCEPTED),))
    whole = NOW - timedelta(days=9), NOW
    with writing(world.database):  # of before the agent behind was kept with the call
        AttemptRow.update(behind=None).execute(world.database)
    assert past_offers(world.database, *whole, last_resorts={"urgence": "petit"}) == [PastOffer("petit", "accepted")]
    assert past_offers(world.database, *whole) == [PastOffer(LAST_RESORT, "accepted")]


def test_a_call_of_the_box_itself_counts_in_no_figure(month: World, manager: Visit) -> None:
    mark_as_test(month.database, "lost")
    assert calls_told(manager.go("/statistiques")) == 2
    assert manager.go("/appels/lost")
    assert manager.status == 200


def test_a_period_is_compared_with_as_many_days_before(month: World, manager: Visit) -> None:
    text = words(manager.go("/statistiques"))
    assert "+200 % : 1 les 30 jours d'avant" in text
    assert "33 % des appels, 0 % avant" in text
    figures = manager.go("/statistiques?du=2026-10-01&au=2026-10-30").partition('"figures"')[2].partition("</ul>")[0]
    assert "avant" not in figures


@pytest.mark.parametrize(
    ("words_of_the_link", "found"),
    [
        ("Appels", ["soon", "late", "lost"]),
        ("Pris à temps", ["soon"]),
        ("Perdus", ["lost"]),
        ("Mis en relation", ["soon", "late"]),
        ("reçus, Claire Durand", ["late"]),
        ("pris, Julie Martin", ["soon"]),
    ],
)
def test_each_number_leads_to_the_calls_that_it_counts(
    month: World, manager: Visit, words_of_the_link: str, found: list[str]
) -> None:
    month.call("menu", NOW - timedelta(days=2), outcome=Outcome.AGENTS_MENU, agents=())
    month.call("ours", NOW - timedelta(days=2))
    mark_as_test(month.database, "ours")
    text = manager.go("/statistiques")
    (link,) = re.findall(rf'<a href="([^"]+)">[^<]+<span class="unseen"> : {words_of_the_link}</span>', text)
    listed = manager.go(html.unescape(link))
    assert [part.partition('"')[0] for part in listed.split('<td><a href="/appels/')[1:]] == found


def test_months_are_told_one_by_one_the_newest_first(month: World, manager: Visit) -> None:
    month.call("older", NOW - timedelta(days=70))
    text = words(manager.go("/statistiques"))
    (months,) = re.findall(r"Mois Appels Pris à temps Perdus(.*?)Par intervenant", text)
    assert re.findall(r"(\w+) 2026(?: en cours)? (\d+) : appels", months) == [
        ("novembre", "3"),
        ("octobre", "1"),
        ("septembre", "1"),
    ]
    assert "novembre 2026 en cours 3" in months


def test_lines_are_told_apart_where_several_were_called(month: World, manager: Visit) -> None:
    assert "Par ligne" not in manager.go("/statistiques")
    assert "À temps : un humain en" in manager.text

    def with_another(company: Company) -> Company:
        other = replace(company.lines["urgence"], id="sav", name="SAV", numbers=(), default=False)
        return replace(company, lines={**company.lines, "sav": other})

    change_company(month.database, with_another)
    month.call("other", NOW - timedelta(days=2), line=("sav", "SAV"))
    text = manager.go("/statistiques")
    assert "Par ligne" in text
    (link,) = re.findall(r'<a href="([^"]+)">1<span class="unseen"> : perdus</span>', text)
    assert "/appels/lost" in manager.go(html.unescape(link))
