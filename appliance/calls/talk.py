"""The conversation, once two people are joined: written as it begins, unwritten if it did not take place."""

from __future__ import annotations

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.leg import Sought
from appliance.calls.notes import GoneAtOnce
from appliance.calls.steps import Step


def talk(caller: Sought, visit: CallContext, outcome: Outcome, agent: str) -> bool:
    """Stay until the conversation ends. False: `agent` was gone at once, and the caller is still to be served."""
    visit.journal.connected(outcome)
    with visit.journal.step(Step.CONVERSATION):
        talked = caller.converse()
    if not talked:
        visit.journal.dropped(agent)
        visit.journal.note(GoneAtOnce(agent))
    return talked
