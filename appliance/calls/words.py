"""The caller's own words: what is wrong, in five seconds, before anybody is rung. Never a dead end."""

from __future__ import annotations

import logging
from dataclasses import replace

from appliance.calls import orders
from appliance.calls.call_context import CallContext
from appliance.calls.callers_apart import skips_questions
from appliance.calls.leg import CallerHungUp, CallerLeg, Recording
from appliance.calls.steps import Step

log = logging.getLogger(__name__)

WORDS_SECONDS = 5


def asks_for_words(caller: CallerLeg, visit: CallContext) -> bool:
    """Whether this caller is asked what is wrong: where the line wants it, and not who is asked nothing else either."""
    number = caller.caller.number
    known = orders.colleague(visit.company, visit.line, number) is not None
    return visit.line.caller_words and not known and not skips_questions(visit.company, number)


def with_words(caller: CallerLeg, visit: CallContext) -> CallContext:
    """The call with what its caller said; as it was, where they say nothing, press a key, or cannot be recorded.

    Whoever leaves while they speak has been heard: that is kept too.
    """
    if not asks_for_words(caller, visit):
        return visit
    with visit.journal.step(Step.WORDS):
        said = _recorded(caller, visit)
    if said is None:
        return visit
    visit.journal.words(said)
    if said.hung_up:
        raise CallerHungUp
    return replace(visit, words=said.name)


def _recorded(caller: CallerLeg, visit: CallContext) -> Recording | None:
    if caller.ask_digits(visit.say("words_ask"), max_digits=1, first_digit_seconds=0.0, terminator=""):
        return None
    try:
        said = caller.record_words(f"{caller.id}-words", WORDS_SECONDS)
    except CallerHungUp:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the disk has, the caller is hunted for
        log.error("what a caller says is not recorded: %s", type(error).__name__)
        return None
    if said.hung_up and not said.seconds:
        raise CallerHungUp
    return said if said.saved and said.seconds else None
