"""An agent's telephone tried from the page: asked for here, made by the controller, told here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.calls.leg import OfferOutcome
from appliance.store.accounts.accounts import Role
from appliance.store.phone_tests.phone_tests import (
    MOST_IN_AN_HOUR,
    ask_phone_test,
    end_phone_test,
    last_phone_tests,
    take_phone_test,
)
from tests.web.site_world import World
from tests.web.visit import Visit

PAGE = "/intervenants/durand/telephones"


def asked(world: World, manager: Visit) -> str:
    """The text of the page after a test was asked for."""
    manager.go(PAGE)
    return manager.press("Essayer")


def test_a_test_is_asked_for_made_once_and_told(world: World, manager: Visit) -> None:
    assert "jamais essayé" in manager.go(PAGE)
    assert "va sonner" in asked(world, manager)
    test = take_phone_test(world.database, world.moment)
    assert test is not None
    assert test.agent_id == "durand"
    assert take_phone_test(world.database, world.moment) is None
    assert "appel d'essai en cours" in manager.go(PAGE)
    end_phone_test(world.database, test.id, OfferOutcome.ACCEPTED, world.moment)
    assert "ce téléphone est vérifié (28/11/2026 à 10 h)" in manager.go(f"{PAGE}/direct")
    assert "essai d'un téléphone" in manager.go("/audit")


@pytest.mark.parametrize("outcome", list(OfferOutcome))
def test_every_end_of_a_test_has_its_words(world: World, manager: Visit, outcome: OfferOutcome) -> None:
    asked(world, manager)
    test = take_phone_test(world.database, world.moment)
    assert test is not None
    end_phone_test(world.database, test.id, outcome, world.moment)
    tone = "good" if outcome is OfferOutcome.ACCEPTED else "bad"
    assert f'tone-{tone}"' in manager.go(PAGE)


def test_a_second_test_waits_for_the_first(world: World, manager: Visit) -> None:
    asked(world, manager)
    assert "Un essai est déjà en cours" in asked(world, manager)
    assert manager.status == 409


def test_a_test_of_before_the_clock_was_set_back_is_not_waited_for(world: World, manager: Visit) -> None:
    ahead = world.moment + timedelta(hours=20)
    ask_phone_test(world.database, "durand", "Claire Durand", "+33612345678", by="bruno", now=ahead)
    assert "va sonner" in asked(world, manager)


def test_a_request_that_no_controller_takes_is_said_so_and_never_rings_late(world: World, manager: Visit) -> None:
    asked(world, manager)
    world.moment += timedelta(seconds=61)
    assert take_phone_test(world.database, world.moment) is None
    assert "le contrôleur ne répond pas" in manager.go(PAGE)
    assert "va sonner" in asked(world, manager)


def test_a_test_lost_with_its_controller_is_said_so(world: World, manager: Visit) -> None:
    asked(world, manager)
    take_phone_test(world.database, world.moment)
    world.moment += timedelta(minutes=4)
    assert "s'est perdu" in manager.go(PAGE)


def test_telephones_are_not_rung_again_and_again(world: World, manager: Visit) -> None:
    for _ in range(MOST_IN_AN_HOUR):
        asked(world, manager)
        test = take_phone_test(world.database, world.moment)
        assert test is not None
        end_phone_test(world.database, test.id, OfferOutcome.NO_ANSWER, world.moment)
    assert "attendez un peu" in asked(world, manager)
    world.moment += timedelta(minutes=61)
    assert "va sonner" in asked(world, manager)


def test_a_number_that_is_not_the_agents_is_rung_for_nobody(world: World, manager: Visit) -> None:
    manager.go(PAGE)
    fields = manager.form("Essayer")[0].fields | {"phone": "+33899123456"}
    assert manager.client.post(PAGE, data=fields).status_code == 400
    assert last_phone_tests(world.database, "durand") == {}


@pytest.mark.parametrize("role", [Role.READER, Role.AGENT])
def test_who_does_not_manage_rings_nobody(world: World, role: Role) -> None:
    visit = world.signed_in(role, agent="durand" if role is Role.AGENT else None)
    visit.go("/")
    token = {"csrf_token": visit.form("Se déconnecter")[0].fields["csrf_token"], "phone": "+33612345601"}
    assert visit.client.post(PAGE, data=token).status_code == 403
