"""What an agent sees and does: their own shifts, numbers and swaps."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company
from appliance.planning.digests import digest
from appliance.planning.team_plan import Swap
from appliance.store.accounts.accounts import Role
from appliance.store.journal.message_followup import find_message, take_care
from appliance.store.publications.publications import read_publication
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

NIGHT = {"team": "depannage", "start": "2026-12-01T18:00", "end": "2026-12-02T08:00"}


@pytest.fixture
def durand(world: World) -> Visit:
    return world.signed_in(Role.AGENT, "durand")


def swaps(world: World) -> list[object]:
    company = load_company(world.database)
    assert company is not None
    return [(one.giver, one.taker, one.counts, one.refused) for one in company.teams["depannage"].plan.swaps]


def test_an_agent_sees_their_own_shifts_and_numbers_and_no_other(world: World, durand: Visit) -> None:
    company = load_company(world.database)
    assert company is not None
    text = durand.go("/moi").replace("\u00a0", " ")
    assert "Mes astreintes" in text
    for agent in company.agents.values():
        for phone in agent.phones:
            shown = "0" + phone[3:]
            spaced = " ".join(shown[at : at + 2] for at in range(0, 10, 2))
            assert (spaced in text) == (agent.id == "durand")


def test_a_swap_is_asked_by_one_and_agreed_by_the_other(world: World, durand: Visit) -> None:
    durand.go("/moi/echange?equipe=depannage")
    assert "ne compte qu'une fois accepté" in durand.press("Proposer", **NIGHT, taker="petit")
    assert swaps(world) == [("durand", "petit", False, None)]
    petit = world.signed_in(Role.AGENT, "petit")
    petit.go("/moi")
    petit.press("Accepter")
    assert swaps(world) == [("durand", "petit", True, None)]
    assert "Hugo Petit prend votre place mar. 01/12 de 18 h au" not in durand.go("/moi")
    assert "accepté Hugo Petit prend votre place du mar. 01/12 à 18 h" in words(durand.text)


def words(text: str) -> str:
    """A page as it is read: its words alone."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_it_says_first_whether_one_is_on_call_and_until_when(world: World, durand: Visit) -> None:
    world.moment = NOW - timedelta(hours=1, minutes=30)  # Saturday, 8:30: since Friday evening
    assert "<h1" in durand.go("/moi")
    assert "Claire Durand Vous êtes d'astreinte jusqu'à lundi 0 h Dépannage, niveau 1" in words(durand.text)
    assert durand.text.index("Vous êtes d'astreinte") < durand.text.index("Mes tours")
    petit = world.signed_in(Role.AGENT, "petit")
    first = (
        "Hugo Petit Vous n'êtes pas d'astreinte en ce moment D'astreinte : Claire Durand jusqu'à lundi 0 h Dépannage"
    )
    then = "Votre prochaine astreinte : samedi 5 décembre 0 h , jusqu'à lundi 7 décembre 0 h Dépannage, niveau 1"
    assert f"{first} {then}" in words(petit.go("/moi"))
    assert "Appeler le" not in petit.text
    assert "Appeler le" in world.signed_in(Role.MANAGER, "petit").go("/moi")  # who may read the numbers of all
    martin = world.signed_in(Role.AGENT, "martin")
    assert "Julie Martin Vous êtes d'astreinte Dépannage, niveau 2" in words(martin.go("/moi"))


def test_a_turn_is_one_row_and_leads_to_its_exchange(world: World, durand: Visit) -> None:
    assert "lun. 30/11, 18 h → mar. 01/12, 9 h Dépannage, niveau 1 Échanger" in words(durand.go("/moi"))
    rows = re.findall(r'href="(/moi/echange\?equipe[^"]+)"', durand.text)
    durand.go(rows[1].replace("&amp;", "&"))
    assert 'value="2026-11-30T18:00"' in durand.text


def test_hours_that_one_proposes_already_are_said_to_be_ones_own(durand: Visit) -> None:
    durand.go("/moi/echange?equipe=depannage")
    durand.press("Proposer", **NIGHT, taker="petit")
    durand.go("/moi/echange?equipe=depannage")
    again = words(durand.press("Proposer", **NIGHT, taker="petit"))
    assert "Vous proposez déjà ces heures à Hugo Petit, qui n'a pas répondu : retirez d'abord cette demande" in again


