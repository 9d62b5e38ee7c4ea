"""The languages that a line offers, and the company's texts in each, of a company file: read and written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ruamel.yaml.comments import CommentedMap

from appliance.company.model import Translation
from appliance.prompts.languages import USUAL
from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import Fields, Value
from appliance.store.company_file.yaml_shapes import in_line, only


def read_offered_languages(fields: Fields) -> dict[str, str]:
    """Each by a key of its own; never the one that the line speaks anyhow."""
    if "offered_languages" not in fields:
        return {}
    own, found = fields.read("language", scalars.language, USUAL), dict[str, str]()
    for _, key, value in fields.found["offered_languages"].entries():
        language = value.read(scalars.language, "")
        if language and language in (own, *found.values()):
            value.refuse("Cette langue est déjà entendue sur la ligne : ôtez-la d'ici.")
        found[key.read(language_key, "")] = language
    return found


def language_key(text: str) -> str:
    """The key by which a caller chooses a language: a figure, as `*` and `#` have a use of their own."""
    if re.fullmatch("[0-9]", text) is None:
        raise ValueError(f"« {text} » n'est pas une touche de 0 à 9.")
    return text


def read_translations(values: list[Value]) -> tuple[Translation, ...]:
    """Each text once in a language."""
    found: dict[tuple[str, str], Translation] = {}
    for value in values:
        fields = value.fields(required=("language", "text", "said"))
        language, text = fields.read("language", scalars.language, ""), fields.read("text", str, "")
        if text and (language, text) in found:
            value.refuse("Ce texte est déjà dit plus haut dans cette langue : ôtez-le d'ici.")
        found[language, text] = Translation(language, text, fields.read("said", scalars.spoken, ""))
    return tuple(found.values())


def written_translations(translations: Iterable[Translation]) -> list[CommentedMap]:
    """As they are read."""
    return [only(language=one.language, text=one.text, said=one.said) for one in translations]


def written_offer(offered: Mapping[str, str]) -> CommentedMap | None:
    """As it is read."""
    return in_line(only(**dict(offered))) if offered else None
