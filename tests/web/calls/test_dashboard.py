"""The dashboard: who is on call, the living calls, the figures, what waits for a decision."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.calls.spoken import fixed_sentences
from appliance.company.model import Company, Line, OpenMenu, RingStrategy, Team
from appliance.planning.hours import ForcedPeriod, Period
from appliance.planning.team_plan import TeamPlan
from appliance.store.accounts.accounts import Role
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database
from appliance.store.phone_tests.phone_tests import ask_phone_test, end_phone_test
from appliance.store.phone_tests.probes import keep_probes
from appliance.store.publications.publications import acknowledge, read_publication
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

LOADED = load_company_file(Path(__file__).parents[2] / "data" / "company-example.yml")


def words(text: str) -> str:
    """A page as it is read: its words alone."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_it_says_by_line_and_by_key_who_is_on_call_until_when_and_who_follows(manager: Visit) -> None:
    text = words(manager.go("/"))
    assert "Urgence serrurerie astreinte jusqu'à 11 h, puis heures ouvrées" not in text
    assert "Urgence serrurerie heures ouvrées jusqu'à 12 h, puis astreinte" in text
    assert "Transfert au 01 72 00 00 00" in text
    assert "Si le bureau ne répond pas, Dépannage" in text


def test_out_of_hours_each_key_says_what_it_is_for_and_who_answers(world: World, manager: Visit) -> None:
    world.moment = NOW + timedelta(hours=5)  # Saturday, 15:00
    text = words(manager.go("/"))
    assert "Urgence serrurerie astreinte jusqu'à lundi 9 h, puis heures ouvrées" in text
    assert "1 urgence 2 commande en cours Claire Durand jusqu'à lundi 0 h, puis seulement Julie Martin" in text
    assert "si personne ne répond, Julie Martin" in text
    assert "3 message" in text
    assert "5 transfert au 01 72 00 00 00" in text


def test_a_compensation_to_be_fixed_is_to_be_decided_once_a_month_waits_for_it(world: World, manager: Visit) -> None:
    assert "La compensation est à fixer" not in manager.go("/")
    world.call("old", NOW - timedelta(days=40))
    assert "La compensation est à fixer : aucun mois ne peut être clos" in words(manager.go("/"))
    assert "La compensation" not in world.signed_in(Role.READER).go("/")


def test_only_those_of_one_level_are_told_to_ring_together(world: World, manager: Visit) -> None:
    world.moment = NOW + timedelta(hours=5)
    change_company(world.database, lambda now: replace(now, teams=all_at_once(now)))
    assert "si personne ne répond, Julie Martin" in words(manager.go("/"))
    same_level = TeamPlan(levels=(("durand", "martin"),), timezone=LOADED.teams["depannage"].plan.timezone)
    change_company(world.database, lambda now: replace(now, teams=all_at_once(now, plan=same_level)))
    assert "en même temps, Julie Martin" in words(manager.go("/"))


def all_at_once(company: Company, **facts: object) -> dict[str, Team]:
    ring = replace(company.teams["depannage"].ring, strategy=RingStrategy.SIMULTANEOUS)
    return {key: replace(team, ring=ring, **facts) for key, team in company.teams.items()}  # type: ignore[arg-type]


def test_a_forced_period_is_a_banner(world: World, manager: Visit) -> None:
    assert "forcée" not in words(manager.go("/"))
    until = NOW + timedelta(hours=30)
    forced = (ForcedPeriod(Period.CLOSURE, NOW, until),)
    change_company(world.database, lambda now: replace(now, lines=each_line(now, forced=forced)))
    assert "Urgence serrurerie , période forcée jusqu'à dimanche 16 h : fermeture Changer" in words(manager.go("/"))


def each_line(company: Company, **facts: object) -> dict[str, Line]:
    return {key: replace(line, **facts) for key, line in company.lines.items()}  # type: ignore[arg-type]


