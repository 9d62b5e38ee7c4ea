"""The sentences that are the same in every call and that a caller hears, in German, by name: those begun. Pure."""

from __future__ import annotations

FIXED: dict[str, str] = {
    "unanswered": "Zurzeit ist leider niemand erreichbar.",
    "message_ask": "Bitte sprechen Sie Ihre Nachricht nach dem Signalton und drücken Sie dann die Rautetaste.",
    "message_kept": "Ihre Nachricht wurde gespeichert.",
    "goodbye": "Vielen Dank für Ihren Anruf. Auf Wiederhören.",
    "read_back_choice": "Drücken Sie 1 zum Bestätigen oder 2 zum Korrigieren.",
    "digit_0": "Null.",
    "digit_1": "Eins.",
    "digit_2": "Zwei.",
    "digit_3": "Drei.",
    "digit_4": "Vier.",
    "digit_5": "Fünf.",
    "digit_6": "Sechs.",
    "digit_7": "Sieben.",
    "digit_8": "Acht.",
    "digit_9": "Neun.",
}
