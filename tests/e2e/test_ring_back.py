"""An agent who rings the line back takes the call that waits for them; who comes too late hears why."""

from __future__ import annotations

import agents
import company
import pytest
import steps
from astreinte_lab import until
from phones.caller import Caller
from phones.mobile import Mobile, MobileCall
from steps import AGENT_TONE, CALLER_TONE, TALK_SECONDS
from world import World

from appliance.prompts.catalogue import whisper, whisper_taken

pytestmark = pytest.mark.e2e

LAB_OPTIONS: tuple[str, ...] = ()
LAB_COMPANY = agents.COMPANY
ALONE, TEAM = "8", "6"  # Seule rings twice for ten seconds, Ensemble rings three together


def hunted_for(world: World, key: str, *mobiles: Mobile) -> tuple[Caller, list[MobileCall]]:
    """A caller who waits, and the telephones that ring for them."""
    caller = steps.at_menu(world).caller
    caller.presses(key)
    caller.hears("hunt")
    return caller, [mobile.rings(within=8) for mobile in mobiles]


def rings_back(world: World, number: str) -> Caller:
    """An agent calls the line from their mobile, and hears that a call waits."""
    agent = Caller(world.carrier, number)
    agent.calls(company.DID)
    agent.hears("ring_back_offer", within=6)
    return agent


def hears_who_calls(world: World, agent: Caller, caller: Caller) -> None:
    agent.hears(world.sentences.file(whisper_taken(whisper(company.LINE, None, caller.e164))), within=8)


def talk(caller: Caller, agent: Caller) -> None:
    """Each hears the other's tone, for longer than the moment in which an agent may be gone at once."""
    caller.hums(CALLER_TONE)
    agent.hums(AGENT_TONE)
    agent.hears_tone(CALLER_TONE, within=12)
    caller.hears_tone(AGENT_TONE)
    caller.stream.ear.hears_no_tone(CALLER_TONE, TALK_SECONDS)


def own_call(world: World, agent: Caller, outcome: str) -> None:
    """The agent's call is in the journal, over, by this outcome."""

    def there() -> bool:
        return any(
            one["caller"] == agent.e164 and one["outcome"] == outcome and one["ended_at"] for one in world.lab.calls()
        )

    until(there, 8, f"a call of {agent.e164} that ended as {outcome}")


def taken(world: World, caller: Caller) -> list[tuple[str, str]]:
    call = world.journal(caller, over=True, outcome="connected")
    assert [one["detail"] for one in call["steps"] if one["name"] == "rung_back"]
    return world.outcomes(call)


def test_the_agent_who_rings_back_while_their_mobile_rings_talks_to_the_caller(world: World) -> None:
    caller, (ringing,) = hunted_for(world, ALONE, world.mobile(company.SOLO))
    agent = rings_back(world, company.SOLO)
    agent.presses("1")
    hears_who_calls(world, agent, caller)
    talk(caller, agent)
    ringing.stops_ringing(within=1)
    caller.learns_nothing_of(company.SOLO)
    caller.hangs_up()
    agent.is_hung_up(within=2)
    world.lab.has_no_leg(within=2)
    assert taken(world, caller)[-2:] == [("solo", "cancelled"), ("solo", "accepted")]
    own_call(world, agent, "ring_back")


def test_an_agent_whose_mobile_has_missed_the_call_takes_it_between_two_rings(world: World) -> None:
    """And whoever hangs up first ends it for both."""
    mobile = world.mobile(company.SOLO).will_refuse(480)
    caller, _ = hunted_for(world, ALONE, mobile)
    agent = rings_back(world, company.SOLO)
    agent.presses("1")
    agent.hears(world.sentences.file(whisper_taken(whisper(company.LINE, None, caller.e164))), within=8)
    agent.presses("1")  # no need to hear it all
    talk(caller, agent)
    agent.hangs_up()
    caller.is_hung_up(within=2)
    world.lab.has_no_leg(within=2)
    assert taken(world, caller)[-1] == ("solo", "accepted")


