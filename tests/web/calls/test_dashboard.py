"""The dashboard: who is on call, the living calls, the figures, what waits for a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company
from appliance.store.accounts.accounts import Role
from appliance.store.database import close_database, open_database
from appliance.store.phone_tests.probes import keep_probes
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit


def test_it_says_who_is_on_call_now_and_next(manager: Visit) -> None:
    text = manager.go("/")
    assert "Julie Martin" in text
    assert "Ensuite," in text


def test_a_living_call_is_told_as_it_goes_and_the_answer_costs_nothing_while_nothing_moves(world, manager) -> None:
    world.call("v", NOW - timedelta(minutes=1), outcome=None, agents=(("durand", OfferOutcome.NO_ANSWER),))
    text = manager.go("/direct")
    assert "06 98 76 54 32" in text
    assert "Claire Durand n'a pas répondu" in text
    tag = manager.answer.headers["ETag"]
    assert manager.client.get("/direct", headers={"If-None-Match": tag}).status_code == 304
    assert 'data-live="/direct"' in manager.go("/")


def test_the_share_of_calls_that_a_human_answered_within_a_minute(world: World, manager: Visit) -> None:
    world.call("soon", NOW - timedelta(days=1))
    world.call("late", NOW - timedelta(days=1), agents=(("durand", OfferOutcome.NO_ANSWER),) * 6)
    world.call("lost", NOW - timedelta(days=2), outcome=Outcome.ABANDONED, agents=())
    world.call("last week", NOW - timedelta(days=7))
    text = manager.go("/")
    assert "33 %" in text
    assert "1 appel sur 3" in text


def test_calls_are_measured_against_the_target_of_their_line(world: World, manager: Visit) -> None:
    world.call("late", NOW - timedelta(days=1), agents=(("durand", OfferOutcome.NO_ANSWER),) * 6)
    assert "Un humain en moins de 60 s" in manager.go("/")
    assert "0 appel sur 1" in manager.text

    def patient(company: Company) -> Company:
        return replace(company, lines={key: replace(line, target_wait=600) for key, line in company.lines.items()})

    change_company(world.database, patient)
    assert "Un humain en moins de 600 s" in manager.go("/")
    assert "1 appel sur 1" in manager.text
    assert "1 a eu un humain dans le délai voulu par la ligne (100 %)" in manager.go("/statistiques")


def test_the_oldest_message_is_told_by_its_age(world: World, manager: Visit) -> None:
    world.call("m", NOW - timedelta(days=3), outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    assert "le plus ancien attend depuis 2 jours" in manager.go("/") or "depuis 71 h" in manager.text


def test_a_clock_that_may_not_be_believed_is_told_first(world: World, manager: Visit) -> None:
    assert "dates est fausse" not in manager.go("/")
    world.call("ahead", NOW + timedelta(hours=20))
    text = manager.go("/")
    assert "L'horloge de la machine dit samedi 28 novembre 2026 à 10 h" in text
    assert "l'une des deux dates est fausse" in text


def test_a_gap_is_told_as_the_loss_of_a_call(world: World, manager: Visit) -> None:
    def empty(company: Company) -> Company:
        teams = {
            key: replace(team, plan=replace(team.plan, shifts=team.plan.shifts[:1], rotations=()))
            for key, team in company.teams.items()
        }
        return replace(company, teams=teams)

    change_company(world.database, empty)
    text = manager.go("/")
    assert "personne n'est d'astreinte" in text
    assert 'class="notice bad"' in text
    assert "vue=semaine&amp;semaine=2026-W48&amp;equipe=depannage" in text


def test_what_is_not_published_waits_for_a_decision_until_it_is(world: World, manager: Visit) -> None:
    assert "ne sont pas publiés" in manager.go("/")
    for line in ("urgence",):
        manager.go(f"/publications?ligne={line}")
        manager.press("Publier et prévenir", motif="Première publication")
    assert "Ligne Urgence serrurerie : " not in manager.go("/")


def test_what_the_monitoring_saw_is_told_and_its_silence_too(world: World, manager: Visit) -> None:
    assert "n'a encore rien dit" in manager.go("/")
    probe = {"name": "trunk_essai", "healthy": False, "serious": True, "sentence": "Trunk essai : muet."}
    keep_probes(world.database, [probe], NOW)
    assert "Trunk essai : muet." in manager.go("/")
    assert "s'est tue" not in manager.text
    world.moment = NOW + timedelta(minutes=6)
    assert "s'est tue" in manager.go("/")


def test_a_box_without_a_company_says_what_to_do_first(tmp_path: Path) -> None:
    empty = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    reader = World(tmp_path, empty).signed_in(Role.READER)
    for path in ("/", "/planning", "/appels", "/messages"):
        assert reader.go(path)
        assert reader.status == 200
    assert "Aucune ligne" in reader.go("/")
    close_database(empty)


@pytest.mark.parametrize("agent", ["durand", "martin"])
def test_an_agent_is_led_to_their_own_page(world: World, agent: str) -> None:
    visit = world.signed_in(Role.AGENT, agent)
    visit.go("/")
    assert visit.path == "/moi"
