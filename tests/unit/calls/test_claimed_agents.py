"""An agent is held for a call until their own telephone is free, and no longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.calls.call_context import CallContext
from appliance.calls.claimed_agents import Held, HeldOnce
from appliance.calls.flow import handle_call
from appliance.calls.leg import (
    Attempt,
    CallerId,
    HoldEnd,
    Invitation,
    OfferEvent,
    OfferOutcome,
    OfferResult,
    Report,
)
from appliance.prompts.catalogue import Sentence
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller
from tests.examples import examples
from tests.unit.calls.rehearsal import DID, MARTIN, SUNDAY_NIGHT, RememberedJournal, ScriptedStage, company


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


class Shared:
    """What other calls see of this one: who is held. One release frees, as one lease does."""

    def __init__(self) -> None:
        self.held: set[str] = set()

    def claim(self, agent: str) -> bool:
        self.held.add(agent)
        return True

    def release(self, agent: str) -> None:
        self.held.discard(agent)


def one_more_offer(claims: HeldOnce, owners: Mapping[str, str]) -> Held:
    """An offer to people of these names, each dialled, each claimed as its owner."""
    held = Held(owners, claims, lambda attempt: None)
    for name, owner in owners.items():
        assert claims.claim(owner)
        held.report(told(name, OfferEvent.DIALLED))
    return held


def test_a_last_resort_rung_while_their_own_offer_is_still_said_to_be_over_stays_held() -> None:
    shared = Shared()
    claims = HeldOnce(shared)
    first = one_more_offer(claims, {"patron": "patron"})
    first.offer_over(None)
    again = one_more_offer(claims, {"last_resort": "patron"})
    first.report(told("patron", OfferEvent.ENDED, OfferOutcome.REFUSED))
    assert shared.held == {"patron"}, "they are rung as the last resort"
    again.offer_over("last_resort")
    assert shared.held == {"patron"}, "they talk"
    again.report(told("last_resort", OfferEvent.ENDED, OfferOutcome.ACCEPTED))
    again.offer_over(None)
    assert not shared.held


OFFERS = st.lists(st.sets(st.sampled_from(("durand", "petit", "patron")), min_size=1), min_size=1, max_size=4)


@settings(max_examples=examples(200))
@given(OFFERS, st.randoms(use_true_random=False))
def test_whoever_an_offer_of_the_call_still_wants_is_held_and_nobody_else(
    offers: Sequence[set[str]], any_one: Random
) -> None:
    """Whatever the order in which offers end and telephones are hung up; one agent may be in several of them."""
    shared = Shared()
    claims = HeldOnce(shared)
    begun = [one_more_offer(claims, {agent: agent for agent in agents}) for agents in offers]
    on_the_phone = [set(agents) for agents in offers]
    over: set[int] = set()
    ends = [(place, agent) for place, agents in enumerate(offers) for agent in [*sorted(agents), None]]
    any_one.shuffle(ends)
    for place, agent in ends:
        if agent is None:
            begun[place].offer_over(None)
            over.add(place)
        else:
            begun[place].report(told(agent, OfferEvent.ENDED, OfferOutcome.CANCELLED))
            on_the_phone[place].discard(agent)
        wanted = [agents if here not in over else on_the_phone[here] for here, agents in enumerate(offers)]
        assert shared.held == set().union(*wanted)


class LastWords(SimulatedLeg):
    """A caller's leg on which the last word to an agent ends only once the next offer's telephone is rung."""

    def __init__(self, stage: ScriptedStage, shared: Shared) -> None:
        super().__init__("call-1", CallerId("+33612345678"), DID, stage)
        self.shared = shared
        self.heard_out: list[Report] = []
        self.free_while_rung: list[str] = []

    def offer(
        self,
        invitations: Sequence[Invitation],
        whisper: Sentence,
        seconds: float,
        report: Report,
        *,
        words: str | None = None,
    ) -> OfferResult:
        outcomes = {}
        for invitation in invitations:
            report(told(invitation.agent, OfferEvent.DIALLED))
            for earlier in self.heard_out:
                earlier(told("martin", OfferEvent.ENDED, OfferOutcome.REFUSED))
            if invitation.phones == (MARTIN,) and "martin" not in self.shared.held:
                self.free_while_rung.append(invitation.agent)
            outcomes[invitation.agent] = OfferOutcome.REFUSED
            self.heard_out = [report] if invitation.agent == "martin" else []
            if invitation.agent != "martin":
                report(told(invitation.agent, OfferEvent.ENDED, OfferOutcome.REFUSED))
        return OfferResult(None, outcomes, HoldEnd.ELAPSED)


def test_no_other_call_may_ring_a_last_resort_who_has_just_refused_as_an_agent() -> None:
    martins, shared = company(last_resort=MARTIN), Shared()
    stage = ScriptedStage(Caller(("1",), says=3.0), {})
    leg = LastWords(stage, shared)
    handle_call(
        leg, CallContext(martins, martins.lines["urgence"], SUNDAY_NIGHT, RememberedJournal(), shared, stage.now)
    )
    assert leg.free_while_rung == []