def test_the_others_who_ring_stop_and_the_next_call_finds_the_agent_free(world: World) -> None:
    caller, ringing = hunted_for(world, TEAM, *(world.mobile(number) for number in company.SIMUL))
    agent = rings_back(world, company.SIMUL[1])
    agent.presses("1")
    talk(caller, agent)
    for one in ringing:
        one.timeline.wait("cancelled", within=1)
    agent.hangs_up()
    caller.is_hung_up(within=2)
    after, again = hunted_for(world, TEAM, world.mobile(company.SIMUL[1]))
    again[0].answers().presses("1")
    again[0].hums(AGENT_TONE)
    after.hears_tone(AGENT_TONE, within=5)
    after.hangs_up()


def test_a_caller_who_leaves_while_the_agent_listens(world: World) -> None:
    caller, _ = hunted_for(world, ALONE, world.mobile(company.SOLO))
    agent = rings_back(world, company.SOLO)
    agent.presses("1")
    hears_who_calls(world, agent, caller)
    caller.hangs_up()
    agent.hears("caller_left", within=12)
    agent.hears("agents_offer", within=8)
    agent.hangs_up()
    world.journal(caller, over=True, outcome="abandoned")
    world.lab.has_no_leg(within=2)


def test_a_colleague_who_accepts_first_has_the_call(world: World) -> None:
    caller, ringing = hunted_for(world, TEAM, *(world.mobile(number) for number in company.SIMUL))
    agent = rings_back(world, company.SIMUL[1])
    agent.presses("1")
    ringing[0].answers().presses("1")
    agent.hears("call_taken", within=14)
    agent.hears("agents_offer", within=8)
    ringing[0].hums(AGENT_TONE)
    caller.hears_tone(AGENT_TONE)
    agent.hangs_up()
    caller.hangs_up()
    assert ("basile", "accepted") not in world.outcomes(world.journal(caller, over=True, outcome="connected"))


def test_a_caller_who_asks_for_the_message_while_the_agent_listens(world: World) -> None:
    caller, _ = hunted_for(world, ALONE, world.mobile(company.SOLO))
    agent = rings_back(world, company.SOLO)
    agent.presses("1")
    hears_who_calls(world, agent, caller)
    caller.presses("*")
    caller.hears("message_ask", within=6)
    agent.hears("ring_back_over", within=12)
    agent.hangs_up()
    caller.hangs_up()


def test_an_agent_who_hangs_up_while_they_listen_leaves_the_hunt_as_it_was(world: World) -> None:
    caller, (ringing,) = hunted_for(world, ALONE, world.mobile(company.SOLO))
    agent = rings_back(world, company.SOLO)
    agent.presses("1")
    hears_who_calls(world, agent, caller)
    agent.hangs_up()
    ringing.answers().presses("1")
    ringing.hums(AGENT_TONE)
    caller.hears_tone(AGENT_TONE, within=5)
    caller.hangs_up()
    own_call(world, agent, "ring_back")


def test_an_agent_for_whom_nobody_waits_or_who_presses_another_key_is_served_as_before(world: World) -> None:
    caller, _ = hunted_for(world, ALONE, world.mobile(company.SOLO))
    other = agents.agent(world, company.DURAND)
    other.hangs_up()
    agent = rings_back(world, company.SOLO)
    agent.presses("2")
    agent.hears("agents_offer", within=6)
    agent.hangs_up()
    caller.hangs_up()


def test_an_agent_who_rang_back_hands_the_caller_to_the_next_one(world: World) -> None:
    mobiles = {number: world.mobile(number) for number in (company.DURAND, company.PETIT, company.MARTIN)}
    caller, _ = hunted_for(world, "1", mobiles[company.DURAND])
    agent = rings_back(world, company.DURAND)
    agent.presses("1")
    talk(caller, agent)
    caller.stream.ear.hears_no_tone(CALLER_TONE, 2.5)  # until the conversation has settled
    agent.hums(None)
    agent.presses("*1")
    agent.hears("handing_over", within=6)
    petit = steps.ringing_now(mobiles[company.PETIT], 8)
    petit.answers()
    petit.hears("whisper", within=8, seconds=0.6)
    petit.presses("1")
    agent.hears("handed_over", within=6)
    agent.is_hung_up(within=6)
    petit.hums(AGENT_TONE)
    petit.hears_tone(CALLER_TONE, within=8)
    caller.hangs_up()
    assert taken(world, caller)[-1] == ("petit", "accepted")
