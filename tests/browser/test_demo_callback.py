"""`make demo` as it ships: who finds nobody is called back, SMS come beside the mobiles, the agents' menu answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright n'est pas installé")
from playwright.sync_api import Page, expect

from tests.browser.conftest import running_demo
from tests.browser.test_demo import caller, hears, presses, story

pytestmark = [pytest.mark.timed, pytest.mark.timeout(600)]  # two months of calls are played first
MOBILES = ".mobile:not([data-agent=''])"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_demo(tmp_path_factory.mktemp("sample")) as address:
        yield address


@pytest.fixture
def shipped(chromium: Any, sample: str) -> Iterator[Page]:
    """Its page, at night; an error in its script fails the test."""
    context = chromium.new_context(viewport={"width": 1360, "height": 900}, locale="fr-FR", timezone_id="Europe/Paris")
    page, errors = context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(sample)
    page.get_by_role("button", name="Dimanche, 3 h 10").click()
    page.locator("#duty .duty-agent").first.wait_for()
    yield page
    context.close()
    assert errors == []


def test_who_asks_to_be_called_back_is_and_the_agent_is_told_of_it(shipped: Page) -> None:
    caller(shipped).get_by_role("button", name="Appeler").click()
    hears(shipped, "Personne bloquée, tapez 1")
    presses(shipped, "1")
    hears(shipped, "En quelques mots")
    caller(shipped).get_by_role("button", name="Message d’exemple").click()
    hears(shipped, "Nous recherchons un intervenant")
    presses(shipped, "*")
    hears(shipped, "Pour être rappelé, tapez 1")
    presses(shipped, "1")
    hears(shipped, "Pour confirmer, tapez 1")
    presses(shipped, "1")
    expect(story(shipped).locator("[data-outcome]")).to_have_text("Rappel promis")
    ringing = shipped.locator(".mobile[data-state=ringing]").first
    ringing.get_by_role("button", name="Décrocher").click()
    agent = shipped.locator(".mobile[data-state=listening]").first
    expect(agent).to_contain_text("Rappel demandé")
    expect(agent).to_contain_text("Les mots de l'appelant")
    agent.get_by_role("button", name="Accepter").click()
    expect(caller(shipped)).to_contain_text("vous rappelle")
    caller(shipped).get_by_role("button", name="Décrocher").click()
    hears(shipped, "Vous êtes en relation")
    expect(shipped.locator(".mobile[data-state=talking]")).to_contain_text("En communication")
    expect(shipped.locator(f"{MOBILES} .post li").first).to_be_attached()
    caller(shipped).get_by_role("button", name="Raccrocher").click()
    expect(story(shipped).locator("[data-outcome]")).to_have_text("Mis en relation")


def test_an_agent_who_calls_from_their_mobile_has_their_menu(shipped: Page) -> None:
    caller(shipped).locator("[data-part=from]").fill("06 39 98 10 01")
    caller(shipped).get_by_role("button", name="Appeler").click()
    hears(shipped, "Menu des intervenants : tapez étoile")
    presses(shipped, "*")
    hears(shipped, "Pour savoir qui est d'astreinte, tapez 1")
    presses(shipped, "1")
    hears(shipped, "Équipe")
    presses(shipped, "5")
    hears(shipped, "code")
    presses(shipped, "4821#")
    hears(shipped, "essage")
    caller(shipped).get_by_role("button", name="Raccrocher").click()
