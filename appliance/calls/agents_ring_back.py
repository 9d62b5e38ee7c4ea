"""What an agent who rings back hears of the call that waits for them, before any menu."""

from __future__ import annotations

from contextlib import suppress

from appliance.calls.agents_entry import SECONDS
from appliance.calls.call_context import CallContext
from appliance.calls.known_agent import known_agent
from appliance.calls.leg import CallerHungUp, CallerLeg
from appliance.calls.notes import TookCall
from appliance.calls.ringing_back import HuntUnderWay, too_late
from appliance.company.model import Agent
from appliance.prompts.catalogue import say, whisper_in

TAKE_KEY = "1"


def rings_back_to_take(caller: CallerLeg, visit: CallContext) -> bool:
    """Whether an agent called from their telephone for the call that waits for them, and took it or hung up on it.

    False: they are served as anybody who calls, once they have heard why they are too late, if they are.
    """
    agent = known_agent(visit.company, caller.caller.number) if visit.line.agents_menu else None
    hunt = visit.hunts.waiting_for(agent) if agent is not None else None
    if agent is None or hunt is None:
        return False
    offer = say("ring_back_offer", agent.language)
    key = caller.ask_digits(offer, max_digits=1, first_digit_seconds=SECONDS, terminator="")
    if key != TAKE_KEY:
        return False
    with suppress(CallerHungUp):
        return _takes(caller, visit, agent, hunt)
    return True


def _takes(caller: CallerLeg, visit: CallContext, agent: Agent, hunt: HuntUnderWay) -> bool:
    """What is known of the call is heard first, unless a key cuts it short. CallerHungUp."""
    with hunt.heard_by(agent):
        caller.play(whisper_in(hunt.words, agent.language), until_key=True)
        if hunt.said is not None:
            caller.play(say("words_said", agent.language), until_key=True)
            caller.play_recording(hunt.said)
        taken = hunt.give_to(agent, caller)
    if taken:
        visit.journal.note(TookCall(hunt.call))
    else:
        caller.let_finish_typing()
        caller.play(say(too_late(hunt.over), agent.language))
    return taken
