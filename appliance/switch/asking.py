"""An agent rung and asked something for no caller: key 1 confirms, key 2 refuses, another is told, silence repeats."""

from __future__ import annotations

from collections.abc import Callable

import gevent
from gevent.event import AsyncResult, Event

from appliance.calls.leg import Invitation, OfferOutcome
from appliance.prompts.catalogue import Sentence, say
from appliance.switch.consulting import Consultation, Consulted
from appliance.switch.offer_prompts import WHISPER_SECONDS
from appliance.switch.ringing import Dialler, PresentedIdentity
from appliance.switch.voice import Voice

GIVING_UP_SECONDS = 5.0

Settle = Callable[[], Sentence]


def asked(question: Sentence, confirm: Settle, refuse: Settle, voice: Voice) -> Consulted:
    """What is heard. `confirm`, `refuse`: do what the key says, and give what is heard then."""
    return Consulted(
        lambda: voice.paths([question], WHISPER_SECONDS),
        lambda: voice.paths([confirm()], WHISPER_SECONDS),
        lambda: voice.paths([refuse()], WHISPER_SECONDS),
        lambda: voice.paths([say("whisper_unknown_key", question.language)]),
    )


def ask_agent(
    dialler: Dialler, shown: PresentedIdentity, invitation: Invitation, words: Consulted, stop: Event
) -> OfferOutcome:
    """Ring the agent's telephones in turn and ask. CANCELLED where `stop` came before an answer."""
    ended: AsyncResult[OfferOutcome] = AsyncResult()
    consultation = Consultation(dialler, shown, invitation, words, lambda _: None, ended.set)
    gevent.wait([ended, stop], count=1)
    if not ended.ready():
        consultation.give_up()
        gevent.wait([ended], timeout=GIVING_UP_SECONDS)
    outcome: OfferOutcome = ended.value if ended.ready() else OfferOutcome.CANCELLED
    return outcome
