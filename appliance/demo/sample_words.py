"""What callers of the demonstration say after the tone, and what agents write after a call: invented, all of it."""

from __future__ import annotations

from appliance.prompts.catalogue import Sentence

MESSAGES = tuple(
    Sentence("sample_message", text, fixed=True)
    for text in (
        "Bonjour, résidence des Tilleuls, bâtiment B. L'ascenseur est arrêté au troisième étage, portes ouvertes. "
        "Pouvez-vous passer demain matin ? Merci.",
        "Bonsoir, c'est la gardienne du 12 avenue Pasteur. La cabine fait un bruit de frottement à chaque étage. "
        "Ce n'est pas urgent, mais les locataires s'inquiètent.",
        "Oui bonjour, ici la clinique du Parc. Le monte-malade ne répond plus à l'appel du rez-de-chaussée. "
        "Rappelez-moi, s'il vous plaît, à ce numéro.",
        "Bonjour, monsieur Garnier, du syndic. Quand le technicien vient-il pour le devis ? Bonne soirée.",
        "C'est encore le 8 rue Carnot : la lumière de la cabine clignote. Merci de me dire si quelqu'un peut venir.",
        "Bonsoir. Une dame âgée ne peut plus descendre de chez elle, l'ascenseur est en panne depuis midi. "
        "Rappelez-nous vite, s'il vous plaît.",
    )
)
DONE = (
    "Rappelé : passage prévu le lendemain matin.",
    "Rappelée, remise en service faite.",
    "Rappelé, devis envoyé par le bureau.",
    "Le client a rappelé lui-même, tout fonctionne.",
)
AFTER_CALLS = (
    "Personne dégagée, appareil remis en service.",
    "Porte palière réglée, essais faits.",
    "Appareil consigné, pièce commandée.",
    "Résolu au téléphone.",
    "Carte de commande remplacée.",
)
