"""An agent is held for a call until their own telephone is free, and no longer."""

from __future__ import annotations

from appliance.calls.held import Held
from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome


class Claims:
    def __init__(self) -> None:
        self.freed: list[str] = []

    def claim(self, agent: str) -> bool:
        return True

    def release(self, agent: str) -> None:
        self.freed.append(agent)


def told(agent: str, event: OfferEvent, outcome: OfferOutcome | None = None) -> Attempt:
    return Attempt(agent, 0, event, outcome)


def test_an_agent_who_hears_that_the_call_was_taken_is_held_until_they_have() -> None:
    claims = Claims()
    with Held({"durand": "durand", "petit": "petit", "martin": "martin"}, claims, lambda attempt: None) as held:
        for agent in ("durand", "petit", "martin"):
            held.report(told(agent, OfferEvent.DIALLED))
        held.report(told("martin", OfferEvent.ENDED, OfferOutcome.CANCELLED))
        held.offer_over("durand")
        assert claims.freed == ["martin"]
        held.report(told("petit", OfferEvent.ENDED, OfferOutcome.CANCELLED))
        held.report(told("durand", OfferEvent.ENDED, OfferOutcome.ACCEPTED))
        assert claims.freed == ["martin", "petit"], "and the one who talks is held while they talk"
    assert claims.freed == ["martin", "petit", "durand"]


def test_between_two_telephones_of_theirs_an_agent_stays_held() -> None:
    claims = Claims()
    with Held({"durand": "durand"}, claims, lambda attempt: None) as held:
        held.report(told("durand", OfferEvent.DIALLED))
        held.report(told("durand", OfferEvent.ENDED, OfferOutcome.BUSY))
        assert claims.freed == []
    assert claims.freed == ["durand"]


def test_when_the_caller_leaves_whoever_hears_so_is_held_until_they_have() -> None:
    claims = Claims()
    held = Held({"durand": "durand"}, claims, lambda attempt: None)
    with held:
        held.report(told("durand", OfferEvent.DIALLED))
    assert claims.freed == []
    held.report(told("durand", OfferEvent.ENDED, OfferOutcome.CANCELLED))
    assert claims.freed == ["durand"]


def test_the_last_resort_is_freed_under_the_name_it_was_claimed_with() -> None:
    claims = Claims()
    with Held({"last_resort": "patron"}, claims, lambda attempt: None):
        pass
    assert claims.freed == ["patron"]