def test_a_swap_to_answer_stands_before_ones_own_turns(world: World, durand: Visit) -> None:
    durand.go("/moi/echange?equipe=depannage")
    durand.press("Proposer", **NIGHT, taker="petit")
    assert "À vous de répondre" not in durand.go("/moi")
    assert "attend une réponse Hugo Petit prend votre place" in words(durand.text)
    petit = world.signed_in(Role.AGENT, "petit")
    text = words(petit.go("/moi"))
    assert "Claire Durand vous propose un échange : vous prenez la place de Claire Durand" in text
    assert text.index("À vous de répondre") < text.index("Mes tours")


def test_a_place_is_given_with_its_elision(world: World) -> None:
    def renamed(company: Company) -> Company:
        agents = {**company.agents, "durand": replace(company.agents["durand"], name="Élodie Roux")}
        swap = Swap("durand", "petit", NOW + timedelta(days=3), NOW + timedelta(days=4), agreed=frozenset({"durand"}))
        team = company.teams["depannage"]
        team = replace(team, plan=replace(team.plan, swaps=(swap,)))
        return replace(company, agents=agents, teams={**company.teams, team.id: team})

    change_company(world.database, renamed)
    assert "vous prenez la place d'Élodie Roux" in words(world.signed_in(Role.AGENT, "petit").go("/moi"))


def test_messages_entrusted_calls_taken_and_lines_are_numbers_to_tap(world: World, durand: Visit) -> None:
    at = NOW - timedelta(hours=20)
    world.call("mine", at, caller="+33611111111", agents=(("durand", OfferOutcome.ACCEPTED),))
    world.call("theirs", at, caller="+33622222222")
    world.call(
        "refused",
        at,
        caller="+33633333333",
        agents=(("durand", OfferOutcome.NO_ANSWER), ("martin", OfferOutcome.ACCEPTED)),
    )
    world.call("m", at, caller="+33644444444", outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    message = find_message(world.database, "m", "m.wav")
    assert message is not None
    assert "Messages qui vous sont confiés" not in durand.go("/moi")
    facts = {"assigned_to": "agent.durand", "text": "", "done": False}
    take_care(world.database, message, **facts, by="essai", now=NOW)  # type: ignore[arg-type]
    text = durand.go("/moi")
    assert "06 44 44 44 44" in text
    assert 'href="/messages/m/m.wav"' in text
    assert 'href="tel:+33611111111"' in text
    assert 'href="tel:+33972000001"' in text
    assert ("0622222222" in text, "06 22 22 22 22" in text, "06 33 33 33 33" in text) == (False, False, False)


def test_an_absence_is_told_to_whom_it_is(world: World, durand: Visit) -> None:
    petit = world.signed_in(Role.AGENT, "petit")
    assert "Demander une absence du lundi 8 février 2027 au dimanche 21 février 2027 congés" in words(petit.go("/moi"))
    assert "Demander une absence Aucune absence notée" in words(durand.go("/moi"))


def test_an_agreed_swap_is_undone_by_both(world: World, durand: Visit) -> None:
    durand.go("/moi/echange?equipe=depannage")
    durand.press("Proposer", **NIGHT, taker="petit")
    assert "Retirer ma demande" in durand.go("/moi")
    petit = world.signed_in(Role.AGENT, "petit")
    petit.go("/moi")
    petit.press("Accepter")
    assert "Hugo Petit a à y consentir ; d'ici là, l'échange compte toujours." in words(durand.go("/moi"))
    durand.press("Demander à défaire l'échange")
    assert swaps(world) == [("durand", "petit", True, None)]
    assert "à défaire, attend une réponse" in words(durand.go("/moi"))
    assert "Claire Durand demande à défaire cet échange" in words(petit.go("/moi"))
    petit.press("Garder l'échange")
    assert swaps(world) == [("durand", "petit", True, None)]
    durand.go("/moi")
    durand.press("Demander à défaire l'échange")
    petit.go("/moi")
    assert "est défait : chacun reprend sa place." in petit.press("Le défaire")
    assert swaps(world) == [("durand", "petit", False, "durand")]


def test_hours_that_a_colleague_has_done_are_not_taken_back_from_an_agents_page(world: World, durand: Visit) -> None:
    def with_swap(company: Company, start: datetime) -> Company:
        both = frozenset({"durand", "petit"})
        team = company.teams["depannage"]
        swap = Swap("durand", "petit", start, start + timedelta(hours=15), agreed=both)
        return replace(company, teams={team.id: replace(team, plan=replace(team.plan, swaps=(swap,)))})

    change_company(world.database, lambda company: with_swap(company, NOW - timedelta(hours=2)))
    assert "Commencé : un responsable peut encore le changer." in words(durand.go("/moi"))
    assert "Me dédire" not in durand.text
    token = durand.form("Nouvelle adresse")[0].fields["csrf_token"]
    for start in (NOW - timedelta(hours=2), NOW - timedelta(days=3)):
        change_company(world.database, lambda company, start=start: with_swap(company, start))
        (swap,) = load_company(world.database).teams["depannage"].plan.swaps  # type: ignore[union-attr]
        data = {"csrf_token": token, "do": "refuse", "sure": "past"}
        answer = durand.client.post(f"/moi/echange/depannage/{digest(swap)}", data=data)
        assert (answer.status_code, swaps(world)) == (422, [("durand", "petit", True, None)])
        assert "a commencé : seul un responsable" in words(answer.get_data(as_text=True))


def test_a_swap_is_refused(world: World, durand: Visit) -> None:
    durand.go("/moi/echange?equipe=depannage")
    durand.press("Proposer", **NIGHT, taker="petit")
    petit = world.signed_in(Role.AGENT, "petit")
    petit.go("/moi")
    petit.press("Refuser")
    assert swaps(world) == [("durand", "petit", False, "petit")]


def test_nobody_answers_for_another(world: World, durand: Visit) -> None:
    durand.go("/moi/echange?equipe=depannage")
    durand.press("Proposer", **NIGHT, taker="petit")
    petit = world.signed_in(Role.AGENT, "petit")
    petit.go("/moi")
    form, _ = petit.form("Accepter")
    martin = world.signed_in(Role.AGENT, "martin")
    martin.go("/moi")
    token = martin.form("Nouvelle adresse")[0].fields["csrf_token"]
    martin.client.post(form.action, data={"csrf_token": token, "do": "agree"})
    assert swaps(world) == [("durand", "petit", False, None)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"end": "2026-12-01T18:00"}, "La fin doit être après le début."),
        ({"start": "hier"}, "n'est pas un moment"),
        ({"back_start": "2026-12-08T18:00"}, "donnez les deux"),
    ],
)
def test_a_swap_that_cannot_be_is_told_and_what_was_typed_stays(world, durand, typed: dict[str, str], sentence) -> None:
    durand.go("/moi/echange?equipe=depannage")
    text = durand.press("Proposer", **{**NIGHT, "taker": "petit", **typed})
    assert durand.status == 422
    assert sentence in text
    assert f'value="{typed.get("start", NIGHT["start"])}"' in text
    assert swaps(world) == []


