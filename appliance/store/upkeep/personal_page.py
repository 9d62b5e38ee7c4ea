"""What is kept of people, in the words of the privacy page: what, where, how long, why, and who erases it."""

from __future__ import annotations

from appliance.company.model import MESSAGE_DAYS, TALK_DAYS, TOLD_DAYS
from appliance.store.settings.revisions import KEPT
from appliance.store.upkeep.personal_readers import MACHINES, MANAGERS, SITE, Kept, Reader

RECORD_DAYS = 365  # what the box notes of its own use: changes, sign-ins, mails, tests of telephones


MONTHS = "6 mois (« Réglages »)"
A_MESSAGE = f"{MESSAGE_DAYS} jours (« Réglages »), et jamais plus que son appelant"
A_TALK = f"{TALK_DAYS} jours (« Réglages »), et jamais plus que son appelant"
AS_TOLD = f"{TOLD_DAYS} jours (« Réglages »)"
A_YEAR = "un an"
CALLERS = Kept(
    "numéro de l’appelant, ce qu’il a tapé (touches, numéro de commande, numéro où le rappeler)",
    "base de données",
    MONTHS,
    "le rappeler, le lui dire par SMS s’il le demande, dire à l’intervenant qui appelle",
    "`erase`, `forget`",
    (Reader.RUNG, Reader.ENTRUSTED, Reader.OF_LINE, Reader.ADDRESSED, Reader.LINKED, *SITE, Reader.PROGRAM, *MACHINES),
    "son identifiant, s’il a appelé la ligne",
)
CUSTOMERS = Kept(
    "liste des clients et des commandes : numéros, noms, et les colonnes que l’entreprise y a mises ; de même, ce que "
    "l’adresse des clients a répondu",
    "base de données",
    f"jusqu’à la liste ou la réponse suivante, {A_YEAR} au plus",
    "dire à l’intervenant qui appelle, et pour quoi",
    "la liste suivante, la page « Clients », `erase`, `forget`",
    (Reader.RUNG, Reader.OF_LINE, Reader.ADDRESSED, *SITE, Reader.PROGRAM, *MACHINES),
    "son nom, s’il a importé la liste ou s’il y est",
)
MESSAGES = Kept(
    "message laissé, sa transcription automatique si la machine en fait, à qui il est confié, note de son suivi ; ce "
    "qu’il a dit avant la recherche",
    "base de données, `recordings`",
    A_MESSAGE,
    "traiter la demande",
    "`erase`, `forget`, la page Messages",
    (Reader.ENTRUSTED, Reader.OF_LINE, Reader.ADDRESSED, *SITE, Reader.PROGRAM, *MACHINES),
    "son compte, s’il suivait un message",
)
TALKS = Kept(
    "conversation enregistrée, où la ligne le permet, et que tous deux ont entendu dire",
    "base de données, `recordings`",
    A_TALK,
    "relire ce qui fut convenu",
    "`erase`, `forget`",
    (Reader.OF_LINE, *SITE, Reader.PROGRAM, *MACHINES),
)
SILENT = Kept(
    "enregistrement où personne ne parle, ou que nul appel du journal ne réclame",
    "`recordings`",
    MONTHS,
    "qu’aucune voix ne soit perdue par erreur",
    "`erase`, `forget`",
    MACHINES,
)
NOTES = Kept(
    "note d’une intervention ; commande et notes dans les relevés clos",
    "base de données",
    MONTHS,
    "dire de quoi l’intervention était faite",
    "`erase`, `forget` ; le relevé clos reste, sans elles, et reste vérifiable",
    (Reader.OWN, *SITE, Reader.PROGRAM, *MACHINES),
    "les notes de ses interventions",
)
CARD = Kept(
    "note d’un intervenant après l’appel, pour qui prendra le prochain de ce client",
    "base de données",
    MONTHS,
    "que le suivant sache ce qui a été fait",
    "`erase`, `forget`, qui l’a écrite",
    (Reader.OWN, Reader.OF_LINE, Reader.ADDRESSED, *SITE, *MACHINES),
    "ses notes d’après l’appel",
)
SAID = Kept(
    "phrases dites pour un appel, où la voix lit numéro et commande",
    "`prompts/calls`",
    "un jour",
    "les redire sans attendre la voix",
    "`erase`, `forget`, le contrôleur",
    (Reader.SHELL,),
)
SET_ASIDE = Kept(
    "ce que le journal n’a pas encore pris, ou n’a pas compris",
    "`spool`, `cdr`",
    f"jusqu’à son import ; sinon {MONTHS}",
    "qu’aucun appel ne soit perdu",
    "le contrôleur, `erase`, `forget`",
    (Reader.SHELL,),
    "son identifiant, dans ce que le journal n’a pas pris",
)
COURSE = Kept(
    "moments de l’appel, intervenants sonnés, issue",
    "base de données",
    "sans limite",
    "le relevé mensuel et les statistiques en sont faits",
    "personne : sans l’appelant, ce n’est plus que le travail de l’entreprise",
    (Reader.OF_LINE, Reader.OWN, Reader.ADDRESSED, Reader.LINKED, *SITE, Reader.PROGRAM, *MACHINES),
    "son identifiant, dans les appels où il a sonné",
)
AGENTS = Kept(
    "noms des intervenants, leurs équipes, leurs heures et leurs absences",
    "base de données, copie des réglages (`db/settings.json`), liste du mode secours (`fallback`)",
    "tant qu’ils sont dans l’entreprise",
    "savoir qui est d’astreinte",
    "leur départ de l’entreprise",
    (Reader.OWN, Reader.TEAM, Reader.LINKED, *SITE, Reader.PROGRAM, *MACHINES),
)
REASONS = Kept(
    "motifs des absences",
    "base de données, copie des réglages (`db/settings.json`)",
    "tant que l’intervenant est dans l’entreprise",
    "savoir pourquoi il manque",
    "son départ de l’entreprise",
    (*MANAGERS, Reader.PROGRAM, *MACHINES),
)
PHONES = Kept(
    "téléphones et adresse de courriel des intervenants, empreinte de leur code",
    "base de données, copie des réglages (`db/settings.json`), liste du mode secours (`fallback`)",
    "tant qu’ils sont dans l’entreprise",
    "les faire sonner, les prévenir",
    "leur départ de l’entreprise",
    (Reader.OWN, *MANAGERS, Reader.PROGRAM, *MACHINES),
)
CONTACTS = Kept(
    "essais de leurs téléphones, adresses secrètes de leurs agendas",
    "base de données",
    "un essai, un an ; une adresse, jusqu’à sa fermeture",
    "savoir si un téléphone sonne, montrer l’agenda",
    "leur départ de l’entreprise, `forget`",
    (Reader.OWN, *MANAGERS, *MACHINES),
)
ASKED = Kept(
    "prises et passages d’astreinte, interventions suivies par téléphone : qui, quand, chaque appel, la touche",
    "base de données",
    A_YEAR,
    "savoir qui a confirmé, qui est dehors, et qui prévenir",
    "leur départ de l’entreprise, `forget`",
    (Reader.OWN, Reader.ADDRESSED, *SITE, *MACHINES),
)
MAILS = Kept(
    "ce qui est envoyé à quelqu’un : à qui, quand, à propos de quoi, chaque essai ; le texte, jusqu’à l’envoi",
    "base de données",
    f"{AS_TOLD} ; un planning publié, {A_YEAR}",
    "prouver qu’ils sont partis",
    "leur départ de l’entreprise, `forget`",
    (Reader.OF_LINE, Reader.ADDRESSED, *SITE, *MACHINES),
)
TOLD = Kept(
    "ce qui est à dire d’un appel, et qui s’en charge",
    "base de données",
    AS_TOLD,
    "que quelqu’un s’en occupe, une fois",
    "`erase`, `forget`",
    (Reader.OF_LINE, Reader.ADDRESSED, Reader.LINKED, *SITE, *MACHINES),
    "son nom, s’il s’en est chargé",
)
PROOFS = Kept(
    "plannings publiés et accusés de réception, plannings d’avant un changement (800 jours), relevés clos, "
    "temps ajoutés : noms et identifiants",
    "base de données",
    "sans limite",
    "le code du travail demande de pouvoir les montrer (R3121-2, R3121-3)",
    "personne ; au départ d’un intervenant, son adresse de courriel en est ôtée",
    (Reader.OWN, Reader.LINKED, *SITE, Reader.PROGRAM, *MACHINES),
    "son nom et son identifiant, dans ce que la loi demande de pouvoir montrer",
)
ACCOUNTS = Kept(
    "comptes du site : nom, rôle, empreinte du mot de passe, second facteur chiffré",
    "base de données",
    "sans limite, un compte fermé aussi",
    "savoir qui a fait quoi",
    "personne",
    (Reader.OWN, Reader.ADMINISTRATOR, *MACHINES),
    "son compte du site : fermez-le",
)
SIGN_INS = Kept(
    "connexions au site : adresse, navigateur",
    "base de données",
    f"{A_YEAR} après la dernière page vue",
    "voir qui est connecté, fermer une connexion",
    "`forget`",
    (Reader.OWN, *MACHINES),
    "ses connexions",
)
CHANGES = Kept(
    "journal des changements : qui, quand, quoi ; d’une note, seulement qu’elle a changé",
    "base de données",
    A_YEAR,
    "savoir qui a fait quoi",
    "`forget` ; `erase` et le départ d’un intervenant en ôtent ses numéros",
    (*MANAGERS, *MACHINES),
    "son nom, dans ce qu’il a changé ou qui l’a concerné",
)
SETTINGS = Kept(
    "réglages de l’entreprise, phrases, voix de qui les a enregistrées",
    "base de données, copie des réglages (`db/settings.json`), `prompts`",
    "tant qu’ils servent ; 20 versions de chaque phrase",
    "répondre aux appels",
    "qui les change",
    (*SITE, Reader.PROGRAM, *MACHINES),
    "sa voix ou son nom, dans les annonces où l’entreprise les a mis",
)
FORMER = Kept(
    "réglages d’avant chaque changement : qui l’a fait, quand, et ce qu’ils disaient",
    "base de données",
    f"{KEPT.days} jours, et 200 changements au plus",
    "savoir ce qui a changé, et le remettre",
    "`forget` ; `erase` et le départ d’un intervenant en ôtent ses numéros, son adresse, son code et ses motifs "
    "d’absence",
    (*MANAGERS, *MACHINES),
    "son nom et ses heures, dans les réglages d’avant",
)
LOGS = Kept(
    "journaux du système : identifiants d’appels, jamais un numéro",
    "journald",
    "200 Mo, 30 jours au plus (`astreinte_log_days`)",
    "comprendre une panne",
    "leur âge",
    (Reader.SHELL,),
    "son identifiant, dans ces journaux",
)
SWITCH_LOG = Kept(
    "journal de FreeSWITCH (refus, avertissements)",
    "`log`, en mémoire vive",
    "jusqu’à l’extinction",
    "comprendre une panne",
    "l’extinction ; `erase`, s’il a le droit d’y écrire",
    (Reader.SHELL,),
)
SWITCH_MEMORY = Kept(
    "appels en cours dans FreeSWITCH",
    "`run`, en mémoire vive",
    "le temps de l’appel ; des traces jusqu’au redémarrage de FreeSWITCH",
    "tenir l’appel",
    "le redémarrage de FreeSWITCH",
    (Reader.SHELL,),
)
MACHINE = Kept(
    "réglages de la machine, clés, santé de la boîte : rien d’un appelant",
    "`freeswitch`, `pages`, `health`, base de données",
    "tant qu’ils servent",
    "fonctionner",
    "qui les change",
    (*SITE, Reader.PROGRAM, *MACHINES),
    "son nom, dans ce que la surveillance a dit en dernier",
)
BACKUPS = Kept(
    "sauvegardes chiffrées : tout ce que contient la base, les messages",
    "`backups`, et là où vous les copiez",
    "7 jours, 4 semaines, 6 mois sur la boîte",
    "repartir après une panne",
    "leur âge : on n’ôte rien d’une sauvegarde",
    MACHINES,
    "tout ce qu’elles contenaient de lui",
)
LEFT_BEHIND = Kept(
    "copie de la base avant une mise à jour qui la change, réglages laissés par un retour : en clair",
    "`backups`",
    "30 jours",
    "revenir à la version d’avant",
    "leur âge : on n’ôte rien d’une copie",
    (Reader.SHELL,),
    "tout ce qu’elle contenait de lui",
)
PAGE = (
    CALLERS,
    CUSTOMERS,
    MESSAGES,
    TALKS,
    SILENT,
    NOTES,
    CARD,
    SAID,
    SET_ASIDE,
    COURSE,
    AGENTS,
    REASONS,
    PHONES,
    CONTACTS,
    ASKED,
    TOLD,
    MAILS,
    PROOFS,
    ACCOUNTS,
    SIGN_INS,
    CHANGES,
    SETTINGS,
    FORMER,
    LOGS,
    SWITCH_LOG,
    SWITCH_MEMORY,
    MACHINE,
    BACKUPS,
    LEFT_BEHIND,
)
