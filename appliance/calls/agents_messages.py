"""The messages of callers, heard in the agents' menu: taken charge of, closed, deleted, their caller rung back.

An agent hears those that they may open on the pages, and no other; all of it asks their code.
"""

from __future__ import annotations

from dataclasses import replace

from appliance.calls.agent_at_menu import AgentAtMenu, on_to_the_next
from appliance.calls.agents_call_back import number_to_ring, talks_with
from appliance.calls.agents_callbacks import hear_callbacks
from appliance.calls.agents_desk import LeftMessage


def hear_messages(at: AgentAtMenu) -> None:
    """One after the other, the oldest first, then the callbacks, until the agent has heard enough."""
    if not at.may_change():
        return
    found = at.visit.desk.messages(at.agent.id)
    if found is None:
        at.say("agents_unknown")
    elif not found:
        at.say("agents_no_message")
        hear_callbacks(at)
    elif all(_Heard(at, message, place, len(found)).goes_on() for place, message in enumerate(found, 1)):
        at.say("agents_messages_over")
        hear_callbacks(at)


class _Heard:
    """One message, and what the agent does with it. `place` counts from 1."""

    def __init__(self, at: AgentAtMenu, message: LeftMessage, place: int, number: int) -> None:
        self._at, self._message, self._place, self._number = at, message, place, number

    def goes_on(self) -> bool:
        """Serve it; True: on to the next one, False: back to the menu."""
        self._play()
        acts = {"1": self._play, "2": self._take, "5": self._call_back}
        ends = {"3": self._close, "4": on_to_the_next, "6": self._delete}
        return self._at.served("agents_message_keys", acts, ends)

    def _play(self) -> None:
        at, message = self._at, self._message
        elsewhere = message.line != at.visit.line.id
        now = at.visit.now()
        at.tell(at.words.left_message(message, self._place, self._number, now, at.visit.line.timezone, elsewhere))
        if message.audible:
            at.caller.play_recording(message.file)
        else:
            at.say("agents_message_gone")

    def _take(self) -> bool:
        """Have it, told so; whether the agent does."""
        if not self._message.mine and not self._written(done=False):
            return False
        self._message = replace(self._message, in_charge=self._at.agent.name, mine=True)
        self._at.say("agents_message_taken")
        return True

    def _close(self) -> bool:
        if not self._at.confirmed(self._at.words.CLOSING) or not self._written(done=True):
            return False
        self._at.say("agents_message_closed")
        return True

    def _delete(self) -> bool:
        """Asked for twice; whether it is gone."""
        at = self._at
        if at.key(at.told(at.words.DELETING)) != "1":
            at.say("agents_message_kept")
            return False
        return at.settled(at.visit.desk.delete_message(at.agent.id, self._message), "agents_message_deleted")

    def _written(self, *, done: bool) -> bool:
        problem = self._at.visit.desk.take_message(self._at.agent.id, self._message, done=done)
        if problem:
            self._at.explain(problem)
        return problem is None

    def _call_back(self) -> None:
        """Whoever rings a caller back has their message: nobody else does it meanwhile."""
        number = number_to_ring(self._at, self._message.caller)
        if number is not None and self._take():
            talks_with(self._at, number)
