"""A sign-in that ended in the middle of a form: the password is asked for in place, and nothing typed is lost."""

from __future__ import annotations

import io
from datetime import timedelta

import pyotp
import pytest

from appliance.store.accounts.accounts import Role
from appliance.store.accounts.sign_ins import SILENCE
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import PASSWORD, SECRET, World
from tests.web.visit import Visit

ASLEEP = SILENCE + timedelta(hours=1)


@pytest.fixture
def claire(world: World) -> Visit:
    """An agent who signed in by the page."""
    world.account("claire", Role.AGENT, "durand")
    visit = world.somebody()
    visit.go("/connexion")
    visit.press("Se connecter", name="claire", password=PASSWORD)
    return visit


@pytest.fixture
def ana(world: World) -> Visit:
    """A manager, with her second factor."""
    world.account("ana", Role.MANAGER)
    visit = world.somebody()
    visit.go("/connexion")
    visit.press("Se connecter", name="ana", password=PASSWORD)
    visit.press("Valider", code=pyotp.TOTP(SECRET).at(world.moment))
    return visit


def company_name(world: World) -> str:
    company = load_company(world.database)
    assert company is not None
    return company.name


def test_what_was_typed_goes_on_once_the_password_is_given(world: World, claire: Visit) -> None:
    claire.go("/moi/absence")
    world.moment += ASLEEP
    page = claire.press("Envoyer la demande", first="2026-12-09", last="2026-12-12", reason="Congés\nd'hiver")
    assert claire.status == 401
    assert "Ce que vous avez tapé est gardé" in page
    assert "Code à six chiffres" not in page
    page = claire.press("Continuer", **{"resume-password": "faux"})
    assert claire.status == 422
    assert "Ce mot de passe n'est pas le bon." in page
    assert "Votre demande est envoyée" in claire.press("Continuer", **{"resume-password": PASSWORD})
    assert "« Congés" not in claire.text
    assert "mercredi 9 décembre 2026" in claire.text
    assert PASSWORD not in claire.go("/moi")


def test_a_form_that_somebody_else_left_open_is_not_carried_on(world: World, claire: Visit) -> None:
    claire.go("/moi/absence")
    former = claire.form("Envoyer la demande")[0].fields
    world.account("hugo", Role.AGENT, "petit")
    claire.go("/moi")
    claire.press("Se déconnecter")
    claire.go("/connexion")
    claire.press("Se connecter", name="hugo", password=PASSWORD)
    world.moment += ASLEEP
    page = claire.client.post("/moi/absence", data=former | {"first": "2026-12-09", "reason": "Hôpital"})
    assert page.status_code == 401
    assert "Hôpital" not in page.text


def test_passwords_of_the_form_are_in_no_page_and_asked_for_again(world: World, claire: Visit) -> None:
    claire.go("/compte/mot-de-passe")
    world.moment += ASLEEP
    page = claire.press("Enregistrer", current=PASSWORD, new="un autre mot de passe", again="un autre mot de passe")
    assert claire.status == 401
    assert PASSWORD not in page
    assert "un autre mot de passe" not in page
    assert "est à retaper ensuite" in page


def test_a_second_factor_holds(world: World, ana: Visit) -> None:
    ana.go("/reglages/entreprise")
    before = company_name(world)
    world.moment += ASLEEP
    assert "Code à six chiffres" in ana.press("Enregistrer", name="Autre nom")
    ana.press("Continuer", **{"resume-password": PASSWORD, "resume-code": "000000"})
    assert ana.status == 422
    assert company_name(world) == before
    code = pyotp.TOTP(SECRET).at(world.moment)
    assert "C'est enregistré" in ana.press("Continuer", **{"resume-password": PASSWORD, "resume-code": code})
    assert company_name(world) == "Autre nom"


