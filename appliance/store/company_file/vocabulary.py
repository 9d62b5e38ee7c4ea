"""Every key of the company file, and what it means in French: one table for the annotated export and for editors.

The readers hold the same keys; a test reads a file that has them all and compares.
"""

from __future__ import annotations

from appliance.company import limits
from appliance.company.model import MESSAGE_DAYS, MOST_MONTHS, TALK_DAYS, TOLD_DAYS
from appliance.prompts.languages import USUAL, ready_for_agents, ready_languages
from appliance.store.company_file import values
from appliance.store.company_file.compensation_vocabulary import COMPENSATION
from appliance.store.company_file.planning_vocabulary import PLANNING
from appliance.store.company_file.shapes import Block, Either, Entries, Row, may, must
from appliance.store.company_file.values import whole, words

PHONE = values.NUMBER
AGENTS = Row(values.REFERENCE)
QUIET = "heures de chaque jour, à l'heure de la ligne, où {} ; 22:00-07:00"
PERIODS = ("open", "after_hours", "holiday", "closure")
ACTIONS = (("menu",), ("call",), ("forward",), ("message",))

NAMED_DAYS = Block(
    "days",
    (
        must("from", "premier jour ; « 08-01 », sans année, revient chaque année", values.DATED_OR_YEARLY),
        may("to", "dernier jour, compris", values.DATED_OR_YEARLY, "un seul jour"),
        must("name", "nom de ces jours", values.NAME),
    ),
)

ALLOWED_NUMBER = Block(
    "allowed_number",
    (
        must("number", "numéro surtaxé, court ou étranger que l'on permet d'appeler", PHONE),
        must("name", "à qui il est", values.NAME),
    ),
)

TRANSLATION = Block(
    "translation",
    (
        must("language", "langue de ceux qui l'entendent", words(*ready_languages())),
        must(
            "text",
            "le texte d'une annonce, d'un menu ou d'une information, tel qu'il est ailleurs dans ce fichier",
            values.SENTENCE,
        ),
        must("said", "ce qu'ils entendent à sa place", values.SENTENCE),
    ),
)

NAMED_CALLER = Block(
    "named_caller",
    (
        must("number", "numéro qui appelle", PHONE),
        must("name", "à qui il est", values.NAME),
    ),
)

MACHINE = Block(
    "machine",
    (
        must("number", "numéro d'où l'appareil appelle, ou celui des vôtres qu'il appelle", PHONE),
        must("name", "ce que c'est", values.NAME),
        may(
            "taken",
            "by_a_human (il sonne jusqu'à ce qu'un intervenant accepte), at_once (décroché aussitôt), as_a_test "
            "(décroché, acquitté, personne n'est appelé)",
            words("by_a_human", "at_once", "as_a_test"),
            "by_a_human",
        ),
        may("keys", "touches envoyées à la mise en relation, qui acquittent", values.text("[0-9*#A-Da-d ]*"), "aucune"),
        may(
            "test_every",
            "heures en lesquelles il appelle au moins une fois ; son silence est dit ; 0 : rien n'est attendu",
            whole(*limits.TEST_EVERY),
            "0",
        ),
    ),
)