def test_a_line_whose_name_says_that_it_is_one_is_not_called_so_twice(world: World, manager: Visit) -> None:
    change_company(world.database, lambda now: replace(now, lines=each_line(now, name="Ligne ascenseurs")))
    assert "Ligne ascenseurs, équipe Dépannage : personne au niveau 1" in words(manager.go("/"))
    for path in ("/", "/sante", "/annonces", "/lignes/urgence"):
        assert "ligne ligne" not in words(manager.go(path)).lower(), path


def test_the_last_calls_and_the_newest_message_are_in_sight(world: World, manager: Visit) -> None:
    world.call("older", NOW - timedelta(hours=9), caller="+33611111111", outcome=Outcome.MESSAGE, message="o.wav")
    world.call("newer", NOW - timedelta(hours=3), caller="+33622222222", outcome=Outcome.MESSAGE, message="n.wav")
    world.call("taken", NOW - timedelta(hours=2), caller="+33633333333")
    text = words(manager.go("/"))
    assert "06 33 33 33 33 Urgence serrurerie, sam. 28/11, 8 h Mis en relation, Julie Martin" in text
    assert text.index("06 33 33 33 33") < text.index("06 22 22 22 22")
    assert "2 messages à traiter, le plus ancien attend depuis 8 h Messages" in text
    assert "Dernier message Tous les messages 06 22 22 22 22" in text
    assert manager.text.count("<audio") == 1
    assert "06 33 33 33 33" in words(manager.go("/direct"))


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
    world.call("a week before", NOW - timedelta(days=8))
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
    assert "1 appel sur 1" in manager.go("/statistiques")


