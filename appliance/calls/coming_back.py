"""An agent who talks in a page that is lost, reloaded or cut off: their caller waits for them, for a short time."""

from __future__ import annotations

from appliance.calls.call_context import CallContext
from appliance.calls.leg import CallerHungUp, HoldEnd, Sought, TalkEnd
from appliance.calls.notes import CameBack, NotBack, PageLost

RETURN_SECONDS = 30.0  # a browser that crashed is open again by then; a caller who cannot see why waits no longer
WORDS = "hold_word_3"  # that their call waits, and the key that asks for the message


def comes_back(caller: Sought, visit: CallContext, agent: str) -> TalkEnd | None:
    """Hold the caller until the agent is back, and talks with them again: None. They stay claimed meanwhile.

    PAGE_LOST: they did not come, and the caller is still to be served. OVER: the caller has left, who had been served.
    """
    visit.journal.note(PageLost(agent))
    try:
        end = caller.await_agent(RETURN_SECONDS, visit.say(WORDS))
    except CallerHungUp:
        return TalkEnd.OVER
    if end is None:
        visit.journal.note(CameBack(agent))
        return None
    visit.journal.note(NotBack(agent))
    return TalkEnd.PAGE_LOST if end is HoldEnd.ELAPSED else TalkEnd.ASKED_FOR_MESSAGE
