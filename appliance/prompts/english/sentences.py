"""The sentences that are the same in every call and that a caller hears, in British English, by name. Pure."""

from __future__ import annotations

FIXED: dict[str, str] = {
    "caller_blocked": "This number cannot reach this line. Goodbye.",
    "caller_storm": "You have called many times. Please call again in a few minutes. Goodbye.",
    "incident_choice": "To leave a message, press star. Otherwise, stay on the line and your call will go on.",
    "incident_choice_repaired": (
        "To be called when it is repaired, press hash. To leave a message, press star. Otherwise, stay on the line and "
        "your call will go on."
    ),
    "repair_noted": "Thank you. We will call you as soon as the incident is over.",
    "repair_reach": "To speak to someone, press 1. Otherwise, you may hang up.",
    "menu_unknown_key": "Sorry, that key is not one of the choices.",
    "menu_again": "Please press the key of your choice, or hash to hear the choices again.",
    "menu_choose": "Please press the key of your choice.",
    "order_ask": "Please enter your order number, or press star if you do not have one.",
    "order_ask_end": "Please enter your order number, then press hash. If you do not have one, press star.",
    "order_short": "Please enter your number, or press star if you do not have one.",
    "order_again": "Sorry, we did not recognise that order number.",
    "order_unknown": "That number is not in our list of orders.",
    "order_none": "We will carry on without an order number.",
    "code_ask": "Please enter your staff code, or press star if you do not have one.",
    "code_ask_end": "Please enter your staff code, then press hash. If you do not have one, press star.",
    "code_short": "Please enter your code, or press star if you do not have one.",
    "code_again": "Sorry, we did not recognise that staff code.",
    "code_none": "We will carry on without a staff code.",
    "words_ask": "In a few words, what is the problem? Speak after the tone, or press any key to skip.",
    "hunt": "We are finding someone to help you. To leave a message, press star.",
    "hold_word": "We are still trying to reach someone for you. To leave a message, press star.",
    "hold_word_2": "To leave a message, press star. We are still trying, thank you for waiting.",
    "hold_word_3": "Your call is still waiting to be answered. To leave a message, press star.",
    "forwarding": "We are transferring your call.",
    "forward_failed": "That extension is not answering at the moment.",
    "unanswered": "Sorry, nobody is available at the moment.",
    "callback_offer": "To be called back, press 1. To leave a message, press 2.",
    "callback_ask": (
        "Please enter the number we should call back, then press hash. To leave a message instead, press star."
    ),
    "callback_not_dialled": "That number cannot be called. Please give a national landline or mobile number.",
    "callback_too_many": "Sorry, we cannot promise one more call back at the moment.",
    "can_wait_open": "Our team will answer you as soon as possible.",
    "callback_noted": "Thank you. Our team will call you back.",
    "callback_text_offer": "To have this confirmed by text message, press 1.",
    "callback_text_done": "You will receive a text message.",
    "message_ask": "Please leave your message after the tone, then press hash.",
    "message_empty": "Sorry, we did not hear anything.",
    "message_review": "To hear your message again, press 1. To keep it, press 2. To record it again, press 3.",
    "message_kept": "Your message has been saved.",
    "message_lost": "Sorry, your message could not be saved. Please call again in a few moments. Goodbye.",
    "goodbye": "Thank you for calling. Goodbye.",
    "hand_over": "You are being put through to a colleague. Please hold.",
    "talk_recorded": "This call is now being recorded.",
    "talk_recorded_no_more": "The recording has ended.",
    "bring_in": "A colleague is being asked to join your call. Please hold.",
    "hand_over_back": "No colleague is free. We are putting you back through.",
    "fallback_apology": (
        "Because of a technical problem, we are calling the person on call directly. Please hold. "
        "To leave a message at any time, press star."
    ),
    "fallback_office": (
        "Because of a technical problem, we are putting you straight through. Please hold. "
        "To leave a message at any time, press star."
    ),
    "fallback_message": "Please leave your name, your number and your message after the tone, then press hash.",
    "fallback_kept": "Your message has been saved. Goodbye.",
    "read_back_choice": "Press 1 to confirm, or 2 to correct it.",
    "digit_0": "Zero.",
    "digit_1": "One.",
    "digit_2": "Two.",
    "digit_3": "Three.",
    "digit_4": "Four.",
    "digit_5": "Five.",
    "digit_6": "6.",  # « Six. » is the French one, and a recording is found by its text
    "digit_7": "Seven.",
    "digit_8": "Eight.",
    "digit_9": "Nine.",
}
