"""The other languages of a line, each offered in itself before anything else is heard. The choice holds to the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.calls.call_context import CallContext
from appliance.calls.leg import CallerLeg
from appliance.calls.notes import SpeaksLanguage
from appliance.calls.steps import Step
from appliance.prompts.catalogue import language_offer

Telling = Callable[[CallerLeg, CallContext], None]


@dataclass(frozen=True)
class ChoseLanguage:
    """A caller has chosen a language by this key at this menu, by its identifier: they hear it again in theirs."""

    key: str
    menu: str


def offer_languages(caller: CallerLeg, visit: CallContext) -> CallContext:
    """The visit in the language of the caller: a key cuts the offer short, and any other goes where it would have."""
    if visit.line.offered_languages:
        with visit.journal.step(Step.LANGUAGE):
            caller.play(
                *(language_offer(key, code) for key, code in visit.line.offered_languages.items()), until_key=True
            )
    return chosen_by_now(caller, visit)


def told_in_theirs(caller: CallerLeg, visit: CallContext, tell: Telling) -> CallContext:
    """Tell the caller something, and again in the language whose key they typed meanwhile: the visit in theirs."""
    tell(caller, visit)
    theirs = chosen_by_now(caller, visit)
    if theirs is not visit:
        tell(caller, theirs)
    return theirs


def chosen_by_now(caller: CallerLeg, visit: CallContext) -> CallContext:
    """The visit in the language whose key the caller has typed; the same where they have typed none."""
    for key in visit.line.offered_languages:
        if caller.has_typed(key):
            return chosen_by_key(visit, key)
    return visit


def chosen_by_key(visit: CallContext, key: str) -> CallContext:
    """The visit in the language of that key, which is written in the journal."""
    language = visit.line.offered_languages[key]
    visit.journal.note(SpeaksLanguage(language))
    return visit.speaking(language)
