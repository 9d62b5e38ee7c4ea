"""French, as a language that callers are answered in, and that agents are spoken to in. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from appliance.prompts.french.holidays import holiday_said
from appliance.prompts.french.reading import (
    counted,
    ordinal,
    spelled,
    spoken_minutes,
    spoken_number,
    spoken_opening,
    spoken_reopening,
    spoken_time,
    spoken_wait,
    told_of_no_number,
)
from appliance.prompts.french.sentences import FIXED, TAKE, TAKE_OR_REFUSE
from appliance.prompts.french.texts import TEXTS, written_clock
from appliance.prompts.language import Whispered, plain_words

VOICES = {"pico": "fr-FR", "gtts": "fr", "kokoro": "ff_siwis"}
SIGNS = {"&": " et ", "#": " dièse ", "*": " étoile "}
CUSTOMER_LETTERS = 125  # name and line
NOUNS = {"order": "Un numéro de commande", "code": "Un code interne"}


class French:
    """See `AgentsLanguage`."""

    code = "fr"
    name = "français"
    called: Mapping[str, str] = {"en": "French"}
    fixed: Mapping[str, str] = FIXED
    examples = ("[les chiffres tapés]. Tapez 1 pour confirmer, 2 pour corriger.",)
    agents_examples = (f"Astreinte, [la ligne]. {TAKE_OR_REFUSE} [le numéro de l'appelant]. Pour réécouter, tapez 3.",)
    voices = VOICES
    signs = SIGNS
    alphabet = "LATIN"
    texts = TEXTS

    def offer(self, key: str) -> str:
        return f"Pour le français, tapez {key}."

    def read_back(self, digits: str) -> str:
        return f"{spelled(digits)}. {FIXED['read_back_choice']}"

    def number_length(self, name: str, lengths: Sequence[int]) -> str:
        return f"{NOUNS[name]} compte {counted(lengths)}."

    def kept_for(self, days: int) -> str:
        return f"Il est conservé {days} jour{'s' if days > 1 else ''} au plus."

    def callback_read_back(self, number: str) -> str:
        return f"Nous vous rappellerons au {spoken_number(number)}. Pour confirmer, tapez 1 ; un autre numéro, tapez 2."

    def called_back_within(self, minutes: int) -> str:
        return f"C'est noté. Un intervenant vous rappelle d'ici {spoken_minutes(minutes)}."

    def answered_from(self, opening: datetime, days: int) -> str:
        return f"Nos équipes vous répondront à partir {spoken_opening(opening, days)}."

    def holiday(self, name: str) -> str:
        return holiday_said(name)

    def reopening(self, opening: datetime, days: int) -> str:
        return spoken_reopening(opening, days)

    def known_incident(self, line: str) -> str:
        return f"{plain_words(line)} : nous avons connaissance d'un incident, et nos équipes interviennent."

    def incident_over(self, line: str) -> str:
        return f"Bonjour, ici {plain_words(line)}. Vous avez demandé à être prévenu : l'incident est terminé."

    def usual_wait(self, seconds: int) -> str:
        return f"Huit fois sur dix, nous répondons en moins {spoken_wait(seconds)}."

    def place_in_line(self, place: int) -> str:
        return f"Vous êtes le {ordinal(place)} appel en attente."

    def written_clock(self, reading: datetime) -> str:
        return written_clock(reading)

    def whisper(self, call: Whispered, speaks: str | None) -> str:
        kind = "Code interne" if call.code else "Commande"
        number = f"{kind} {spelled(call.number)}. " if call.number else ""
        who = told_of_no_number(call.caller).capitalize() or f"Appel du {spoken_number(call.caller or '')}"
        if call.asked is not None:
            shown = told_of_no_number(call.caller) or spoken_number(call.caller or "")
            who = f"Rappel demandé à {spoken_time(call.asked)}, au {shown}"
        caller = f"Appel interne de {plain_words(call.colleague)}" if call.colleague else who
        customer = f"Client {plain_words(call.customer, CUSTOMER_LETTERS)}. " if call.customer else ""
        again = "Deuxième appel. " if call.again else ""
        spoken = f"L'appelant parle {speaks}. " if speaks else ""
        what = "Conversation à trois demandée" if call.together else "Appel transmis"
        by = f"{what} par {plain_words(call.asked_by)}. " if call.asked_by else ""
        said = f"{by}{again}{spoken}{number}{customer}{caller}"
        if call.taken:
            return f"Astreinte, {plain_words(call.line)}. {said}."
        return f"Astreinte, {plain_words(call.line)}. {TAKE_OR_REFUSE} {said}. Pour réécouter, tapez 3."

    def beginning_of_a_whisper(self, line: str) -> str:
        return f"Astreinte, {plain_words(line)}. {TAKE}"

    def fallback_whisper(self, line: str, speaks: str | None) -> str:
        take = "Pour prendre l'appel, tapez 1 ; pour refuser, tapez 2."
        spoken = f"L'appelant parle {speaks}. " if speaks else ""
        return f"Astreinte, {plain_words(line)}. {take} {spoken}Mode secours."