COMPANY = Block(
    "company",
    (
        must("name", "nom de l'entreprise", values.NAME),
        may(
            "timezone",
            "fuseau horaire du planning, et des lignes qui n'en disent pas d'autre",
            values.ZONE,
            "Europe/Paris",
        ),
        may("country", "pays, dont l'usage fixe la lecture des numéros", values.COUNTRY, "FR"),
        may(
            "holidays",
            "calendrier des jours fériés : FR, FR-Alsace-Moselle, FR-Martinique, BE...",
            values.CALENDAR,
            "aucun",
        ),
        may("days_off", "jours chômés de l'entreprise et ponts, traités en jours fériés", Row(NAMED_DAYS), "aucun"),
        may("closures", "jours de fermeture", Row(NAMED_DAYS), "aucun"),
        may(
            "allowed_numbers",
            "numéros surtaxés, courts ou étrangers que l'on permet d'appeler",
            Row(ALLOWED_NUMBER),
            "aucun",
        ),
        may(
            "collective_agreement",
            "accord collectif qui prévoit l'astreinte, tel qu'on le cite ; imprimé sur les relevés",
            values.NAME,
            "aucun",
        ),
        may(
            "forget_months",
            "mois après lesquels un appel ne dit plus qui a appelé",
            whole(1, MOST_MONTHS),
            "ceux du fichier de la machine",
        ),
        may(
            "message_days",
            "jours pendant lesquels un message laissé est gardé, et jamais plus longtemps que son appelant",
            whole(*limits.KEPT_MESSAGE_DAYS),
            str(MESSAGE_DAYS),
        ),
        may(
            "talk_days",
            "jours pendant lesquels une conversation enregistrée est gardée, et jamais plus longtemps que son appelant",
            whole(*limits.KEPT_TALK_DAYS),
            str(TALK_DAYS),
        ),
        may(
            "told_days",
            "jours pendant lesquels on garde ce qui fut dit d'un appel, à qui, et chaque essai",
            whole(*limits.KEPT_TOLD_DAYS),
            str(TOLD_DAYS),
        ),
        may("remind_at", "heure à laquelle une astreinte est rappelée, la veille, à qui le veut", values.TIME, "18:00"),
        may(
            "responsible",
            "qui est prévenu de l'essai du jour et d'un opérateur perdu : adresses de courriel, ou intervenants",
            Row(values.TOLD, alone=True),
            "qui les lignes nomment",
        ),
        may("daily_test", "la machine s'essaie chaque jour, et dit si l'astreinte est prête", values.BOOLEAN, "true"),
        may("daily_test_at", "heure de cet essai", values.TIME, "17:00"),
        may(
            "daily_test_call",
            "true : cet essai fait aussi un appel qui sort par l'opérateur et revient",
            values.BOOLEAN,
            "false",
        ),
        may("blocked_callers", "numéros qui n'entendent qu'une phrase", Row(NAMED_CALLER), "aucun"),
        may("vip_callers", "numéros que le menu ne fait pas attendre", Row(NAMED_CALLER), "aucun"),
        may("machines", "appareils qui appellent : ascenseurs, alarmes", Row(MACHINE), "aucun"),
        may(
            "most_calls",
            "appels d'un même numéro au-delà desquels il n'entend plus qu'une phrase ; 0, jamais",
            whole(*limits.MOST_CALLS),
            "0",
        ),
        may(
            "most_calls_minutes",
            "minutes pendant lesquelles ils sont comptés",
            whole(*limits.MOST_CALLS_MINUTES),
            "10",
        ),
        may(
            "offline_voice",
            "true : les annonces sont dites par la voix hors ligne, même où la machine permet celle de Google",
            values.BOOLEAN,
            "false",
        ),
        may(
            "neural_sentences",
            "true : phrases du produit telles que livrées, enregistrées",
            values.BOOLEAN,
            "false",
        ),
        may("translations", "vos annonces et menus dans une autre langue", Row(TRANSLATION), "aucune"),
        may(
            "urgent_words",
            "mots qui rendent urgent un message qui peut attendre, là où les messages sont transcrits",
            Row(values.URGENT_WORD, alone=True),
            "aucun",
        ),
    ),
)

AGENT = Block(
    "agent",
    (
        must("id", "identifiant de l'intervenant : minuscules, chiffres et tirets", values.IDENTIFIER),
        must("name", "nom de l'intervenant, prononcé et affiché", values.NAME),
        must("phones", "ses numéros, essayés dans l'ordre", Row(PHONE, alone=True)),
        may("mail", "adresse de courriel", values.MAIL, "aucune"),
        may(
            "pin",
            "code personnel, 4 à 8 chiffres ; exporté, il est dit « inchangé »",
            values.PIN,
            "aucun",
        ),
        may("until", "dernier jour dans l'entreprise", values.DATED, "toujours là"),
        may(
            "told_of",
            "ce dont il est prévenu : quand il est d'astreinte, messages, missed (appels sans réponse), "
            "taken (ceux qu'il a pris) ; planning (ce que d'autres y changent pour lui), duties (un rappel, la veille "
            "de chacune) ; ou nothing",
            Row(words("messages", "missed", "taken", "planning", "duties", "nothing"), alone=True),
            "messages, missed, planning et duties",
        ),
        may(
            "told_by", "par quoi il est prévenu : mail, sms, ou les deux", Row(words("mail", "sms"), alone=True), "mail"
        ),
        may(
            "agreed_on",
            "jour où il a accepté d'être d'astreinte ; imprimé sur ses relevés",
            values.DATED,
            "pas dit",
        ),
        may("quiet", QUIET.format("une ligne qui le nomme le laisse, hors de ses astreintes"), values.HOURS, "aucune"),
        may("language", "langue dans laquelle on lui parle au téléphone", words(*ready_for_agents()), USUAL),
    ),
)

