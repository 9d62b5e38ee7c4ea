"""What is kept of people, in the words of the privacy page: what, where, how long, why, and who erases it."""

from __future__ import annotations

from dataclasses import dataclass

RECORD_DAYS = 365  # what the box notes of its own use: changes, sign-ins, mails, tests of telephones
BEGIN, END = "<!-- registre : début -->", "<!-- registre : fin -->"


@dataclass(frozen=True)
class Kept:
    """One row of the page."""

    what: str
    where: str
    how_long: str
    why: str
    erased_by: str


MONTHS = "6 mois (`astreinte_forget_months`)"
A_YEAR = "un an"
CALLERS = Kept(
    "numéro de l’appelant, ce qu’il a tapé (touches, numéro de commande)",
    "base de données",
    MONTHS,
    "le rappeler, dire à l’intervenant qui appelle",
    "`erase`, `forget`",
)
MESSAGES = Kept(
    "message laissé, à qui il est confié, note de son suivi",
    "base de données, `recordings`",
    MONTHS,
    "traiter la demande",
    "`erase`, `forget`, la page Messages",
)
SILENT = Kept(
    "enregistrement où personne ne parle, ou que nul appel du journal ne réclame",
    "`recordings`",
    MONTHS,
    "qu’aucune voix ne soit perdue par erreur",
    "`erase`, `forget`",
)
NOTES = Kept(
    "note d’une intervention ; commande et notes dans les relevés clos",
    "base de données",
    MONTHS,
    "dire de quoi l’intervention était faite",
    "`erase`, `forget` ; le relevé clos reste, sans elles, et reste vérifiable",
)
SAID = Kept(
    "phrases dites pour un appel, où la voix lit numéro et commande",
    "`prompts/calls`",
    "un jour",
    "les redire sans attendre la voix",
    "`erase`, `forget`, le contrôleur",
)
SET_ASIDE = Kept(
    "ce que le journal n’a pas encore pris, ou n’a pas compris",
    "`spool`, `cdr`",
    f"jusqu’à son import ; sinon {MONTHS}",
    "qu’aucun appel ne soit perdu",
    "le contrôleur, `erase`, `forget`",
)
COURSE = Kept(
    "moments de l’appel, intervenants sonnés, issue",
    "base de données",
    "sans limite",
    "le relevé mensuel et les statistiques en sont faits",
    "personne : sans l’appelant, ce n’est plus que le travail de l’entreprise",
)
AGENTS = Kept(
    "noms, téléphones, adresses et codes des intervenants, leurs absences et leurs motifs",
    "base de données, liste du mode secours (`fallback`)",
    "tant qu’ils sont dans l’entreprise",
    "les faire sonner, les prévenir",
    "leur départ de l’entreprise",
)
CONTACTS = Kept(
    "essais de leurs téléphones, adresses secrètes de leurs agendas",
    "base de données",
    "un essai, un an ; une adresse, jusqu’à sa fermeture",
    "savoir si un téléphone sonne, montrer l’agenda",
    "leur départ de l’entreprise, `forget`",
)
MAILS = Kept(
    "courriels envoyés : à qui, quand, à propos de quoi ; leur texte, jusqu’à l’envoi",
    "base de données",
    A_YEAR,
    "prouver qu’ils sont partis",
    "leur départ de l’entreprise, `forget`",
)
PROOFS = Kept(
    "plannings publiés et accusés de réception, plannings d’avant un changement (800 jours), relevés clos, "
    "temps ajoutés : noms et identifiants",
    "base de données",
    "sans limite",
    "le code du travail demande de pouvoir les montrer (R3121-2, R3121-3)",
    "personne ; au départ d’un intervenant, son adresse de courriel en est ôtée",
)
ACCOUNTS = Kept(
    "comptes du site : nom, rôle, empreinte du mot de passe, second facteur chiffré",
    "base de données",
    "sans limite, un compte fermé aussi",
    "savoir qui a fait quoi",
    "personne",
)
SIGN_INS = Kept(
    "connexions au site : adresse, navigateur",
    "base de données",
    f"{A_YEAR} après la dernière page vue",
    "voir qui est connecté, fermer une connexion",
    "`forget`",
)
CHANGES = Kept(
    "journal des changements : qui, quand, quoi ; d’une note, seulement qu’elle a changé",
    "base de données",
    A_YEAR,
    "savoir qui a fait quoi",
    "`forget` ; `erase` et le départ d’un intervenant en ôtent ses numéros",
)
SETTINGS = Kept(
    "réglages de l’entreprise, phrases, voix de qui les a enregistrées",
    "base de données, `prompts`",
    "tant qu’ils servent ; 20 versions de chaque phrase",
    "répondre aux appels",
    "qui les change",
)
LOGS = Kept(
    "journaux du système : identifiants d’appels, jamais un numéro",
    "journald",
    "200 Mo, 6 mois au plus",
    "comprendre une panne",
    "leur âge",
)
SWITCH_LOG = Kept(
    "journal de FreeSWITCH (refus, avertissements)",
    "`log`, en mémoire vive",
    "jusqu’à l’extinction",
    "comprendre une panne",
    "l’extinction ; `erase`, s’il a le droit d’y écrire",
)
SWITCH_MEMORY = Kept(
    "appels en cours dans FreeSWITCH",
    "`run`, en mémoire vive",
    "le temps de l’appel ; des traces jusqu’au redémarrage de FreeSWITCH",
    "tenir l’appel",
    "le redémarrage de FreeSWITCH",
)
MACHINE = Kept(
    "réglages de la machine, clés, santé de la boîte : rien d’un appelant",
    "`freeswitch`, `pages`, `health`, base de données",
    "tant qu’ils servent",
    "fonctionner",
    "qui les change",
)
BACKUPS = Kept(
    "sauvegardes chiffrées : tout ce que contient la base, les messages",
    "`backups`, et là où vous les copiez",
    "7 jours, 4 semaines, 6 mois sur la boîte",
    "repartir après une panne",
    "leur âge : on n’ôte rien d’une sauvegarde",
)
PAGE = (
    CALLERS,
    MESSAGES,
    SILENT,
    NOTES,
    SAID,
    SET_ASIDE,
    COURSE,
    AGENTS,
    CONTACTS,
    MAILS,
    PROOFS,
    ACCOUNTS,
    SIGN_INS,
    CHANGES,
    SETTINGS,
    LOGS,
    SWITCH_LOG,
    SWITCH_MEMORY,
    MACHINE,
    BACKUPS,
)


def table() -> str:
    """The table of the page, in Markdown."""
    head = "| Ce qui est gardé | Où | Combien de temps | Pourquoi | Qui l’efface |\n| --- | --- | --- | --- | --- |"
    rows = (f"| {one.what} | {one.where} | {one.how_long} | {one.why} | {one.erased_by} |" for one in PAGE)
    return "\n".join([head, *rows])


def with_table(page: str) -> str:
    """The text of the page with the table of today between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"
