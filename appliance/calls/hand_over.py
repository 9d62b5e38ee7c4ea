"""`*1` in a conversation: the agent hands their caller to the next one, and waits until somebody has taken them."""

from __future__ import annotations

from appliance.calls.call_context import CallContext
from appliance.calls.claimed_agents import Held
from appliance.calls.leg import Sought, TalkEnd
from appliance.calls.notes import HandedOver, LeftMeanwhile, TakenBack
from appliance.calls.talk import talk_on

MOST_HAND_OVERS = 20  # of one caller: two agents who pass them to and fro end somewhere


class HandOver:
    """One, from its keys on. `held`: the offer by which the agent took the call, which holds them until they leave."""

    def __init__(self, caller: Sought, visit: CallContext, agent: str, held: Held) -> None:
        self._caller, self._visit, self._agent, self._held = caller, visit, agent, held
        self._waits = True
        held.waits_apart(agent)
        visit.journal.note(HandedOver(agent))

    def taken(self) -> None:
        """Another talks to the caller."""
        self._end("handed_over")

    def caller_left(self) -> bool:
        """The caller has hung up: whether the agent still waited."""
        return self._end("caller_left")

    def message_asked_for(self) -> None:
        """The caller would rather leave one."""
        self._end("handing_message")

    def takes_back(self, *, hands_over: bool) -> TalkEnd | None:
        """Nobody else took the caller: the agent talks to them again. None: they have left meanwhile."""
        visit, waited = self._visit, self._waits
        if waited and self._caller.rejoin(visit.say("hand_over_back"), visit.say("handing_back")):
            self._held.talks_again(self._agent)
            self._visit.journal.note(TakenBack(self._agent))
            return talk_on(self._caller, self._visit, hands_over=hands_over)
        if waited:
            self._left()
        return None

    def _end(self, words: str) -> bool:
        """Let the agent go; False: they have left."""
        if not self._waits:
            return False
        self._waits = False
        stayed = self._caller.let_go(self._visit.say(words), lambda: self._held.left(self._agent))
        if not stayed:
            self._left()
        return stayed

    def _left(self) -> None:
        self._waits = False
        self._held.left(self._agent)
        self._visit.journal.note(LeftMeanwhile(self._agent))
