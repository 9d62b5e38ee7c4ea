"""A list of customers in words, for whoever brings it. Pure."""

from __future__ import annotations

from appliance.store.customers.columns import Role
from appliance.store.customers.lists import CustomerList

BROUGHT, TAKEN_AWAY = "Liste des clients importée", "Liste des clients retirée"  # in the journal of changes
ADDED = "Client ajouté à la main"  # likewise, without whom: they may be forgotten
TAKEN_OUT = "Client ajouté à la main, ôté"
ROLES = {
    Role.PHONE: "numéros par lesquels le client est reconnu",
    Role.ORDER: "commande que l'appelant tape",
    Role.NAME: "nom, dit à l'intervenant",
    Role.SAID: "annonce, dite à l'intervenant",
    Role.MORE: "montrée sur la page de l'appel et dans ce qui prévient",
}


def counted(found: CustomerList) -> str:
    """« 12 lignes prises, 1 refusée. »."""
    taken, refused = plural(found.kept, "ligne prise", "lignes prises"), plural(found.not_kept, "refusée", "refusées")
    return f"{taken}, {refused}."


def plural(count: int, one: str, many: str) -> str:
    return f"{count or 'aucune'} {many if count > 1 else one}"


def refusal_text(line: int, why: str) -> str:
    """« Ligne 12 : ni numéro de téléphone, ni commande. »."""
    return f"Ligne {line} : {why}."
