"""Intervenants and teams on their pages."""

from __future__ import annotations

import pytest

from appliance.calls.company import Company, RingStrategy
from appliance.store.accounts import Role
from appliance.store.snapshot import load_company
from tests.web.site_world import World
from tests.web.visit import Visit


def company_of(world: World) -> Company:
    company = load_company(world.database)
    assert company is not None
    return company


def test_everybody_is_listed_with_numbers_and_teams(manager: Visit) -> None:
    text = manager.go("/intervenants")
    for words in ("Claire Durand", "Hugo Petit", "Dépannage, niveau 1", "s par téléphone"):
        assert words in text


def test_an_agents_numbers_are_changed_in_any_french_writing(world: World, manager: Visit) -> None:
    before = company_of(world)
    manager.go("/intervenants/durand")
    assert "est enregistré" in manager.press("Enregistrer", phones="06.99.88.77.66\n\n01 44 55 66 77")
    after = company_of(world)
    assert after.agents["durand"].phones == ("+33699887766", "+33144556677")
    assert after.agents["durand"].pin == before.agents["durand"].pin
    assert after.teams == before.teams
    assert "Intervenant Claire Durand : modifié" in manager.go("/audit")


def test_a_code_is_written_and_never_shown(world: World, manager: Visit) -> None:
    manager.go("/intervenants/durand")
    manager.press("Enregistrer", pin="482915")
    assert company_of(world).agents["durand"].pin == "482915"
    assert "482915" not in manager.go("/intervenants/durand") + manager.go("/intervenants") + manager.go("/audit")
    manager.go("/intervenants/durand")
    manager.press("Enregistrer", no_pin="y")
    assert company_of(world).agents["durand"].pin is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [({"phones": "112"}, "112"), ({"phones": "pas un numéro"}, "pas un numéro"), ({"mail": "claire"}, "claire")],
)
def test_what_cannot_be_rung_or_written_to_is_refused_and_kept(world, manager, typed: dict[str, str], kept) -> None:
    before = company_of(world)
    manager.go("/intervenants/durand")
    text = manager.press("Enregistrer", **typed)
    assert manager.status == 422
    assert 'role="alert"' in text
    assert kept in text
    assert company_of(world) == before


def test_an_agent_is_added_and_placed_in_a_team(world: World, manager: Visit) -> None:
    manager.go("/intervenants/nouveau")
    assert "est ajouté" in manager.press("Enregistrer", id="leroy", name="Anne Leroy", phones="06 11 22 33 44")
    manager.go("/equipes/depannage")
    manager.press("Enregistrer", **{"niveau-leroy": "2", "strategy": "simultaneous", "seconds": "25"})
    team = company_of(world).teams["depannage"]
    assert "leroy" in team.plan.levels[1]
    assert team.ring.strategy is RingStrategy.SIMULTANEOUS
    assert team.ring.seconds == 25


def test_an_identifier_that_is_taken_is_refused(world: World, manager: Visit) -> None:
    manager.go("/intervenants/nouveau")
    manager.press("Enregistrer", id="durand", name="Autre", phones="06 11 22 33 44")
    assert manager.status == 422
    assert company_of(world).agents["durand"].name == "Claire Durand"


def test_the_second_of_two_people_is_told_what_differs(world: World, manager: Visit) -> None:
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go("/intervenants/durand")
    other.press("Enregistrer", phones="06 99 88 77 66")
    text = manager.press("Enregistrer", name="Claire Durand-Roy")
    assert manager.status == 409
    assert "Nom : Claire Durand → Claire Durand-Roy" in text
    assert "06 99 88 77 66 →" in text
    manager.press("Enregistrer")
    assert company_of(world).agents["durand"].name == "Claire Durand-Roy"


def test_a_team_of_nobody_is_refused(world: World, manager: Visit) -> None:
    before = company_of(world)
    manager.go("/equipes/depannage")
    manager.press("Enregistrer", **{f"niveau-{agent}": "" for agent in before.agents})
    assert manager.status == 422
    assert company_of(world) == before


def test_seconds_out_of_bounds_are_told(world: World, manager: Visit) -> None:
    manager.go("/equipes/depannage")
    manager.press("Enregistrer", seconds="500")
    assert manager.status == 422
    assert 'value="500"' in manager.text


def test_a_reader_changes_nobody(world: World) -> None:
    reader = world.signed_in(Role.READER)
    assert "Modifier" not in reader.go("/intervenants")
    for path in ("/intervenants/durand", "/intervenants/nouveau", "/equipes/depannage"):
        assert reader.client.get(path).status_code == 403
