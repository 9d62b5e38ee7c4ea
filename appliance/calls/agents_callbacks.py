"""The callbacks that callers were promised, heard in the agents' menu after their messages: kept, or closed.

Whoever presses 1 has the promise while the caller is rung: the box has nobody else rung for it meanwhile.
"""

from __future__ import annotations

from appliance.calls.agent_at_menu import AgentAtMenu, on_to_the_next
from appliance.calls.agents_call_back import number_to_ring, talks_with
from appliance.calls.agents_desk import LeftCallback


def hear_callbacks(at: AgentAtMenu) -> None:
    """One after the other, the oldest first; nothing is said where there is none. The code has been typed."""
    found = at.visit.desk.callbacks(at.agent.id)
    if found is None:
        at.say("agents_unknown")
    elif found and all(_Heard(at, one, place, len(found)).goes_on() for place, one in enumerate(found, 1)):
        at.say("agents_callbacks_over")


class _Heard:
    """One callback, and what the agent does with it. `place` counts from 1."""

    def __init__(self, at: AgentAtMenu, callback: LeftCallback, place: int, number: int) -> None:
        self._at, self._callback, self._place, self._number = at, callback, place, number

    def goes_on(self) -> bool:
        """Serve it; True: on to the next one, False: back to the menu."""
        self._tell()
        acts = {"1": self._call_back, "4": self._tell}
        return self._at.served("agents_callback_keys", acts, {"2": on_to_the_next, "3": self._close})

    def _tell(self) -> None:
        at, one = self._at, self._callback
        elsewhere, now = one.line != at.visit.line.id, at.visit.now()
        at.tell(at.words.left_callback(one, self._place, self._number, now, at.visit.line.timezone, elsewhere))

    def _close(self) -> bool:
        if not self._at.confirmed(self._at.words.CLOSING_CALLBACK):
            return False
        problem = self._at.visit.desk.close_callback(self._at.agent.id, self._callback)
        return self._at.settled(problem, "agents_callback_closed")

    def _call_back(self) -> None:
        at, one = self._at, self._callback
        number = number_to_ring(at, one.number)
        if number is None:
            return
        problem = at.visit.desk.begin_callback(at.agent.id, one)
        if problem:
            at.explain(problem)
            return
        tried = _Tried(at, one)
        try:
            talks_with(at, number, tried.joined)
            tried.reached = tried.reached or False
        finally:
            tried.over()


class _Tried:
    """What becomes of the promise: kept as soon as they talk, else the box's again. `reached` None: the agent left."""

    def __init__(self, at: AgentAtMenu, callback: LeftCallback) -> None:
        self._at, self._callback = at, callback
        self.reached: bool | None = None

    def joined(self, talk: bool) -> None:
        """As `talks_with` tells: whoever is gone at once has kept nothing."""
        self.reached = True if talk else None
        if talk:
            self._at.visit.desk.callback_talks(self._callback)

    def over(self) -> None:
        self._at.visit.desk.callback_tried(self._callback, reached=self.reached)
