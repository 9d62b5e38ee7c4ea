"""Every sentence that a caller or an agent may hear, by name, with its placeholders. Pure.

`say("order_ask")` gives a `Sentence`; `announcement(text)` one that the company wrote; `number_read_back("40719")` and
`whisper` one made for a call.
A read-back puts a comma between digits: measured, it is what makes each digit heard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HOLD_WORDS = ("hold_word", "hold_word_2", "hold_word_3")  # in turn, one after each twenty seconds of music
TAKE = "Pour prendre l'appel, tapez 1"
TAKE_OR_REFUSE = f"{TAKE} ; pour refuser, tapez 2."  # first of all that an agent hears


@dataclass(frozen=True)
class ReadBack:
    """A number read back to the caller who typed it: its digits."""

    digits: str


@dataclass(frozen=True)
class Whispered:
    """What an agent hears of a call. `number`: its digits, None where none was typed; `code`: an internal code.

    `line`: its name. `caller`: E.164, None when hidden; a text without a digit: unreadable. `colleague`: the employee
    whose telephone is calling.
    """

    line: str
    number: str | None
    caller: str | None
    code: bool = False
    colleague: str | None = None


@dataclass(frozen=True)
class Sentence:
    """A French text to be spoken. `fixed`: the same in every call, so it can be built beforehand.

    A sentence that is not fixed holds a caller's data and never leaves the box for its speech; `parts` are what its
    text was made of.
    """

    name: str
    text: str
    fixed: bool
    parts: ReadBack | Whispered | None = None


FIXED: dict[str, str] = {
    "menu_unknown_key": "Cette touche ne correspond à aucun choix.",
    "menu_again": "Tapez votre choix, ou dièse pour réentendre les choix.",
    "menu_choose": "Tapez votre choix.",
    "order_ask": "Tapez votre numéro de commande, ou étoile si vous n'en avez pas.",
    "order_ask_end": "Tapez votre numéro de commande, puis dièse. Si vous n'en avez pas, tapez étoile.",
    "order_short": "Tapez votre numéro, ou étoile si vous n'en avez pas.",
    "order_again": "Nous n'avons pas reconnu ce numéro de commande.",
    "order_none": "Nous continuons sans numéro de commande.",
    "code_ask": "Tapez votre code interne, ou étoile si vous n'en avez pas.",
    "code_ask_end": "Tapez votre code interne, puis dièse. Si vous n'en avez pas, tapez étoile.",
    "code_short": "Tapez votre code, ou étoile si vous n'en avez pas.",
    "code_again": "Nous n'avons pas reconnu ce code interne.",
    "code_none": "Nous continuons sans code interne.",
    "hunt": "Nous recherchons un intervenant. Pour laisser un message, tapez étoile.",
    "hold_word": "Nous recherchons toujours un intervenant. Pour laisser un message, tapez étoile.",
    "hold_word_2": "Tapez étoile pour laisser un message. La recherche continue, merci de patienter.",
    "hold_word_3": "Votre appel est toujours en attente. Pour laisser un message, tapez étoile.",
    "forwarding": "Nous transférons votre appel.",
    "forward_failed": "Ce poste ne répond pas pour le moment.",
    "unanswered": "Aucun intervenant n'est disponible pour le moment.",
    "message_ask": "Veuillez laisser votre message après le signal sonore, puis tapez dièse.",
    "message_empty": "Nous n'avons rien entendu.",
    "message_review": (
        "Pour réécouter votre message, tapez 1. Pour le conserver, tapez 2. Pour le recommencer, tapez 3."
    ),
    "message_kept": "Votre message est bien enregistré.",
    "message_lost": "Votre message n'a pas pu être enregistré. Veuillez rappeler dans quelques instants. Au revoir.",
    "goodbye": "Merci de votre appel. Au revoir.",
    "whisper_plain": f"Astreinte. {TAKE_OR_REFUSE} Pour réécouter, tapez 3.",
    "whisper_unknown_key": "Touche non reconnue.",
    "refused": "Appel refusé. Merci.",
    "call_taken": "L'appel a été pris par un autre intervenant. Merci.",
    "caller_left": "L'appelant a raccroché. Merci.",
    "offer_over": "Cet appel ne vous est plus proposé. Merci.",
    "phone_test": ("Ceci est un appel d'essai de votre ligne d'astreinte. Si vous entendez bien ce message, tapez 1."),
    "phone_test_done": "Merci, votre téléphone est vérifié. Au revoir.",
    "fallback_apology": (
        "Suite à un incident technique, nous appelons directement l'intervenant d'astreinte. Merci de patienter. "
        "Pour laisser un message à tout moment, tapez étoile."
    ),
    "fallback_office": (
        "Suite à un incident technique, nous transférons directement votre appel. Merci de patienter. "
        "Pour laisser un message à tout moment, tapez étoile."
    ),
    "fallback_whisper": "Astreinte, mode secours. Pour prendre l'appel, tapez 1 ; pour refuser, tapez 2.",
    "fallback_message": (
        "Veuillez laisser votre nom, votre numéro et votre message après le signal sonore, puis tapez dièse."
    ),
    "fallback_kept": "Votre message est enregistré. Au revoir.",
    "read_back_choice": "Tapez 1 pour confirmer, 2 pour corriger.",
    "whisper_intro": "Astreinte.",
    "whisper_choice": TAKE_OR_REFUSE,
    "whisper_order": "Commande",
    "whisper_code": "Code interne",
    "whisper_again": "Pour réécouter, tapez 3.",
    "digit_0": "Zéro.",
    "digit_1": "Un.",
    "digit_2": "Deux.",
    "digit_3": "Trois.",
    "digit_4": "Quatre.",
    "digit_5": "Cinq.",
    "digit_6": "Six.",
    "digit_7": "Sept.",
    "digit_8": "Huit.",
    "digit_9": "Neuf.",
}

TEMPLATES: dict[str, str] = {
    "order_read_back": "{digits}. Tapez 1 pour confirmer, 2 pour corriger.",
    "whisper": f"Astreinte, {{line}}. {TAKE_OR_REFUSE} {{order}}{{caller}}. Pour réécouter, tapez 3.",
}


def say(name: str) -> Sentence:
    """The catalogue's fixed sentence of that name. KeyError for an unknown one."""
    return Sentence(name, FIXED[name], fixed=True)


