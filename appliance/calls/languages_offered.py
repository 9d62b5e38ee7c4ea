"""The other languages of a line, each offered in itself before anything else is heard. The choice holds to the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.calls import orders
from appliance.calls.call_context import CallContext
from appliance.calls.leg import CallerLeg
from appliance.calls.notes import SpeaksLanguage
from appliance.calls.number_words import longest
from appliance.calls.steps import Step
from appliance.company.model import NumberRule
from appliance.prompts.catalogue import language_offer

NUMBER_ENDS = "#"
Telling = Callable[[CallerLeg, CallContext], None]


@dataclass(frozen=True)
class ChoseLanguage:
    """A caller has chosen a language by this key at this menu, by its identifier: they hear it again in theirs."""

    key: str
    menu: str


def offer_languages(caller: CallerLeg, visit: CallContext, asked: NumberRule | None) -> CallContext:
    """The visit in the language of the caller: a key cuts the offer short, and any other goes where it would have."""
    if visit.line.offered_languages:
        with visit.journal.step(Step.LANGUAGE):
            caller.play(
                *(language_offer(key, code) for key, code in visit.line.offered_languages.items()), until_key=True
            )
    return chosen_by_now(caller, visit, asked)


def told_in_theirs(caller: CallerLeg, visit: CallContext, asked: NumberRule | None, tell: Telling) -> CallContext:
    """Tell the caller something, and again in the language whose key they typed meanwhile: the visit in theirs."""
    tell(caller, visit)
    theirs = chosen_by_now(caller, visit, asked)
    if theirs is not visit:
        tell(caller, theirs)
    return theirs


def chosen_by_now(caller: CallerLeg, visit: CallContext, asked: NumberRule | None) -> CallContext:
    """The visit in the language whose key the caller has typed; the same where they have typed none.

    `asked`: the rule of the number that comes next, where no menu does. Typed ahead in one go, it is that number though
    its first digit is the key: who means the key alone stops after it.
    """
    key = caller.typed_at_one_go(1)
    if key not in visit.line.offered_languages or (asked is not None and types_ahead(caller, asked)):
        return visit
    caller.has_typed(key)
    return chosen_by_key(caller, visit, key)


def types_ahead(caller: CallerLeg, rule: NumberRule) -> bool:
    """Whether the keys typed ahead, up to the first pause, are a number by the rule, and more than one key."""
    typed = caller.typed_at_one_go(longest(rule) + 1)
    return len(typed) > 1 and orders.accepts(rule, typed.removesuffix(NUMBER_ENDS))


def chosen_by_key(caller: CallerLeg, visit: CallContext, key: str) -> CallContext:
    """The visit in the language of that key, which is written in the journal."""
    language = visit.line.offered_languages[key]
    visit.journal.note(SpeaksLanguage(language))
    caller.speaks(language)
    return visit.speaking(language)
