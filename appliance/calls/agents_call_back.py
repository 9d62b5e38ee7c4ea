"""A caller whom an agent rings back from their menu, by the line's own number. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from appliance.calls.agent_at_menu import AgentAtMenu
from appliance.calls.call_context import Outcome
from appliance.calls.leg import CALLED_BACK, Attempt, TalkEnd
from appliance.calls.talk import SHORTEST_TALK_SECONDS, talk
from appliance.company.dialling import Purpose, not_to_dial

RING_SECONDS = 30


def _nobody_asks(_: bool) -> None:
    """Nothing follows."""


def number_to_ring(at: AgentAtMenu, number: str | None) -> str | None:
    """The number, where it is one that may be rung back; None, and the agent has heard why."""
    if number is None or not re.search(r"\d", number):
        at.say("agents_no_number")
    elif not_to_dial(number, at.company, Purpose.CALLBACK):
        at.say("agents_not_dialled")
    else:
        return number
    return None


def talks_with(at: AgentAtMenu, number: str, joined: Callable[[bool], None] = _nobody_asks) -> None:
    """Ring them and let both talk; the agent hears where they could not. CallerHungUp: the agent has left before.

    `joined`: told True once they hear each other; False where one of the two was gone at once, and nobody has talked.

    The caller is shown the line's number, and nothing of the agent's, who is not rung for another call meanwhile.
    """
    at.say("agents_calling_back")
    at.visit.claims.claim(at.agent.id)
    try:
        if not _talked(at, number, joined):
            at.say("agents_caller_unreached")
    finally:
        at.visit.claims.release(at.agent.id)


def _talked(at: AgentAtMenu, number: str, joined: Callable[[bool], None]) -> bool:
    caller, visit = at.caller, at.visit

    def report(attempt: Attempt) -> None:
        visit.journal.attempt(replace(attempt, agent=CALLED_BACK))

    if not caller.forward((number,), RING_SECONDS, report, hides_caller=True):
        return False
    began = visit.clock()
    joined(True)
    end = talk(caller, visit, Outcome.AGENTS_MENU, CALLED_BACK)
    talked = end is TalkEnd.OVER and visit.clock() - began >= SHORTEST_TALK_SECONDS
    if not talked:
        joined(False)
    return talked
