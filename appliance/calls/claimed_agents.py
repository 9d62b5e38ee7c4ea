"""The agents held for one offer: each is free again as soon as their own telephone is (design, law 5).

An agent who loses the call still hears that it was taken, while the caller talks to another: nobody else may ring
them meanwhile, and the caller waits for nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import TracebackType

from appliance.calls.call_context import Claims
from appliance.calls.leg import Attempt, OfferEvent, Report

APART = -1  # in the place of a telephone: they wait, whichever it was


class HeldOnce:
    """The agents held for one call, by all its offers. Implements `Claims`, over those of the call.

    Two offers may want one agent: the last resort is their mobile, and they still hear that the call was withdrawn.
    They are free once neither wants them.
    """

    def __init__(self, claims: Claims) -> None:
        self._claims = claims
        self._wanted: Counter[str] = Counter()

    def claim(self, agent: str) -> bool:
        """True if the agent is now held for this call, once more; each time is to be released."""
        if agent not in self._wanted and not self._claims.claim(agent):
            return False
        self._wanted[agent] += 1
        return True

    def release(self, agent: str) -> None:
        """One offer wants the agent no more. Nothing for an agent whom no offer of this call holds."""
        if agent not in self._wanted:
            return
        self._wanted[agent] -= 1
        if not self._wanted[agent]:
            del self._wanted[agent]
            self._claims.release(agent)


class Held:
    """Used around an offer and its conversation. `claimed`: under which name each agent invited was claimed."""

    def __init__(self, claimed: Mapping[str, str], claims: Claims, report: Report) -> None:
        self._claimed, self._claims, self._report = dict(claimed), claims, report
        self._on_the_phone: set[tuple[str, int]] = set()  # and on which: they may answer in a page besides
        self._talking: str | None = None
        self._over = False

    def report(self, attempt: Attempt) -> None:
        """Pass on what an offer tells; some of it comes after its end."""
        self._report(attempt)
        if attempt.event is not OfferEvent.ENDED:
            self._on_the_phone.add((attempt.agent, attempt.phone))
            return
        self._on_the_phone.discard((attempt.agent, attempt.phone))
        if self._over and attempt.agent not in {self._talking, *self._busy()}:
            self._free(attempt.agent)

    def offer_over(self, accepted_by: str | None) -> None:
        """No other telephone will be rung; `accepted_by` is held for as long as they talk."""
        self._over, self._talking = True, accepted_by
        for agent in set(self._claimed) - self._busy() - {accepted_by}:
            self._free(agent)

    def waits_apart(self, agent: str) -> None:
        """They talk no more, and hold the line: free once `left` is told."""
        self._on_the_phone.add((agent, APART))
        self._talking = None

    def talks_again(self, agent: str) -> None:
        """They are held for as long as they talk."""
        self._on_the_phone.discard((agent, APART))
        self._talking = agent

    def left(self, agent: str) -> None:
        """Their telephone is free."""
        self._on_the_phone.discard((agent, APART))
        self._free(agent)

    def __enter__(self) -> Held:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.offer_over(None)

    def _busy(self) -> set[str]:
        return {agent for agent, _ in self._on_the_phone}

    def _free(self, agent: str) -> None:
        claim = self._claimed.pop(agent, None)
        if claim is not None:
            self._claims.release(claim)
