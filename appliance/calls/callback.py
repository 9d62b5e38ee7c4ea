"""The callback: a caller whom nobody took chooses to be called back, at the number shown or at one that they type.

Never a dead end: silence, a number that may not be dialled and a promise too many all lead to the message.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from appliance.calls.call_context import CallContext, Outcome, Promise
from appliance.calls.leg import CallerHungUp, CallerLeg
from appliance.calls.message import take_a_message
from appliance.calls.steps import Step
from appliance.company.dialling import Purpose, to_dial
from appliance.prompts.catalogue import Sentence, callback_read_back, called_back_within

CALL_BACK, CONFIRM, ANOTHER, BY_TEXT = "1", "1", "2", "1"
MESSAGE_KEY = "*"
TRIES = 3  # of numbers, and of hearing one
READ_BACKS = 2
LONGEST_NUMBER = 15
SECONDS = 4.0


def promise_or_message(
    caller: CallerLeg, visit: CallContext, team: str, waits_until: datetime | None = None
) -> Outcome:
    """Promise a callback to who wishes one, where the line offers it; anybody else leaves a message.

    `waits_until`: from when the office looks at either; None: both are urgent.
    """
    within, number = visit.line.callback_within, None
    if within:
        with visit.journal.step(Step.CALLBACK):
            number = chosen_number(caller, visit)
    if number is None:
        return take_a_message(caller, visit, waits_until)
    return promised(caller, visit, Promise(number, within, team, waits_until))


def promised(caller: CallerLeg, visit: CallContext, promise: Promise) -> Outcome:
    """It is written before it is said: whoever hangs up now is called back all the same."""
    visit.journal.callback(promise)
    with suppress(CallerHungUp):
        caller.play(told_last(visit, promise))
        offer_text(caller, visit, promise)
        caller.play(visit.say("goodbye"))
    return Outcome.CALLBACK


def told_last(visit: CallContext, promise: Promise) -> Sentence:
    """Within how long; of what can wait, they have heard from when."""
    if promise.waits_until is not None:
        return visit.say("callback_noted")
    return called_back_within(promise.within, visit.line.language)


def offer_text(caller: CallerLeg, visit: CallContext, promise: Promise) -> None:
    """An SMS, where the line wants it offered and one may be sent there, to who asks for it by its key."""
    soon = promise.waits_until is None and not promise.repair
    if not soon or not visit.line.callback_sms or not visit.may_text(promise.number):
        return
    if _key(caller, visit, "callback_text_offer") == BY_TEXT:
        visit.journal.callback_by_text()
        caller.play(visit.say("callback_text_done"))


def chosen_number(caller: CallerLeg, visit: CallContext) -> str | None:
    """The number confirmed by its key, which may be promised; None for a message."""
    return confirmed_number(caller, visit) if _key(caller, visit, "callback_offer") == CALL_BACK else None


def confirmed_number(caller: CallerLeg, visit: CallContext) -> str | None:
    """The number shown, or one typed, once it is confirmed and within the limits; None for neither."""
    number = number_shown(caller, visit)
    for _ in range(TRIES):
        number = number or typed_number(caller, visit)
        key = confirmation(caller, visit, number) if number else ""
        if number and key == CONFIRM:
            return within_limits(caller, visit, number)
        if key != ANOTHER:
            return None
        number = None
    return None


def number_shown(caller: CallerLeg, visit: CallContext) -> str | None:
    """The number that calls, where it is one that may be called back."""
    try:
        return to_dial(caller.caller.number or "", visit.company, Purpose.CALLBACK)
    except ValueError:
        return None


def typed_number(caller: CallerLeg, visit: CallContext) -> str | None:
    """A number that may be called back, as E.164; None after silence, `*`, or as many mistakes as tries."""
    for _ in range(TRIES):
        typed = caller.ask_digits(
            visit.say("callback_ask"), max_digits=LONGEST_NUMBER, first_digit_seconds=2 * SECONDS, last=MESSAGE_KEY
        )
        if not typed or typed.endswith(MESSAGE_KEY):
            return None
        try:
            return to_dial(typed, visit.company, Purpose.CALLBACK)
        except ValueError:
            caller.play(visit.say("callback_not_dialled"))
    return None


def confirmation(caller: CallerLeg, visit: CallContext, number: str) -> str:
    """The key pressed once the number was heard: it confirms or corrects; "" for none, or another, twice."""
    for _ in range(READ_BACKS):
        heard = callback_read_back(number, visit.line.language)
        key = caller.ask_digits(heard, max_digits=1, first_digit_seconds=SECONDS, terminator="")
        if key in (CONFIRM, ANOTHER):
            return key
        caller.let_finish_typing()
    return ""


def within_limits(caller: CallerLeg, visit: CallContext, number: str) -> str | None:
    """The number, unless too many were promised already: the caller hears so, and may leave a message."""
    if visit.may_promise(number):
        return number
    caller.play(visit.say("callback_too_many"))
    return None


def _key(caller: CallerLeg, visit: CallContext, sentence: str) -> str:
    return caller.ask_digits(visit.say(sentence), max_digits=1, first_digit_seconds=SECONDS, terminator="")
