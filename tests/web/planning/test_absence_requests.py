"""An agent asks for days away; who manages accepts with the holes shown, or refuses with a word; the agent is told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from appliance.company.model import Company, Way
from appliance.company.removing import without_agent
from appliance.planning.team_plan import Absence
from appliance.store.absences.requests import waiting_requests
from appliance.store.accounts.accounts import Role
from appliance.store.outbox.queue import list_deliveries
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit

DAYS = {"first": "2026-12-09", "last": "12/12", "reason": "Congés"}


def asked(world: World) -> Visit:
    """Julie has asked."""
    julie = world.signed_in(Role.AGENT, agent="martin")
    julie.go("/moi/absence")
    assert "Votre demande est envoyée" in julie.press("Envoyer la demande", **DAYS)
    return julie


def absences(world: World) -> set[Absence]:
    company = load_company(world.database)
    assert company is not None
    return {one for team in company.teams.values() for one in team.plan.absences}


def told(world: World) -> list[str]:
    return [str(one["subject"]) for one in list_deliveries(world.database)]


def with_mail(company: Company) -> Company:
    julie = replace(company.agents["martin"], mail="julie@example.fr", told_by=(Way.MAIL, Way.SMS))
    return replace(company, agents=company.agents | {"martin": julie})


def test_what_is_asked_for_waits_and_changes_nothing(world: World, manager: Visit) -> None:
    before = absences(world)
    julie = asked(world)
    assert "du mercredi 9 décembre 2026 au samedi 12 décembre 2026" in julie.text
    assert "en attente d'une réponse" in julie.text
    assert "Aucune absence notée" not in julie.text
    assert absences(world) == before
    assert "Une absence demandée attend une réponse" in manager.go("/")
    page = manager.go("/planning/demandes")
    assert "Julie Martin" in page
    assert "« Congés »" in page


def test_it_is_accepted_with_its_holes_shown_and_the_agent_told(world: World, manager: Visit) -> None:
    change_company(world.database, with_mail)
    julie = asked(world)
    link = re.search(r"/planning/absence\?demande=\w+", manager.go("/planning/demandes"))
    assert link is not None
    page = manager.go(link[0])
    assert 'value="2026-12-09"' in page
    assert "l'enregistrer l'accepte" in page
    page = manager.press("Enregistrer")
    while "Qui prend la place" in page:
        page = manager.press("Enregistrer")
    assert "L'absence est notée." in page
    assert Absence("martin", date(2026, 12, 9), date(2026, 12, 12), "Congés") in absences(world)
    assert waiting_requests(world.database) == []
    assert "Absence de Julie Martin : demande acceptée" in manager.go("/audit")
    subject = "Absence acceptée, du mercredi 9 décembre 2026 au samedi 12 décembre 2026"
    assert told(world) == [subject, subject]
    assert "en attente" not in julie.go("/moi")
    assert "mercredi 9" in julie.text
    assert "Aucune demande n'attend" in manager.go("/planning/demandes")


def test_who_manages_and_is_an_agent_accepts_their_own_request_and_the_audit_tells_it(
    world: World, manager: Visit
) -> None:
    claire = world.signed_in(Role.MANAGER, agent="durand", name="claire")
    claire.go("/moi/absence")
    claire.press("Envoyer la demande", **DAYS)
    assert "C'est votre propre demande" in answering(world, claire).text
    page = claire.press("Enregistrer")
    while "Qui prend la place" in page:
        page = claire.press("Enregistrer")
    assert "Absence de Claire Durand : sa propre demande, acceptée" in manager.go("/audit")


def test_it_is_refused_with_a_word(world: World, manager: Visit) -> None:
    change_company(world.database, with_mail)
    julie = asked(world)
    manager.go("/planning/demandes")
    assert "est refusée ; l'intervenant en est prévenu" in manager.press("Refuser", word="Nous serons trop peu")
    assert told(world)[0].startswith("Absence refusée")
    assert "refusée par" in julie.go("/moi")
    assert "« Nous serons trop peu »" in julie.text
    assert "Une absence demandée" not in manager.go("/")
    assert "Absence de Julie Martin : refusée" in manager.go("/audit")


def test_two_who_answer_one_request_do_not_both(world: World, manager: Visit) -> None:
    asked(world)
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go("/planning/demandes")
    other.press("Refuser")
    assert "a déjà sa réponse" in manager.press("Refuser")


def answering(world: World, manager: Visit) -> Visit:
    """The manager has Julie's request before them."""
    link = re.search(r"/planning/absence\?demande=\w+", manager.go("/planning/demandes"))
    assert link is not None
    manager.go(link[0])
    return manager


def test_a_request_that_was_taken_back_is_not_noted(world: World, manager: Visit) -> None:
    julie, before = asked(world), absences(world)
    answering(world, manager)
    julie.go("/moi")
    julie.press("Retirer")
    assert "a déjà sa réponse" in manager.press("Enregistrer")
    assert manager.status == 409
    assert absences(world) == before


def test_what_is_accepted_is_what_was_asked_for(world: World, manager: Visit) -> None:
    asked(world)
    before = absences(world)
    answering(world, manager)
    assert "remettez-les pour accepter" in manager.press("Enregistrer", agent="durand")
    assert "remettez-les pour accepter" in manager.press("Enregistrer", agent="martin", last="2026-12-30")
    assert absences(world) == before
    assert len(waiting_requests(world.database)) == 1


def test_a_request_is_taken_back_by_whoever_made_it_and_nobody_else(world: World) -> None:
    julie = asked(world)
    key = waiting_requests(world.database)[0].id
    claire = world.signed_in(Role.AGENT, agent="durand")
    claire.go("/moi")
    token = claire.form("Se déconnecter")[0].fields["csrf_token"]
    claire.client.post(f"/moi/absence/{key}/retirer", data={"csrf_token": token})
    assert len(waiting_requests(world.database)) == 1
    julie.go("/moi")
    assert "Votre demande d'absence est retirée : du " in julie.press("Retirer")
    assert waiting_requests(world.database) == []
    claire.go("/planning/demandes")
    assert claire.status == 403


def test_what_cannot_be_is_told_and_kept(world: World) -> None:
    julie = world.signed_in(Role.AGENT, agent="martin")
    julie.go("/moi/absence")
    assert "doit suivre le premier" in julie.press("Envoyer la demande", first="12/12/2026", last="9/12/2026")
    assert "Ces jours sont passés" in julie.press("Envoyer la demande", first="2/11/2026", last="3/11/2026")
    assert "Votre demande" in julie.press("Envoyer la demande", **DAYS)
    julie.go("/moi/absence")
    assert "déjà demandés" in julie.press("Envoyer la demande", **DAYS)


def test_a_request_goes_with_the_agent(world: World, manager: Visit) -> None:
    asked(world)
    assert len(waiting_requests(world.database)) == 1
    change_company(world.database, lambda company: without_agent(company, "martin"))
    assert waiting_requests(world.database) == []
