"""« Mon téléphone sonnera-t-il ? »: an agent has their own telephone rung, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company
from appliance.store.accounts.accounts import Role
from appliance.store.phone_tests.phone_tests import (
    MOST_OF_ONE_S_OWN,
    end_phone_test,
    last_phone_tests,
    take_phone_test,
)
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import World
from tests.web.visit import Visit

PAGE = "/moi/essai"


def company_of(world: World) -> Company:
    company = load_company(world.database)
    assert company is not None
    return company


@pytest.fixture
def durand(world: World) -> Visit:
    return world.signed_in(Role.AGENT, "durand")


def ends(world: World, outcome: OfferOutcome, *, screened: bool = False) -> None:
    test = take_phone_test(world.database, world.moment)
    assert test is not None and test.agent_id == "durand"
    end_phone_test(world.database, test.id, outcome, world.moment, screened=screened)


def asked(durand: Visit) -> str:
    durand.go(PAGE)
    return durand.press("Me faire appeler")


def test_an_agent_is_rung_and_reads_whether_it_got_through(world: World, durand: Visit) -> None:
    assert 'href="/moi/essai"' in durand.go("/moi")
    assert "ne pas déranger" in durand.go(PAGE)
    assert "La ligne vous appelle : décrochez, et tapez 1." in asked(durand)
    assert "appel d'essai" in durand.go(f"{PAGE}/direct").replace("’", "'")
    ends(world, OfferOutcome.ACCEPTED)
    assert "ce téléphone est vérifié" in durand.go(f"{PAGE}/direct")
    asked(durand)
    ends(world, OfferOutcome.NO_ANSWER)
    assert 'tone-bad"' in durand.go(f"{PAGE}/direct")


def test_a_telephone_that_screens_its_calls_is_told_as_such(world: World, durand: Visit) -> None:
    asked(durand)
    ends(world, OfferOutcome.ACCEPTED, screened=True)
    assert "il filtre les appels" in durand.go(f"{PAGE}/direct")
    asked(durand)
    ends(world, OfferOutcome.UNCONFIRMED, screened=True)
    assert "sans que personne tape 1" in durand.go(f"{PAGE}/direct")


def test_no_other_telephone_is_rung(world: World, durand: Visit) -> None:
    durand.go(PAGE)
    fields = durand.form("Me faire appeler")[0].fields | {"phone": company_of(world).agents["petit"].phones[0]}
    assert durand.client.post(PAGE, data=fields).status_code == 400
    assert last_phone_tests(world.database, "petit") == {}


def test_a_telephone_of_one_s_own_is_not_rung_again_and_again(world: World, durand: Visit) -> None:
    for _ in range(MOST_OF_ONE_S_OWN):
        asked(durand)
        ends(world, OfferOutcome.NO_ANSWER)
    assert f"{MOST_OF_ONE_S_OWN} essais" in asked(durand)
    assert durand.status == 409
    world.moment += timedelta(minutes=61)
    assert "La ligne vous appelle" in asked(durand)


def test_who_is_no_agent_has_no_drill(manager: Visit) -> None:
    manager.go(PAGE)
    assert manager.status == 404
