"""An agent who rings the line back while a caller waits for them: they take that call on their own leg. Pure.

Nothing is held back meanwhile: the hunt goes on until they are joined, and whoever comes too late hears why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import assert_never

from appliance.calls.leg import CallerHungUp, CallerLeg, Sought
from appliance.company.model import Agent
from appliance.prompts.catalogue import Sentence


class TooLate(Enum):
    """Why a caller waits no more."""

    TAKEN = auto()
    CALLER_LEFT = auto()
    OVER = auto()  # they leave a message, or are called back


class HuntUnderWay:
    """A caller who is searched for. `call`: its name; `words`: what an agent who takes it hears first, then `said`, a
    recording of what the caller said, where there is one.

    `claim` and `release`: as the call's `Claims` hold an agent and free them. `on_call`: who is on call for it, as the
    hunt last knew. `rung`: the agents whose telephone it has rung.
    """

    def __init__(
        self,
        call: str,
        caller: Sought,
        claim: Callable[[str], bool],
        release: Callable[[str], None],
        words: Sentence,
        on_call: Callable[[], Collection[str]],
        said: str | None = None,
    ) -> None:
        self.call, self.words, self.said = call, words, said
        self.rung: set[str] = set()
        self.listening: set[str] = set()  # agents who take it, and hear of it first
        self.over: TooLate | None = None
        self._caller, self._claim, self._release, self._on_call = caller, claim, release, on_call

    def waits_for(self, agent: Agent) -> bool:
        """Whether it is one that this agent may take; nobody takes their own."""
        wanted = agent.id in self.rung or agent.id in self._on_call()
        return wanted and self._caller.caller.number not in agent.phones

    @contextmanager
    def heard_by(self, agent: Agent) -> Iterator[None]:
        """This agent takes it, once they have heard of it: the hunt has some patience for that."""
        self.listening.add(agent.id)
        try:
            yield
        finally:
            self.listening.discard(agent.id)

    def give_to(self, agent: Agent, leg: CallerLeg) -> bool:
        """Join the caller to the agent on their own leg, who is then held for this call. False: they are not joined.

        CallerHungUp: the agent has left.
        """
        if self.over is not None or not self._claim(agent.id):
            return False
        joined = False
        try:
            joined = leg.take(self._caller, agent.id, phone_of(agent, leg))
        finally:
            if not joined:
                self._release(agent.id)
        return joined

    def end(self, why: TooLate) -> None:
        """The caller waits no more; the first reason is the one."""
        self.over = self.over or why


class HuntsUnderWay:
    """The hunts of this controller, the oldest first."""

    def __init__(self) -> None:
        self._hunts: list[HuntUnderWay] = []

    @contextmanager
    def one_more(self, hunt: HuntUnderWay) -> Iterator[None]:
        """It may be taken while the block lasts."""
        self._hunts.append(hunt)
        try:
            yield
        except CallerHungUp:
            hunt.end(TooLate.CALLER_LEFT)
            raise
        finally:
            hunt.end(TooLate.OVER)
            self._hunts.remove(hunt)

    def waiting_for(self, agent: Agent) -> HuntUnderWay | None:
        """The oldest that rings or rang this agent, else the oldest for which they are on call."""
        found = [hunt for hunt in self._hunts if hunt.over is None and hunt.waits_for(agent)]
        return max(found, key=lambda hunt: agent.id in hunt.rung, default=None)


def phone_of(agent: Agent, leg: CallerLeg) -> int:
    """Which of their telephones an agent calls from, from 0."""
    number = leg.caller.number
    return agent.phones.index(number) if number in agent.phones else 0


def too_late(why: TooLate | None) -> str:
    """The name of the sentence that tells an agent that they are not joined; None: another call holds them."""
    match why:
        case TooLate.TAKEN:
            return "call_taken"
        case TooLate.CALLER_LEFT:
            return "caller_left"
        case TooLate.OVER:
            return "ring_back_over"
        case None:
            return "offer_over"
        case _:
            assert_never(why)
