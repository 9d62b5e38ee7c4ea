"""The simulated leg keeps the contract of `CallerLeg`, in virtual time, and what its audience hears is true."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from appliance.calls.leg import CallerId, Invitation, OfferOutcome
from appliance.prompts.catalogue import Sentence, say
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller, Phone
from appliance.simulator.scripted import ScriptedStage, estimated_seconds
from tests.contract.leg_contract import DURAND, PETIT, SILENT, WHISPER, LegContract, Performance, Script, invite


def a_leg(stage: ScriptedStage) -> SimulatedLeg:
    return SimulatedLeg("appel-1", CallerId("+33612345678"), "+33972000001", stage)


class TestSimulatedLeg(LegContract):
    def perform(
        self,
        script: Script,
        caller: Caller,
        phones: Mapping[str, Phone],
        *,
        answered: bool = True,
        rings_back: float | None = None,
    ) -> Performance:
        done = Performance()
        acts = [] if rings_back is None else [(rings_back, on.AgentRingsBack("durand", DURAND))]
        leg = a_leg(ScriptedStage(caller, phones, acts=acts))
        if answered:
            leg.answer()
        done.result = script(leg, done.attempts.append)
        leg.hang_up()
        return done

    def clock(self, leg: SimulatedLeg) -> float:
        return leg.stage.now()


def offered(
    phones: Mapping[str, Phone], *invitations: Invitation, caller: Caller = SILENT, seconds: float = 120
) -> ScriptedStage:
    stage = ScriptedStage(caller, phones)
    leg = a_leg(stage)
    leg.answer()
    leg.offer(invitations, WHISPER, seconds, lambda attempt: None)
    return stage


def heard_on(stage: ScriptedStage, phone: str) -> list[tuple[float, str]]:
    """What was said on a telephone, and when."""
    return [
        (seen.at, seen.cue.sentence.name)
        for seen in stage.seen
        if isinstance(seen.cue, on.PhoneHears) and seen.cue.phone == phone
    ]


def farewells(stage: ScriptedStage) -> dict[str, str | None]:
    released = [seen.cue for seen in stage.seen if isinstance(seen.cue, on.PhoneIsReleased)]
    return {cue.phone: cue.farewell.name if cue.farewell else None for cue in released}


def test_a_ten_minute_conversation_takes_no_time() -> None:
    stage = offered({DURAND: people.accepts(2.0, talks=600)}, invite("durand", DURAND))
    a_leg(stage)
    assert stage.now() < 10


def test_the_whisper_starts_at_once_and_repeats_after_a_pause() -> None:
    phones = {DURAND: people.types((16.0, "1"), after=2.0)}
    stage = offered(phones, invite("durand", DURAND, ring=20))
    first, again = heard_on(stage, DURAND)[:2]
    assert first == (3.0, "whisper")
    assert again == (first[0] + estimated_seconds(WHISPER) + 1.0, "whisper")


def test_a_wrong_key_is_said_before_the_whisper_is_repeated() -> None:
    stage = offered({DURAND: people.types((1.0, "5"), (5.0, "1"), after=2.0)}, invite("durand", DURAND))
    assert [name for _, name in heard_on(stage, DURAND)] == ["whisper", "whisper_unknown_key", "whisper"]


def test_the_key_of_the_last_second_is_taken() -> None:
    at_the_last = people.accepts(after=20.0, listens=20.0)
    stage = offered({DURAND: at_the_last}, invite("durand", DURAND, ring=20))
    assert on.PhoneIsJoined(DURAND) in [seen.cue for seen in stage.seen]


def test_twenty_seconds_without_a_key_after_the_first_whisper_are_enough() -> None:
    stage = offered({DURAND: people.voicemail(after=2.0, talks=60)}, invite("durand", DURAND))
    assert on.PhoneIsReleased(DURAND, OfferOutcome.UNCONFIRMED) in [seen.cue for seen in stage.seen]
    assert stage.now() == 3.0 + estimated_seconds(WHISPER) + 20.0


@pytest.mark.parametrize(("key", "words"), [("3", []), ("5", [say("whisper_unknown_key")])])
def test_a_key_gives_twenty_seconds_more_from_the_end_of_what_it_made_heard(key: str, words: list[Sentence]) -> None:
    stage = offered({DURAND: people.types((25.0, key), after=2.0)}, invite("durand", DURAND))
    heard = sum(map(estimated_seconds, [*words, WHISPER]))
    assert stage.now() == 3.0 + 25.0 + heard + 20.0


def test_a_telephone_of_which_the_network_says_nothing_is_given_ten_seconds_more() -> None:
    class MuteNetwork(ScriptedStage):
        def tell(self, cue: on.Cue) -> None:
            if not isinstance(cue, on.PhoneIsDialled):
                super().tell(cue)

    stage = MuteNetwork(Caller(), {})
    leg = a_leg(stage)
    leg.answer()
    result = leg.offer([invite("durand", DURAND, ring=20)], WHISPER, 120, lambda attempt: None)
    assert result.outcomes == {"durand": OfferOutcome.NO_ANSWER}
    assert stage.now() == 30.0


def test_who_listens_in_vain_hears_that_the_call_was_taken() -> None:
    phones = {DURAND: people.accepts(1.0, listens=8.0), PETIT: people.accepts(1.0, listens=3.0)}
    stage = offered(phones, invite("durand", DURAND), invite("petit", PETIT))
    assert farewells(stage) == {DURAND: "call_taken"}


def test_who_listens_hears_that_the_call_is_theirs_no_more_when_the_caller_prefers_a_message() -> None:
    phones = {DURAND: people.types(after=2.0)}
    stage = offered(phones, invite("durand", DURAND), caller=Caller(presses=((6.0, "*"),)))
    assert farewells(stage) == {DURAND: "offer_over"}


def test_who_listens_hears_that_the_call_is_theirs_no_more_when_its_time_is_over() -> None:
    phones = {DURAND: people.types(after=8.0)}
    assert farewells(offered(phones, invite("durand", DURAND, ring=20), seconds=10)) == {DURAND: "offer_over"}


def test_who_only_rings_hears_nothing_when_the_call_is_taken() -> None:
    phones = {PETIT: people.accepts(1.0, listens=2.0)}
    stage = offered(phones, invite("durand", DURAND, ring=20), invite("petit", PETIT, ring=20))
    assert farewells(stage) == {DURAND: None}


def test_the_last_agent_to_listen_has_fifteen_seconds_once_the_wait_is_over() -> None:
    phones = {DURAND: people.voicemail(after=8.0, talks=60)}
    stage = offered(phones, invite("durand", DURAND, ring=20), seconds=10)
    assert stage.now() == 25.0


def test_a_word_is_said_after_each_twenty_seconds_of_music() -> None:
    stage = ScriptedStage(Caller(), {})
    leg = a_leg(stage)
    leg.answer()
    leg.hold(25)
    leg.hold(40)
    word = say("hold_word")
    said = [seen.at for seen in stage.seen if isinstance(seen.cue, on.CallerHears)]
    assert said == [20.0, 20.0 + estimated_seconds(word) + 20.0]
    assert [seen.cue for seen in stage.seen].count(on.CallerHearsMusic()) == 1


def test_the_sentence_that_begins_a_wait_is_heard_before_the_music_and_while_telephones_ring() -> None:
    stage = ScriptedStage(Caller(), {DURAND: people.accepts(1.0, listens=1.0, talks=1.0)})
    leg = a_leg(stage)
    leg.answer()
    leg.begin_hold(say("hunt"))
    leg.hold(30)
    word = estimated_seconds(say("hunt"))
    heard = [(seen.at, seen.cue) for seen in stage.seen[1:]]
    assert heard == [
        (0.0, on.CallerHears(say("hunt"), word)),
        (word, on.CallerHearsMusic()),
        (word + 20.0, on.CallerHears(say("hold_word"), estimated_seconds(say("hold_word")), over_music=True)),
    ]


def test_a_silent_caller_leaves_an_empty_recording() -> None:
    stage = ScriptedStage(Caller(ends_message_with_key=False), {})
    leg = a_leg(stage)
    leg.answer()
    assert leg.record("appel-1-1", 180).seconds == 0.0
    assert stage.now() == 8.0
