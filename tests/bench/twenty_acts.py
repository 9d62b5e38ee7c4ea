"""Twenty acts of those who use the site, each from its first page: clicks, fields, seconds of the site and the browser.

    .venv/bin/python -m tests.bench.twenty_acts

In the demonstration, at a desk. A field is what is typed or chosen. Who reads and thinks takes longer: these seconds
are the machine's alone.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import expect, sync_playwright

from tests.browser.take_pictures import SITE, SIZE, demonstration

TODAY = date.today()
MONDAY = TODAY + timedelta(days=28 - TODAY.weekday())
NEXT_MONDAY = MONDAY + timedelta(days=7)


@dataclass
class Hand:
    """Whoever does an act. It counts what they do; what is looked for must be there."""

    page: Any
    clicks: int = 0
    fields: int = 0

    def click(self, role: str, name: str, place: int = 0) -> None:
        self.clicks += 1
        self.page.get_by_role(role, name=name).nth(place).click()

    def opens(self, selector: str, place: int = 0) -> None:
        self.clicks += 1
        self.page.locator(f"{selector} >> visible=true").nth(place).click()

    def writes(self, name: str, text: str, form: str = "main") -> None:
        self.fields += 1
        self.page.locator(f"{form} [name='{name}']").first.fill(text)

    def chooses(self, name: str, value: str) -> None:
        self.fields += 1
        self.page.locator(f"main [name='{name}']").first.select_option(value)

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)


Act = Callable[[Hand], None]
ACTS: list[tuple[str, str, Act]] = []


def act(role: str, words: str) -> Callable[[Act], Act]:
    """Note an act of the list, in the order of this file."""

    def noted(done: Act) -> Act:
        ACTS.append((role, words, done))
        return done

    return noted


@act("manager", "Savoir qui est d'astreinte maintenant, et jusqu'à quand")
def who_is_on_call(hand: Hand) -> None:
    hand.sees("jusqu’à")


@act("manager", "Ouvrir le dernier appel et lire son déroulé")
def last_call(hand: Hand) -> None:
    hand.opens("main a[href^='/appels/demo-']")
    hand.sees("Accueil")


@act("manager", "Trouver les appels d'un numéro")
def calls_of_a_number(hand: Hand) -> None:
    hand.click("link", "Appels")
    hand.writes("appelant", "06 39 98 2")
    hand.click("button", "Chercher")
    hand.sees("06 39 98 2")


@act("manager", "Écouter le plus récent message")
def hear_a_message(hand: Hand) -> None:
    hand.opens("main a[href^='/messages/demo-']")
    expect(hand.page.locator("main audio")).to_be_visible()


@act("manager", "Dire que l'on se charge d'un message")
def take_charge(hand: Hand) -> None:
    hand.opens("main a[href^='/messages/demo-']")
    hand.click("button", "Je m’en charge")


@act("manager", "Noter ce qui a été fait et clore un message")
def close_a_message(hand: Hand) -> None:
    hand.opens("main a[href^='/messages/demo-']")
    hand.writes("note", "Rappelé, passage demain.")
    hand.opens("main [name=done]")
    hand.click("button", "Enregistrer")


@act("manager", "Remplacer quelqu'un pour son tour")
def replace_somebody(hand: Hand) -> None:
    hand.click("link", "Planning")
    hand.opens(".day:not(.other):not(.past) .block:not(.hole) a[href*='de=nguyen']", -1)
    hand.chooses("adds", "diallo")
    hand.click("button", "Enregistrer")
    hand.sees("Mamadou Diallo")


@act("manager", "Noter l'absence d'un intervenant")
def note_an_absence(hand: Hand) -> None:
    hand.click("link", "Planning")
    hand.opens("main summary:has-text('Modifier')")
    hand.click("link", "Noter une absence")
    hand.chooses("agent", "diallo")
    hand.writes("first", f"{MONDAY}")
    hand.writes("last", f"{MONDAY}")
    hand.click("button", "Enregistrer")


@act("manager", "Publier le planning des semaines qui viennent")
def publish(hand: Hand) -> None:
    hand.click("link", "Publications")
    hand.click("button", "Publier et prévenir")


@act("manager", "Ajouter un intervenant")
def add_an_agent(hand: Hand) -> None:
    hand.click("link", "Intervenants")
    hand.click("link", "Ajouter un intervenant")
    hand.writes("name", "Lucie Moreau")
    hand.writes("phones", "06 39 98 10 07")
    hand.writes("mail", "lucie.moreau@vidal.example")
    hand.click("button", "Enregistrer")
    hand.sees("Lucie Moreau")


@act("manager", "Faire sonner le téléphone d'un intervenant")
def try_a_telephone(hand: Hand) -> None:
    hand.click("link", "Intervenants")
    hand.click("link", "Tester les téléphones de Minh Nguyen")
    hand.click("button", "Essayer")


@act("manager", "Changer les horaires d'une ligne")
def change_hours(hand: Hand) -> None:
    hand.click("link", "Lignes")
    hand.click("link", "Dépannage ascenseurs")
    hand.click("link", "Modifier les horaires")
    hand.writes("fri", "8h-12h30, 13h30-16h30")
    hand.click("button", "Enregistrer")


@act("manager", "Forcer l'astreinte jusqu'à ce soir")
def force_a_period(hand: Hand) -> None:
    hand.click("link", "Lignes")
    hand.click("link", "Dépannage ascenseurs")
    hand.opens("main details:has(form[action$='/forcer']) > summary")
    hand.chooses("period", "after_hours")
    hand.writes("until", f"{TODAY + timedelta(days=1)}T20:00", "form[action$='/forcer']")
    hand.click("button", "Forcer dès maintenant")


@act("manager", "Changer une annonce et l'écouter")
def change_an_announcement(hand: Hand) -> None:
    hand.click("link", "Annonces")
    hand.opens("main a[href='/annonces/phrase/lines/clients/after_hours']")
    hand.writes("text", "Astreinte des Ascenseurs Vidal, bonsoir.")
    hand.click("button", "Écouter la voix")


@act("manager", "Voir ce qui se passerait si on appelait dimanche à 3 h")
def what_if(hand: Hand) -> None:
    hand.click("link", "Et si on appelait")
    hand.writes("moment", f"{NEXT_MONDAY - timedelta(days=1)}T03:00")
    hand.writes("touches", "2 40719# 1")
    hand.click("button", "Appeler, pour voir")
    hand.sees("D’astreinte le dimanche")


@act("manager", "Lire le relevé du mois dernier d'un intervenant")
def read_a_statement(hand: Hand) -> None:
    hand.click("link", "Relevés")
    hand.sees("PDF")


@act("agent", "Savoir si l'on est d'astreinte, et jusqu'à quand")
def am_i_on_call(hand: Hand) -> None:
    hand.sees("astreinte")


@act("agent", "Demander une absence")
def ask_for_an_absence(hand: Hand) -> None:
    hand.click("link", "Demander une absence")
    hand.writes("first", f"{MONDAY}")
    hand.writes("last", f"{MONDAY}")
    hand.click("button", "Envoyer la demande")


@act("agent", "Proposer d'échanger une semaine")
def propose_a_swap(hand: Hand) -> None:
    hand.opens(".turns summary:has-text('Échanger')")
    hand.opens(".turns details[open] a")
    hand.chooses("taker", "rousseau")
    hand.click("button", "Proposer")


@act("administrator", "Ouvrir un compte à quelqu'un")
def open_an_account(hand: Hand) -> None:
    hand.click("link", "Comptes")
    hand.writes("name", "lucie.moreau")
    hand.chooses("role", "reader")
    hand.click("button", "Ouvrir le compte")
    hand.sees("lucie.moreau")


def measured(page: Any, role: str, done: Act) -> tuple[int, int, float, str]:
    """Clicks, fields, seconds, and what was wrong: a page that failed, a thing that was not there, a refusal."""
    wrong: list[str] = []
    page.goto(f"{SITE}/demo/")
    page.locator(f"form[action$='/demo/entrer/{role}'] button").click()
    page.on("response", lambda answer: wrong.append(f"{answer.status}") if answer.status >= 400 else None)
    hand, began = Hand(page), time.monotonic()
    try:
        done(hand)
        page.wait_for_load_state()
    except Exception as error:  # noqa: BLE001 - told in the table
        wrong.append(str(error).splitlines()[0])
    return hand.clicks, hand.fields, time.monotonic() - began, " ; ".join(wrong)


def main() -> None:
    print(HEAD)
    with demonstration(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for number, (role, words, done) in enumerate(ACTS, 1):
            context = browser.new_context(
                viewport={"width": SIZE[0], "height": SIZE[1]}, locale="fr-FR", timezone_id="Europe/Paris"
            )
            page = context.new_page()
            page.set_default_timeout(10_000)
            clicks, fields, seconds, wrong = measured(page, role, done)
            print(f"| {number} | {ROLES[role]} | {words} | {clicks} | {fields} | {seconds:.1f} | {wrong} |", flush=True)
            context.close()
        browser.close()


ROLES = {"manager": "responsable", "agent": "intervenant", "administrator": "administratrice"}
HEAD = """\
# Vingt actes

Chacun depuis la première page de qui le fait, dans la démonstration, sur un écran de bureau : clics, champs remplis,
secondes du site et du navigateur (celles de qui lit et réfléchit viennent en plus), par `tests/bench/twenty_acts.py`.

| | qui | acte | clics | champs | secondes | remarque |
| --- | --- | --- | --- | --- | --- | --- |"""


if __name__ == "__main__":
    main()
