"""The conversation, once two people are joined: written as it begins, unwritten if it did not take place."""

from __future__ import annotations

import math

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.coming_back import comes_back
from appliance.calls.leg import CallerHungUp, Sought, TalkEnd
from appliance.calls.notes import GoneAtOnce, LeftMeanwhile
from appliance.calls.steps import Step
from appliance.calls.talk_recording import TalkRecording
from appliance.prompts.languages import USUAL

SHORTEST_TALK_SECONDS = 1.0  # who hangs up sooner has not talked


def talk(
    caller: Sought,
    visit: CallContext,
    outcome: Outcome,
    agent: str,
    *,
    hands_over: bool = False,
    records: bool = False,
    language: str = USUAL,
    or_lost: bool = False,
) -> TalkEnd:
    """Stay until the conversation ends. Unless it is OVER, the caller is still to be served.

    `hands_over`: the agent may ask for another, and hears so in their `language`; `records`: they may have it recorded,
    where the line lets them. `or_lost`: CallerHungUp of one who leaves while they wait for an agent whose page is lost,
    and with whom they had not talked.
    """
    visit.journal.connected(outcome)
    spoke = 0.0 if or_lost else math.inf
    end = talk_on(caller, visit, agent, hands_over=hands_over, records=records, language=language, spoke=spoke)
    if end is TalkEnd.GONE_AT_ONCE:
        visit.journal.dropped(agent)
        visit.journal.note(GoneAtOnce(agent))
    return end


def talk_on(
    caller: Sought,
    visit: CallContext,
    agent: str,
    *,
    hands_over: bool,
    records: bool,
    language: str,
    spoke: float = math.inf,
) -> TalkEnd:
    """The same of two who have talked already, and do so again: who talked in a page that is lost may come back.

    PAGE_LOST too of one who came back and was gone at once: what they said before was said, and their caller is here.
    `spoke`: seconds, before; CallerHungUp where it came to no talk.
    """
    began = visit.clock()
    end = _talked(caller, visit, agent, hands_over=hands_over, records=records, language=language)
    spoke += visit.clock() - began
    while end is TalkEnd.PAGE_LOST and (ended := comes_back(caller, visit, agent)) is not TalkEnd.PAGE_LOST:
        if ended is TalkEnd.OVER and spoke < SHORTEST_TALK_SECONDS:
            visit.journal.dropped(agent)
            raise CallerHungUp
        if ended is not None:
            return ended
        began = visit.clock()
        end = _talked(caller, visit, agent, hands_over=hands_over, records=records, language=language)
        if end is TalkEnd.GONE_AT_ONCE:
            visit.journal.note(LeftMeanwhile(agent))
            return TalkEnd.PAGE_LOST
        spoke += visit.clock() - began
    return end


def _talked(
    caller: Sought, visit: CallContext, agent: str, *, hands_over: bool, records: bool, language: str
) -> TalkEnd:
    """Once. What is recorded of it ends with it."""
    records = records and visit.line.record_talks
    with visit.journal.step(Step.CONVERSATION), TalkRecording(caller, visit, agent) as recording:
        while (end := caller.converse(hands_over=hands_over, records=records, language=language)) is TalkEnd.RECORDS:
            recording.begins_or_ends()
    return end
