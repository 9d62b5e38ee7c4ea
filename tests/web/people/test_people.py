"""Intervenants and teams on their pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company, RingStrategy, Team
from appliance.door.doubles import is_easy
from appliance.planning.team_plan import Override, TeamPlan
from appliance.store.accounts.accounts import Role
from appliance.store.claims.leases import give_back, take
from appliance.store.codes import is_right
from appliance.store.settings.snapshot import load_company, save_company
from appliance.store.upkeep.personal_tables import departed
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit, read, words
from web.people.agent_removal import what_stays


def company_of(world: World) -> Company:
    company = load_company(world.database)
    assert company is not None
    return company


def test_everybody_is_listed_with_numbers_and_teams(manager: Visit) -> None:
    text = manager.go("/intervenants")
    for said in ("Claire Durand", "Hugo Petit", "Dépannage, niveau 1", "s par téléphone"):
        assert said in text


def test_an_agents_numbers_are_changed_in_any_french_writing(world: World, manager: Visit) -> None:
    before = company_of(world)
    manager.go("/intervenants/durand")
    assert "est enregistré" in manager.press("Enregistrer", phones="06.99.88.77.66\n\n01 44 55 66 77")
    after = company_of(world)
    assert after.agents["durand"].phones == ("+33699887766", "+33144556677")
    assert after.agents["durand"].pin == before.agents["durand"].pin
    assert after.teams == before.teams
    assert "Intervenant Claire Durand : modifié" in manager.go("/audit")


def test_no_box_of_several_is_asked_for_by_the_browser_which_would_send_nothing(manager: Visit) -> None:
    boxes = re.findall(r'<input[^>]*name="told_(?:of|by)"[^>]*>', manager.go("/intervenants/durand"))
    assert boxes
    assert not [one for one in boxes if "required" in one]


def test_nobody_is_left_without_a_way_to_be_told(manager: Visit) -> None:
    manager.go("/intervenants/durand")
    assert "Cochez au moins un moyen." in manager.press("Enregistrer", told_by=None)


def test_a_code_is_written_and_never_shown(world: World, manager: Visit) -> None:
    manager.go("/intervenants/durand")
    manager.press("Enregistrer", pin="482915")
    kept = company_of(world).agents["durand"].pin
    assert is_right(kept, "482915")
    assert not is_right(kept, "482916")
    assert "482915" not in manager.go("/intervenants/petit") + manager.go("/intervenants") + manager.go("/audit")
    exported = manager.client.get("/reglages/entreprise.yml").text
    assert "pin: inchangé" in exported
    assert not {"482915", "7730", "1956", "argon2"} & set(re.findall(r"\w+", exported))
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
    text = manager.press("Enregistrer", name="Leroy", phones="06 11 22 33 44")
    assert "Leroy n'est dans aucune équipe" in text
    (address,) = re.findall(r'href="(/equipes/depannage\?ajouter=leroy)#niveau-leroy"', text)
    assert re.search(r'name="niveau-leroy".*?value="1" selected', manager.go(address))
    manager.press("Enregistrer", **{"niveau-leroy": "2", "strategy": "simultaneous", "seconds": "25"})
    team = company_of(world).teams["depannage"]
    assert "leroy" in team.plan.levels[1]
    assert team.ring.strategy is RingStrategy.SIMULTANEOUS
    assert team.ring.seconds == 25


def test_who_is_on_call_now_is_marked_in_the_list_of_people(manager: Visit) -> None:
    text = manager.go("/intervenants")
    durand = text.partition('href="/intervenants/durand"')[2].partition("</li>")[0]
    assert "d'astreinte" in durand
    assert "En ce moment : Dépannage, jusqu'à" in durand
    assert "d'astreinte" not in text.partition('href="/intervenants/petit"')[2].partition("</li>")[0]


def test_the_page_of_an_agent_tells_their_next_duties_and_last_calls(world: World, manager: Visit) -> None:
    world.call("c", NOW - timedelta(hours=1), agents=(("durand", OfferOutcome.ACCEPTED),))
    text = manager.go("/intervenants/durand")
    assert "Ses prochaines astreintes" in text
    assert 1 <= len(re.findall(r'href="/planning\?[^"]*vue=semaine', text)) <= 3
    assert 'href="/appels/c"' in text


def test_a_number_a_name_or_a_code_that_may_not_be_meant_is_asked_about(world: World, manager: Visit) -> None:
    company = company_of(world)
    theirs = company.agents["petit"].phones[0]
    manager.go("/intervenants/nouveau")
    page = manager.press("Enregistrer", name="hugo PETIT", phones=theirs, pin="1234")
    assert "est déjà un téléphone de Hugo Petit. Est-ce le même ?" in page
    assert "est déjà le nom de quelqu'un" in page
    assert "Le code de hugo PETIT se devine" in page
    assert company_of(world) == company
    marks = re.findall(r'name="sure" value="([a-z-]+\.[0-9a-f]+)"', page)
    fields = manager.form("Enregistrer")[0].fields
    assert fields["pin"] == "1234"
    assert manager.client.post("/intervenants/nouveau", data=fields | {"sure": marks}).status_code == 303
    added = company_of(world).agents["hugo-petit"]
    assert (added.phones, is_right(added.pin, "1234")) == ((theirs,), True)
    manager.go("/intervenants/hugo-petit")
    assert "est enregistré" in manager.press("Enregistrer", mail="hugo@example.fr")


@pytest.mark.parametrize(("code", "easy"), [("0000", True), ("4321", True), ("7890", False), ("1357", False)])
def test_a_code_is_easy_where_its_digits_are_one_or_follow(code: str, easy: bool) -> None:
    assert is_easy(code) is easy


def test_a_third_agent_of_one_name_is_asked_about_too_and_each_has_their_own_page(world: World, manager: Visit) -> None:
    for number in ("06 11 22 33 44", "06 11 22 33 45"):
        manager.go("/intervenants/nouveau")
        page = manager.press("Enregistrer", name="Hugo Petit", phones=number)
        assert "est déjà le nom de quelqu'un" in page
        mark = re.findall(r'name="sure" value="([a-z-]+\.[0-9a-f]+)"', page)
        fields = manager.form("Enregistrer")[0].fields
        assert manager.client.post("/intervenants/nouveau", data=fields | {"sure": mark}).status_code == 303
    assert {"petit", "hugo-petit", "hugo-petit-2"} <= set(company_of(world).agents)


def test_no_identifier_is_asked_of_a_manager(manager: Visit) -> None:
    assert "dentifiant" not in words(manager.go("/intervenants/nouveau"))


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


def test_a_team_may_ring_twice_who_does_not_answer(world: World, manager: Visit) -> None:
    assert not company_of(world).teams["depannage"].ring.twice
    manager.go("/equipes/depannage")
    manager.press("Enregistrer", twice="y")
    assert company_of(world).teams["depannage"].ring.twice


def test_a_team_is_added_with_its_members_and_then_has_its_rotation(world: World, manager: Visit) -> None:
    manager.go("/equipes/nouvelle")
    typed = {"name": "Siège & bureaux", "niveau-martin": "1", "niveau-petit": "2", "strategy": "rotating"}
    text = manager.press("Enregistrer", **typed)
    assert "L'équipe Siège &amp; bureaux est ajoutée" in text
    assert "elle est d'astreinte tout entière" in text
    team = company_of(world).teams["siege-bureaux"]
    assert team.plan.levels == (("martin",), ("petit",))
    assert team.ring.strategy is RingStrategy.ROTATING


def test_a_team_without_a_name_or_members_is_not_added_and_nothing_is_lost(world: World, manager: Visit) -> None:
    before = company_of(world)
    manager.go("/equipes/nouvelle")
    text = manager.press("Enregistrer", **{"niveau-martin": "2", "seconds": "33"})
    assert manager.status == 422
    assert "Donnez le nom" in text
    assert 'value="33"' in text
    assert manager.form("Enregistrer")[0].fields["niveau-martin"] == "2"
    assert company_of(world) == before


def test_a_team_is_renamed_and_the_second_of_two_people_is_told(world: World, manager: Visit) -> None:
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go("/equipes/depannage")
    other.press("Enregistrer", name="Dépannage de nuit")
    text = manager.press("Enregistrer", seconds="31")
    assert manager.status == 409
    assert "Dépannage de nuit" in text
    assert 'value="31"' in text
    manager.press("Enregistrer", name="Nuit")
    team = company_of(world).teams["depannage"]
    assert (team.name, team.ring.seconds) == ("Nuit", 31)


def test_a_fourth_level_outlives_the_form(world: World, manager: Visit) -> None:
    def deeper(company: Company) -> Company:
        plan = replace(company.teams["depannage"].plan, levels=(("durand",), ("petit",), (), ("martin",)))
        return replace(company, teams={"depannage": replace(company.teams["depannage"], plan=plan)})

    change_company(world.database, deeper)
    manager.go("/equipes/depannage")
    manager.press("Enregistrer", seconds="31")
    assert company_of(world).teams["depannage"].plan.levels == (("durand",), ("petit",), (), ("martin",))


def token_of(visit: Visit) -> str:
    return visit.form("Se déconnecter")[0].fields["csrf_token"]


def test_a_team_that_is_called_is_kept_and_one_that_is_not_is_removed(world: World, manager: Visit) -> None:
    manager.go("/equipes/nouvelle")
    manager.press("Enregistrer", **{"name": "Renfort", "niveau-martin": "1"})
    manager.go("/equipes/depannage/supprimer")
    assert "la touche 1 du menu « ligne Urgence serrurerie »" in manager.text
    assert "ne peut pas encore être supprimée" in manager.text and "Supprimer l'équipe</button>" not in manager.text
    answer = manager.client.post("/equipes/depannage/supprimer", data={"csrf_token": token_of(manager)})
    assert answer.status_code == 422
    assert "encore appelée par la touche 1 du menu « ligne Urgence serrurerie »" in read(answer.get_data(as_text=True))
    manager.go("/equipes/renfort")
    assert "Supprimer cette équipe" in manager.text
    manager.go("/equipes/renfort/supprimer")
    assert "est supprimée" in manager.press("Supprimer l'équipe")
    assert list(company_of(world).teams) == ["depannage"]
    assert "Équipe Renfort : supprimée" in manager.go("/audit")


def test_absences_outlive_the_team_under_which_the_file_has_them(world: World, manager: Visit) -> None:
    def with_idle_team_first(company: Company) -> Company:
        plan = company.teams["depannage"].plan
        idle = replace(plan, levels=(("martin",),), shifts=(), rotations=(), overrides=(), swaps=())
        return replace(company, teams={"veille": Team("veille", "Veille", idle), **company.teams})

    change_company(world.database, with_idle_team_first)
    absences = company_of(world).teams["depannage"].plan.absences
    manager.go("/equipes/veille/supprimer")
    manager.press("Supprimer l'équipe")
    assert company_of(world).teams["depannage"].plan.absences == absences != ()


def test_an_agent_who_is_still_expected_is_kept_and_the_sentence_says_where(world: World, manager: Visit) -> None:
    before = company_of(world)
    told = manager.go("/intervenants/petit/supprimer")
    assert "Hugo Petit ne peut pas encore être supprimé" in told and "Supprimer l'intervenant" not in told
    assert 'href="/planning/modele?equipe=depannage"' in told
    answer = manager.client.post("/intervenants/petit/supprimer", data={"csrf_token": token_of(manager)})
    text = read(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "Hugo Petit est encore dans un roulement de l'équipe Dépannage" in text
    assert "un remplacement de l'équipe Dépannage, du jeu. 24/12 à 18 h" in text
    assert company_of(world) == before


def test_an_agent_whom_nobody_expects_leaves_and_the_journal_keeps_their_past(world: World, manager: Visit) -> None:
    def freed(company: Company) -> Company:
        plan = company.teams["depannage"].plan
        past = Override(NOW - timedelta(days=9), NOW - timedelta(days=8), removes="durand", adds="petit")
        plan = replace(plan, rotations=(), overrides=(past,))
        return replace(company, teams={"depannage": replace(company.teams["depannage"], plan=plan)})

    change_company(world.database, freed)
    world.call("m", NOW - timedelta(days=2), agents=(("petit", OfferOutcome.ACCEPTED),))
    world.account("hugo", Role.AGENT, "petit")
    manager.go("/intervenants/petit/supprimer")
    assert "Le compte « hugo » est le sien" in manager.text
    assert "n'est plus dans l'entreprise" in manager.press("Supprimer l'intervenant")
    after = company_of(world)
    assert "petit" not in after.agents
    assert after.teams["depannage"].plan.levels == (("durand",), ("martin",))
    assert after.teams["depannage"].plan.overrides == after.teams["depannage"].plan.absences == ()
    assert "petit a accepté" in manager.go("/appels/m")


def test_what_stays_of_an_agent_is_told_before_they_are_removed(manager: Visit) -> None:
    """From the registry: what, how long, and who erases it."""
    told = manager.go("/intervenants/petit/supprimer")
    assert len(list(departed())) == len(what_stays()) > 10
    for what, how_long, erased_by in what_stays():
        assert read(f"{what} : {how_long}. Effacé par : {erased_by}.") in told
        assert "`" not in how_long + erased_by


def test_an_agent_in_a_call_is_kept(world: World, manager: Visit) -> None:
    manager.go("/intervenants/nouveau")
    manager.press("Enregistrer", name="Anne Le Roy", phones="06 11 22 33 44")
    assert "anne-le-roy" in company_of(world).agents
    take(world.database, "anne-le-roy", "call", "box")
    manager.go("/intervenants/anne-le-roy/supprimer")
    assert "réessayez quand il sera fini" in manager.press("Supprimer l'intervenant")
    give_back(world.database, "anne-le-roy", "call")
    manager.press("Supprimer l'intervenant")
    assert "anne-le-roy" not in company_of(world).agents


def test_a_reader_changes_nobody(world: World) -> None:
    reader = world.signed_in(Role.READER)
    assert "Modifier" not in reader.go("/intervenants")
    paths = ("/intervenants/durand", "/intervenants/nouveau", "/intervenants/durand/supprimer")
    for path in (*paths, "/equipes/depannage", "/equipes/nouvelle", "/equipes/depannage/supprimer"):
        assert reader.client.get(path).status_code == 403


def test_who_is_called_first_in_a_level_is_a_rank(world: World, manager: Visit) -> None:
    manager.go("/equipes/depannage")
    assert manager.form("Enregistrer")[0].fields["rang-petit"] == "2"
    manager.press("Enregistrer", **{"rang-petit": "1", "rang-durand": "2", "niveau-martin": "1", "rang-martin": ""})
    assert company_of(world).teams["depannage"].plan.levels == (("petit", "durand", "martin"),)


def test_who_is_in_a_team_comes_first_as_they_are_called_and_the_others_are_folded(
    world: World, manager: Visit
) -> None:
    company = company_of(world)
    plan = replace(company.teams["depannage"].plan, levels=(("martin",), ("durand",)), shifts=(), rotations=())
    team = replace(company.teams["depannage"], plan=replace(plan, overrides=()))
    save_company(world.database, replace(company, teams={"depannage": team}))
    page = manager.go("/equipes/depannage")
    inside, _, outside = page.partition("Ajouter quelqu'un : 1 hors de l'équipe")
    assert inside.index('id="niveau-martin"') < inside.index('id="niveau-durand"')
    assert 'id="niveau-petit"' in outside
    assert 'id="niveau-petit"' not in manager.go("/equipes/depannage?ajouter=petit").partition("Ajouter quelqu'un")[2]
    manager.press("Enregistrer")
    assert company_of(world).teams["depannage"].plan.levels == (("martin", "petit"), ("durand",))


def test_a_team_may_have_whoever_takes_a_duty_called(world: World, manager: Visit) -> None:
    assert company_of(world).teams["depannage"].duty_call is None
    manager.go("/equipes/depannage")
    manager.press("Enregistrer", duty_call="30")
    assert company_of(world).teams["depannage"].duty_call == 30
    manager.go("/equipes/depannage")
    manager.press("Enregistrer", duty_call="9000")
    assert manager.status == 422
    manager.press("Enregistrer", duty_call="")
    assert company_of(world).teams["depannage"].duty_call is None


def test_a_team_may_have_both_agents_of_a_hand_over_called(world: World, manager: Visit) -> None:
    manager.go("/equipes/depannage")
    manager.press("Enregistrer", hand_over_call="-10")
    assert company_of(world).teams["depannage"].hand_over_call == -10
    manager.go("/equipes/depannage")
    manager.press("Enregistrer", hand_over_call="500")
    assert manager.status == 422
    manager.press("Enregistrer", hand_over_call="")
    assert company_of(world).teams["depannage"].hand_over_call is None


def test_when_a_line_calls_its_agents_is_chosen_in_words_and_what_the_file_says_is_kept(
    world: World, manager: Visit
) -> None:
    page = manager.go("/equipes/depannage")
    assert "La ligne appelle aussi ses intervenants : non" in words(page)
    for said in ("10 min avant", "à l'heure même", "10 min après", "toutes les 20 min", "toutes les heures"):
        assert f">{said}</option>" in page
    company = company_of(world)
    team = replace(company.teams["depannage"], hand_over_call=-7, safety_call=25)
    save_company(world.database, replace(company, teams={"depannage": team}))
    page = manager.go("/equipes/depannage")
    assert "intervention toutes les 25 min, relais 7 min après" in words(page)
    manager.press("Enregistrer", seconds="1 min")
    kept = company_of(world).teams["depannage"]
    assert (kept.hand_over_call, kept.safety_call, kept.ring.seconds) == (-7, 25, 60)


def test_the_page_of_an_agent_says_whether_they_are_on_call_now_and_what_their_code_is_for(manager: Visit) -> None:
    page = manager.go("/intervenants/martin")
    assert "D'astreinte en ce moment : Dépannage, " in page
    assert "Pour son menu par téléphone" in page
    assert "D'astreinte en ce moment" not in manager.go("/intervenants/petit")
    assert "Pas d'astreinte en ce moment" in manager.text


def test_a_number_that_lacks_digits_says_so(manager: Visit) -> None:
    manager.go("/intervenants/durand")
    assert "« 06 12 34 56 » : il manque des chiffres" in manager.press("Enregistrer", phones="06 12 34 56")
    page = manager.press("Enregistrer", phones="6123")
    assert "« 6123 » : il manque des chiffres, ou c'est un numéro court, à autoriser d'abord dans Réglages" in page
    assert "allowed_numbers" not in page
    assert "c'est un numéro étranger, à autoriser" in manager.press("Enregistrer", phones="+44 20 7946 0000")


def test_a_team_says_who_is_on_call_and_which_keys_of_which_lines_call_it(world: World, manager: Visit) -> None:
    world.moment = NOW + timedelta(hours=5)  # Saturday, 15:00
    text = words(manager.go("/intervenants"))
    assert "En ce moment : Claire Durand jusqu'à lundi 0 h ; niveau 2, Julie Martin" in text
    assert "Appelée par Urgence serrurerie, touche 1 (urgence) ou touche 2 (commande en cours)" in text

    def alone(company: Company) -> Company:
        return replace(
            company, teams={**company.teams, "b": Team("b", "Autre", TeamPlan(levels=(), timezone=company.timezone))}
        )

    change_company(world.database, alone)
    assert "Autre Personne n'est d'astreinte. Aucune ligne ne l'appelle." in words(manager.go("/intervenants"))


@pytest.mark.parametrize(
    ("typed", "kind"), [("12", "court"), ("08 92 12 34 56", "surtaxé"), ("+44 7911 123456", "étranger")]
)
def test_a_number_to_allow_by_name_leads_to_where_it_is_named(manager: Visit, typed: str, kind: str) -> None:
    manager.go("/intervenants/durand")
    page = manager.press("Enregistrer", phones=typed)
    assert f"un numéro {kind}, à autoriser d'abord dans Réglages, Numéros permis." in page
    assert "allowed_numbers" not in page
    assert '<a href="/reglages/numeros">Numéros permis</a>' in page
