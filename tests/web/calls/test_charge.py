"""« Je m'en charge »: by the link of a mail or on the page of the call, and nobody more is told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.disclosure import sight_of_told
from appliance.notify.telling import Teller
from appliance.store.accounts.accounts import Role
from appliance.store.database import reading
from appliance.store.outbox.queue import claim_next, mark_sent, try_again_later
from appliance.store.outbox.tables import OutboxRow
from appliance.store.outbox.tidings import tidings_of
from tests.web.calls.test_dashboard import decided, words
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

URL = "http://127.0.0.1"


@pytest.fixture
def told(world: World) -> World:
    """A message that Claire Durand was told of."""
    world.call(
        "m",
        NOW - timedelta(minutes=1),
        outcome=Outcome.MESSAGE,
        agents=(("durand", OfferOutcome.NO_ANSWER),),
        message="m.wav",
    )
    assert Teller(world.database, sight_of_told, lambda: world.moment, public_url=URL).tell_due() == 1
    return world


def link(world: World) -> str:
    with reading(world.database):
        content = OutboxRow.select(OutboxRow.content).tuples().first(world.database)[0]
    found = re.search(r"/astreinte/charge/[\w-]+", content.replace("=\r\n", ""))
    assert found is not None
    return found[0]


def test_the_link_shows_the_call_and_takes_nothing_until_the_button_is_pressed(told: World) -> None:
    visit = told.somebody()
    text = visit.go(link(told))
    for shown in ("06 98 76 54 32", "40719", "Claire Durand n'a pas répondu", "Je m'en charge"):
        assert shown in text
    visit.go(link(told))  # as a mail scanner does
    assert all(one.open for one in tidings_of(told.database, "m"))
    assert "Claire Durand s'en charge depuis le" in visit.press("Je m'en charge")
    assert [one.taken_by for one in tidings_of(told.database, "m")] == ["Claire Durand, par le lien"]


def test_a_link_is_good_for_a_week_and_nobody_guesses_one(told: World) -> None:
    visit = told.somebody()
    visit.client.get(f"/astreinte/charge/{'x' * 43}")
    assert visit.client.get(f"/astreinte/charge/{'x' * 43}").status_code == 404
    assert visit.client.get(f"/astreinte/charge/{'x' * 4000}").status_code == 404
    assert "Ce lien de courriel ne sert plus" in visit.client.get(f"/astreinte/charge/{'x' * 43}").text
    address = link(told)
    told.moment += timedelta(days=7, seconds=1)
    assert visit.client.get(address).status_code == 404
    assert visit.client.post(address).status_code == 404
    assert all(one.open for one in tidings_of(told.database, "m"))


def test_the_second_who_takes_charge_is_told_who_has_it(told: World, manager: Visit) -> None:
    manager.go("/appels/m")
    assert "Personne ne s'en charge encore" in manager.text
    assert "personne d'autre n'est prévenu" in manager.press("Je m'en charge")
    assert "Pris en charge par manager.x" in manager.text
    visit = told.somebody()
    assert "manager.x s'en charge depuis le" in visit.go(link(told))
    assert visit.client.post(link(told)).status_code == 303
    assert [one.taken_by for one in tidings_of(told.database, "m")] == ["manager.x"]


def test_of_two_who_press_at_once_one_has_it_and_the_other_is_told_who(told: World, manager: Visit) -> None:
    other = told.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        assert "Personne ne s'en charge encore" in person.go("/appels/m")
    other.press("Je m'en charge")
    assert "boss s'en charge déjà." in manager.press("Je m'en charge")
    assert [one.taken_by for one in tidings_of(told.database, "m")] == ["boss"]


def test_who_only_reads_takes_charge_of_nothing(told: World) -> None:
    reader = told.signed_in(Role.READER)
    assert "Personne ne s'en charge encore" in reader.go("/appels/m")
    assert ">Je m'en charge<" not in reader.text


def test_the_story_of_the_call_says_who_was_told_and_whether_it_left(told: World, manager: Visit) -> None:
    assert "Courriel à Claire Durand" in manager.go("/appels/m")
    claimed = claim_next(told.database, told.moment)
    assert claimed is not None
    try_again_later(told.database, claimed, "serveur injoignable.", told.moment)
    assert "attend : serveur injoignable." in manager.go("/appels/m")
    mark_sent(told.database, claimed, "250 OK", told.moment)
    assert "parti au 2e essai" in manager.go("/appels/m")


def test_a_lost_call_waits_on_the_dashboard_by_its_caller_until_somebody_has_it(world: World, manager: Visit) -> None:
    at = NOW - timedelta(hours=12)  # the evening before
    world.call("a", at, outcome=Outcome.ABANDONED, agents=(("durand", OfferOutcome.CANCELLED),))
    assert [one.kind for one in tidings_of(world.database, "a")] == []  # nobody was looked for
    world.call("b", at, outcome=Outcome.FALLBACK, agents=())
    assert "Appel perdu du 06 98 76 54 32, hier 22 h" in decided(manager.go("/"))
    assert 'href="/appels/b">Voir' in manager.text
    manager.go("/appels/b")
    manager.press("Je m'en charge")
    assert not any(one.startswith("Appel perdu") for one in decided(manager.go("/")))
    assert "Appel perdu, suivi par manager.x" in words(manager.text)


def test_several_lost_calls_are_one_matter_with_each_of_them_under_it(world: World, manager: Visit) -> None:
    world.call("old", NOW - timedelta(days=8), outcome=Outcome.FALLBACK, agents=())
    for number in range(12):
        caller = None if number == 11 else "+33698765432"
        world.call(str(number), NOW - timedelta(hours=12 - number), caller=caller, outcome=Outcome.FALLBACK, agents=())
    assert "12 appels perdus que personne ne suit, le dernier 9 h" in decided(manager.go("/"))
    assert "Appel perdu d'un numéro masqué, 9 h. Appel perdu du 06 98 76 54 32, 8 h." in words(manager.text)
    assert "Les autres se lisent dans" in manager.text
    assert 'href="/appels?issue=to_ring_back">Voir' in manager.text


def test_a_lost_call_that_somebody_has_says_whose_it_is_wherever_it_is_listed(world: World, manager: Visit) -> None:
    unanswered = (("durand", OfferOutcome.NO_ANSWER),)
    world.call("a", NOW - timedelta(minutes=2), outcome=Outcome.FALLBACK, agents=unanswered)
    assert 'data-outcome="missed">Appel perdu' in manager.go("/appels")
    assert ">à rappeler</span>" in manager.text
    assert 'href="/appels/a"' in manager.go("/appels?issue=to_ring_back")
    assert "Appel perdu : Claire Durand n'a pas répondu" in manager.go("/appels/a")
    manager.press("Je m'en charge")
    assert "manager.x s'en charge depuis" in manager.text
    listed = manager.go("/appels")
    assert " · suivi par manager.x</span>" in listed
    assert ">à rappeler</span>" not in listed
    assert 'data-outcome="held">Appel perdu' in listed
    assert 'href="/appels/a"' not in manager.go("/appels?issue=to_ring_back")


def test_a_message_of_which_nobody_is_told_any_more_says_so_on_its_page(told: World, manager: Visit) -> None:
    for number in range(5):
        told.call(f"m{number}", NOW - timedelta(seconds=50 - number), outcome=Outcome.MESSAGE, message=f"{number}.wav")
    Teller(told.database, sight_of_told, lambda: told.moment, public_url=URL).tell_due()
    assert "Personne n'a été prévenu" not in manager.go("/appels/m3")
    page = manager.go("/appels/m4")
    assert "Personne n'a été prévenu" in page and "cinq messages de ce numéro avaient déjà été dits" in page
    assert "Je m'en charge" in manager.text