RING = Block(
    "ring",
    (
        may(
            "strategy",
            "sequential (l'un après l'autre), simultaneous (ensemble), rotating (d'abord le moins sollicité)",
            words("sequential", "simultaneous", "rotating"),
            "sequential",
        ),
        may("seconds", "durée de sonnerie de chaque téléphone, en secondes", whole(*limits.RING_SECONDS), "20"),
        may("rounds", "nombre de tours", whole(*limits.RING_ROUNDS), "2"),
        may(
            "fairness_days", "jours dont on compte les interventions, pour rotating", whole(*limits.FAIRNESS_DAYS), "30"
        ),
        may("twice", "true : un téléphone qui n'a pas répondu est rappelé aussitôt", values.BOOLEAN, "false"),
    ),
)

TEAM = Block(
    "team",
    (
        must("id", "identifiant de l'équipe, par lequel le fichier la désigne", values.IDENTIFIER),
        must("name", "nom de l'équipe", values.NAME),
        must(
            "levels",
            "les niveaux, du premier appelé au dernier ; dans chacun, les intervenants dans l'ordre",
            Row(AGENTS),
        ),
        may("ring", "façon d'appeler l'équipe", RING, "l'un après l'autre, 20 s chacun"),
        may(
            "duty_call",
            "minutes avant une prise d'astreinte : celui qui la prend est appelé, et confirme par une touche",
            whole(*limits.DUTY_CALL),
            "personne n'est appelé",
        ),
        may(
            "safety_call",
            "minutes entre deux appels à un intervenant parti en intervention, qui dit par une touche que tout va bien",
            whole(*limits.SAFETY_CALL),
            "personne n'est appelé",
        ),
        may(
            "hand_over_call",
            "minutes avant que le premier niveau change de mains (après, si négatif) : les deux sont appelés et réunis",
            whole(*limits.HAND_OVER_CALL),
            "personne n'est appelé",
        ),
    ),
)

NUMBER_RULE = Block(
    "number_rule",
    (
        must("ask", "le numéro est-il demandé", values.BOOLEAN),
        may(
            "pattern",
            r"forme du numéro, '4\d{4}' par exemple ; ou bien length",
            values.PATTERN,
            "de un à douze chiffres",
        ),
        may("length", "nombre de chiffres : 5, ou [4, 6] pour quatre à six", Row(whole(*limits.DIGITS), alone=True)),
        may("tries", "nombre d'essais, de 1 à 5", whole(*limits.TRIES), "3"),
    ),
)

ACTION_KEYS = (
    may("menu", "le menu à proposer", values.REFERENCE),
    may("call", "l'équipe à appeler", values.REFERENCE),
    may(
        "order_number",
        "avec call : demander ou non le numéro de commande, ou sa règle ici",
        Either((values.BOOLEAN, NUMBER_RULE)),
        "comme la ligne",
    ),
    may(
        "target_wait",
        "avec call : secondes en lesquelles on veut un humain pour ces appels",
        whole(*limits.TARGET_WAIT),
        "comme la ligne",
    ),
    may("instructions", "avec call : consignes des intervenants pour ces appels, en Markdown", values.NOTE, "aucune"),
    may(
        "forward", "numéro de bureau vers lequel renvoyer ; ou plusieurs, qui sonnent ensemble", Row(PHONE, alone=True)
    ),
    may("message", "true : l'appelant laisse un message", values.BOOLEAN),
    may(
        "can_wait",
        "avec message : cela peut attendre l'ouverture de la ligne, et ne réveille personne",
        values.BOOLEAN,
        "false",
    ),
)
ANNOUNCEMENT = may("announcement", "ce que l'appelant entend d'abord", values.SENTENCE, "rien")
FIRST_PERIOD = Block("after_hours", (ANNOUNCEMENT, *ACTION_KEYS), ACTIONS)
PERIOD = Block("period", (ANNOUNCEMENT, *ACTION_KEYS), (*ACTIONS, ()))
CHOICE = Block(
    "choice",
    (
        *ACTION_KEYS,
        may("say", "une phrase à dire", values.SENTENCE),
        may("then", "avec say : repeat, redire le menu", words("repeat"), "repeat"),
        may("repeat", "true : redire le menu", values.BOOLEAN),
    ),
    (*ACTIONS, ("say",), ("repeat",)),
)

