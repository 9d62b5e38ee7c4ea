"""What an agent did after a call, keyed in their menu: closed or to be seen again, minutes of work and of travel.

Nothing is written of a call before all of it is heard back and confirmed.
"""

from __future__ import annotations

from functools import partial

from appliance.calls.agent_at_menu import ANSWER_SECONDS, AgentAtMenu, on_to_the_next
from appliance.calls.agents_desk import TakenCall, WorkTold
from appliance.prompts.catalogue import Sentence

TRIES = 3
LONGEST = 24 * 60  # minutes of work, or of travel, told at once
STATES = {"1": True, "2": False, "3": None}


def after_choice(at: AgentAtMenu) -> list[Sentence]:
    """What the menu says of it, to whoever has a call to tell of."""
    return [at.visit.say("agents_menu_after")] if at.visit.desk.untold(at.agent.id) else []


def tell_of_calls(at: AgentAtMenu) -> None:
    """One call after the other, the last one first. All of it asks the agent's code."""
    if not at.may_change():
        return
    found = at.visit.desk.untold(at.agent.id)
    if found is None:
        at.say("agents_unknown")
    elif not found:
        at.say("agents_after_none")
    elif all(_Told(at, call, place, len(found)).goes_on() for place, call in enumerate(found, 1)):
        at.say("agents_after_over")


class _Told:
    """One call, and what the agent tells of it. `place` counts from 1."""

    def __init__(self, at: AgentAtMenu, call: TakenCall, place: int, number: int) -> None:
        self._at, self._call, self._place, self._number = at, call, place, number

    def goes_on(self) -> bool:
        """Hear of it; True: on to the next one, False: back to the menu."""
        self._tell()
        ends = {key: partial(self._written, closed) for key, closed in STATES.items()}
        return self._at.served("agents_after_keys", {"5": self._tell}, {**ends, "4": on_to_the_next})

    def _tell(self) -> None:
        at, one = self._at, self._call
        elsewhere = one.line != at.visit.line.id
        at.tell(at.words.taken_call(one, self._place, self._number, at.visit.now(), at.visit.line.timezone, elsewhere))

    def _written(self, closed: bool | None) -> bool:
        """Whether it is, once the minutes are typed, heard back and confirmed; told so, or why not."""
        at, after = self._at, self._minutes("agents_after_work")
        travel = None if after is None else self._minutes("agents_after_travel")
        if after is None or travel is None or (closed is None and not after and not travel):
            at.say("agents_unchanged")
            return False
        told = WorkTold(closed, after, travel)
        if not at.confirmed(at.words.work_told(told)):
            return False
        return at.settled(at.visit.desk.tell_of(at.agent.id, self._call, told), "agents_done")

    def _minutes(self, question: str) -> int | None:
        """None where they give it up; nothing typed is none."""
        for _ in range(TRIES):
            asked = self._at.visit.say(question)
            typed = self._at.caller.ask_digits(asked, max_digits=5, first_digit_seconds=ANSWER_SECONDS)
            if "*" in typed:
                return None
            if int(typed or "0") <= LONGEST:
                return int(typed or "0")
            self._at.say("agents_after_wrong")
        return None