def test_another_site_carries_nothing_on(world: World, claire: Visit) -> None:
    world.moment += ASLEEP
    theirs = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    form = {"first": "2026-12-09", "last": "2026-12-12", "resume-password": PASSWORD}
    assert claire.client.post("/moi/absence", data=form, headers=theirs).status_code == 403
    answer = claire.client.post("/moi/absence", data=form)  # no token: asked again, nothing done
    assert answer.status_code == 401
    assert "en attente" not in claire.go("/moi")


def test_a_stranger_and_somebody_who_left_are_asked_nothing(world: World, claire: Visit) -> None:
    assert world.somebody().client.post("/moi/absence", data={"first": "2026-12-09"}).status_code == 401
    assert "Votre mot de passe" not in world.somebody().client.post("/moi/absence").get_data(as_text=True)
    claire.go("/moi")
    claire.press("Se déconnecter")
    assert "gardé" not in claire.client.post("/moi/absence").get_data(as_text=True)


def without_cookies(visit: Visit) -> None:
    for name in ("astreinte", "astreinte-browser"):
        visit.client.delete_cookie(name)


def test_where_every_cookie_is_gone_the_name_is_asked_for_too_and_what_was_typed_goes_on(
    world: World, claire: Visit, ana: Visit
) -> None:
    claire.go("/moi/absence")
    without_cookies(claire)
    page = claire.press("Envoyer la demande", first="2026-12-09", last="2026-12-12", reason="Congés")
    assert claire.status == 401
    assert "Nom du compte" in page
    for name in ("personne", "claire"):
        page = claire.press("Continuer", **{"resume-name": name, "resume-password": "faux"})
        assert claire.status == 422
        assert f'value="{name}"' in page
    typed = {"resume-name": " Claire", "resume-password": PASSWORD}
    assert "Votre demande est envoyée" in claire.press("Continuer", **typed)
    ana.go("/reglages/entreprise")
    without_cookies(ana)
    ana.press("Enregistrer", name="Autre nom")
    ana.press("Continuer", **{"resume-name": "ana", "resume-password": PASSWORD})
    assert ana.status == 422
    world.moment += timedelta(minutes=1)
    code = pyotp.TOTP(SECRET).at(world.moment)
    ana.press("Continuer", **{"resume-name": "ana", "resume-password": PASSWORD, "resume-code": code})
    assert company_name(world) == "Autre nom"


def test_without_a_cookie_a_form_with_a_file_is_not_read_and_where_to_go_is_told(world: World) -> None:
    sent = {"file": (io.BytesIO(bytes(1000)), "clients.csv")}
    page = "http://localhost/reglages/clients"
    answer = world.somebody().client.post("/reglages/clients", data=sent, headers={"Referer": page})
    assert answer.status_code == 401
    assert "choisissez-le de nouveau" in answer.text
    assert "/connexion?suite=/reglages/clients" in answer.text


def test_without_a_cookie_a_form_that_this_site_did_not_make_is_asked_nothing(world: World) -> None:
    for token in ("", "ImFiYyI.forged.signature"):
        form = {"csrf_token": token, "first": "2026-12-09", "resume-name": "x", "resume-password": PASSWORD}
        answer = world.somebody().client.post("/moi/absence", data=form)
        assert answer.status_code == 401
        assert "gardé" not in answer.text


def test_a_page_that_asks_in_the_background_is_told_without_a_page(world: World, ana: Visit) -> None:
    world.moment += ASLEEP
    answer = ana.client.post("/reglages/entreprise", headers={"X-Fragment": "1"})
    assert answer.status_code == 401
    assert "resume-password" not in answer.get_data(as_text=True)


def test_too_many_tries_are_made_to_wait_there_too(world: World, claire: Visit) -> None:
    claire.go("/moi/absence")
    world.moment += ASLEEP
    claire.press("Envoyer la demande", first="2026-12-09", last="2026-12-12")
    for _ in range(12):
        claire.press("Continuer", **{"resume-password": "faux"})
    assert claire.status == 429
    assert "Trop d'essais" in claire.press("Continuer", **{"resume-password": PASSWORD})