def test_hours_that_are_anothers_are_said_to_the_agent_who_offers_them(world: World) -> None:
    petit = world.signed_in(Role.AGENT, "petit")
    petit.go("/moi/echange?equipe=depannage")
    text = words(petit.press("Proposer", **NIGHT, taker="martin"))
    assert "Vous n'êtes pas d'astreinte à ces heures dans cette équipe : Claire Durand" in text
    assert ("Choisissez un de vos tours." in text, "remplacer" in text, petit.status) == (True, False, 422)


@pytest.mark.parametrize(("included", "number"), [("there-too", 1), ("only-here", 0)])
def test_the_other_team_of_the_same_turn_is_offered(world: World, durand: Visit, included: str, number: int) -> None:
    def doubled(company: Company) -> Company:
        other = replace(company.teams["depannage"], id="bloquees", name="Personnes bloquées")
        return replace(company, teams={**company.teams, other.id: other})

    change_company(world.database, doubled)
    durand.go("/moi/echange?equipe=depannage")
    text = words(durand.press("Proposer", **NIGHT, taker="petit"))
    assert (
        "Vous êtes aussi d'astreinte à ces heures dans l'équipe Personnes bloquées : l'échange vaut-il là aussi ?"
        in text
    )
    name, value = re.findall(rf'name="([^"]+)" value="({included}[^"]+)"', durand.text)[0]
    assert "ne compte qu'une fois accepté" in durand.press("Proposer", **{name: value})
    company = load_company(world.database)
    assert company is not None
    assert [len(company.teams[one].plan.swaps) for one in ("depannage", "bloquees")] == [1, number]


