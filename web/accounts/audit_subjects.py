"""What a change is about, told by how its act begins; and the acts of the machine alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from appliance.store.upkeep.forgotten_words import AGED

TECHNICAL = (AGED, "Annonces : ")


@dataclass(frozen=True)
class Subject:
    """`acts`: how the acts about it begin. Without any, it is of whatever no other is about."""

    words: str
    acts: tuple[str, ...] = ()


SUBJECTS = {
    "planning": Subject("le planning", ("Absence", "Agenda", "Astreinte changée", "Échange", "Planning", "Relevé")),
    "equipes": Subject("les intervenants et les équipes", ("Équipe ", "Intervenant ")),
    "lignes": Subject("les lignes et les annonces", ("Annonce", "Ligne", "Menu «", "Menu ajouté")),
    "messages": Subject("les messages et les rappels", ("Message ", "Rappel ")),
    "comptes": Subject("les comptes", ("Compte ", "Jeton ", "Menu des intervenants fermé", "Seconds facteurs")),
    "reglages": Subject("les réglages de l'entreprise"),
}


def about(key: str) -> tuple[Collection[str], Collection[str]]:
    """How the acts of a subject begin, and how those begin that are not of it; nothing where it is none."""
    subject = SUBJECTS.get(key)
    if subject is None:
        return (), ()
    others = [act for one in SUBJECTS.values() for act in one.acts]
    return subject.acts, () if subject.acts else others
