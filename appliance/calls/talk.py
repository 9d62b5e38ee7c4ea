"""The conversation, once two people are joined: written as it begins, unwritten if it did not take place."""

from __future__ import annotations

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.leg import Sought, TalkEnd
from appliance.calls.notes import GoneAtOnce
from appliance.calls.steps import Step


def talk(caller: Sought, visit: CallContext, outcome: Outcome, agent: str, *, hands_over: bool = False) -> TalkEnd:
    """Stay until the conversation ends. Unless it is OVER, the caller is still to be served.

    `hands_over`: the agent may pass the caller to another.
    """
    visit.journal.connected(outcome)
    end = talk_on(caller, visit, hands_over=hands_over)
    if end is TalkEnd.GONE_AT_ONCE:
        visit.journal.dropped(agent)
        visit.journal.note(GoneAtOnce(agent))
    return end


def talk_on(caller: Sought, visit: CallContext, *, hands_over: bool) -> TalkEnd:
    """The same of two who have talked already, and do so again."""
    with visit.journal.step(Step.CONVERSATION):
        return caller.converse(hands_over=hands_over)