def test_an_agents_calendar_has_a_new_address_and_the_old_one_closes(durand: Visit) -> None:
    durand.go("/moi")
    first = durand.press("Nouvelle adresse").partition("<code>")[2].partition("<")[0].replace("http://localhost", "")
    assert durand.client.get(first).status_code == 200
    text = durand.go("/moi")
    assert "Nouvelle adresse" not in text  # not with one touch: what follows the old one would stop
    assert "L'adresse d'avant se ferme" in text
    durand.press("Fermer l'ancienne, en donner une nouvelle")
    assert durand.client.get(first).status_code == 404


def test_an_account_whose_agent_has_left_is_signed_out_and_shown_nothing(world: World) -> None:
    visit = world.signed_in(Role.AGENT, "parti")
    visit.go("/moi")
    assert visit.path.startswith("/connexion")


def test_a_planning_published_is_read_where_one_signs_in_and_nothing_is_left_to_do(
    world: World, durand: Visit, manager: Visit
) -> None:
    assert "Rien à faire pour le moment." in durand.go("/moi")
    manager.go("/publications?ligne=urgence")
    manager.press("Publier et prévenir", motif="Première publication")
    assert "Votre planning de décembre est publié, et vous ne l'avez pas lu." in words(durand.go("/moi"))
    assert "Rien à faire" not in durand.text
    assert "Claire Durand, voici vos astreintes du samedi 28 novembre 2026" in words(durand.go("/moi/publications/1"))
    assert "C'est noté : vous avez lu ce planning." in durand.press("J'ai pris connaissance")
    assert "Rien à faire pour le moment." in durand.text
    assert "Claire Durand : lu le samedi 28 novembre 2026 à 10 h, par Claire Durand, sur le site" in words(
        manager.go("/publications/1")
    )


def test_a_planning_that_changed_says_so_and_is_read_by_nobody_else(
    world: World, durand: Visit, manager: Visit
) -> None:
    manager.go("/publications?ligne=urgence")
    manager.press("Publier et prévenir", motif="Première publication")

    def without(company: Company) -> Company:
        teams = {key: replace(one, plan=replace(one.plan, rotations=())) for key, one in company.teams.items()}
        return replace(company, teams=teams)

    change_company(world.database, without)
    manager.go("/publications?ligne=urgence")
    manager.press("Publier et prévenir", motif="Roulement défait")
    changed = read_publication(world.database, 2)
    assert changed is not None
    told = {one["agent_id"] for one in changed["addressees"]}
    assert "durand" in told
    assert "Votre planning de décembre a changé, et vous ne l'avez pas lu." in words(durand.go("/moi"))
    assert durand.text.count("Le lire") == 1
    for agent in {"durand", "martin", "petit"} - told:
        other = world.signed_in(Role.AGENT, agent)
        assert other.client.get("/moi/publications/2").status_code == 404
    assert durand.client.get("/moi/publications/3").status_code == 404


def test_whoever_is_on_call_is_told_of_the_calls_of_their_lines_that_want_something_done(
    world: World, durand: Visit
) -> None:
    world.moment = NOW + timedelta(hours=5)
    world.call("m", NOW, outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    assert "1 appel de vos lignes attend une suite. Voir" in words(durand.go("/moi"))
    assert "Rien à faire" not in durand.text
    petit = world.signed_in(Role.AGENT, "petit")
    assert "Rien à faire pour le moment." in petit.go("/moi")  # who is not
    assert 'href="/messages">Mes messages</a>' in petit.text


def test_a_page_of_another_role_says_whose_it_is_not_and_keeps_the_menu(durand: Visit) -> None:
    answer = durand.client.get("/planning", headers={"Accept": "text/html"})
    assert answer.status_code == 403
    text = words(answer.text)
    assert "Cette page ne vous est pas ouverte Votre compte (intervenant) n’ouvre pas cette page" in text
    assert "Mes astreintes" in text and "Se déconnecter" in text


def test_an_agent_chooses_in_which_language_they_are_spoken_to(world: World, durand: Visit) -> None:
    durand.go("/moi")
    assert "la ligne vous parle désormais en anglais" in durand.press("Enregistrer", language="en")
    company = load_company(world.database)
    assert company is not None
    assert {one.id: one.language for one in company.agents.values() if one.language != "fr"} == {"durand": "en"}
    assert "durand" not in company.lines and "anglais" in durand.go("/moi")


def test_a_language_that_nobody_is_spoken_to_in_is_no_choice(world: World, durand: Visit) -> None:
    durand.go("/moi")
    before = load_company(world.database)
    durand.press("Enregistrer", language="xx")
    assert durand.status == 400
    assert load_company(world.database) == before
