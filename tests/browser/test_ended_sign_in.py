"""A sign-in whose cookies are gone in the middle of a form: nothing typed is lost, or what is lost is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest

from appliance.store.accounts.accounts import Role
from appliance.store.database import close_database, open_database
from tests.browser.test_planning_pages import WEEK, drag, name
from tests.browser.test_site import ON_A_DESK, SIZES, looked_at, sign_in, site, size, state
from tests.web.site_world import PASSWORD, SECRET, World

__all__ = ["site", "size", "state"]  # the fixtures of the site


@pytest.fixture
def who(request: pytest.FixtureRequest, site: str, state: Path) -> str:
    """An account of the test's own: no code of its second factor was used before."""
    known = request.node.name.translate(str.maketrans("_[]", "...")).strip(".")[-40:].strip(".")
    database = open_database(f"sqlite:///{state / 'site.db'}", create=False)
    world = World(state, database)
    world.moment = datetime.now(UTC)
    world.account(known, Role.MANAGER)
    close_database(database)
    return known


@pytest.fixture
def page(chromium: Any, site: str, size: str, who: str) -> Iterator[Any]:
    """Of a browser of its own, whose cookies are thrown away."""
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="fr-FR", base_url=site)
    sign_in(context.new_page(), who)
    yield context.new_page()
    context.close()


def next_code() -> str:
    """That of the thirty seconds to come, since this one's has been used."""
    return pyotp.TOTP(SECRET).at(int(time.time()) + 30)


def signed_in_again(page: Any, who: str) -> None:
    """By the page of signing in, which leads back."""
    page.get_by_label("Nom du compte").fill(who)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Code à six chiffres").fill(next_code())
    page.get_by_role("button", name="Valider").click()


def test_what_was_typed_in_a_form_goes_on_once_name_and_password_are_given(page: Any, who: str, size: str) -> None:
    page.goto("/planning/donner?equipe=depannage&debut=2027-03-01T18:00&fin=2027-03-02T08:00")
    page.get_by_label("Vient").select_option("petit")
    page.context.clear_cookies()
    page.get_by_role("button", name="Voir l’effet d’abord").click()
    page.get_by_role("heading", name="Votre mot de passe, pour continuer").wait_for()
    looked_at(page, "resume-unknown", size)
    page.get_by_label("Nom du compte").fill(who)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Code à six chiffres").fill(next_code())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Effet").wait_for()
    assert page.get_by_label("Vient").input_value() == "petit"
    assert page.get_by_label("Du").input_value() == "2027-03-01T18:00"


@ON_A_DESK
def test_a_shift_that_was_dragged_is_asked_for_after_signing_in(page: Any, who: str, size: str) -> None:
    page.goto(WEEK)
    page.context.clear_cookies()
    drag(page, page.locator('a[data-shift][data-agent="durand"]').first, name(page, "martin"))
    page.mouse.up()
    signed_in_again(page, who)
    page.get_by_role("heading", name="Remplacer quelqu’un").wait_for()
    assert page.get_by_label("À la place de").input_value() == "durand"
    assert page.get_by_label("Vient").input_value() == "martin"


@ON_A_DESK
def test_of_a_file_that_was_sent_it_is_told_that_it_is_to_be_chosen_again(page: Any, who: str, size: str) -> None:
    page.goto("/reglages/clients")
    file = {"name": "clients.csv", "mimeType": "text/csv", "buffer": b"numero;nom\n0612345678;Durand\n"}
    page.locator("input[type=file]").set_input_files(file)
    page.context.clear_cookies()
    page.locator("form:has(input[type=file]) button").first.click()
    page.get_by_text("choisissez-le de nouveau").wait_for()
    looked_at(page, "unread", size)
    page.get_by_role("link", name="Se connecter, et revenir à la page").click()
    signed_in_again(page, who)
    page.wait_for_url("**/reglages/clients")
