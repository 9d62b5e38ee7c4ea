"""What a telephone is shown of a caller's number: asked for by whoever manages, its verdict told by trunk."""

from __future__ import annotations

import pytest

from appliance.calls.leg import OfferOutcome
from appliance.store.accounts.accounts import Role
from appliance.store.phone_tests.phone_tests import (
    end_phone_test,
    last_phone_tests,
    last_presentations,
    take_phone_test,
)
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import World
from tests.web.visit import Visit

PAGE = "/intervenants/durand/telephones/numero-presente"


def phones_of(world: World, agent: str) -> tuple[str, ...]:
    company = load_company(world.database)
    assert company is not None
    return company.agents[agent].phones


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (OfferOutcome.ACCEPTED, "montré"),
        (OfferOutcome.REFUSED, "masqué"),
        (OfferOutcome.UNREACHABLE, "refusé"),
        (OfferOutcome.NO_ANSWER, "pas su"),
    ],
)
def test_the_verdict_of_a_trial_is_told_by_telephone_and_trunk(
    world: World, manager: Visit, outcome: OfferOutcome, words: str
) -> None:
    phone, lent = phones_of(world, "durand")[0], phones_of(world, "martin")[0]
    assert "Rien n" in manager.go(PAGE)
    manager.press("Essayer", phone=phone, shows=lent, trunk="essai")
    test = take_phone_test(world.database, world.moment)
    assert test is not None and (test.phone, test.shows, test.trunk) == (phone, lent, "essai")
    end_phone_test(world.database, test.id, outcome, world.moment)
    text = manager.go(PAGE)
    assert "par essai" in text and words in text
    assert last_phone_tests(world.database, "durand") == {}, "it says nothing of whether the telephone rings"
    assert set(last_presentations(world.database, "durand")) == {(phone, "essai")}


@pytest.mark.parametrize("wrong", [{"phone": "+33699999999"}, {"shows": "+33699999999"}, {"trunk": "autre"}])
def test_no_number_of_another_is_rung_or_borrowed(world: World, manager: Visit, wrong: dict[str, str]) -> None:
    usual = {"phone": phones_of(world, "durand")[0], "shows": phones_of(world, "martin")[0], "trunk": "essai"}
    manager.go(PAGE)
    form, _ = manager.form("Essayer")
    asked = {"csrf_token": form.fields["csrf_token"], **usual, **wrong}
    assert manager.client.post(PAGE, data=asked).status_code == 400
    assert take_phone_test(world.database, world.moment) is None


def test_it_is_for_whoever_manages(world: World) -> None:
    assert world.signed_in(Role.READER).client.get(PAGE).status_code == 403


def tried(world: World, manager: Visit, outcome: OfferOutcome, operator: str = "") -> None:
    manager.go(PAGE)
    phone, lent = phones_of(world, "durand")[0], phones_of(world, "martin")[0]
    manager.press("Essayer", phone=phone, shows=lent, trunk="essai", operator=operator)
    test = take_phone_test(world.database, world.moment)
    assert test is not None and test.operator == operator
    end_phone_test(world.database, test.id, outcome, world.moment)


def test_the_verdicts_are_told_by_trunk_and_operator_where_the_number_presented_is_decided(
    world: World, manager: Visit
) -> None:
    assert "Aucun mobile n" in manager.go("/reglages/machine") and "celui de la ligne" in manager.text
    tried(world, manager, OfferOutcome.ACCEPTED, "orange")
    tried(world, manager, OfferOutcome.ACCEPTED, "orange")
    tried(world, manager, OfferOutcome.REFUSED, "free")
    tried(world, manager, OfferOutcome.NO_ANSWER, "sfr")
    text = manager.go("/reglages/machine").replace("\u00a0", " ")
    assert "par essai vers Orange : montré 2 fois" in text
    assert "par essai vers Free : masqué ou remplacé 1 fois" in text
    assert "vers SFR" not in text, "nobody told what was shown"


def test_the_operator_is_said_after_the_trial_by_who_manages_or_by_the_agent(world: World, manager: Visit) -> None:
    tried(world, manager, OfferOutcome.UNREACHABLE)
    assert "vers un mobile dont l" in manager.go("/reglages/machine")
    durand = world.signed_in(Role.AGENT, "durand")
    durand.go("/moi/essai")
    assert "Free" in durand.press("Noter l'opérateur", operator="free")
    assert "Noter l" not in durand.go("/moi/essai") and "(Free)" in manager.go(PAGE)
    assert "vers Free : refusé ou injoignable 1 fois" in manager.go("/reglages/machine").replace("\u00a0", " ")


@pytest.mark.parametrize("wrong", [{"operator": "x"}, {"operator": ""}, {"phone": "+33699999999"}])
def test_no_other_operator_and_no_other_telephone_is_taken(world: World, manager: Visit, wrong: dict[str, str]) -> None:
    tried(world, manager, OfferOutcome.ACCEPTED)
    durand = world.signed_in(Role.AGENT, "durand")
    durand.go("/moi/essai")
    fields = durand.form("Noter l'opérateur")[0].fields | {"operator": "free"} | wrong
    assert durand.client.post("/moi/essai/operateur", data=fields).status_code == 400
    assert [test.operator for test in last_presentations(world.database, "durand").values()] == [""]