def number_read_back(digits: str) -> Sentence:
    """A number read back to the caller who typed it."""
    text = TEMPLATES["order_read_back"].format(digits=spelled(digits))
    return Sentence("order_read_back", text, fixed=False, parts=ReadBack(digits))


def announcement(text: str) -> Sentence:
    """A sentence that the company wrote: an announcement, a menu, an information."""
    return Sentence("announcement", text, fixed=True)


def kept_for(months: int) -> Sentence:
    """How long a message that was left is kept."""
    return Sentence("message_kept_for", f"Il est conservé {months} mois au plus.", fixed=True)


def whisper(
    line: str, number: str | None, caller: str | None, *, code: bool = False, colleague: str | None = None
) -> Sentence:
    """What the agent hears before accepting: which line, what to press, then whose call.

    `caller`: E.164, None when hidden; a text without a digit: unreadable.
    `number`: an order number, or with `code` an internal code. `colleague`: the employee whose telephone is calling.
    """
    who = told_of_no_number(caller).capitalize() or f"Appel du {spoken_number(caller or '')}"
    text = TEMPLATES["whisper"].format(
        line=plain_words(line),
        order=f"{'Code interne' if code else 'Commande'} {spelled(number)}. " if number else "",
        caller=f"Appel interne de {plain_words(colleague)}" if colleague else who,
    )
    return Sentence("whisper", text, fixed=False, parts=Whispered(line, number, caller, code, colleague))


def beginning_of_a_whisper(line: str) -> Sentence:
    """What an agent must have heard to take a call of this line."""
    return Sentence("whisper", f"Astreinte, {plain_words(line)}. {TAKE}", fixed=False)


def fallback_whisper(line: str) -> Sentence:
    """What the agent hears in the fallback, which knows nothing of the call but its line: built beforehand."""
    text = f"Astreinte, {plain_words(line)}. Pour prendre l'appel, tapez 1 ; pour refuser, tapez 2. Mode secours."
    return Sentence("fallback_whisper", text, fixed=True)


def told_of_no_number(caller: str | None) -> str:
    """What is said of a caller without a number: hidden, or shown and no number; "" for one who has one."""
    if not caller:
        return "numéro masqué"
    return "" if re.search(r"\d", caller) else "numéro illisible"


def spelled(digits: str) -> str:
    """`40719` as it is read out: `4, 0, 7, 1, 9`."""
    return ", ".join(re.sub(r"\D", "", digits))


def spoken_number(number: str) -> str:
    """An E.164 number as a French speaker reads it: national numbers by pairs, others digit by digit."""
    digits = re.sub(r"\D", "", number)
    if number.startswith("+33") and len(digits) in (11, 15):  # 15: a machine's number
        national = "0" + digits[2:]
        return ", ".join(national[i : i + 2] for i in range(0, len(national), 2))
    return "plus, " + ", ".join(digits) if number.startswith("+") else ", ".join(digits)


def plain_words(text: str) -> str:
    """Letters, digits and simple punctuation alone: what may be spoken without surprising the engine."""
    return re.sub(r"[^\w ,.'’\-]", " ", text).strip()[:80]
