"""Every key of the planning in the company file, and what it means in French (see `vocabulary`)."""

from __future__ import annotations

from appliance.store.company_file import values
from appliance.store.company_file.shapes import Block, Row, may, must
from appliance.store.company_file.values import whole

WINDOW = (
    may("days", "jours de la semaine : mon-fri, sat, all...", Row(values.WEEKDAYS, alone=True), "tous"),
    may("hours", "plage horaire ; 22:00-06:00 finit le lendemain", values.HOURS, "la journée entière"),
    may("level", "niveau, 1 étant le premier appelé", whole(1, 9), "celui de l'intervenant dans l'équipe"),
)
SHIFT = Block(
    "shift",
    (
        must("agent", "l'intervenant", values.REFERENCE),
        *WINDOW,
        may("from", "premier jour où il compte", values.DATED, "depuis toujours"),
        may("until", "dernier jour où il commence, compris", values.DATED, "sans fin"),
    ),
)
ROTATION = Block(
    "rotation",
    (
        may("name", "nom du roulement, pour les explications", values.NAME, "aucun"),
        must("agents", "les intervenants, dans l'ordre des tours", Row(values.REFERENCE)),
        must("every", "durée d'un tour : 1 week, 3 days...", values.EVERY),
        may("handover", "la relève : fri 18:00, ou 08:00 seul", values.HANDOVER, "00:00"),
        must("from", "le premier tour commence à la première relève à partir de ce jour", values.DATED),
        *WINDOW,
    ),
)
SPAN = (
    must("from", "début, à l'heure de l'entreprise", values.MOMENT),
    must("to", "fin, exclue", values.MOMENT),
)
OVERRIDE = Block(
    "override",
    (
        *SPAN,
        may("replace", "l'intervenant remplacé", values.REFERENCE),
        may("by", "avec replace : celui qui prend sa place", values.REFERENCE),
        may("add", "l'intervenant ajouté", values.REFERENCE),
        may("remove", "l'intervenant retiré", values.REFERENCE),
        may("level", "son niveau", whole(1, 9), "celui de l'intervenant remplacé, ou le sien dans l'équipe"),
        may("fills", "comble une absence de l'intervenant remplacé, et s'ôte avec elle", values.BOOLEAN, "non"),
    ),
    (("replace", "by"), ("add",), ("remove",)),
)
ABSENCE = Block(
    "absence",
    (
        must("agent", "l'intervenant absent, dans toutes les équipes", values.REFERENCE),
        must("from", "premier jour", values.DATED),
        may("to", "dernier jour, compris", values.DATED, "un seul jour"),
        may("reason", "motif de l'absence", values.REASON, "aucun"),
    ),
)
AGREED = Row(values.REFERENCE, alone=True)
SWAP = Block(
    "swap",
    (
        *SPAN,
        must("give", "l'intervenant qui cède sa place", values.REFERENCE),
        must("with", "celui qui la prend", values.REFERENCE),
        may("in_exchange", "ce qui est rendu en échange", Block("in_exchange", SPAN), "rien"),
        may("agreed", "ceux des deux qui ont dit oui ; l'échange compte quand les deux l'ont dit", AGREED, "personne"),
        may("refused", "celui qui a dit non", values.REFERENCE, "personne"),
        may("withdrawing", "celui qui demande à défaire un échange accepté", values.REFERENCE, "personne"),
    ),
)
PLANNING = Block(
    "planning",
    (
        must("team", "l'équipe", values.REFERENCE),
        may("shifts", "créneaux de chaque semaine", Row(SHIFT), "aucun"),
        may("rotations", "créneaux à tour de rôle", Row(ROTATION), "aucun"),
        may("swaps", "échanges entre deux intervenants", Row(SWAP), "aucun"),
        may("overrides", "remplacements datés", Row(OVERRIDE), "aucun"),
        may("absences", "congés et maladies", Row(ABSENCE), "aucune"),
    ),
)
