"""Historique: what changed, going back to any of it, « Annuler » after a save, and what each of them refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from appliance.company.document import VERSION
from appliance.company.incidents import with_incident
from appliance.company.model import Company, Incident
from appliance.planning.compensation import Basis, Compensation, Scale
from appliance.planning.rota import on_call
from appliance.store.accounts.accounts import Role
from appliance.store.codes import is_right
from appliance.store.database import writing
from appliance.store.settings.snapshot import load_company, revision
from appliance.store.settings.tables import SettingsRow
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit, read, words
from web.settings.history import ROWS

BACK, UNDO = "Revenir à ces réglages", "Annuler ce changement"


def settings(world: World) -> Company:
    found = load_company(world.database)
    assert found is not None
    return found


def change(world: World, what: Callable[[Company], Company], act: str = "Réglages modifiés") -> int:
    """By somebody else; the number of the revision that it makes."""
    change_company(world.database, what, now=world.moment, by="julie", act=act)
    return revision(world.database)


def waiting(seconds: int) -> Callable[[Company], Company]:
    def changed(company: Company) -> Company:
        lines = {key: replace(line, max_wait=seconds) for key, line in company.lines.items()}
        return replace(company, lines=lines)

    return changed


def emptied(company: Company) -> Company:
    """A shift alone, and no last resort."""
    teams = {
        key: replace(team, plan=replace(team.plan, shifts=team.plan.shifts[:1], rotations=()))
        for key, team in company.teams.items()
    }
    lines = {key: replace(line, last_resort=None) for key, line in company.lines.items()}
    return replace(company, teams=teams, lines=lines)


def offering_english(company: Company) -> Company:
    """With none of its texts said in it."""
    line = company.lines["urgence"]
    return replace(company, lines=company.lines | {line.id: replace(line, offered_languages={"8": "en"})})


def document(world: World, number: int, text: str) -> None:
    with writing(world.database):
        SettingsRow.update(document=text).where(SettingsRow.number == number).execute(world.database)


def go_back(manager: Visit, number: int) -> str:
    manager.go(f"/reglages/historique/{number}/revenir")
    return manager.press(BACK)


def test_each_change_is_listed_newest_first_with_who_and_when(world: World, manager: Visit) -> None:
    change(world, waiting(90), "Ligne Urgence serrurerie : modifiée")
    page = manager.go("/reglages")
    page = manager.go("/reglages/historique")
    assert page.index("Ligne Urgence serrurerie : modifiée") < page.index("Entreprise enregistrée")
    assert "samedi 28 novembre 2026 à 10 h" in page
    assert "julie" in page
    assert page.count("En vigueur") == 1


def test_the_history_is_paged(world: World, manager: Visit) -> None:
    for number in range(ROWS + 3):
        change(world, waiting(60 + number), f"Changement numéro {number}.")
    page = manager.go("/reglages/historique")
    assert "Changement numéro 3." in page
    assert "Changement numéro 2." not in page
    older = page.split("avant=")[1].split('"')[0]
    page = manager.go(f"/reglages/historique?avant={older}")
    assert "Changement numéro 2." in page
    assert "Entreprise enregistrée" in page
    assert "En vigueur" not in page
    assert "Plus anciens" not in page


def test_a_revision_tells_what_it_changed_and_what_has_changed_since(world: World, manager: Visit) -> None:
    number = change(world, waiting(90))
    change(world, lambda company: replace(company, name="Martin et filles"))
    page = manager.go(f"/reglages/historique/{number}")
    changed, since = page.split("Ce qui a changé depuis")
    assert "120" in changed
    assert "Martin et filles" not in changed
    assert "Martin et filles" in since
    assert BACK in since
    assert BACK not in manager.go(f"/reglages/historique/{number + 1}")


def test_a_long_value_is_told_whole_before_and_after(world: World, manager: Visit) -> None:
    first = revision(world.database)
    said = " ".join(f"Ceci est la phrase {place}." for place in range(20))

    def instructed(company: Company) -> Company:
        lines = {key: replace(line, instructions=said) for key, line in company.lines.items()}
        return replace(company, lines=lines)

    number = change(world, instructed)
    for page in (f"/reglages/historique/{number}", f"/reglages/historique/{first}/revenir"):
        text = words(manager.go(page))
        assert said in text


def test_a_return_is_shown_before_it_is_made_and_noted(world: World, manager: Visit) -> None:
    first = revision(world.database)
    before = settings(world)
    change(world, waiting(90))
    manager.go(f"/reglages/historique/{first}")
    page = manager.go(f"/reglages/historique/{first}/revenir")
    assert "Ce qui changera" in page
    assert settings(world) != before
    page = manager.press(BACK)
    assert "sont de nouveau en vigueur" in page
    assert settings(world) == before
    assert "Retour aux réglages du" in manager.go("/reglages/historique")
    assert "Retour aux réglages du" in manager.go("/audit")


def test_a_return_may_be_undone_at_once(world: World, manager: Visit) -> None:
    first = revision(world.database)
    change(world, waiting(90))
    after = settings(world)
    go_back(manager, first)
    manager.press(UNDO)
    assert settings(world) == after
    manager.press(UNDO)
    assert "Rétabli : Retour aux réglages" in manager.go("/reglages/historique")


def test_settings_changed_meanwhile_are_shown_before_the_return_is_made(world: World, manager: Visit) -> None:
    first = revision(world.database)
    change(world, waiting(90))
    manager.go(f"/reglages/historique/{first}/revenir")
    change(world, lambda company: replace(company, name="Serrurerie Nouvelle"))
    page = manager.press(BACK)
    assert manager.status == 409
    assert "Serrurerie Nouvelle" in page
    assert settings(world).name == "Serrurerie Nouvelle"
    assert "de nouveau en vigueur" in manager.press(BACK)
    assert settings(world).name == "Serrurerie Martin"


def test_a_return_that_would_lose_calls_is_told_and_not_offered(world: World, manager: Visit) -> None:
    before = settings(world)
    number = change(world, emptied)
    change(world, lambda _: before)
    page = manager.go(f"/reglages/historique/{number}/revenir")
    assert "ferait perdre des appels" in page
    assert "personne n'est d'astreinte" in page
    assert f">{BACK}</button>" not in page


def test_a_return_that_is_warned_of_something_says_it_and_is_made(world: World, manager: Visit) -> None:
    before = settings(world)
    number = change(world, offering_english)
    change(world, lambda _: before)
    page = manager.go(f"/reglages/historique/{number}/revenir")
    assert "sont entendus en français ; dites-les en anglais" in page
    manager.press(BACK)
    assert settings(world) == offering_english(before)


@pytest.mark.parametrize("newer", [False, True])
def test_a_revision_that_is_not_understood_says_so_and_offers_nothing(
    world: World, manager: Visit, newer: bool
) -> None:
    number = change(world, waiting(90))
    change(world, waiting(100))
    text = "{}"
    if newer:
        with world.database.connection_context():
            text = SettingsRow.select(SettingsRow.document).where(SettingsRow.number == number).scalar(world.database)
        text = json.dumps({**json.loads(text), "version": VERSION + 1})
    document(world, number, text)
    page = manager.go(f"/reglages/historique/{number}")
    assert ("plus récente" if newer else "ne comprend pas") in page
    assert BACK not in page
    page = manager.go(f"/reglages/historique/{number}/revenir")
    assert "On ne peut pas y revenir." in page
    assert f">{BACK}</button>" not in page
    assert manager.go(f"/reglages/historique/{number + 1}").count("ne peut pas les comparer") == 1


def test_settings_in_force_of_a_newer_release_are_not_replaced(world: World, manager: Visit) -> None:
    first = revision(world.database)
    number = change(world, waiting(90))
    with world.database.connection_context():
        text = SettingsRow.select(SettingsRow.document).where(SettingsRow.number == number).scalar(world.database)
    manager.go(f"/reglages/historique/{first}/revenir")
    document(world, number, json.dumps({**json.loads(text), "version": VERSION + 1}))
    page = manager.press(BACK)
    assert "Remettez la version plus récente" in page
    assert f">{BACK}</button>" not in page


def test_a_revision_that_is_not_kept_is_not_found(manager: Visit) -> None:
    manager.go("/reglages/historique/4000")
    assert manager.status == 404
    manager.go("/reglages/historique/4000/revenir")
    assert manager.status == 404
    manager.go(f"/reglages/historique/{10**30}")
    assert manager.status == 404
    assert "Entreprise enregistrée" in manager.go(f"/reglages/historique?avant={10**30}")


@pytest.mark.parametrize("number", ["", "-1", "x", str(10**30)])
def test_what_is_no_revision_is_not_undone(manager: Visit, number: str) -> None:
    token = saved_by_hand(manager).split('name="csrf_token" value="')[1].split('"')[0]
    answer = manager.client.post("/reglages/annuler", data={"csrf_token": token, "revision": number})
    assert answer.status_code == 400


def test_one_goes_back_over_a_revision_that_is_not_understood(world: World, manager: Visit) -> None:
    first = revision(world.database)
    number = change(world, waiting(90))
    change(world, waiting(100))
    document(world, number, "{}")
    assert "de nouveau en vigueur" in go_back(manager, first)


def test_who_left_does_not_come_back_nor_does_a_code(world: World, manager: Visit) -> None:
    first = revision(world.database)
    manager.go("/intervenants/durand")
    manager.press("Enregistrer", pin="86420")
    change(world, without_petit)
    manager.go(f"/reglages/historique/{first}/revenir")
    assert "Hugo Petit n'est plus dans l'entreprise et n'y revient pas" in manager.text
    assert "Le code de Claire Durand reste celui d'aujourd'hui." in manager.text


def test_an_emergency_announcement_that_stays_is_said_to_stay(world: World, manager: Visit) -> None:
    first = revision(world.database)
    told = change(
        world, lambda company: with_incident(company, "urgence", Incident("Une panne.", NOW.replace(hour=17)))
    )
    assert "Une panne." in manager.go(f"/reglages/historique/{first}").split("Ce qui a changé depuis")[1]
    stays = manager.go(f"/reglages/historique/{first}/revenir").split("Ce qui reste comme aujourd'hui")[1]
    assert "L'annonce d'urgence de la ligne Urgence serrurerie reste dite, jusqu'à 18 h." in words(stays)
    change(world, lambda company: with_incident(company, "urgence", None))
    page = words(manager.go(f"/reglages/historique/{told}/revenir"))
    assert "L'annonce d'urgence de la ligne Urgence serrurerie, ôtée depuis, ne revient pas." in page


def test_what_on_call_time_gives_is_told_in_cents(world: World, manager: Visit) -> None:
    rule = Compensation(on_call=Scale({Basis.HOUR: Decimal("2.5"), Basis.DAY: Decimal("0.125")}))
    number = change(world, lambda company: replace(company, compensation=rule))
    page = words(manager.go(f"/reglages/historique/{number}"))
    assert "2,50 €" in page and "0,125 €" in page


def without_petit(company: Company) -> Company:
    def less(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(key for key in keys if key != "petit")

    teams = {
        key: replace(
            team,
            plan=replace(
                team.plan,
                levels=tuple(map(less, team.plan.levels)),
                rotations=tuple(replace(one, agents=less(one.agents)) for one in team.plan.rotations),
                overrides=(),
                absences=(),
            ),
        )
        for key, team in company.teams.items()
    }
    agents = {key: one for key, one in company.agents.items() if key != "petit"}
    return replace(company, agents=agents, teams=teams)


def test_hours_that_were_done_are_not_rewritten_by_a_return(world: World) -> None:
    first = revision(world.database)

    def others(company: Company) -> Company:
        team = company.teams["depannage"]
        shifts = tuple(replace(one, agent="petit") for one in team.plan.shifts)
        return replace(company, teams={"depannage": replace(team, plan=replace(team.plan, shifts=shifts))})

    change(world, others)
    world.moment = NOW + timedelta(days=5)
    manager = world.signed_in(name="later")
    before = settings(world).teams["depannage"].plan
    assert "de nouveau en vigueur" in go_back(manager, first)
    after = settings(world).teams["depannage"].plan
    for hour in range(5 * 24):
        moment = NOW + timedelta(hours=hour)
        assert on_call(after, moment) == on_call(before, moment), moment
    tuesday = datetime(2026, 12, 8, 20, tzinfo=UTC)
    assert [one.agent for one in on_call(after, tuesday)] == ["durand", "martin"]


def saved_by_hand(manager: Visit, name: str = "Claire Dupont") -> str:
    manager.go("/intervenants/durand")
    return manager.press("Enregistrer", name=name)


def test_a_save_offers_to_be_undone_on_the_page_that_follows(world: World, manager: Visit) -> None:
    before = settings(world)
    assert UNDO in saved_by_hand(manager)
    path = manager.path
    assert settings(world).agents["durand"].name == "Claire Dupont"
    assert "C'est annulé" in manager.press(UNDO)
    assert manager.path == path
    assert settings(world) == before
    assert "Annulé : " in manager.go("/reglages/historique")
    assert UNDO not in manager.text


def test_every_kind_of_form_offers_it(world: World, manager: Visit) -> None:
    before = settings(world)
    manager.go("/planning/absence")
    manager.press("Enregistrer", agent="martin", first="2026-12-14", last="2026-12-15")
    if manager.status == 422:
        manager.press("Enregistrer", **{"by.depannage": "-"})
    assert "L'absence est notée" in manager.text
    manager.press(UNDO)
    assert settings(world) == before
    manager.go("/reglages/importer")
    text = manager.client.get("/reglages/entreprise.yml").get_data(as_text=True)
    manager.press("Voir ce qui changerait", text=text.replace("Serrurerie Martin\n", "Serrurerie Dupont\n", 1))
    manager.press("Importer")
    assert settings(world) != before
    manager.press(UNDO)
    assert settings(world) == before


def test_a_team_that_was_added_goes_and_its_page_is_left(world: World, manager: Visit) -> None:
    before = settings(world)
    manager.go("/equipes/nouvelle")
    manager.press("Enregistrer", name="Nuits", **{"niveau-durand": "1"})
    assert UNDO in manager.text, manager.text
    token = manager.text.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "revision": revision(world.database), "page": "/equipes/nuits"}
    assert manager.client.post("/reglages/annuler", data=fields).headers["Location"] == "/reglages/historique"
    assert settings(world) == before


def test_nothing_is_undone_once_somebody_else_has_changed_the_settings(world: World, manager: Visit) -> None:
    saved_by_hand(manager)
    change(world, waiting(90))
    page = manager.press(UNDO)
    assert manager.status == 409
    assert "Quelqu'un a changé les réglages depuis" in page
    assert '/reglages/historique"' in page
    assert settings(world).agents["durand"].name == "Claire Dupont"


def test_an_undo_that_would_lose_calls_is_refused_with_why(world: World, manager: Visit) -> None:

    full = settings(world)
    change(world, emptied)
    number = change(world, lambda _: full)
    token = manager.go("/reglages").split('name="csrf_token" value="')[1].split('"')[0]
    answer = manager.client.post("/reglages/annuler", data={"csrf_token": token, "revision": number})
    assert answer.status_code == 422
    assert "personne n'est d'astreinte" in read(answer.get_data(as_text=True))
    assert settings(world) == full


def test_what_cannot_be_wholly_undone_is_not_offered(world: World, manager: Visit) -> None:
    """A code that was changed, somebody who came: to go back would leave them as they are."""
    manager.go("/intervenants/durand")
    assert UNDO not in manager.press("Enregistrer", pin="86420")
    assert is_right(settings(world).agents["durand"].pin, "86420")
    manager.go("/intervenants/nouveau")
    assert UNDO not in manager.press("Enregistrer", name="Paul Blanc", phones="06 12 34 56 44")
    assert "Paul Blanc" in manager.go("/intervenants")


def test_nothing_that_was_saved_alike_is_to_be_undone(manager: Visit) -> None:
    manager.go("/equipes/depannage")
    assert UNDO not in manager.press("Enregistrer")
    assert "est enregistrée" in manager.text


@pytest.mark.parametrize(
    ("page", "lands"),
    [
        ("/planning?equipe=depannage", "/planning?equipe=depannage"),
        ("https://evil.example/planning", "/planning"),
        ("//evil.example/planning", "/planning"),
        ("////evil.example", "/reglages/historique"),
        ("/intervenants/durand", "/intervenants/durand"),
        ("/reglages/annuler", "/reglages/historique"),
        ("javascript:alert(1)", "/reglages/historique"),
        ("", "/reglages/historique"),
    ],
)
def test_one_lands_on_the_page_where_one_was_and_on_none_elsewhere(
    world: World, manager: Visit, page: str, lands: str
) -> None:
    token = saved_by_hand(manager).split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "revision": revision(world.database), "page": page}
    answer = manager.client.post("/reglages/annuler", data=fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, lands)


@pytest.mark.parametrize("role", [Role.READER, Role.AGENT])
def test_the_history_is_for_managers(world: World, role: Role) -> None:
    visit = world.signed_in(role, "durand" if role is Role.AGENT else None)
    for path in ("/reglages/historique", "/reglages/historique/1", "/reglages/historique/1/revenir"):
        assert visit.client.get(path).status_code == 403
    token = visit.go("/compte").split('name="csrf_token" value="')[1].split('"')[0]
    answer = visit.client.post("/reglages/annuler", data={"csrf_token": token, "revision": 1})
    assert answer.status_code == 403


def test_the_settings_page_and_the_audit_lead_there(world: World, manager: Visit) -> None:
    saved_by_hand(manager)
    number = revision(world.database)
    assert 'href="/reglages/historique"' in manager.go("/reglages")
    assert f'href="/reglages/historique/{number}"' in manager.go("/audit")
