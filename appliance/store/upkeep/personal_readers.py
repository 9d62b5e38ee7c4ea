"""Who may read what is kept of people, and what a row of the privacy page says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reader(StrEnum):
    """Who may read something kept, in a word of the page."""

    RUNG = "appelé"
    ENTRUSTED = "chargé"
    OF_LINE = "ligne"
    OWN = "chacun"
    TEAM = "collègues"
    ADDRESSED = "destinataire"
    LINKED = "lien"
    READER = "lecture"
    MANAGER = "responsable"
    ADMINISTRATOR = "administrateur"
    PROGRAM = "jeton"
    SHELL = "machine"
    BACKUPS = "sauvegarde"


MEANT = {
    Reader.RUNG: "l’intervenant que l’appel fait sonner, à qui la voix le dit",
    Reader.ENTRUSTED: "l’intervenant ou le compte à qui le message est confié",
    Reader.OF_LINE: "les intervenants des équipes que cette ligne appelle",
    Reader.OWN: "chacun, ce qui est à lui",
    Reader.TEAM: "les autres intervenants : noms et heures, jamais un numéro",
    Reader.ADDRESSED: "qui reçoit le courriel, et les serveurs de courriel par où il passe",
    Reader.LINKED: "qui tient une adresse secrète : un agenda, un accusé de réception, « je m’en charge »",
    Reader.READER: "les comptes en lecture seule ; d’un mobile d’intervenant, ils n’ont que les deux derniers chiffres",
    Reader.MANAGER: "les responsables",
    Reader.ADMINISTRATOR: "les administrateurs",
    Reader.PROGRAM: "qui tient un jeton de l’API ; numéros et adresses des intervenants, si le jeton les donne",
    Reader.SHELL: "l’exploitant et l’informatique, par un compte de la machine ou de la base",
    Reader.BACKUPS: "qui tient une sauvegarde et la clé qui la déchiffre",
}


@dataclass(frozen=True)
class Kept:
    """One row of the page. `stays`: what of an agent is still there once they have left the company."""

    what: str
    where: str
    how_long: str
    why: str
    erased_by: str
    readers: tuple[Reader, ...]
    stays: str = ""


SITE = (Reader.READER, Reader.MANAGER, Reader.ADMINISTRATOR)
MANAGERS = (Reader.MANAGER, Reader.ADMINISTRATOR)
MACHINES = (Reader.SHELL, Reader.BACKUPS)
