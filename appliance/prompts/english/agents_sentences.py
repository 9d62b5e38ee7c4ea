"""The sentences that are the same in every call and that an agent alone hears, in British English, by name. Pure."""

from __future__ import annotations

TAKE = "To take the call, press 1"
TAKE_OR_REFUSE = f"{TAKE}; to refuse it, press 2."  # first of all that an agent hears

TO_AGENTS: dict[str, str] = {
    "words_said": "The caller says:",
    "whisper_plain": f"On-call line. {TAKE_OR_REFUSE} To hear this again, press 3.",
    "whisper_unknown_key": "Sorry, that key does nothing here.",
    "refused": "Call refused. Thank you.",
    "call_taken": "A colleague has taken the call. Thank you.",
    "caller_left": "The caller has hung up. Thank you.",
    "offer_over": "This call is no longer being offered to you. Thank you.",
    "handing_over": "We are calling a colleague. Please stay on the line.",
    "handed_over": "Your colleague has taken the call. Thank you.",
    "handing_back": "No colleague has taken the call. You are going back to the caller.",
    "handing_message": "The caller would rather leave a message. Thank you.",
    "callback_unreached": "The caller is not answering. We will try them again later. Thank you.",
    "phone_test": "This is a test call from your on-call line. If you can hear this message clearly, press 1.",
    "phone_test_shown": (
        "This is a test of the number shown to you. If your telephone shows the number agreed, press 1. If it shows "
        "another one, or none, press 2."
    ),
    "phone_test_done": "Thank you, your telephone has been checked. Goodbye.",
    "duty_confirmed": "Thank you, that is noted. Have a quiet watch.",
    "duty_refused": "That is noted. Your managers are being told.",
    "ring_back_offer": "A call is waiting for you. To take it, press 1.",
    "ring_back_over": "The caller is no longer waiting: they are leaving a message, or asking to be called back.",
    "safety_confirmed": "Thank you, that is noted. Take care.",
    "outing_over": "The end of your visit is noted. Thank you.",
    "silence_taken": "Thank you, you are taking charge of it. The others are being told.",
    "silence_left": "That is noted. The other people to be told are being called too.",
    "agents_offer": "For the staff menu, press star.",
    "agents_menu": (
        "To hear who is on call, press 1. To go on call, press 2. To pass your duty to a colleague, press 3. "
        "For a break, press 4. For messages, press 5. For an emergency announcement, press 6. "
        "For instructions, press 7."
    ),
    "agents_menu_outing": "For a visit on site, press 8.",
    "agents_menu_after": "To say what you did after a call, press 9.",
    "agents_outing_none": "None of your teams calls people who are out on a visit.",
    "agents_outing_now": "You are out on a visit. To say that you are back, press 1.",
    "agents_number": "This is for on-call staff only. Please enter your mobile number, then press hash.",
    "agents_code": "Please enter your code, then press hash.",
    "agents_code_wrong": "That number or that code is not right.",
    "agents_locked": (
        "After three mistakes, this menu is closed to you for a while. You and your managers are being told."
    ),
    "agents_closed": "Too many wrong codes have been entered. This menu is closed to everyone for a while.",
    "agents_no_code": "You do not have a code. Please ask your manager for one.",
    "agents_unknown": "Sorry, that is not possible at the moment.",
    "agents_no_team": "You are in no team of this line.",
    "agents_already": "You are on call already.",
    "agents_not_on_call": "You are not on call at the moment.",
    "agents_nobody_else": "No colleague in the team can take it.",
    "agents_minutes": "Please enter the number of minutes, then press hash.",
    "agents_minutes_wrong": "A break lasts from one minute to two hundred and forty minutes.",
    "agents_asking": "We are calling your colleague. To give up, press star.",
    "agents_passed": "Your colleague has accepted. The duty is theirs now.",
    "agents_refused": "Your colleague has refused. Nothing has changed.",
    "agents_unreached": "Your colleague has not answered. Nothing has changed.",
    "agents_no_message": "There are no messages waiting.",
    "agents_messages_over": "That was the last message.",
    "agents_message_keys": (
        "To hear it again, press 1. To take charge of it, press 2. To close it, press 3. For the next one, press 4. "
        "To call back, press 5. To delete it, press 6. To go back to the menu, press star."
    ),
    "agents_message_gone": "Its recording is no longer there.",
    "agents_message_taken": "Thank you, you are taking charge of it.",
    "agents_message_closed": "This message is closed.",
    "agents_message_deleted": "This message is deleted.",
    "agents_message_kept": "This message is kept.",
    "agents_callback_keys": (
        "To call back, press 1. For the next one, press 2. If it is done, press 3. To hear it again, press 4. "
        "To go back to the menu, press star."
    ),
    "agents_callback_closed": "This call back is closed.",
    "agents_callbacks_over": "That was the last call back.",
    "agents_after_none": "You have already told us everything about your last calls.",
    "agents_after_keys": (
        "If the job is done, press 1. If someone has to go back, press 2. To give times only, press 3. "
        "For the next call, press 4. To hear it again, press 5. To go back to the menu, press star."
    ),
    "agents_after_work": (
        "Please enter the minutes of work after the call, then press hash. If there were none, just press hash."
    ),
    "agents_after_travel": (
        "Please enter the minutes of travel, there and back, then press hash. If there were none, just press hash."
    ),
    "agents_after_wrong": "A time is at most one day: one thousand four hundred and forty minutes.",
    "agents_after_over": "That was the last call.",
    "agents_no_instructions": "This line has no instructions.",
    "agents_steps_keys": (
        "To go on, press 1. To hear it again, press 2. To go back a step, press 3. For the menu, press star."
    ),
    "agents_instructions_over": "That was the end of the instructions.",
    "agents_no_number": "This caller did not show their number.",
    "agents_not_dialled": "The line cannot call that number back.",
    "agents_calling_back": "We are calling back, from the number of the line.",
    "agents_caller_unreached": "That number is not answering.",
    "agents_incident_closed": "The emergency announcement is for those who manage the lines.",
    "agents_incident_on": "To listen to it, press 1. To replace it, press 2. To stop it, press 3.",
    "agents_incident_what": (
        "To record an announcement, press 1. To have callers told that we are aware of an incident, press 2."
    ),
    "agents_incident_speak": "Please say your announcement after the tone, then press hash.",
    "agents_incident_review": "To hear it again, press 1. To carry on, press 2. To record it again, press 3.",
    "agents_incident_until": (
        "For one hour, press 1. For four hours, press 2. Until eight o'clock tomorrow morning, press 3. "
        "Until someone stops it, press 4."
    ),
    "agents_done": "Thank you, that is done.",
    "agents_unchanged": "Nothing has changed.",
    "fallback_whisper": f"On-call line, emergency mode. {TAKE_OR_REFUSE}",
    "whisper_intro": "On-call line.",
    "whisper_choice": TAKE_OR_REFUSE,
    "whisper_order": "Order",
    "whisper_code": "Staff code",
    "whisper_again": "To hear this again, press 3.",
}
