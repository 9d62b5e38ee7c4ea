"""Two agents who are to speak together: rung and joined, and what is kept of how it ended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from gevent.event import Event

from appliance.calls.leg import Invitation, OfferOutcome
from appliance.company.model import Company
from appliance.controller.asked_words import AskedWords, MetAgent
from appliance.controller.inbound_calls import Office
from appliance.in_thread import in_thread
from appliance.prompts.catalogue import Sentence
from appliance.store.asks.queue import Ending
from appliance.store.errors import StoreError
from appliance.switch.meeting import Guest, Meeting
from appliance.switch.ringing import PresentedIdentity

log = logging.getLogger(__name__)

RING_SECONDS = 30
BOTH = " "  # between how the two of one try ended


def meet(
    office: Office,
    company: Company,
    words: AskedWords,
    shown: PresentedIdentity,
    settle: Callable[[str], bool],
    left: Callable[[str], None],
    stop: Event,
) -> tuple[str, Ending | None]:
    """How it ended for both, as it is kept, and what that makes of it; None: neither was reached.

    `settle`: is given that they talk, as soon as they do, and writes it; once more at the end, if it could not.
    `left`: see `Meeting`. MOOT: the controller leaves, or it could not be written.
    """
    assert words.met is not None  # noqa: S101 - of such an ask alone
    pair = words.met
    guests = (_guest(company, pair[0]), _guest(company, pair[1]))
    accepted = kept((OfferOutcome.ACCEPTED, OfferOutcome.ACCEPTED))
    written = []
    outcomes = Meeting(
        office.dialler, shown, guests, office.voice, lambda: written.append(settle(accepted)), left, stop
    ).hold()
    if outcomes is None:
        return accepted, Ending.CONFIRMED if any(written) or settle(accepted) else Ending.MOOT
    if stop.is_set() or OfferOutcome.CANCELLED in outcomes:
        return kept(outcomes), Ending.MOOT
    if OfferOutcome.REFUSED in outcomes:
        return kept(outcomes), Ending.REFUSED
    return kept(outcomes), Ending.UNANSWERED if OfferOutcome.ACCEPTED in outcomes else None


def kept(outcomes: tuple[OfferOutcome, OfferOutcome]) -> str:
    """« accepted no_answer »: who leaves, who comes."""
    return BOTH.join(one.value for one in outcomes)


def _guest(company: Company, met: MetAgent) -> Guest:
    def briefing() -> list[Sentence | Path]:
        """What cannot be read is not said; they are joined all the same."""
        try:
            return in_thread(met.briefing)
        except StoreError as error:
            log.warning("two agents are joined without what is open: %s", error)
            return []

    agent = company.agents[met.agent]
    invitation = Invitation(met.agent, agent.phones, RING_SECONDS, agent.language)
    return Guest(invitation, met.question, briefing, met.refused, met.alone)
