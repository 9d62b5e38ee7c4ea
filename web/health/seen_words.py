"""What the monitoring looks at, in a manager's words: what is well, what is wrong, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass

from web.calls.matter import Harm

CALL_IT = "Prévenez le service informatique : ce qu'il lui faut est ci-dessous."


@dataclass(frozen=True)
class SeenWords:
    """`good` when all is well; else `bad`, `cost` and `todo`. `harm`: of one that surely loses no call."""

    good: str
    bad: str
    cost: str
    todo: str = CALL_IT
    harm: Harm = Harm.WORTH_A_LOOK


# Name of a probe, or how it begins -> its words; `{name}`: what is left of the name.
WORDS = {
    "freeswitch": SeenWords(
        "Le standard téléphonique fonctionne.",
        "Le standard téléphonique est arrêté",
        "Aucun appel n'arrive, et personne n'est prévenu.",
    ),
    "trunk_": SeenWords(
        "La ligne de l'opérateur « {name} » répond.",
        "La ligne de l'opérateur « {name} » ne répond pas",
        "Les appels qui passent par elle n'arrivent pas, et ne sortent pas.",
        "Prévenez le service informatique ; l'opérateur peut dire s'il a une panne.",
        Harm.CALLS_LATE,
    ),
    "call_": SeenWords(
        "L'appel d'essai par l'opérateur « {name} » est arrivé.",
        "L'appel d'essai par l'opérateur « {name} » n'est pas arrivé",
        "Un vrai appel pourrait ne pas arriver non plus.",
        "Appelez votre numéro d'astreinte pour vérifier, puis prévenez le service informatique.",
        Harm.CALLS_LATE,
    ),
    "controller": SeenWords(
        "Le programme d'astreinte attend le prochain appel.",
        "Le programme d'astreinte est arrêté",
        "Le mode secours répond à sa place : les téléphones sonnent, sans menu, et d'après un planning qui vieillit.",
    ),
    "database_writes": SeenWords(
        "Ce qu'on enregistre est bien écrit.",
        "Rien ne peut plus être enregistré",
        "Les appels continuent, mais aucun réglage ne peut changer, et leur journal attend.",
        harm=Harm.CALLS_LATE,
    ),
    "database": SeenWords(
        "La base de données et les pages répondent : vous les lisez.",
        "La base de données ne répond pas",
        "Les appels sont servis avec les derniers réglages connus ; rien ne peut changer.",
    ),
    "settings": SeenWords(
        "Les derniers réglages valent pour les appels.",
        "Les derniers réglages ne valent pas encore pour les appels",
        "Un changement récent du planning pourrait ne pas être suivi.",
        harm=Harm.CALLS_LATE,
    ),
    "forgotten": SeenWords(
        "Ce qui devait être effacé l'est.",
        "Des sons d'appelants à oublier sont encore là",
        "La durée de conservation que vous avez promise n'est pas tenue.",
    ),
    "telling": SeenWords(
        "Qui doit être prévenu d'un message l'est.",
        "Des personnes ne sont pas prévenues des messages",
        "Un message ou un appel manqué peut attendre sans que personne le sache.",
        "Voyez ci-dessous ce qui n'est pas parti, et si chaque intervenant a une adresse ; pour le reste, prévenez le "
        "service informatique.",
        Harm.NOBODY_TOLD,
    ),
    "transcription": SeenWords(
        "Les messages sont transcrits.",
        "Des messages ne sont pas transcrits",
        "Ils s'écoutent comme toujours : seuls leurs mots manquent, aux pages et à la recherche.",
    ),
    "backup": SeenWords(
        "Les sauvegardes se font.",
        "Les sauvegardes ne se font plus",
        "Si le disque lâchait, ce qui a changé depuis la dernière serait perdu.",
    ),
    "outgoing": SeenWords(
        "Les appels sortants sont loin de leurs plafonds.",
        "Les appels sortants approchent de leur plafond, ou l'ont atteint",
        "Au plafond, plus aucun téléphone d'intervenant n'est appelé.",
        "Regardez les appels du jour : une fraude, une boucle, ou un jour hors du commun ? Puis prévenez le service "
        "informatique.",
    ),
    "takes_calls": SeenWords(
        "Cette machine prend les appels.",
        "Cette machine est en pause",
        "Elle ne prend plus d'appel : une autre le fait, s'il y en a une.",
        "Rien si c'est voulu (une mise à jour, un entretien) ; sinon, prévenez le service informatique.",
        Harm.CALLS_LATE,
    ),
    "boxes": SeenWords(
        "Toutes les machines prennent les appels.",
        "Une machine ne prend pas les appels comme il faut",
        "Les autres répondent seules : une seconde panne arrêterait tout.",
        harm=Harm.CALLS_LATE,
    ),
    "sounds": SeenWords(
        "La musique d'attente et le bip sont prêts.",
        "La musique d'attente ou le bip manque",
        "L'appelant entend une tonalité à la place.",
        "Rien si c'est récent : la machine les refait. Si cela dure, prévenez le service informatique.",
    ),
    "disk": SeenWords(
        "Il y a de la place sur le disque.",
        "Le disque est presque plein",
        "Les prochains messages et le journal pourraient ne plus s'enregistrer.",
    ),
    "records": SeenWords(
        "Le journal des appels est complet.",
        "Une partie du journal des appels attend d'être écrite",
        "Rien n'est perdu, mais des appels récents manquent aux listes et aux statistiques.",
    ),
    "clock": SeenWords(
        "L'horloge est à l'heure.",
        "L'horloge de la machine n'est pas sûre",
        "Le planning pourrait faire sonner la mauvaise personne, et les dates du journal être fausses.",
        harm=Harm.CALLS_LATE,
    ),
}


def words_of(name: str, said: str) -> SeenWords:
    """Of a probe; one that is not known here says what it said."""
    start = next((start for start in WORDS if name.startswith(start)), None)
    if start is None:
        return SeenWords(said, said.rstrip("."), "")
    known, left = WORDS[start], name[len(start) :]
    return SeenWords(known.good.format(name=left), known.bad.format(name=left), known.cost, known.todo, known.harm)
