"""The sentences that are the same in every call, in French, by name. Pure."""

from __future__ import annotations

TAKE = "Pour prendre l'appel, tapez 1"
TAKE_OR_REFUSE = f"{TAKE} ; pour refuser, tapez 2."  # first of all that an agent hears

FIXED: dict[str, str] = {
    "caller_blocked": "Ce numéro ne peut pas joindre cette ligne. Au revoir.",
    "caller_storm": "Vous avez appelé de nombreuses fois. Veuillez rappeler dans quelques minutes. Au revoir.",
    "incident_choice": "Pour laisser un message, tapez étoile. Sinon, restez en ligne : votre appel continue.",
    "incident_choice_repaired": (
        "Pour être rappelé quand c'est réparé, tapez dièse. Pour laisser un message, tapez étoile. Sinon, restez en "
        "ligne : votre appel continue."
    ),
    "repair_noted": "C'est noté : nous vous appellerons dès que l'incident sera terminé.",
    "repair_reach": "Pour parler à un intervenant, tapez 1. Sinon, vous pouvez raccrocher.",
    "menu_unknown_key": "Cette touche ne correspond à aucun choix.",
    "menu_again": "Tapez votre choix, ou dièse pour réentendre les choix.",
    "menu_choose": "Tapez votre choix.",
    "order_ask": "Tapez votre numéro de commande, ou étoile si vous n'en avez pas.",
    "order_ask_end": "Tapez votre numéro de commande, puis dièse. Si vous n'en avez pas, tapez étoile.",
    "order_short": "Tapez votre numéro, ou étoile si vous n'en avez pas.",
    "order_again": "Nous n'avons pas reconnu ce numéro de commande.",
    "order_unknown": "Ce numéro n'est pas dans notre liste de commandes.",
    "order_none": "Nous continuons sans numéro de commande.",
    "code_ask": "Tapez votre code interne, ou étoile si vous n'en avez pas.",
    "code_ask_end": "Tapez votre code interne, puis dièse. Si vous n'en avez pas, tapez étoile.",
    "code_short": "Tapez votre code, ou étoile si vous n'en avez pas.",
    "code_again": "Nous n'avons pas reconnu ce code interne.",
    "code_none": "Nous continuons sans code interne.",
    "words_ask": "En quelques mots, que se passe-t-il ? Parlez après le signal, ou tapez une touche pour passer.",
    "words_said": "L'appelant dit :",
    "hunt": "Nous recherchons un intervenant. Pour laisser un message, tapez étoile.",
    "hold_word": "Nous recherchons toujours un intervenant. Pour laisser un message, tapez étoile.",
    "hold_word_2": "Tapez étoile pour laisser un message. La recherche continue, merci de patienter.",
    "hold_word_3": "Votre appel est toujours en attente. Pour laisser un message, tapez étoile.",
    "forwarding": "Nous transférons votre appel.",
    "forward_failed": "Ce poste ne répond pas pour le moment.",
    "unanswered": "Aucun intervenant n'est disponible pour le moment.",
    "callback_offer": "Pour être rappelé, tapez 1. Pour laisser un message, tapez 2.",
    "callback_ask": "Tapez le numéro où vous rappeler, puis dièse. Pour laisser un message, tapez étoile.",
    "callback_not_dialled": "Nous ne pouvons pas rappeler ce numéro : donnez un fixe ou un mobile du pays.",
    "callback_too_many": "Nous ne pouvons pas promettre un rappel de plus pour le moment.",
    "can_wait_open": "Nos équipes vous répondront dès que possible.",
    "callback_noted": "C'est noté : nos équipes vous rappelleront.",
    "callback_text_offer": "Pour en recevoir la confirmation par texto, tapez 1.",
    "callback_text_done": "Vous la recevrez par texto.",
    "message_ask": "Veuillez laisser votre message après le signal sonore, puis tapez dièse.",
    "message_empty": "Nous n'avons rien entendu.",
    "message_review": (
        "Pour réécouter votre message, tapez 1. Pour le conserver, tapez 2. Pour le recommencer, tapez 3."
    ),
    "message_kept": "Votre message est bien enregistré.",
    "message_lost": "Votre message n'a pas pu être enregistré. Veuillez rappeler dans quelques instants. Au revoir.",
    "goodbye": "Merci de votre appel. Au revoir.",
    "whisper_plain": f"Astreinte. {TAKE_OR_REFUSE} Pour réécouter, tapez 3.",
    "whisper_unknown_key": "Touche non reconnue.",
    "refused": "Appel refusé. Merci.",
    "call_taken": "L'appel a été pris par un autre intervenant. Merci.",
    "caller_left": "L'appelant a raccroché. Merci.",
    "offer_over": "Cet appel ne vous est plus proposé. Merci.",
    "hand_over": "Votre interlocuteur vous passe un collègue. Merci de patienter.",
    "talk_recorded": "Cette conversation est maintenant enregistrée.",
    "talk_recorded_no_more": "L'enregistrement est terminé.",
    "bring_in": "Votre interlocuteur appelle un collègue. Merci de patienter.",
    "hand_over_back": "Aucun collègue n'est libre. Nous vous rendons votre interlocuteur.",
    "handing_over": "Nous appelons un collègue. Restez en ligne.",
    "handed_over": "Votre collègue a pris l'appel. Merci.",
    "handing_back": "Aucun collègue n'a pris l'appel. Vous reprenez l'appelant.",
    "handing_message": "L'appelant préfère laisser un message. Merci.",
    "callback_unreached": "L'appelant ne répond pas. Nous le rappellerons plus tard. Merci.",
    "phone_test": ("Ceci est un appel d'essai de votre ligne d'astreinte. Si vous entendez bien ce message, tapez 1."),
    "phone_test_shown": (
        "Ceci est un essai du numéro présenté. Si votre téléphone montre le numéro convenu, tapez 1. S'il en montre un "
        "autre, ou aucun, tapez 2."
    ),
    "phone_test_done": "Merci, votre téléphone est vérifié. Au revoir.",
    "duty_confirmed": "C'est noté. Bonne astreinte.",
    "duty_refused": "C'est noté. Vos responsables en sont prévenus.",
    "ring_back_offer": "Un appel vous attend. Pour le prendre, tapez 1.",
    "ring_back_over": "L'appelant n'attend plus : il laisse un message, ou demande à être rappelé.",
    "safety_confirmed": "C'est noté. Bonne intervention.",
    "outing_over": "Fin d'intervention notée. Merci.",
    "silence_taken": "C'est noté, vous vous en chargez. Les autres en sont prévenus.",
    "silence_left": "C'est noté. Les autres personnes à prévenir sont appelées aussi.",
    "agents_offer": "Menu des intervenants : tapez étoile.",
    "agents_menu": (
        "Pour savoir qui est d'astreinte, tapez 1. Pour prendre l'astreinte, tapez 2. Pour la passer à un collègue, "
        "tapez 3. Pour une pause, tapez 4. Pour les messages, tapez 5. Pour une annonce d'urgence, "
        "tapez 6. Pour les consignes, tapez 7."
    ),
    "agents_menu_outing": "Pour une intervention, tapez 8.",
    "agents_menu_after": "Pour dire ce que vous avez fait après un appel, tapez 9.",
    "agents_outing_none": "Aucune de vos équipes n'appelle qui est en intervention.",
    "agents_outing_now": "Vous êtes en intervention. Pour signaler votre retour, tapez 1.",
    "agents_number": "Réservé aux intervenants. Tapez votre numéro de mobile, puis dièse.",
    "agents_code": "Tapez votre code, puis dièse.",
    "agents_code_wrong": "Ce numéro ou ce code n'est pas le bon.",
    "agents_locked": (
        "Après trois erreurs, ce menu vous est fermé pour un moment. Vous et vos responsables en êtes prévenus."
    ),
    "agents_closed": "Trop de codes faux ont été tapés : ce menu est fermé à tous pour un moment.",
    "agents_no_code": "Vous n'avez pas de code : demandez-en un à votre responsable.",
    "agents_unknown": "Ce n'est pas possible pour le moment.",
    "agents_no_team": "Vous n'êtes d'aucune équipe de cette ligne.",
    "agents_already": "Vous êtes déjà d'astreinte.",
    "agents_not_on_call": "Vous n'êtes pas d'astreinte en ce moment.",
    "agents_nobody_else": "Aucun collègue de l'équipe ne peut la prendre.",
    "agents_minutes": "Tapez le nombre de minutes, puis dièse.",
    "agents_minutes_wrong": "Une pause dure de une à deux cent quarante minutes.",
    "agents_asking": "Nous appelons votre collègue. Pour renoncer, tapez étoile.",
    "agents_passed": "Votre collègue a accepté. L'astreinte est passée.",
    "agents_refused": "Votre collègue a refusé. Rien n'est changé.",
    "agents_unreached": "Votre collègue n'a pas répondu. Rien n'est changé.",
    "agents_no_message": "Aucun message n'attend.",
    "agents_messages_over": "C'était le dernier message.",
    "agents_message_keys": (
        "Pour réécouter, tapez 1. Pour vous en charger, tapez 2. Pour le clore, tapez 3. Pour le suivant, tapez 4. "
        "Pour rappeler, tapez 5. Pour l'effacer, tapez 6. Pour revenir au menu, tapez étoile."
    ),
    "agents_message_gone": "Son enregistrement n'est plus là.",
    "agents_message_taken": "Vous vous en chargez, c'est noté.",
    "agents_message_closed": "Ce message est clos.",
    "agents_message_deleted": "Ce message est effacé.",
    "agents_message_kept": "Ce message est gardé.",
    "agents_callback_keys": (
        "Pour rappeler, tapez 1. Pour le suivant, tapez 2. Si c'est fait, tapez 3. Pour réécouter, tapez 4. "
        "Pour revenir au menu, tapez étoile."
    ),
    "agents_callback_closed": "Ce rappel est clos.",
    "agents_callbacks_over": "C'était le dernier rappel.",
    "agents_after_none": "Tout est déjà dit de vos derniers appels.",
    "agents_after_keys": (
        "Si l'intervention est close, tapez 1. S'il faut y retourner, tapez 2. Pour ne donner que des temps, tapez 3. "
        "Pour l'appel suivant, tapez 4. Pour réécouter, tapez 5. Pour revenir au menu, tapez étoile."
    ),
    "agents_after_work": "Tapez les minutes de travail après l'appel, puis dièse. S'il n'y en a pas, tapez dièse.",
    "agents_after_travel": (
        "Tapez les minutes de trajet, aller et retour, puis dièse. S'il n'y en a pas, tapez dièse."
    ),
    "agents_after_wrong": "Un temps va jusqu'à une journée, soit mille quatre cent quarante minutes.",
    "agents_after_over": "C'était le dernier appel.",
    "agents_no_instructions": "Cette ligne n'a pas de consignes.",
    "agents_steps_keys": (
        "Pour la suite, tapez 1. Pour réécouter, tapez 2. Pour revenir en arrière, tapez 3. Pour le menu, tapez étoile."
    ),
    "agents_instructions_over": "C'était la fin des consignes.",
    "agents_no_number": "Cet appelant n'a pas montré son numéro.",
    "agents_not_dialled": "La ligne ne peut pas rappeler ce numéro.",
    "agents_calling_back": "Nous rappelons, avec le numéro de la ligne.",
    "agents_caller_unreached": "Ce numéro ne répond pas.",
    "agents_incident_closed": "L'annonce d'urgence est réservée à ceux qui gèrent les lignes.",
    "agents_incident_on": "Pour l'écouter, tapez 1. Pour la remplacer, tapez 2. Pour l'arrêter, tapez 3.",
    "agents_incident_what": (
        "Pour enregistrer une annonce, tapez 1. Pour faire dire que nous avons connaissance d'un incident, tapez 2."
    ),
    "agents_incident_speak": "Dites votre annonce après le signal sonore, puis tapez dièse.",
    "agents_incident_review": "Pour la réécouter, tapez 1. Pour continuer, tapez 2. Pour la recommencer, tapez 3.",
    "agents_incident_until": (
        "Pour une heure, tapez 1. Pour quatre heures, tapez 2. Jusqu'à demain huit heures, tapez 3. "
        "Jusqu'à ce qu'on l'arrête, tapez 4."
    ),
    "agents_done": "C'est noté.",
    "agents_unchanged": "Rien n'est changé.",
    "fallback_apology": (
        "Suite à un incident technique, nous appelons directement l'intervenant d'astreinte. Merci de patienter. "
        "Pour laisser un message à tout moment, tapez étoile."
    ),
    "fallback_office": (
        "Suite à un incident technique, nous transférons directement votre appel. Merci de patienter. "
        "Pour laisser un message à tout moment, tapez étoile."
    ),
    "fallback_whisper": "Astreinte, mode secours. Pour prendre l'appel, tapez 1 ; pour refuser, tapez 2.",
    "fallback_message": (
        "Veuillez laisser votre nom, votre numéro et votre message après le signal sonore, puis tapez dièse."
    ),
    "fallback_kept": "Votre message est enregistré. Au revoir.",
    "read_back_choice": "Tapez 1 pour confirmer, 2 pour corriger.",
    "whisper_intro": "Astreinte.",
    "whisper_choice": TAKE_OR_REFUSE,
    "whisper_order": "Commande",
    "whisper_code": "Code interne",
    "whisper_again": "Pour réécouter, tapez 3.",
    "digit_0": "Zéro.",
    "digit_1": "Un.",
    "digit_2": "Deux.",
    "digit_3": "Trois.",
    "digit_4": "Quatre.",
    "digit_5": "Cinq.",
    "digit_6": "Six.",
    "digit_7": "Sept.",
    "digit_8": "Huit.",
    "digit_9": "Neuf.",
}
