"""What is wrong with the machine's file, in French: msgspec and its TOML reader speak English."""

from __future__ import annotations

import re

PLACE = re.compile(r" - at `\$\.?(.*?)`$")
LINE = re.compile(r"^(.*) \(at line (\d+), column (\d+)\)$")
KINDS = {
    "str": "un texte entre guillemets",
    "int": "un nombre entier",
    "float": "un nombre",
    "bool": "true ou false",
    "object": "une section entre crochets",
    "array": "une liste entre crochets",
    "null": "rien",
}
SAID = (
    (r"Object missing required field `(.+)`", "il manque « {0} » ; ajoutez-le"),
    (r"Object contains unknown field `(.+)`", "« {0} » n'est pas connu ici ; vérifiez l'orthographe, ou retirez-le"),
    (r"Expected `(\w+)(?: \| null)?`, got `(\w+)`", "il faut {0}, pas {1}"),
    (r"Expected `(\w+)` >= (.+)", "il faut {1} au moins"),
    (r"Expected `(\w+)` <= (.+)", "il faut {1} au plus"),
    (r"Expected `str` of length >= (\d+)", "il faut {0} caractères au moins"),
    (r"Expected `array` of length >= (\d+)", "il en faut {0} au moins"),
    (r"Expected `array` of length (\d+)(?:, got \d+)?", "il en faut {0}"),
    (r"Expected `str` matching regex .*", "ce n'est pas de la forme attendue"),
    (r"Invalid enum value (.+)", "{0} n'est pas un choix possible"),
)


def in_french(error: str) -> str:
    """« [web] port : il faut un nombre entier, pas un texte entre guillemets. » for what msgspec says."""
    if found := LINE.match(error):
        return f"ligne {found[2]}, colonne {found[3]} : ce n'est pas du TOML ; vérifiez les guillemets et les crochets."
    place = PLACE.search(error)
    where = _where(place[1] if place else "", of_section=error.startswith("Object"))
    return f"{where}{_what(PLACE.sub('', error))}."


def _where(path: str, of_section: bool) -> str:
    """« [web] port : », « [[trunks]] 2 name : », « country : »; where a section lacks something, « [web] : »."""
    path = re.sub(r"\[(\d+)\]", lambda found: f".{int(found[1]) + 1}", path)
    parts = [part for part in path.split(".") if part]
    if not parts:
        return ""
    section, *rest = parts
    if not rest:
        return f"[{section}] : " if of_section else f"{section} : "
    table = f"[[{section}]]" if rest[0].isdigit() else f"[{section}]"
    return f"{' '.join((table, *rest))} : "


def _what(error: str) -> str:
    for pattern, words in SAID:
        if found := re.fullmatch(pattern, error):
            return words.format(*(KINDS.get(one, one) for one in found.groups()))
    return error
