"""What every `CallerLeg` must do, whoever plays it. A test module subclasses `LegContract` and says how to perform.

Durations are short, as one of the legs is played in real time.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from appliance.calls.leg import OFFICE as FORWARD
from appliance.calls.leg import (
    Attempt,
    CallerHungUp,
    CallerLeg,
    HoldEnd,
    Invitation,
    OfferEvent,
    OfferOutcome,
    OfferResult,
    RungBack,
    TalkEnd,
)
from appliance.calls.typing_pace import Typing
from appliance.prompts.catalogue import Sentence, say, whisper
from appliance.simulator import people
from appliance.simulator.people import Caller, Phone

WHISPER = whisper("essai", None, None)
ASK = say("order_ask")
RING = 4
DURAND, DURAND_HOME = "+33612345601", "+33172000001"
PETIT = "+33612345602"
OFFICE = "+33172000000"
SILENT = Caller()
BRINGS_IN = people.types((1.0, "1"), (5.5, "*"), (6.1, "2"), after=1.0)
BACK = (say("hand_over_back"), say("handing_back"))
HANDS_OVER = people.types((1.0, "1"), (5.5, "*"), (6.1, "1"), after=1.0)


def invite(agent: str, *phones: str, ring: int = RING) -> Invitation:
    return Invitation(agent, phones, ring)


@dataclass
class Performance:
    """What came of one call."""

    result: Any = None
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def ended(self) -> list[tuple[str, int, OfferOutcome | None]]:
        """Agent, index of the telephone and outcome of each attempt, in the order in which they ended."""
        return [(one.agent, one.phone, one.outcome) for one in self.attempts if one.event is OfferEvent.ENDED]


Script = Callable[[CallerLeg, Callable[[Attempt], None]], Any]


def forwarded_to(*offices: str) -> Script:
    """Forward the caller to these, and let them talk."""

    def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> bool:
        joined = leg.forward(offices, 10, report)
        leg.converse()
        return joined

    return script


class LegContract(ABC):
    """The semantics of `appliance.calls.leg`, as tests."""

    @abstractmethod
    def perform(
        self,
        script: Script,
        caller: Caller,
        phones: Mapping[str, Phone],
        *,
        answered: bool = True,
        rings_back: float | None = None,
    ) -> Performance:
        """Run `script(leg, report)` with these people, to its end, and hang up.

        On an answered leg, unless it is left to the script. `rings_back`: after so many seconds Durand calls, from
        their mobile, and takes the caller.
        """

    @abstractmethod
    def clock(self, leg: CallerLeg) -> float:
        """Seconds, as this leg's people live them."""

    def offer(
        self, *invitations: Invitation, caller: Caller = SILENT, seconds: float = 60.0, **phones: Phone
    ) -> Performance:
        """Offer the call to these agents; telephones by the name of the constants above."""
        numbers = {globals()[name.upper()]: phone for name, phone in phones.items()}
        return self.perform(lambda leg, report: leg.offer(invitations, WHISPER, seconds, report), caller, numbers)

    # -- a colleague asked something

    def consult(self, phone: Phone, caller: Caller = SILENT) -> tuple[Performance, list[str]]:
        """Ask Petit, on their mobile: how it ended, and what was settled."""
        settled: list[str] = []

        def settle() -> Sentence:
            settled.append("petit")
            return say("agents_done")

        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> OfferOutcome:
            leg.begin_hold(say("agents_asking"))
            return leg.consult(invite("petit", PETIT), WHISPER, settle, report)

        return self.perform(script, caller, {PETIT: phone}), settled

    def test_what_a_colleague_accepts_is_settled_once_and_they_are_let_go(self) -> None:
        done, settled = self.consult(people.types((1.5, "1"), after=1.0))
        assert (done.result, settled) == (OfferOutcome.ACCEPTED, ["petit"])
        assert done.ended == [("petit", 0, OfferOutcome.ACCEPTED)]

    def test_what_a_colleague_refuses_is_not_settled(self) -> None:
        done, settled = self.consult(people.types((1.5, "2"), after=1.0))
        assert (done.result, settled) == (OfferOutcome.REFUSED, [])

    def test_a_colleague_who_is_engaged_is_told_so(self) -> None:
        done, settled = self.consult(people.busy())
        assert (done.result, settled) == (OfferOutcome.BUSY, [])

    def test_star_gives_a_colleague_up(self) -> None:
        done, settled = self.consult(people.types((9.0, "1"), after=1.0), Caller(presses=((4.0, "*"),)))
        assert (done.result, settled) == (OfferOutcome.CANCELLED, [])

    def test_a_colleague_who_is_asked_for_somebody_who_leaves_rings_no_more(self) -> None:
        left: list[bool] = []

        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> None:
            try:
                leg.consult(invite("petit", PETIT, ring=25), WHISPER, lambda: say("agents_done"), report)
            except CallerHungUp:
                left.append(True)

        done = self.perform(script, Caller(hangs_up_at=4.0), {PETIT: people.no_answer()})
        assert left and done.ended == [("petit", 0, OfferOutcome.CANCELLED)]

    # -- speaking and keys

    def test_digits_typed_after_the_question_are_returned_without_the_terminator(self) -> None:
        done = self.perform(lambda leg, _: leg.ask_digits(ASK, max_digits=12), Caller(("40719#",)), {})
        assert done.result == "40719"

    def test_the_last_digit_ends_the_question_by_itself(self) -> None:
        done = self.perform(lambda leg, _: leg.ask_digits(ASK, max_digits=5), Caller(("40719",)), {})
        assert done.result == "40719"

    def test_a_hash_after_a_full_number_is_no_answer_to_the_next_question(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[str, str]:
            return leg.ask_digits(ASK, max_digits=5), leg.ask_digits(ASK, max_digits=1, terminator="")

        assert self.perform(script, Caller(("40719#", "1")), {}).result == ("40719", "1")

    def test_silence_is_no_digit(self) -> None:
        done = self.perform(lambda leg, _: leg.ask_digits(ASK, max_digits=1, first_digit_seconds=2), Caller(), {})
        assert done.result == ""

    def test_a_caller_who_stops_typing_is_not_waited_for_ever(self) -> None:
        asked = lambda leg, _: leg.ask_digits(ASK, max_digits=9, between_digits_seconds=1.5)  # noqa: E731
        assert self.perform(asked, Caller(("407",)), {}).result == "407"

    def test_star_and_hash_are_keys_when_nothing_ends_the_number(self) -> None:
        asked = lambda leg, _: leg.ask_digits(ASK, max_digits=2, terminator="")  # noqa: E731
        assert self.perform(asked, Caller(("*#",)), {}).result == "*#"

    def test_a_key_stops_the_speech(self) -> None:
        def script(leg: CallerLeg, _: object) -> str:
            return leg.ask_digits(ASK, say("message_kept"), max_digits=1)

        assert self.perform(script, Caller(("2",), early=True), {}).result == "2"

    def test_a_key_looked_for_says_nothing_more_and_another_answers_the_next_question(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[bool, str]:
            leg.play(ASK, until_key=True)
            return leg.has_typed("*"), leg.ask_digits(max_digits=1, first_digit_seconds=1.5, terminator="")

        assert self.perform(script, Caller(presses=((0.5, "*"),)), {}).result == (True, "")
        assert self.perform(script, Caller(presses=((0.5, "4"),)), {}).result == (False, "4")

    def test_keys_typed_at_one_go_are_told_up_to_the_first_pause_and_answer_the_next_question(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[str, str, str]:
            leg.play(ASK, until_key=True)
            return leg.typed_at_one_go(1), leg.typed_at_one_go(6), leg.ask_digits(ASK, max_digits=3)

        typed = Caller(presses=((0.5, "9"), (0.9, "0"), (2.4, "7")))
        assert self.perform(script, typed, {}).result == ("9", "90", "907")
        assert self.perform(script, Caller(presses=((0.5, "9"),)), {}).result == ("9", "9", "9")

    def test_a_key_ends_an_announcement_that_may_be_cut_and_answers_the_next_question(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[float, str]:
            began = self.clock(leg)
            leg.play(say("message_review"), say("message_review"), until_key=True)
            return self.clock(leg) - began, leg.ask_digits(ASK, max_digits=1)

        done = self.perform(script, Caller(presses=((1.5, "2"),)), {})
        assert done.result == (pytest.approx(1.5, abs=0.7), "2")

    def test_a_last_key_ends_the_question_at_once_and_is_told(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[str, str]:
            first = leg.ask_digits(ASK, max_digits=9, last="*")
            return first, leg.ask_digits(ASK, max_digits=1)

        assert self.perform(script, Caller(("40*", "1")), {}).result == ("40*", "1")

    def test_how_keys_came_is_told_with_them(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[Typing, Typing, Typing]:
            told = []
            for digits in (1, 3, 1):
                leg.ask_digits(ASK, max_digits=digits, first_digit_seconds=0.5)
                told.append(leg.typing)
            return told[0], told[1], told[2]

        typed = Caller(presses=((1.0, "2"), (1.4, "4"), (1.8, "0"), (2.8, "7")))
        first, second, silent = self.perform(script, typed, {}).result
        assert (first.heard, first.after) == (pytest.approx(1.0, abs=0.5), math.inf)
        assert (second.heard, second.after) == (pytest.approx(0.4, abs=0.25), pytest.approx(0.4, abs=0.15))
        assert second.longest_pause == pytest.approx(1.0, abs=0.15)
        assert second.knows_the_way and not first.knows_the_way
        assert silent == Typing()

    def test_keys_pressed_during_an_announcement_answer_the_next_question(self) -> None:
        def script(leg: CallerLeg, _: object) -> str:
            leg.play(say("hunt"))
            return leg.ask_digits(ASK, max_digits=2)

        assert self.perform(script, Caller(presses=((0.7, "4"), (1.2, "2"))), {}).result == "42"

    def test_keys_beyond_the_first_question_answer_the_second(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[str, str]:
            return leg.ask_digits(ASK, max_digits=1), leg.ask_digits(ASK, max_digits=1)

        assert self.perform(script, Caller(("21",)), {}).result == ("2", "1")

    def test_what_is_still_being_typed_is_let_go_by(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[str, str]:
            first = leg.ask_digits(ASK, max_digits=1)
            leg.let_finish_typing()
            return first, leg.ask_digits(ASK, max_digits=1, first_digit_seconds=1.0)

        typed = Caller(presses=((0.5, "4"), (0.9, "0"), (1.3, "7"), (1.7, "1")))
        assert self.perform(script, typed, {}).result == ("4", "")

    def test_a_key_pressed_after_a_pause_is_no_part_of_what_was_being_typed(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[str, str]:
            first = leg.ask_digits(ASK, max_digits=1)
            leg.let_finish_typing()
            return first, leg.ask_digits(ASK, max_digits=1)

        typed = Caller(presses=((0.5, "4"), (0.9, "0"), (3.0, "2")))
        assert self.perform(script, typed, {}).result == ("4", "2")

    def test_a_caller_who_hangs_up_during_speech_leaves_the_script(self) -> None:
        def script(leg: CallerLeg, _: object) -> None:
            with pytest.raises(CallerHungUp):
                leg.play(say("message_kept"), say("message_kept"))
            with pytest.raises(CallerHungUp):
                leg.ask_digits(ASK, max_digits=1)
            leg.hang_up()

        self.perform(script, Caller(hangs_up_at=1.0), {})

    # -- waiting

    def test_a_hold_ends_when_its_time_has_passed(self) -> None:
        assert self.perform(lambda leg, _: leg.hold(1.0), Caller(), {}).result is HoldEnd.ELAPSED

    def test_star_ends_the_hold(self) -> None:
        done = self.perform(lambda leg, _: leg.hold(10.0), Caller(presses=((1.0, "*"),)), {})
        assert done.result is HoldEnd.ASKED_FOR_MESSAGE

    def test_a_star_typed_before_the_hold_is_forgotten(self) -> None:
        def script(leg: CallerLeg, _: object) -> HoldEnd:
            leg.play(say("hunt"))
            return leg.hold(1.0)

        assert self.perform(script, Caller(presses=((0.5, "*"),)), {}).result is HoldEnd.ELAPSED

    def test_what_is_still_being_typed_when_a_wait_begins_asks_for_nothing(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[str, HoldEnd]:
            first = leg.ask_digits(ASK, max_digits=9, last="*")
            leg.begin_hold(say("hunt"))
            return first, leg.hold(3.0)

        assert self.perform(script, Caller(presses=((0.8, "*"), (1.2, "*"))), {}).result == ("*", HoldEnd.ELAPSED)

    def test_beginning_to_wait_takes_no_time_and_forgets_what_was_typed(self) -> None:
        def script(leg: CallerLeg, _: object) -> HoldEnd:
            leg.play(say("hunt"))
            leg.begin_hold(say("hunt"))
            return leg.hold(1.0)

        assert self.perform(script, Caller(presses=((0.5, "*"),)), {}).result is HoldEnd.ELAPSED

    def test_star_is_obeyed_while_the_first_sentence_of_a_wait_is_spoken(self) -> None:
        def script(leg: CallerLeg, _: object) -> HoldEnd:
            leg.begin_hold(say("hunt"))
            return leg.hold(10.0)

        assert self.perform(script, Caller(presses=((1.0, "*"),)), {}).result is HoldEnd.ASKED_FOR_MESSAGE

    # -- offering

    def test_an_agent_who_presses_1_is_joined(self) -> None:
        done = self.offer(invite("durand", DURAND), durand=people.accepts(1.0))
        assert done.result.accepted_by == "durand"
        assert [one.event for one in done.attempts] == [
            OfferEvent.DIALLED,
            OfferEvent.RINGING,
            OfferEvent.ANSWERED,
            OfferEvent.ENDED,
        ]
        assert done.ended == [("durand", 0, OfferOutcome.ACCEPTED)]

    def test_an_agent_who_presses_2_refuses_and_no_other_telephone_of_theirs_rings(self) -> None:
        done = self.offer(
            invite("durand", DURAND, DURAND_HOME), durand=people.refuses(1.0), durand_home=people.accepts(1.0)
        )
        assert done.result.accepted_by is None
        assert done.result.outcomes == {"durand": OfferOutcome.REFUSED}
        assert done.ended == [("durand", 0, OfferOutcome.REFUSED)]

    def test_an_agent_who_hangs_up_on_the_thanks_of_a_refusal_has_refused(self) -> None:
        refuses_and_leaves = replace(people.refuses(1.0), hangs_up_after=2.4)
        done = self.offer(
            invite("durand", DURAND, DURAND_HOME), durand=refuses_and_leaves, durand_home=people.accepts(1.0)
        )
        assert done.ended == [("durand", 0, OfferOutcome.REFUSED)]

    def test_the_next_telephone_rings_as_soon_as_an_agent_has_refused(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[float, str | None]:
            began = self.clock(leg)
            leg.offer([invite("durand", DURAND)], WHISPER, 30.0, report)
            refused = self.clock(leg) - began
            return refused, leg.offer([invite("petit", PETIT)], WHISPER, 30.0, report).accepted_by

        phones = {DURAND: people.refuses(1.0, listens=2.0), PETIT: people.accepts(1.0)}
        done = self.perform(script, SILENT, phones)
        assert done.result == (pytest.approx(3.5, abs=0.8), "petit"), "a second to answer, two to listen, one to dial"
        assert sorted(done.ended) == [("durand", 0, OfferOutcome.REFUSED), ("petit", 0, OfferOutcome.ACCEPTED)]

    def test_an_agent_who_listens_to_the_end_and_thinks_it_over_is_joined(self) -> None:
        done = self.offer(invite("durand", DURAND), durand=people.accepts(1.0, listens=24.0, talks=2.0))
        assert done.result.accepted_by == "durand"

    def test_a_key_gives_the_agent_as_much_time_again(self) -> None:
        thinks = people.types((24.0, "3"), (44.0, "1"), after=1.0)
        assert self.offer(invite("durand", DURAND), durand=thinks).result.accepted_by == "durand"

    @pytest.mark.parametrize(
        ("first", "outcome"),
        [
            (people.busy(), OfferOutcome.BUSY),
            (people.unreachable(), OfferOutcome.UNREACHABLE),
            (people.no_answer(), OfferOutcome.NO_ANSWER),
            (people.voicemail(after=1.0, talks=3.0), OfferOutcome.UNCONFIRMED),
        ],
    )
    def test_a_telephone_that_brings_nobody_makes_the_next_one_ring(self, first: Phone, outcome: OfferOutcome) -> None:
        done = self.offer(invite("durand", DURAND, DURAND_HOME), durand=first, durand_home=people.accepts(1.0))
        assert done.result.accepted_by == "durand"
        assert done.ended == [("durand", 0, outcome), ("durand", 1, OfferOutcome.ACCEPTED)]

    def test_a_voicemail_that_talks_for_long_is_never_joined(self) -> None:
        done = self.offer(invite("durand", DURAND), durand=people.voicemail(after=1.0, talks=40.0))
        assert done.result.accepted_by is None
        assert done.ended == [("durand", 0, OfferOutcome.UNCONFIRMED)]

    def test_a_wrong_key_and_a_3_leave_the_agent_free_to_accept(self) -> None:
        done = self.offer(invite("durand", DURAND), durand=people.types((1.0, "7"), (4.0, "3"), (6.0, "1"), after=1.0))
        assert done.result.accepted_by == "durand"

    def test_the_first_to_press_1_wins_and_every_other_telephone_is_freed(self) -> None:
        done = self.offer(
            invite("durand", DURAND, ring=15),
            invite("petit", PETIT, ring=15),
            durand=people.accepts(1.0, listens=4.0),
            petit=people.accepts(1.0, listens=1.5),
        )
        assert done.result.accepted_by == "petit"
        assert sorted(done.ended) == [
            ("durand", 0, OfferOutcome.CANCELLED),
            ("petit", 0, OfferOutcome.ACCEPTED),
        ]

    def test_star_during_an_offer_frees_the_telephones(self) -> None:
        done = self.offer(invite("durand", DURAND, ring=15), caller=Caller(presses=((3.0, "*"),)))
        assert done.result.accepted_by is None
        assert done.result.end is HoldEnd.ASKED_FOR_MESSAGE
        assert done.ended == [("durand", 0, OfferOutcome.CANCELLED)]

    def test_the_time_of_the_offer_bounds_the_ringing(self) -> None:
        done = self.offer(invite("durand", DURAND, DURAND_HOME, ring=15), seconds=3.0)
        assert done.result.accepted_by is None
        assert done.ended == [("durand", 0, OfferOutcome.CANCELLED)]

    def test_an_agent_who_is_listening_when_the_time_is_over_may_still_accept(self) -> None:
        done = self.offer(invite("durand", DURAND, ring=15), seconds=3.0, durand=people.accepts(1.0, listens=5.0))
        assert done.result.accepted_by == "durand"

    def test_an_agent_who_only_listens_keeps_the_caller_fifteen_seconds_more_and_no_longer(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[str | None, float]:
            began = self.clock(leg)
            accepted_by = leg.offer([invite("durand", DURAND, ring=15)], WHISPER, 3.0, report).accepted_by
            return accepted_by, self.clock(leg) - began

        phones = {DURAND: Phone(1.0)}
        done = self.perform(script, SILENT, phones)
        assert done.result == (None, pytest.approx(18.0, abs=0.6))
        assert done.ended == [("durand", 0, OfferOutcome.UNCONFIRMED)]

    def test_a_caller_who_hangs_up_frees_the_telephones(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> None:
            with pytest.raises(CallerHungUp):
                leg.offer([invite("durand", DURAND, ring=15)], WHISPER, 30.0, report)

        done = self.perform(script, Caller(hangs_up_at=3.0), {})
        assert done.ended == [("durand", 0, OfferOutcome.CANCELLED)]

    # -- joining

    def test_a_conversation_lasts_until_somebody_hangs_up(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> str | None:
            accepted_by = leg.offer([invite("durand", DURAND)], WHISPER, 30.0, report).accepted_by
            leg.converse()
            return accepted_by

        assert self.perform(script, Caller(), {DURAND: people.accepts(1.0, talks=3.0)}).result == "durand"

    def test_whoever_is_gone_at_once_has_not_talked_and_the_caller_waits_on(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[TalkEnd, HoldEnd, str | None, TalkEnd]:
            leg.offer([invite("durand", DURAND)], WHISPER, 30.0, report)
            talked, held = leg.converse(), leg.hold(0.5)
            second = leg.offer([invite("petit", PETIT)], WHISPER, 30.0, report).accepted_by
            return talked, held, second, leg.converse()

        phones = {DURAND: people.accepts(1.0, talks=0.6), PETIT: people.accepts(1.0, talks=3.5)}
        done = self.perform(script, SILENT, phones)
        assert done.result == (TalkEnd.GONE_AT_ONCE, HoldEnd.ELAPSED, "petit", TalkEnd.OVER)

    # -- handing over

    def handed_over(
        self, script: Script, durand: Phone, caller: Caller = SILENT, petit: Phone | None = None
    ) -> Performance:
        """Durand takes the call, and does what their telephone's plan says; `script` goes on from their `*1`."""

        def from_the_beginning(leg: CallerLeg, report: Callable[[Attempt], None]) -> Any:
            assert leg.offer([invite("durand", DURAND)], WHISPER, 30.0, report).accepted_by == "durand"
            end = leg.converse(hands_over=True)
            return script(leg, report) if end is TalkEnd.HANDS_OVER else end

        phones = {DURAND: durand, PETIT: petit or people.accepts(1.0, talks=4.0)}
        return self.perform(from_the_beginning, caller, phones)

    def test_an_agent_hands_the_caller_to_another_and_is_let_go(self) -> None:
        freed: list[str] = []

        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[str | None, bool, TalkEnd]:
            leg.begin_hold(say("hand_over"))
            second = leg.offer([invite("petit", PETIT)], WHISPER, 30.0, report).accepted_by
            gone = leg.let_go(say("handed_over"), lambda: freed.append("durand"))
            return second, gone, leg.converse()

        done = self.handed_over(script, HANDS_OVER)
        assert done.result == ("petit", True, TalkEnd.OVER)
        assert freed == ["durand"]
        assert done.ended == [("durand", 0, OfferOutcome.ACCEPTED), ("petit", 0, OfferOutcome.ACCEPTED)]

    def test_an_agent_whom_nobody_relieves_talks_to_the_caller_again(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[str | None, bool, TalkEnd]:
            leg.begin_hold(say("hand_over"))
            second = leg.offer([invite("petit", PETIT)], WHISPER, 30.0, report).accepted_by
            return second, leg.rejoin(BACK), leg.converse()

        done = self.handed_over(script, replace(HANDS_OVER, hangs_up_after=28.0), petit=people.refuses(1.0))
        assert done.result == (None, True, TalkEnd.OVER)

    def test_an_agent_who_hangs_up_after_handing_over_leaves_the_caller_in_the_script(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[bool, bool, HoldEnd]:
            leg.begin_hold(say("hand_over"))
            leg.hold(6.0)
            back = leg.rejoin(BACK)
            return back, leg.let_go(say("handed_over"), lambda: None), leg.hold(0.5)

        done = self.handed_over(script, replace(HANDS_OVER, hangs_up_after=10.0))
        assert done.result == (False, False, HoldEnd.ELAPSED)

    def test_a_caller_who_leaves_while_they_are_handed_over_frees_the_agent_too(self) -> None:
        freed: list[bool] = []

        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> None:
            leg.begin_hold(say("hand_over"))
            with pytest.raises(CallerHungUp):
                leg.offer([invite("petit", PETIT, ring=25)], WHISPER, 30.0, report)
            freed.append(leg.let_go(say("caller_left"), lambda: None))

        done = self.handed_over(script, HANDS_OVER, Caller(hangs_up_at=14.0), people.no_answer())
        assert freed == [True]
        assert done.ended[-1] == ("petit", 0, OfferOutcome.CANCELLED)

    # -- three

    def brought_in(self, durand: Phone, petit: Phone, after: Script, caller: Caller = SILENT) -> tuple[Any, list[str]]:
        """Durand brings Petit in; `after`, from the end of what the three say. And who left, as it was told."""
        left: list[str] = []

        def from_the_beginning(leg: CallerLeg, report: Callable[[Attempt], None]) -> Any:
            leg.offer([invite("durand", DURAND)], WHISPER, 30.0, report)
            assert leg.converse(hands_over=True) is TalkEnd.BRINGS_IN
            leg.begin_hold(say("bring_in"))
            assert leg.offer([invite("petit", PETIT)], WHISPER, 30.0, report).accepted_by == "petit"
            assert leg.bring_in(lambda: left.append("durand"))
            return leg.converse(), after(leg, report)

        done = self.perform(from_the_beginning, caller, {DURAND: durand, PETIT: petit})
        return done.result, left

    def test_of_three_of_whom_the_second_agent_leaves_the_two_others_talk_on(self) -> None:
        def after(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[bool, TalkEnd]:
            return leg.rejoin(None), leg.converse()

        durand = replace(BRINGS_IN, hangs_up_after=24.0)
        result, left = self.brought_in(durand, people.accepts(1.0, talks=5.0), after)
        assert result == (TalkEnd.COLLEAGUE_LEFT, (True, TalkEnd.OVER))
        assert left == []

    def test_of_three_of_whom_the_first_agent_leaves_the_two_others_talk_on(self) -> None:
        durand = replace(BRINGS_IN, hangs_up_after=16.0)
        result, left = self.brought_in(durand, people.accepts(1.0, talks=14.0), lambda leg, report: None)
        assert (result, left) == ((TalkEnd.OVER, None), ["durand"])

    def test_of_three_of_whom_both_agents_leave_the_caller_is_told_of_as_alone(self) -> None:
        durand = replace(BRINGS_IN, hangs_up_after=20.0)
        petit = people.accepts(1.0, talks=5.0)

        def after(leg: CallerLeg, report: Callable[[Attempt], None]) -> bool:
            leg.hold(8.0)
            return leg.rejoin(None)

        result, left = self.brought_in(durand, petit, after)
        assert (result, left) == ((TalkEnd.COLLEAGUE_LEFT, False), ["durand"])

    def test_of_three_of_whom_the_caller_leaves_everybody_is_free(self) -> None:
        caller = Caller(hangs_up_at=22.0)
        result, left = self.brought_in(BRINGS_IN, people.accepts(1.0, talks=40.0), lambda leg, report: None, caller)
        assert (result, left) == ((TalkEnd.OVER, None), [])

    # -- recorded

    def test_what_is_said_is_recorded_from_one_wish_to_the_next(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[TalkEnd, TalkEnd, float, TalkEnd]:
            leg.offer([invite("durand", DURAND)], WHISPER, 30.0, report)
            asked = leg.converse(records=True)
            name = leg.record_talk(say("talk_recorded"))
            assert name is not None
            again = leg.converse(records=True)
            return asked, again, leg.end_talk(name, say("talk_recorded_no_more")), leg.converse()

        keys = ((1.0, "1"), (5.5, "*"), (6.1, "3"), (18.0, "*"), (18.6, "3"))
        durand = replace(people.types(*keys, after=1.0), hangs_up_after=30.0)
        asked, again, seconds, end = self.perform(script, SILENT, {DURAND: durand}).result
        assert (asked, again, end) == (TalkEnd.RECORDS, TalkEnd.RECORDS, TalkEnd.OVER)
        assert 3.0 < seconds < 14.0

    def test_who_may_not_have_it_recorded_talks_on(self) -> None:
        keys = ((1.0, "1"), (5.5, "*"), (6.1, "3"))
        durand = replace(people.types(*keys, after=1.0), hangs_up_after=10.0)
        assert self.handed_over(lambda leg, report: "handed over", durand).result is TalkEnd.OVER

    # -- machines

    def test_a_caller_who_is_left_ringing_is_answered_by_the_joining(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[bool, HoldEnd, str | None, bool]:
            leg.ring_on()
            leg.acknowledge_with("*1")
            leg.begin_hold(say("hunt"))
            held, rang = leg.hold(1.0), leg.rings
            accepted_by = leg.offer([invite("durand", DURAND)], WHISPER, 30.0, report).accepted_by
            answered = not leg.rings
            assert leg.converse() is TalkEnd.OVER
            return rang, held, accepted_by, answered

        phones = {DURAND: people.accepts(1.0, talks=4.0)}
        done = self.perform(script, SILENT, phones, answered=False)
        assert done.result == (True, HoldEnd.ELAPSED, "durand", True)

    def test_one_whom_nobody_takes_rings_to_the_end(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[str | None, bool]:
            leg.ring_on()
            return leg.offer([invite("durand", DURAND)], WHISPER, 30.0, report).accepted_by, leg.rings

        assert self.perform(script, SILENT, {DURAND: people.busy()}, answered=False).result == (None, True)

    def test_keys_that_are_sent_leave_the_call_as_it_was(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[bool, HoldEnd]:
            leg.send_keys("*1#")
            leg.send_keys("")
            return leg.rings, leg.hold(0.5)

        assert self.perform(script, SILENT, {}).result == (False, HoldEnd.ELAPSED)

    # -- an agent who rings back

    def test_an_agent_who_rings_back_is_joined_to_the_caller_who_waits(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[HoldEnd | RungBack, TalkEnd]:
            leg.begin_hold(say("hunt"))
            return leg.hold(20.0), leg.converse()

        done = self.perform(script, Caller(hangs_up_at=9.0), {}, rings_back=1.5)
        assert done.result == (RungBack("durand", 0), TalkEnd.OVER)

    def test_and_stops_the_telephones_that_ring(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[RungBack | None, TalkEnd]:
            return leg.offer([invite("petit", PETIT, ring=20)], WHISPER, 30.0, report).rung_back, leg.converse()

        done = self.perform(script, Caller(hangs_up_at=9.0), {}, rings_back=1.5)
        assert done.result == (RungBack("durand", 0), TalkEnd.OVER)
        assert done.ended == [("petit", 0, OfferOutcome.CANCELLED)]

    # -- keys that ask for nothing

    def test_keys_of_an_agent_that_are_for_the_caller_hand_nobody_over(self) -> None:
        code = people.types((1.0, "1"), (5.0, "*"), (5.4, "1"), (5.8, "2"), (6.2, "#"), after=1.0)
        done = self.handed_over(lambda leg, report: "handed over", replace(code, hangs_up_after=9.0))
        assert done.result is TalkEnd.OVER

    def test_keys_of_the_caller_hand_nobody_over(self) -> None:
        typed = Caller(presses=((8.0, "*"), (8.6, "1")))
        done = self.handed_over(lambda leg, report: "handed over", people.accepts(1.0, talks=10.0), typed)
        assert done.result is TalkEnd.OVER

    def test_a_caller_who_hangs_up_ends_the_conversation_and_not_the_script(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> bool:
            leg.offer([invite("durand", DURAND)], WHISPER, 30.0, report)
            leg.converse()
            return True

        phones = {DURAND: people.accepts(1.0, talks=None)}
        assert self.perform(script, Caller(hangs_up_at=9.0), phones).result is True

    def test_an_office_is_joined_when_it_answers(self) -> None:
        done = self.perform(forwarded_to(OFFICE), Caller(), {OFFICE: people.voicemail(1.0, talks=2.0)})
        assert done.result is True
        assert done.ended == [(FORWARD, 0, OfferOutcome.ACCEPTED)]

    def test_of_several_offices_the_first_who_answers_has_the_call_and_the_others_stop_ringing(self) -> None:
        phones = {OFFICE: people.voicemail(1.0, talks=2.0), PETIT: people.voicemail(6.0)}
        done = self.perform(forwarded_to(DURAND, OFFICE, PETIT), Caller(), phones)
        assert done.result is True
        outcomes = {phone: outcome for _, phone, outcome in done.ended}
        assert outcomes == {0: OfferOutcome.CANCELLED, 1: OfferOutcome.ACCEPTED, 2: OfferOutcome.CANCELLED}

    def test_each_office_that_does_not_take_the_call_is_told_of_with_its_reason(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> bool:
            return leg.forward([OFFICE, PETIT], 3, report)

        done = self.perform(script, Caller(), {OFFICE: people.busy(), PETIT: people.no_answer()})
        assert done.result is False
        assert done.ended == [(FORWARD, 0, OfferOutcome.BUSY), (FORWARD, 1, OfferOutcome.NO_ANSWER)]

    @pytest.mark.parametrize("office", [people.no_answer(), people.busy(), people.unreachable()])
    def test_an_office_that_does_not_answer_gives_the_caller_back(self, office: Phone) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[bool, HoldEnd]:
            return leg.forward([OFFICE], 3, report), leg.hold(0.5)

        assert self.perform(script, Caller(), {OFFICE: office}).result == (False, HoldEnd.ELAPSED)

    # -- messages

    def test_a_message_ends_with_the_hash_key(self) -> None:
        done = self.perform(lambda leg, _: leg.record("essai-1", 30), Caller(says=3.0), {})
        assert 2.5 <= done.result.seconds < 8.0, "what was said and the silences around it, not the eight that end it"
        assert not done.result.hung_up

    def test_a_message_ends_at_its_longest(self) -> None:
        caller = Caller(says=20.0, ends_message_with_key=False)
        assert self.perform(lambda leg, _: leg.record("essai-2", 4), caller, {}).result.seconds <= 5.0

    def test_what_was_said_before_a_hang_up_is_kept(self) -> None:
        caller = Caller(says=30.0, hangs_up_at=5.0)
        recording = self.perform(lambda leg, _: leg.record("essai-3", 30), caller, {}).result
        assert recording.hung_up
        assert recording.seconds >= 2.0

    # -- the caller's own words

    def test_what_a_caller_says_before_a_hunt_lasts_no_longer_than_asked(self) -> None:
        caller = Caller(says=10.0, ends_message_with_key=False)
        said = self.perform(lambda leg, _: leg.record_words("essai-5-words", 4), caller, {}).result
        assert 2.0 <= said.seconds <= 5.0 and said.saved and not said.hung_up

    def test_any_key_ends_it_and_says_nothing_to_the_next_question(self) -> None:
        def script(leg: CallerLeg, _: object) -> tuple[float, str]:
            said = leg.record_words("essai-6-words", 20)
            return said.seconds, leg.ask_digits(ASK, max_digits=1)

        seconds, answer = self.perform(script, Caller(("2",), says=2.0), {}).result
        assert 1.5 <= seconds < 8.0 and answer == "2"

    def test_of_a_caller_who_says_nothing_nothing_is_kept_and_the_call_goes_on(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> tuple[float, OfferResult]:
            said = leg.record_words("essai-7-words", 3)
            return said.seconds, leg.offer([invite("petit", PETIT)], WHISPER, 30.0, report, words=said.name)

        caller = Caller(ends_message_with_key=False)
        seconds, result = self.perform(script, caller, {PETIT: people.accepts(after=1.0)}).result
        assert seconds == 0.0 and result.accepted_by == "petit"

    def test_who_is_rung_hears_them_and_accepts(self) -> None:
        def script(leg: CallerLeg, report: Callable[[Attempt], None]) -> OfferResult:
            said = leg.record_words("essai-8-words", 3)
            return leg.offer([invite("petit", PETIT)], WHISPER, 30.0, report, words=said.name)

        caller = Caller(says=3.0, ends_message_with_key=False)
        done = self.perform(script, caller, {PETIT: people.accepts(after=1.0, listens=8.0)})
        assert done.result.accepted_by == "petit"

    def test_a_message_can_be_heard_again_then_forgotten(self) -> None:
        def script(leg: CallerLeg, _: object) -> str:
            leg.record("essai-4", 30)
            leg.play_recording("essai-4")
            leg.discard_recording("essai-4")
            return leg.ask_digits(ASK, max_digits=1)

        assert self.perform(script, Caller(("2",), says=2.0), {}).result == "2"
