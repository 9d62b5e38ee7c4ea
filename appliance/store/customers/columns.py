"""Which column of a list is what, by its heading. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from appliance.calls.text_lengths import NAME
from appliance.folding import folded_words
from appliance.hidden_letters import as_seen
from appliance.store.customers.sheet import SheetError

PHONES = {"telephone", "telephones", "tel", "mobile", "portable", "gsm", "fixe", "phone", "mobiles", "portables"}
ORDERS = {"commande", "commandes", "order"}
ORDER_NAMES = ("numero de contrat", "n contrat", "numero de dossier", "dossier", "reference", "ref")
NAMED = ("nom", "client", "nom du client", "raison sociale", "societe", "name", "enseigne", "etablissement", "site")
SAID = ("annonce", "a dire", "phrase", "said", "consigne", "information", "info", "remarque", "note", "motif")
NO_COLUMN = (
    "Aucune colonne de numéros ni de commandes dans la première ligne ({found}). Nommez-en une « Téléphone » ou "
    "« Commande », et au besoin « Nom » et « Annonce », puis enregistrez de nouveau."
)


class Role(StrEnum):
    """What a column is for."""

    PHONE = "phone"
    ORDER = "order"
    NAME = "name"
    SAID = "said"
    MORE = "more"


MOST_COLUMNS = 200
TOO_WIDE = f"La première ligne a {{columns}} colonnes : {MOST_COLUMNS} au plus. Est-ce bien un export de clients ?"


@dataclass(frozen=True)
class Column:
    """A heading, and what is made of its cells."""

    heading: str
    role: Role


def columns_of(headings: Sequence[str]) -> list[Column]:
    """One for each heading. SheetError: nobody could be found by such a list."""
    if len(headings) > MOST_COLUMNS:
        raise SheetError(TOO_WIDE.format(columns=len(headings)))
    folded = [folded_words(one) for one in headings]
    roles = {place: Role.PHONE for place, words in enumerate(folded) if is_phone(words)}
    _first(roles, Role.ORDER, [place for place, words in enumerate(folded) if ORDERS & set(words.split())])
    for role, names in ((Role.ORDER, ORDER_NAMES), (Role.NAME, NAMED), (Role.SAID, SAID)):
        if role not in roles.values():
            _first(roles, role, [place for name in names for place, words in enumerate(folded) if words == name])
    if not {Role.PHONE, Role.ORDER} & set(roles.values()):
        shown = ", ".join(f"« {one[:40]} »" for one in headings[:12] if one)
        raise SheetError(NO_COLUMN.format(found=shown))
    return [Column(as_seen(heading)[:NAME], roles.get(place, Role.MORE)) for place, heading in enumerate(headings)]


def is_phone(words: str) -> bool:
    """Whether a heading, folded, is one of telephones: « Tél. mobile 2 »."""
    return words in ("numero", "numeros") or (bool(PHONES & set(words.split())) and "fax" not in words.split())


def _first(roles: dict[int, Role], role: Role, places: Sequence[int]) -> None:
    free = [place for place in places if place not in roles]
    if free:
        roles[free[0]] = role
