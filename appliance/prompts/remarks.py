"""What to be told about a text before a caller hears it: too long, or what a voice reads badly. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.prompts.pace import spoken_seconds

LONG_SECONDS = 25.0  # who calls at night hangs up, or has forgotten the beginning
LONG_SENTENCE = 45  # words without a full stop
ABBREVIATIONS = {
    "bd": "boulevard",
    "cdt": "cordialement",
    "dr": "docteur",
    "h24": "vingt-quatre heures sur vingt-quatre",
    "min": "minutes",
    "mlle": "mademoiselle",
    "mme": "madame",
    "mr": "monsieur",
    "n°": "numéro",
    "nb": "notez bien",
    "rdc": "rez-de-chaussée",
    "rdv": "rendez-vous",
    "sté": "société",
    "svp": "s'il vous plaît",
    "tél": "téléphone",
}
WORD = re.compile(r"[^\W_][\w°'’]*")
NUMBER = re.compile(r"\d[\d .]{3,}\d")
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\b[\w-]+\.(?:fr|com|org|net|eu)\b")
SIGNS = re.compile(r"[<>_\\|~^{}\[\]@/]|[^\w\s.,;:!?'’‘\"«»()…%+€$°=&#*–—-]")


def remarks(text: str) -> list[str]:
    """Sentences for who writes the text; nothing when there is nothing to say."""
    return [*_length(text), *_words(text), *_numbers(text), *_signs(text)]


def about_length(seconds: float, text: str) -> str | None:
    """A sentence if a recording lasts much less or more than its text takes to say."""
    usual = spoken_seconds(text)
    if usual / 2 - 1 <= seconds <= usual * 2.5 + 2:
        return None
    return f"Il dure {seconds:.0f} s, et ce texte en demande environ {usual:.0f} : vérifiez qu'il le dit en entier."


def _length(text: str) -> Iterator[str]:
    seconds = spoken_seconds(text)
    if seconds > LONG_SECONDS:
        yield f"Elle dure environ {seconds:.0f} s : au-delà de {LONG_SECONDS:.0f} s, un appelant raccroche souvent."
    if any(len(WORD.findall(part)) > LONG_SENTENCE for part in re.split(r"[.!?…]+", text)):
        yield "Elle n'a pas de point où reprendre son souffle : coupez-la en phrases."


def _words(text: str) -> Iterator[str]:
    words = WORD.findall(text)
    for word in dict.fromkeys(words):
        if full := ABBREVIATIONS.get(word.lower()):
            yield f"« {word} » est une abréviation que la voix lit mal : écrivez « {full} »."
    loud = dict.fromkeys(word for word in words if len(word) > 1 and word.isupper() and not word.isdigit())
    known = {word for word in loud if word.lower() in ABBREVIATIONS}
    if said := [word for word in loud if word not in known]:
        yield f"En majuscules, la voix épelle ou bute ({', '.join(said[:3])}) : écrivez le mot comme il se dit."


def _numbers(text: str) -> Iterator[str]:
    for found in dict.fromkeys(NUMBER.findall(ADDRESS.sub(" ", text))):
        digits = re.sub(r"\D", "", found)
        if len(digits) > 4:
            pairs = ", ".join(digits[at : at + 2] for at in range(0, len(digits), 2))
            yield f"« {found.strip()} » est lu comme un seul nombre : écrivez-le avec des virgules, « {pairs} »."


def _signs(text: str) -> Iterator[str]:
    for found in dict.fromkeys(ADDRESS.findall(text)):
        yield f"« {found} » est une adresse : écrivez-la comme elle se dit, « arobase » et « point » compris."
    signs = dict.fromkeys(SIGNS.findall(ADDRESS.sub(" ", text)))
    if signs:
        yield f"La voix ne dit pas {' '.join(list(signs)[:5])} : ôtez, ou écrivez en toutes lettres."
