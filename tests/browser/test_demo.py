"""A call lived in a browser, as somebody who starts `make demo` lives it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright n'est pas installé")
from playwright.sync_api import Locator, Page, expect

PATIENCE = 25_000  # milliseconds: a mobile that rings in vain takes five seconds here
expect.set_options(timeout=PATIENCE)
Picture = Callable[[str], None]
# Long stories are lived at one size; the others, and whether anything is too wide, at both.
pytestmark = pytest.mark.timed  # five times as fast as life: a sentence is shown for a second
ON_A_DESK = pytest.mark.parametrize("page", ["desktop"], indirect=True)
ON_A_PHONE = pytest.mark.parametrize("page", ["phone"], indirect=True)


def caller(page: Page) -> Locator:
    return page.get_by_role("article", name="Téléphone de l'appelant 1")


def mobile(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=f"Téléphone de {name}")


def hears(page: Page, words: str) -> None:
    expect(caller(page).locator("[data-part=subtitle]")).to_contain_text(words)


def presses(page: Page, keys: str) -> None:
    names = {"*": "étoile", "#": "dièse"}
    for key in keys:
        caller(page).get_by_role("button", name=names.get(key, key), exact=True).click()


def reaches_the_hunt(page: Page) -> None:
    caller(page).get_by_role("button", name="Appeler").click()
    hears(page, "Pour une urgence, tapez 1")
    presses(page, "2")
    hears(page, "numéro de commande")
    presses(page, "40719")
    hears(page, "4 0 7 1 9. Tapez 1 pour confirmer")
    presses(page, "1")


def story(page: Page) -> Locator:
    return page.locator(".call-timeline").first


def test_a_call_refused_by_one_agent_and_accepted_by_the_next(page: Page, picture: Picture) -> None:
    picture("demo-1-ready")
    reaches_the_hunt(page)
    durand, martin = mobile(page, "Claire Durand"), mobile(page, "Julie Martin")
    expect(durand.get_by_role("button", name="Décrocher")).to_be_visible()
    picture("demo-2-ringing")
    durand.get_by_role("button", name="Décrocher").click()
    expect(durand).to_contain_text("Commande 4 0 7 1 9")
    picture("demo-3-whisper")
    durand.get_by_role("button", name="Refuser").click()
    martin.get_by_role("button", name="Décrocher").click()
    martin.get_by_role("button", name="Accepter").click()
    hears(page, "Vous êtes en relation")
    expect(martin).to_contain_text("En communication")
    picture("demo-4-joined")
    caller(page).get_by_role("button", name="Raccrocher").click()
    expect(story(page).locator("[data-outcome]")).to_have_text("Mis en relation")
    expect(story(page)).to_contain_text("Claire Durand a refusé")
    expect(story(page)).to_contain_text("roulement semaine")
    expect(story(page)).to_contain_text("Julie Martin a accepté")
    picture("demo-5-story")


@ON_A_PHONE
def test_a_call_that_nobody_takes_ends_in_a_message_that_can_be_played(page: Page, picture: Picture) -> None:
    for name in ("Claire Durand", "Julie Martin", "Dernier recours"):
        mobile(page, name).get_by_role("combobox").select_option("éteint")
    reaches_the_hunt(page)
    hears(page, "Aucun intervenant n'est disponible")
    caller(page).get_by_role("button", name="Message d’exemple").click()
    hears(page, "madame Leroy")
    picture("demo-6-message")
    hears(page, "Pour le conserver, tapez 2")
    presses(page, "1")
    hears(page, "Votre message…")
    hears(page, "Pour le conserver, tapez 2")
    presses(page, "2")
    expect(story(page).locator("[data-outcome]")).to_have_text("Message laissé")
    player = story(page).locator("audio")
    expect(player).to_be_visible()
    sound = page.request.get(player.evaluate("player => player.src"))
    assert sound.ok
    assert len(sound.body()) > 16_000
    picture("demo-7-message-kept")
    for name in ("Claire Durand", "Julie Martin", "Dernier recours"):
        mobile(page, name).get_by_role("combobox").select_option("joignable")


@ON_A_PHONE
def test_a_message_said_into_the_microphone_is_kept(page: Page) -> None:
    caller(page).get_by_role("button", name="Appeler").click()
    hears(page, "Pour une urgence, tapez 1")
    presses(page, "3")
    hears(page, "après le signal sonore")
    caller(page).get_by_role("button", name="Parler au micro").click()
    expect(caller(page)).to_contain_text("On vous enregistre : 0:01")
    with page.expect_response(lambda answer: "/demo/messages/" in answer.url and answer.request.method == "PUT") as put:
        presses(page, "#")
    assert put.value.status == 204
    hears(page, "Pour le conserver, tapez 2")
    presses(page, "2")
    expect(story(page).locator("[data-outcome]")).to_have_text("Message laissé")


@ON_A_DESK
def test_a_voicemail_that_picks_up_never_gets_the_caller(page: Page) -> None:
    reaches_the_hunt(page)
    durand = mobile(page, "Claire Durand")
    durand.get_by_role("button", name="La messagerie décroche").click()
    expect(durand).to_contain_text("vous êtes bien sur ma messagerie")
    expect(story(page)).to_contain_text("Claire Durand a décroché sans confirmer")
    caller(page).get_by_role("button", name="Raccrocher").click()
    expect(story(page).locator("[data-outcome]")).to_have_text("L'appelant a raccroché")


def test_the_page_can_be_used_with_the_keyboard_alone(page: Page) -> None:
    caller(page).get_by_role("button", name="Appeler").focus()
    page.keyboard.press("Enter")
    hears(page, "Pour une urgence, tapez 1")
    page.keyboard.press("1")
    answer = mobile(page, "Claire Durand").get_by_role("button", name="Décrocher")
    answer.focus()
    page.keyboard.press("Enter")
    accept = mobile(page, "Claire Durand").get_by_role("button", name="Accepter")
    accept.focus()
    page.keyboard.press("Enter")
    hears(page, "Vous êtes en relation")
    leave = caller(page).get_by_role("button", name="Raccrocher")
    leave.focus()
    page.keyboard.press("Enter")
    expect(story(page).locator("[data-outcome]")).to_have_text("Mis en relation")


@ON_A_DESK
def test_a_second_caller_finds_the_first_agent_taken(page: Page, picture: Picture) -> None:
    reaches_the_hunt(page)
    durand, martin = mobile(page, "Claire Durand"), mobile(page, "Julie Martin")
    durand.get_by_role("button", name="Décrocher").click()
    durand.get_by_role("button", name="Accepter").click()
    hears(page, "Vous êtes en relation")
    page.get_by_role("button", name="Un second appelant").click()
    second = page.get_by_role("article", name="Téléphone de l'appelant 2")
    second.get_by_role("button", name="Appeler").click()
    expect(second.locator("[data-part=subtitle]")).to_contain_text("Pour une urgence, tapez 1")
    second.get_by_role("button", name="1", exact=True).click()
    martin.get_by_role("button", name="Décrocher").click()
    martin.get_by_role("button", name="Accepter").click()
    expect(second.locator("[data-part=subtitle]")).to_contain_text("Vous êtes en relation")
    picture("demo-8-two-callers")
    second.get_by_role("button", name="Raccrocher").click()
    expect(durand).to_contain_text("En communication")
    caller(page).get_by_role("button", name="Raccrocher").click()
    expect(page.locator(".call-timeline [data-outcome=connected]")).to_have_count(2)


@ON_A_DESK
def test_the_mail_of_who_is_on_call_appears_under_their_telephone_and_its_link_takes_charge(
    page: Page, picture: Picture
) -> None:
    caller(page).get_by_role("button", name="Appeler").click()
    hears(page, "Pour une urgence, tapez 1")
    presses(page, "3")
    caller(page).get_by_role("button", name="Message d’exemple").click()
    hears(page, "Pour le conserver, tapez 2")
    presses(page, "2")
    told = mobile(page, "Claire Durand").get_by_role("list", name="SMS et courriels reçus")
    expect(told).to_contain_text("Courriel")
    expect(told).to_contain_text("message")
    picture("demo-9-told")
    with page.expect_popup() as opened:
        told.get_by_role("link", name="Je m'en charge").first.click()
    opened.value.get_by_role("button", name="Je m’en charge").click()
    expect(opened.value.locator("main")).to_contain_text("Claire Durand")
    opened.value.close()


def test_the_story_stays_in_sight_while_the_telephones_are_looked_at(page: Page) -> None:
    reaches_the_hunt(page)
    mobile(page, "Dernier recours").scroll_into_view_if_needed()
    wide = page.viewport_size is not None and page.viewport_size["width"] > 1216
    kept = story(page) if wide else page.locator("#latest")
    expect(kept).to_be_in_viewport()
    expect(kept).not_to_be_empty()
    caller(page).get_by_role("button", name="Raccrocher").click()
    expect(story(page).locator("[data-outcome]")).to_have_text("L'appelant a raccroché")


def test_a_call_that_was_lived_is_one_click_away_in_the_journal_of_the_site(page: Page) -> None:
    caller(page).get_by_role("button", name="Appeler").click()
    hears(page, "Pour une urgence, tapez 1")
    caller(page).get_by_role("button", name="Raccrocher").click()
    story(page).get_by_role("link", name="Cet appel dans le journal du site").click()
    page.get_by_role("button", name="lecture seule").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("06 98 76 54 31")


def test_nothing_is_wider_than_the_screen(page: Page, address: str) -> None:
    page.get_by_role("button", name="responsable").click()
    for path in ("demo/", "", "appels", "messages", "statistiques"):
        page.goto(address.removesuffix("demo/") + path)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), path