FORCED = Block(
    "forced",
    (
        must("period", "la période imposée : open, after_hours, holiday ou closure", words(*PERIODS)),
        must("from", "début, à l'heure de la ligne", values.MOMENT),
        must("to", "fin, exclue", values.MOMENT),
    ),
)

INCIDENT = Block(
    "incident",
    (
        must("text", "ce que tout appelant entend après l'accueil", values.SENTENCE),
        may("until", "jusqu'à quand, exclu, à l'heure de la ligne", values.MOMENT, "tant qu'elle est écrite ici"),
    ),
)

OPENING_HOURS = Entries(f"^({values.DAYS})$", Row(values.HOURS, alone=True))

LINE = Block(
    "line",
    (
        must("id", "identifiant de la ligne", values.IDENTIFIER),
        must("name", "nom de la ligne, annoncé à l'intervenant", values.NAME),
        may("numbers", "numéros publics (SDA) ; un numéro n'est qu'à une ligne", Row(PHONE, alone=True)),
        may("audience", "customers (clients) ou staff (personnel)", words("customers", "staff"), "customers"),
        may("timezone", "fuseau horaire de la ligne", values.ZONE, "celui de l'entreprise"),
        may("around_the_clock", "true : d'astreinte à toute heure, tous les jours", values.BOOLEAN, "false"),
        may("opening_hours", "heures d'ouverture : des plages par jours", OPENING_HOURS, "jamais ouverte"),
        may(
            "holidays",
            "calendrier des jours fériés de la ligne, ou none",
            values.LINE_CALENDAR,
            "celui de l'entreprise",
        ),
        may("days_off", "jours chômés de la ligne, en plus de ceux de l'entreprise", Row(NAMED_DAYS), "aucun"),
        may("closures", "jours de fermeture de la ligne, en plus de ceux de l'entreprise", Row(NAMED_DAYS), "aucun"),
        may("forced", "périodes imposées à la main, qui l'emportent sur tout", Row(FORCED), "aucune"),
        may("incident", "annonce d'urgence, dite à tout appelant après l'accueil", INCIDENT, "aucune"),
        may("open", "pendant les heures d'ouverture : une annonce, et une action", PERIOD, "comme after_hours"),
        must("after_hours", "hors des heures d'ouverture : une annonce, et une action", FIRST_PERIOD),
        may("holiday", "un jour férié : une annonce, et une action", PERIOD, "comme after_hours"),
        may("closure", "un jour de fermeture : une annonce, et une action", PERIOD, "comme after_hours"),
        may("default", "true : sert aussi un numéro qu'aucune ligne ne réclame", values.BOOLEAN, "false"),
        may("order_number", "numéro de commande demandé aux clients", NUMBER_RULE, "pas demandé"),
        may("internal_code", "code interne demandé au personnel", NUMBER_RULE, "pas demandé"),
        may("max_wait", "secondes de recherche avant de proposer le message", whole(*limits.MAX_WAIT), "120"),
        may(
            "target_wait",
            "secondes en lesquelles on veut un humain ; les chiffres y comparent",
            whole(*limits.TARGET_WAIT),
            "60",
        ),
        may("announcement_whole", "true : aucune touche ne coupe l'annonce d'une période", values.BOOLEAN, "false"),
        may("tell_retention", "false : ne pas dire combien de temps un message est conservé", values.BOOLEAN, "true"),
        may("agents_menu", "true : un intervenant qui appelle cette ligne a un menu à lui", values.BOOLEAN, "false"),
        may(
            "callback_within",
            "minutes pour rappeler un appelant que personne n'a pris et qui le demande ; 0 : ne pas le proposer",
            whole(*limits.CALLBACK_WITHIN),
            "0",
        ),
        may("callback_quiet", "heures où un rappel n'est pas tenté plus d'une heure après", values.HOURS, "aucune"),
        may("callback_sms", "true : proposer à qui est rappelé d'en être prévenu par SMS", values.BOOLEAN, "false"),
        may("check_orders", "true : une commande absente de la liste est redemandée une fois", values.BOOLEAN, "false"),
        may("instructions", "consignes des intervenants pour ces appels, en Markdown", values.NOTE, "aucune"),
        may(
            "tell_repaired",
            "true : pendant une annonce d'urgence, l'appelant peut être rappelé quand c'est réparé",
            values.BOOLEAN,
            "false",
        ),
        may("tell_wait", "true : dire à qui attend l'attente habituelle et son rang", values.BOOLEAN, "false"),
        may(
            "caller_words",
            "true : après le numéro, l'appelant dit en cinq secondes ce qui se passe, et l'intervenant l'entend",
            values.BOOLEAN,
            "false",
        ),
        may(
            "record_talks",
            "true : en conversation, l'intervenant l'enregistre par étoile 3 ; tous deux l'entendent avant",
            values.BOOLEAN,
            "false",
        ),
        may("language", "langue de ce que ses appelants entendent", words(*ready_languages()), USUAL),
        may(
            "offered_languages",
            "autres langues, par la touche qui les choisit : {9: en}",
            Entries("^[0-9]$", words(*ready_languages())),
            "aucune",
        ),
        may("last_resort", "numéro appelé quand la recherche a échoué, avant le message", PHONE, "aucun"),
        may(
            "tell",
            "qui prévenir après les intervenants d'astreinte : des adresses de courriel, ou des intervenants",
            Row(values.TOLD, alone=True),
            "personne d'autre",
        ),
        may(
            "escalate_after",
            "minutes sans que personne s'en charge, après quoi le niveau suivant est prévenu ; 0, jamais",
            whole(*limits.ESCALATE_AFTER),
            "15",
        ),
        may("escalate_times", "combien de fois prévenir de nouveau", whole(*limits.ESCALATE_TIMES), "3"),
        may("quiet", QUIET.format("ceux que nomme tell ne sont prévenus de rien"), values.HOURS, "aucune"),
        may(
            "tell_refused",
            "true : ceux que nomme tell sont prévenus des appels que la boîte refuse, avec la raison",
            values.BOOLEAN,
            "false",
        ),
    ),
)

