"""`*1` and `*2` in a conversation: the agent asks for the next one, to hand them the caller or to be three.

They wait until somebody has taken the call; if nobody does, the caller is theirs again.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.calls.call_context import CallContext
from appliance.calls.claimed_agents import Held
from appliance.calls.leg import Sought
from appliance.calls.notes import AskedForColleague, HandedOver, LeftConversation, LeftMeanwhile, TakenBack, Together
from appliance.prompts.catalogue import Sentence, say

MOST_HAND_OVERS = 20  # of one caller: two agents who pass them to and fro end somewhere


@dataclass(frozen=True)
class Talker:
    """Who talks to the caller. `claimed`: the name under which they are held, by `held`. `language`: their own."""

    agent: str
    claimed: str
    held: Held
    language: str


class HandOver:
    """One, from its keys on; with `together`, to be three."""

    def __init__(self, caller: Sought, visit: CallContext, talker: Talker, *, together: bool) -> None:
        self.talker, self.together = talker, together
        self._caller, self._visit = caller, visit
        self._waits = True
        talker.held.waits_apart(talker.agent)
        visit.journal.note((AskedForColleague if together else HandedOver)(talker.agent))

    def taken(self) -> None:
        """Another is with the caller: the agent is let go, or joins the two."""
        if not self.together:
            self._end("handed_over")
        elif self._waits and self._caller.bring_in(self._left_the_others):
            self._visit.journal.note(Together(self.talker.agent))
        elif self._waits:
            self._left()
        self._waits = False

    def caller_left(self) -> bool:
        """The caller has hung up: whether the agent still waited."""
        return self._end("caller_left")

    def message_asked_for(self) -> None:
        """The caller would rather leave one."""
        self._end("handing_message")

    def takes_back(self) -> bool:
        """Nobody else took the caller: they are the agent's again. False: the agent has left meanwhile."""
        visit, waited = self._visit, self._waits
        if waited and self._caller.rejoin((visit.say("hand_over_back"), self._say("handing_back"))):
            self.talker.held.talks_again(self.talker.agent)
            visit.journal.note(TakenBack(self.talker.agent))
            return True
        if waited:
            self._left()
        return False

    def goes_on(self) -> bool:
        """Of three, the other has left: the agent goes on with the caller. False: nobody is there any more."""
        if not self._caller.rejoin(None):
            return False
        self.talker.held.talks_again(self.talker.agent)
        return True

    def call_over(self) -> None:
        """The caller has left all of them."""
        if self.together:
            self.talker.held.left(self.talker.agent)

    def _left_the_others(self) -> None:
        self.talker.held.left(self.talker.agent)
        self._visit.journal.note(LeftConversation(self.talker.agent))

    def _end(self, words: str) -> bool:
        """Let the agent go; False: they have left."""
        if not self._waits:
            return False
        self._waits = False
        agent, held = self.talker.agent, self.talker.held
        stayed = self._caller.let_go(self._say(words), lambda: held.left(agent))
        if not stayed:
            self._left()
        return stayed

    def _say(self, name: str) -> Sentence:
        return say(name, self.talker.language)

    def _left(self) -> None:
        self._waits = False
        self.talker.held.left(self.talker.agent)
        self._visit.journal.note(LeftMeanwhile(self.talker.agent))
