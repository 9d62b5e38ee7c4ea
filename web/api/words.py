"""What the API says when a request cannot be read: the sentences of msgspec, in French."""

from __future__ import annotations

import re

PLACE = re.compile(r" - at `(?P<place>.+)`$")
# How msgspec words it -> how we do. The first that matches has the last word.
SENTENCES = (
    (r"Object missing required field `(.+)`", "il manque « {0} »"),
    (r"Object contains unknown field `(.+)`", "« {0} » n'est pas un champ de cette opération"),
    (r"Invalid RFC3339 encoded datetime", "écrivez un moment avec son décalage, par exemple 2026-12-25T03:10:00+01:00"),
    (r"Expected `datetime` with a timezone component", "ajoutez le décalage, par exemple 2026-12-25T03:10:00+01:00"),
    (r"Invalid RFC3339 encoded date", "écrivez un jour, par exemple 2026-12-25"),
    (r"Invalid enum value (.+)", "« {0} » n'est pas l'une des valeurs permises"),
    (r"Expected `(?:str|array)` of length >= 1", "ne doit pas être vide"),
    (r"Expected `(?:str|array)` of length <= (\d+)", "{0} au plus"),
    (r"Expected `(?:str|array)` of length >= (\d+)", "{0} au moins"),
    (r"Expected `int` (>=|<=) (-?\d+)", "doit être {0} {1}"),
    (r"Expected `str` matching regex .+", "ne peut pas contenir de caractères de contrôle"),
    (r"Integer value out of range", "est un nombre trop grand"),
    (r"Expected `(.+)`, got `(.+)`", "est {1}, et devrait être {0}"),
    (r"JSON is malformed: (.+)", "le JSON est mal formé ({0})"),
    (r"Input data was truncated", "le JSON s'arrête trop tôt"),
)
KINDS = {
    "str": "un texte",
    "int": "un nombre entier",
    "float": "un nombre",
    "bool": "un booléen",
    "object": "un objet",
    "array": "une liste",
    "null": "null",
    "datetime": "un moment",
    "date": "un jour",
}


def in_french(error: Exception) -> str:
    """« agent : il manque… », from an error of msgspec."""
    text = str(error)
    place = PLACE.search(text)
    said = sentence(PLACE.sub("", text))
    field = place["place"].removeprefix("$").lstrip(".") if place else ""
    return f"{field} : {said}." if field else f"{said[:1].upper()}{said[1:]}."


def sentence(text: str) -> str:
    """The same, without its place."""
    for pattern, said in SENTENCES:
        if found := re.fullmatch(pattern, text):
            return said.format(*(in_kinds(part.strip("'")) for part in found.groups()))
    return "n'a pas la forme attendue"


def in_kinds(text: str) -> str:
    """« un texte ou null » for `str | null`; any other text as it is."""
    parts = text.split(" | ")
    return " ou ".join(KINDS[part] for part in parts) if all(part in KINDS for part in parts) else text
