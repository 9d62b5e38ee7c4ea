"""The agents held for one offer: each is free again as soon as their own telephone is (design, law 5).

An agent who loses the call still hears that it was taken, while the caller talks to another: nobody else may ring
them meanwhile, and the caller waits for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from appliance.calls.leg import Attempt, OfferEvent, Report
from appliance.calls.visit import Claims


class Held:
    """Used around an offer and its conversation. `claimed`: under which name each agent invited was claimed."""

    def __init__(self, claimed: Mapping[str, str], claims: Claims, report: Report) -> None:
        self._claimed, self._claims, self._report = dict(claimed), claims, report
        self._on_the_phone: set[str] = set()
        self._talking: str | None = None
        self._over = False

    def report(self, attempt: Attempt) -> None:
        """Pass on what an offer tells; some of it comes after its end."""
        self._report(attempt)
        if attempt.event is not OfferEvent.ENDED:
            self._on_the_phone.add(attempt.agent)
            return
        self._on_the_phone.discard(attempt.agent)
        if self._over and attempt.agent != self._talking:
            self._free(attempt.agent)

    def offer_over(self, accepted_by: str | None) -> None:
        """No other telephone will be rung; `accepted_by` is held for as long as they talk."""
        self._over, self._talking = True, accepted_by
        for agent in set(self._claimed) - self._on_the_phone - {accepted_by}:
            self._free(agent)

    def __enter__(self) -> Held:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.offer_over(None)

    def _free(self, agent: str) -> None:
        claim = self._claimed.pop(agent, None)
        if claim is not None:
            self._claims.release(claim)