def test_the_oldest_message_is_told_by_its_age(world: World, manager: Visit) -> None:
    world.call("m", NOW - timedelta(days=3), outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    assert "Un message à traiter, depuis 3 jours" in words(manager.go("/"))


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
    assert any(re.fullmatch(r"Dépannage : personne d'astreinte, \d+ fois, dès 12 h", one) for one in decided(text))
    assert "personne n'est d'astreinte" in text  # folded
    assert "vue=semaine&amp;semaine=2026-W48&amp;equipe=depannage" in text


def test_what_is_not_published_waits_for_a_decision_until_it_is(world: World, manager: Visit) -> None:
    assert "créneaux à publier d'ici fin décembre" in manager.go("/")
    manager.go("/publications?ligne=urgence")
    manager.press("Publier et prévenir", motif="Première publication")
    assert "à publier" not in manager.go("/")


def test_what_is_published_waits_until_everybody_has_read_it(world: World, manager: Visit) -> None:
    manager.go("/publications?ligne=urgence")
    manager.press("Publier et prévenir", motif="Première publication")
    publication = read_publication(world.database, 1)
    assert publication is not None
    *others, last = [one["agent_id"] for one in publication["addressees"]]
    assert f"Planning publié jusqu'au 31 décembre : {len(others) + 1} intervenants ne l'ont pas lu" in decided(
        manager.go("/")
    )
    assert 'href="/publications/1">Voir' in manager.text
    for agent in others:
        acknowledge(world.database, 1, agent, at=NOW, by=agent)
    name = LOADED.agents[last].name
    assert f"Planning publié jusqu'au 31 décembre : {name} ne l'a pas lu" in decided(manager.go("/"))
    acknowledge(world.database, 1, last, at=NOW, by=last)
    assert "Planning publié" not in manager.go("/")


def test_what_two_lines_tell_of_one_team_is_told_once(world: World, manager: Visit) -> None:
    alone = decided(manager.go("/"))
    other = {"id": "b", "name": "Autre", "numbers": ("+33972000002",), "default": False}
    change_company(
        world.database, lambda now: replace(now, lines={**now.lines, "b": replace(now.lines["urgence"], **other)})
    )
    assert [re.sub(r"\d+", "", one) for one in decided(manager.go("/"))] == [re.sub(r"\d+", "", one) for one in alone]
    assert len([one for one in decided(manager.text) if "à publier" in one]) == 1


def decided(text: str) -> list[str]:
    """What waits for a decision, a line a matter, without what is folded under it."""
    (part,) = re.findall(r'<ul class="card decisions">(.*?)</section>', text, flags=re.DOTALL)
    return [
        words(one) for one in re.findall(r"(?:<summary>|<span>)(.*?)(?:</summary>|</span>\s*<a)", part, flags=re.DOTALL)
    ]


def test_a_number_kept_from_before_that_may_not_be_dialled_is_told_and_leads_to_its_agent(
    world: World, manager: Visit
) -> None:
    """An upgrade keeps the settings as they are: what its rule refuses is never rung, and somebody must know."""

    def dear(company: Company) -> Company:
        durand = replace(company.agents["durand"], phones=("+33899123456",))
        return replace(company, agents={**company.agents, "durand": durand})

    change_company(world.database, dear)
    text = manager.go("/")
    (matter,) = (one for one in decided(text) if "surtaxé" in one)
    assert "Intervenant Claire Durand" in matter
    assert "/intervenants/durand" in text


def test_the_worst_comes_first(world: World, manager: Visit) -> None:
    trunk = {"name": "trunk_essai", "healthy": False, "serious": True, "sentence": "Trunk essai : muet."}
    keep_probes(world.database, [trunk], NOW)
    told = decided(manager.go("/"))
    assert told[0] == "Trunk essai : muet."
    assert [one.split(",")[0] for one in told[1:]] == [
        f"{len(missing(world))} phrases manquent à la voix",
        "Dépannage : personne au premier niveau",
        told[-2].split(",")[0],
        "3 personnes bientôt d'astreinte ne sont peut-être pas joignables",
    ]
    assert "à publier" in told[-2]


def test_who_will_be_on_call_and_was_never_tried_is_told_until_their_telephone_rang(
    world: World, manager: Visit
) -> None:
    text = manager.go("/")
    assert "3 personnes bientôt d'astreinte ne sont peut-être pas joignables" in text
    assert "joignable" not in world.signed_in(Role.READER).go("/")
    assert "n'a jamais pris d'appel, et son téléphone n'a jamais été essayé." in text
    company = load_company(world.database)
    assert company is not None
    for agent in company.agents.values():
        test = ask_phone_test(world.database, agent.id, agent.name, agent.phones[0], by="Anne", now=NOW)
        end_phone_test(world.database, test, OfferOutcome.ACCEPTED, NOW)
    assert "joignable" not in manager.go("/")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.READER])
def test_each_matter_leads_to_a_page_that_opens(world: World, role: Role) -> None:
    def broken(company: Company) -> Company:
        agents = {**company.agents, "petit": replace(company.agents["petit"], phones=())}
        menus = {key: replace(menu, choices={"1": OpenMenu(key)}, default="1") for key, menu in company.menus.items()}
        empty = replace(company.teams["depannage"], id="vide", name="Vide")
        empty = replace(empty, plan=TeamPlan(levels=(), timezone=empty.plan.timezone))
        return replace(company, agents=agents, menus=menus, teams={**company.teams, "vide": empty})

    visit = world.signed_in(role)
    change_company(world.database, broken)
    told = decided(visit.go("/"))
    assert "Intervenant Hugo Petit : aucun téléphone" in told
    assert any(one.startswith("Menu") for one in told)
    change_company(world.database, lambda now: replace(now, lines=each_line(now, numbers=()), menus=LOADED.menus))
    found = re.findall(r'<ul class="card decisions">(.*?)</section>', visit.go("/"), flags=re.DOTALL)
    assert any("Équipe" in one for one in decided(visit.text))
    for link in re.findall(r'href="([^"]+)"', "".join(found)):
        visit.go(link.replace("&amp;", "&"))
        assert visit.status == 200, link


def missing(world: World) -> list[object]:
    """The sentences that are in no prompt store: all those of the company."""
    company = load_company(world.database)
    assert company is not None
    return list(fixed_sentences(company))


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
