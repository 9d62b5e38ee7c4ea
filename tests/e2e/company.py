"""The company of these tests, and the files of what its callers and agents hear."""

from __future__ import annotations

from pathlib import Path

from appliance.calls.number_words import what_is_wrong
from appliance.calls.spoken import fixed_sentences
from appliance.company.model import NumberRule
from appliance.prompts import build as prompts_build
from appliance.prompts.catalogue import Sentence, announcement, fallback_whisper, number_read_back, say, whisper
from tests.spoken import lay_out

GREETING = "Serrurerie Martin, bonjour."
NIGHT_GREETING = "Vous appelez la nuit, bonsoir."
MENU = "Pour une urgence, tapez 1. Pour une commande en cours, tapez 2. Pour laisser un message, tapez 3."
HOURS = "Nos bureaux ouvrent à neuf heures du matin."
OTHER = "Autre choix du même service."

DID, NIGHT, SPARE, OFFICE_LINE = "0972000001", "0972000002", "0972000003", "0972000004"
DURAND, DURAND_HOME, PETIT, MARTIN = "0612345601", "0172000001", "0612345602", "0612345603"
SIMUL = ("0612345611", "0612345612", "0612345613")
TURNS = ("0612345621", "0612345622")
SOLO, LATE, FLEET = "0612345631", "0612345632", "0612345641"
LINE = "Urgence serrurerie"
LINES = (LINE, "Nuit", "Étages", "Bureau", "Ligne du personnel")
WHISPERS = {"whisper": "+33678901234", "whisper/2": "+33678994175"}
OFFICE, SECOND_OFFICE, LAST_RESORT = "0172000000", "0172000002", "0172000009"
STAFF, STAFF_NUMBER = "Ligne du personnel", "0972000005"

TEXT = f"""
company: {{name: Serrurerie Martin, timezone: Europe/Paris, country: FR, daily_test: false}}

agents:
  - {{id: durand, name: Claire Durand, phones: ["{DURAND}"]}}
  - {{id: petit, name: Hugo Petit, phones: ["{PETIT}"]}}
  - {{id: martin, name: Julie Martin, phones: ["{MARTIN}"]}}
  - {{id: alix, name: Alix Un, phones: ["{SIMUL[0]}"]}}
  - {{id: basile, name: Basile Deux, phones: ["{SIMUL[1]}"]}}
  - {{id: chloe, name: Chloé Trois, phones: ["{SIMUL[2]}"]}}
  - {{id: denis, name: Denis Quatre, phones: ["{TURNS[0]}"]}}
  - {{id: elise, name: Élise Cinq, phones: ["{TURNS[1]}"]}}
  - {{id: solo, name: Sophie Seule, phones: ["{SOLO}"]}}
  - {{id: tard, name: Thomas Tard, phones: ["{LATE}"]}}
  - {{id: deux, name: Denise Deux, phones: ["{FLEET}", "{DURAND_HOME}"]}}

teams:
  - id: serie
    name: Dépannage
    levels: [[durand, petit], [martin]]
    ring: {{strategy: sequential, seconds: 4, rounds: 1}}
  - id: ensemble
    name: Ensemble
    levels: [[alix, basile, chloe]]
    ring: {{strategy: simultaneous, seconds: 6, rounds: 1}}
  - id: tournante
    name: Tournante
    levels: [[denis, elise]]
    ring: {{strategy: rotating, seconds: 4, rounds: 1}}
  - id: seule
    name: Seule
    levels: [[solo]]
    ring: {{strategy: sequential, seconds: 10, rounds: 2}}
  - id: retard
    name: Retard
    levels: [[tard]]
    ring: {{strategy: sequential, seconds: 30, rounds: 5}}
  - id: deuxpostes
    name: Deux postes
    levels: [[deux]]
    ring: {{strategy: sequential, seconds: 3, rounds: 1}}
  - id: insistante
    name: Insistante
    levels: [[durand, petit]]
    ring: {{strategy: sequential, seconds: 4, rounds: 1, twice: true}}

lines:
  - id: urgence
    name: Urgence serrurerie
    numbers: ["{DID}"]
    default: true
    after_hours: {{announcement: "{GREETING}", menu: principal}}
    order_number: {{ask: true, pattern: '\\d{{5}}', tries: 3}}
    max_wait: 60
  - id: nuit
    name: Nuit
    numbers: ["{NIGHT}"]
    after_hours: {{announcement: "{NIGHT_GREETING}", call: retard}}
    max_wait: 5
    last_resort: "{LAST_RESORT}"
  - id: etages
    name: Étages
    numbers: ["{SPARE}"]
    after_hours: {{announcement: "{NIGHT_GREETING}", menu: autre}}
    announcement_whole: true
    max_wait: 60
  - id: bureau
    name: Bureau
    numbers: ["{OFFICE_LINE}"]
    after_hours: {{announcement: "{GREETING}", forward: "{OFFICE}"}}
    max_wait: 60
  - id: personnel
    name: {STAFF}
    numbers: ["{STAFF_NUMBER}"]
    audience: staff
    around_the_clock: true
    after_hours: {{call: seule}}
    internal_code: {{ask: true, length: 4}}
    max_wait: 60

menus:
  - id: principal
    announcement: "{MENU}"
    choices:
      "1": {{call: serie, order_number: false}}
      "2": {{call: serie}}
      "3": {{message: true}}
      "4": {{say: "{HOURS}", then: repeat}}
      "5": {{forward: "{OFFICE}"}}
      "6": {{call: ensemble, order_number: false}}
      "7": {{call: tournante, order_number: false}}
      "8": {{call: seule, order_number: false}}
      "9": {{call: retard, order_number: false}}
    default: "1"
  - id: autre
    announcement: "{OTHER}"
    choices:
      "1": {{call: deuxpostes, order_number: false}}
      "2": {{call: seule, order_number: false}}
      "3": {{message: true}}
      "4": {{forward: ["{OFFICE}", "{SECOND_OFFICE}"]}}
      "6": {{call: insistante, order_number: false}}
    default: "1"
"""

