"""The conversation, once two people are joined: written as it begins, unwritten if it did not take place."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.coming_back import comes_back
from appliance.calls.leg import CallerHungUp, CallerLost, Sought, TalkEnd
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
    try:
        end = talk_on(
            caller,
            visit,
            agent,
            hands_over=hands_over,
            records=records,
            language=language,
            spoke=spoke,
            first=True,
        )
    except CallerLost as lost:
        _has_not_talked(visit, agent, lost.end)
        raise
    if end is TalkEnd.GONE_AT_ONCE:
        _has_not_talked(visit, agent, end)
    return end


def _has_not_talked(visit: CallContext, agent: str, end: TalkEnd) -> None:
    """Whoever was brought in has, with the two others."""
    if end is not TalkEnd.COLLEAGUE_LEFT:
        visit.journal.dropped(agent)
    if end is TalkEnd.GONE_AT_ONCE:
        visit.journal.note(GoneAtOnce(agent))


def talk_on(
    caller: Sought,
    visit: CallContext,
    agent: str,
    *,
    hands_over: bool,
    records: bool,
    language: str,
    spoke: float = math.inf,
    first: bool = False,
) -> TalkEnd:
    """The same of two who have talked already, and do so again: who talked in a page that is lost may come back.

    PAGE_LOST too of one who came back and was gone at once: what they said before was said, and their caller is here.
    `spoke`: seconds, before; CallerHungUp where it came to no talk. `first`: who is gone at once has said nothing.
    """
    records = records and visit.line.record_talks
    converses = partial(caller.converse, hands_over=hands_over, records=records, language=language)
    began = visit.clock()
    end = _talked(caller, visit, agent, converses, spoke, first=first)
    spoke += visit.clock() - began
    while end is TalkEnd.PAGE_LOST and (ended := comes_back(caller, visit, agent)) is not TalkEnd.PAGE_LOST:
        if ended is TalkEnd.OVER and spoke < SHORTEST_TALK_SECONDS:
            visit.journal.dropped(agent)
            raise CallerHungUp
        if ended is not None:
            return ended
        began = visit.clock()
        end = _talked(caller, visit, agent, converses, spoke)
        if end is TalkEnd.GONE_AT_ONCE:
            visit.journal.note(LeftMeanwhile(agent))
            return TalkEnd.PAGE_LOST
        spoke += visit.clock() - began
    return end


def _talked(
    caller: Sought,
    visit: CallContext,
    agent: str,
    converses: Callable[[], TalkEnd],
    spoke: float,
    *,
    first: bool = False,
) -> TalkEnd:
    """Once. What is recorded of it ends with it. A caller who leaves as the other does is served if they talked."""
    began = visit.clock()
    try:
        with visit.journal.step(Step.CONVERSATION), TalkRecording(caller, visit, agent) as recording:
            while (end := converses()) is TalkEnd.RECORDS:
                recording.begins_or_ends()
    except CallerLost as lost:
        here = visit.clock() - began if lost.end is TalkEnd.PAGE_LOST else 0.0
        talked = spoke + here >= SHORTEST_TALK_SECONDS and lost.end is not TalkEnd.COLLEAGUE_LEFT
        if talked and not (first and lost.end is TalkEnd.GONE_AT_ONCE):
            return TalkEnd.OVER
        raise
    return end