MENU = Block(
    "menu",
    (
        must("id", "identifiant du menu, par lequel le fichier le désigne", values.IDENTIFIER),
        may(
            "name",
            "nom du menu, pour vous seuls : l'appelant ne l'entend pas",
            values.NAME,
            "les mots de son identifiant",
        ),
        must("announcement", "ce que l'appelant entend", values.SENTENCE),
        must("choices", "une action par touche : 0 à 9, * et #", Entries("^[0-9*#]$", CHOICE)),
        must("default", "la touche suivie après trois silences ou erreurs", values.text("[0-9*#]", "integer")),
    ),
)

FILE = Block(
    "file",
    (
        must("company", "l'entreprise", COMPANY),
        must("agents", "les intervenants, qui peuvent être d'astreinte", Row(AGENT)),
        must("teams", "les équipes, et comment elles sont appelées", Row(TEAM)),
        must("lines", "les lignes d'astreinte : leurs numéros, leurs heures, ce que l'appelant entend", Row(LINE)),
        may("menus", "les menus proposés au clavier", Row(MENU), "aucun"),
        may(
            "planning",
            "qui est d'astreinte et quand ; une équipe sans planning l'est toujours, en entier",
            Row(PLANNING),
        ),
        may(
            "compensation",
            "ce que donnent l'astreinte et les interventions, pour le relevé du mois",
            COMPENSATION,
            "rien",
        ),
    ),
)