ANNOUNCEMENTS = {
    "greeting": GREETING,
    "night_greeting": NIGHT_GREETING,
    "menu": MENU,
    "hours": HOURS,
    "other": OTHER,
}


class Sentences:
    """Files of the sentences, in a folder of the tests' own: what is heard is compared with them."""

    def __init__(self, folder: Path) -> None:
        self.prompt_store = prompts_build.open_prompt_store(lay_out(folder), "pico")
        announcements = (announcement(text) for text in ANNOUNCEMENTS.values())
        known = [*fixed_sentences(None), *announcements, *map(fallback_whisper, LINES)]
        prompts_build.build(self.prompt_store, known)

    def file(self, sentence: Sentence) -> Path:
        return self.prompt_store.ensure(sentence, 30.0)

    def named(self, name: str) -> Path:
        """The file of an announcement of this company or of a sentence of the catalogue.

        `whisper`: of a call with no order number; its first 0.6 s are those of nine in ten, and those of
        `whisper/2` of the others: what follows changes how the voice begins.
        """
        if name == "fallback_whisper":
            return self.file(fallback_whisper(LINE))
        if name in WHISPERS:
            return self.whisper(LINE, None, WHISPERS[name])
        return self.file(announcement(ANNOUNCEMENTS[name]) if name in ANNOUNCEMENTS else say(name))

    def read_back(self, digits: str) -> Path:
        return self.file(number_read_back(digits))

    def what_is_wrong(self, digits: str) -> Path:
        """What is said of these digits on the line that asks for five."""
        return self.file(what_is_wrong("order", NumberRule(True, r"\d{5}"), digits))

    def whisper(
        self, line: str, number: str | None, caller: str | None, *, code: bool = False, colleague: str | None = None
    ) -> Path:
        return self.file(whisper(line, number, caller, code=code, colleague=colleague))
