"""The script, played in virtual time: what the caller hears, who rings, how it ends."""

from dataclasses import replace

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.company.model import (
    Behaviour,
    CallTeam,
    Forward,
    Menu,
    NumberRule,
    OpenMenu,
    Repeat,
    Ring,
    RingStrategy,
    Say,
)
from appliance.planning.hours import Period
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller

from .rehearsal import (
    DURAND,
    DURAND_HOME,
    LAST_RESORT,
    MARTIN,
    OFFICE,
    PETIT,
    TUESDAY_MORNING,
    company,
    simulate,
)

URGENT = Caller(("1",))
ACCEPTED, REFUSED, NO_ANSWER = OfferOutcome.ACCEPTED, OfferOutcome.REFUSED, OfferOutcome.NO_ANSWER


def test_the_whole_happy_path():
    call = simulate(Caller(("2", "40719", "1")), {DURAND: people.accepts()})
    assert call.outcome is Outcome.CONNECTED
    assert call.heard == ["announcement", "announcement", "order_ask", "order_read_back", "hunt"]
    assert call.journal.order_number == "40719"
    assert call.rung == [("durand", ACCEPTED)]
    assert call.journal.known_outcome is Outcome.CONNECTED


def test_a_corrected_order_number_is_asked_again_and_the_second_one_is_kept():
    call = simulate(Caller(("2", "40718", "2", "40719", "1")), {DURAND: people.accepts()})
    assert call.journal.order_number == "40719"


def test_silence_after_the_read_back_keeps_a_number_of_the_right_form():
    call = simulate(Caller(("2", "40719")), {DURAND: people.accepts()})
    assert call.journal.order_number == "40719"
    assert call.outcome is Outcome.CONNECTED


@pytest.mark.parametrize("typed", [(), ("12",) * 3, ("", "9", "")])
def test_no_caller_is_refused_for_want_of_an_order_number(typed):
    call = simulate(Caller(("2", *typed)), {DURAND: people.accepts()})
    assert call.outcome is Outcome.CONNECTED
    assert call.journal.order_number is None
    assert "order_none" in call.heard


@pytest.mark.parametrize("typed", ["00", "90719", "40719"])
def test_a_number_typed_at_the_menu_is_one_mistake_or_one_information(typed):
    call = simulate(Caller((typed, "2", "40719", "1")), {DURAND: people.accepts()})
    assert call.journal.order_number == "40719"
    assert call.heard.count("menu_unknown_key") == (0 if typed[0] == "4" else 1)


def test_a_wrong_key_at_the_read_back_confirms_nothing():
    call = simulate(Caller(("2", "40718", "5", "5", "40719", "1")), {DURAND: people.accepts()})
    assert call.journal.order_number == "40719"


def test_an_urgent_call_is_not_asked_for_an_order_number():
    assert "order_ask" not in simulate(URGENT, {DURAND: people.accepts()}).heard


def test_three_silences_in_the_menu_take_the_default_choice():
    call = simulate(Caller(), {DURAND: people.accepts()})
    assert call.heard[:4] == ["announcement", "announcement", "menu_again", "menu_again"]
    assert call.outcome is Outcome.CONNECTED


def test_an_unknown_key_is_said_to_be_so_and_the_choice_is_asked_for_in_short():
    call = simulate(Caller(("9", "1")), {DURAND: people.accepts()})
    assert call.heard[:4] == ["announcement", "announcement", "menu_unknown_key", "menu_again"]


def test_the_hash_key_plays_the_menu_again():
    call = simulate(Caller(("#", "1")), {DURAND: people.accepts()})
    assert call.heard[:4] == ["announcement", "announcement", "announcement", "hunt"]


def test_a_key_of_the_menus_own_plays_it_again():
    menu = Menu("urgence", "Tapez 1.", {"1": CallTeam("depannage", order_number=False), "9": Repeat()}, default="1")
    call = simulate(
        Caller(("9", "1")), {DURAND: people.accepts()}, settings=replace(company(), menus={"urgence": menu})
    )
    assert call.heard == ["announcement", "announcement", "announcement", "hunt"]


def test_a_menu_whose_default_plays_it_again_ends_in_a_message():
    settings = replace(company(), menus={"urgence": Menu("urgence", "Tapez 9.", {"9": Repeat()}, default="9")})
    assert simulate(Caller(says=5.0), settings=settings).outcome is Outcome.MESSAGE


def test_a_menu_with_a_choice_of_the_hash_key_offers_nothing_else_with_it():
    menu = Menu("urgence", "Tapez dièse.", {"#": CallTeam("depannage", order_number=False)}, default="#")
    call = simulate(Caller(("", "#")), {DURAND: people.accepts()}, settings=replace(company(), menus={"urgence": menu}))
    assert call.heard == ["announcement", "announcement", "menu_choose", "hunt"]


def test_a_key_pressed_during_the_greeting_is_obeyed_at_once():
    behaviours = dict.fromkeys(Period, Behaviour("Bonjour. " * 40, OpenMenu("urgence")))
    pressing = Caller(presses=((1.0, "1"),))
    call = simulate(pressing, {DURAND: people.accepts()}, settings=company(behaviours=behaviours))
    assert call.heard == ["announcement", "hunt"]
    assert call.first(on.PhoneIsDialled) == 1.0


def test_no_key_cuts_an_announcement_that_must_be_heard_whole_and_it_acts_after_it():
    behaviours = dict.fromkeys(Period, Behaviour("Bonjour. " * 40, OpenMenu("urgence")))
    settings = company(behaviours=behaviours, announcement_whole=True)
    call = simulate(Caller(presses=((1.0, "1"),)), {DURAND: people.accepts()}, settings=settings)
    assert call.heard == ["announcement", "hunt"]
    greeting = next(seen.cue for seen in call.stage.seen if isinstance(seen.cue, on.CallerHears))
    assert call.first(on.PhoneIsDialled) == greeting.seconds


def test_a_line_may_not_say_how_long_a_message_is_kept():
    call = simulate(Caller(("3", "2"), says=8.0), settings=company(tell_retention=False))
    assert call.heard[-2:] == ["message_kept", "goodbye"]


def test_a_caller_who_presses_nothing_is_in_the_hunt_within_twenty_seconds_of_the_menu():
    call = simulate(Caller(), {DURAND: people.accepts()})
    said = [seen for seen in call.stage.seen if isinstance(seen.cue, on.CallerHears)]
    menu_over = said[1].at + said[1].cue.seconds
    assert call.first(on.PhoneIsDialled) - menu_over < 20.0


@pytest.mark.parametrize("typed", ["*", "407*"])
def test_star_says_at_once_that_the_caller_has_no_number(typed):
    call = simulate(Caller(("2", typed)), {DURAND: people.accepts()})
    assert call.heard == ["announcement", "announcement", "order_ask", "hunt"]
    assert call.journal.order_number is None
    assert call.outcome is Outcome.CONNECTED


def test_a_caller_is_told_how_many_digits_a_number_has():
    call = simulate(Caller(("2", "407", "40719", "1")), {DURAND: people.accepts()})
    said = [seen.cue.sentence for seen in call.stage.seen if isinstance(seen.cue, on.CallerHears)]
    assert [one.name for one in said[2:5]] == ["order_ask", "order_length", "order_short"]
    assert said[3].text == "Un numéro de commande compte cinq chiffres."
    assert call.journal.order_number == "40719"


def test_two_silences_at_a_question_are_enough_and_the_mobile_rings_while_the_caller_hears_so():
    call = simulate(Caller(("2",)), {DURAND: people.accepts(after=12.0)})
    said = [seen for seen in call.stage.seen if isinstance(seen.cue, on.CallerHears)]
    assert [one.cue.sentence.name for one in said[2:]] == ["order_ask", "order_short", "order_none", "hunt"]
    assert call.first(on.PhoneIsDialled) == said[4].at


def test_a_digit_too_many_is_told_and_the_number_asked_again():
    call = simulate(Caller(("2", "407182", "40719", "1")), {DURAND: people.accepts()})
    assert call.heard[2:] == ["order_ask", "order_read_back", "order_length", "order_short", "order_read_back", "hunt"]
    assert call.journal.order_number == "40719"


def test_a_1_too_many_confirms_nothing_and_the_number_is_heard_whole():
    call = simulate(Caller(("2", "407181", "", "2", "40719", "1")), {DURAND: people.accepts()})
    asked = call.heard.index("order_ask")
    assert call.heard[asked + 1 :][:3] == ["order_read_back", "order_length", "order_read_back"]
    assert call.journal.order_number == "40719"


@pytest.mark.parametrize("pause", [0.3, 0.8, 1.4])
def test_a_1_at_the_pace_of_the_number_is_a_digit_of_it(pause):
    typed = ((1.0, "2"), *((12.0 + place * pause, key) for place, key in enumerate("407191")))
    call = simulate(Caller(presses=typed), {DURAND: people.accepts()})
    assert "order_length" in call.heard
    assert call.journal.order_number == "40719", "silence confirms what was then heard whole"


@pytest.mark.parametrize(
    ("pattern", "number"), [(r"\d{5}", "40719"), (r"\d{5}|4\d|4\d{2}|4\d{6}|4\d{8}|4\d{10}", "40719407194")]
)
def test_a_slow_caller_who_presses_1_again_confirms_whether_or_not_the_rule_can_be_told(pattern, number):
    typed = ((1.0, "2"), *((12.0 + place * 2.8, key) for place, key in enumerate(number)))
    yes = tuple((typed[-1][0] + each * 4.1, "1") for each in range(1, 9))
    settings = company(order_rule=NumberRule(True, pattern, 3))
    call = simulate(Caller(presses=(*typed, *yes)), {DURAND: people.accepts()}, settings=settings)
    assert call.journal.order_number == number
    assert call.heard.count("order_read_back") == 2


def test_a_1_after_some_digits_were_heard_confirms_before_the_end_of_the_question():
    typed = ((1.0, "2"), *((6.0 + place * 0.4, key) for place, key in enumerate("40719")), (9.4, "1"))
    call = simulate(Caller(presses=typed), {DURAND: people.accepts()})
    assert call.heard[-2:] == ["order_read_back", "hunt"]
    assert call.first(on.PhoneIsDialled) < 10.0


def test_a_caller_who_types_ahead_confirms_ahead():
    typed = tuple((1.0 + place * 0.4, key) for place, key in enumerate("2407191"))
    call = simulate(Caller(presses=typed), {DURAND: people.accepts()})
    assert call.journal.order_number == "40719"
    assert call.first(on.PhoneIsDialled) < 4.0


def test_an_information_leads_back_to_the_menu():
    call = simulate(Caller(("4", "1")), {DURAND: people.accepts()})
    assert call.heard[:4] == ["announcement"] * 4
    assert call.outcome is Outcome.CONNECTED


def test_a_caller_who_listens_to_the_same_information_for_ever_reaches_a_human():
    assert simulate(Caller(("4",) * 50), {DURAND: people.accepts()}).outcome is Outcome.CONNECTED


def test_a_menu_whose_default_is_an_information_ends_in_a_message():
    menu = Menu("urgence", "Tapez 4.", {"4": Say("Fermé.")}, default="4")
    settings = replace(company(), menus={"urgence": menu})
    assert simulate(Caller(says=5.0), settings=settings).outcome is Outcome.MESSAGE


def test_the_second_agent_gets_the_call_that_the_first_one_refuses():
    call = simulate(URGENT, {DURAND: people.refuses(), PETIT: people.accepts()})
    assert call.rung == [("durand", REFUSED), ("petit", ACCEPTED)]


def test_a_voicemail_never_gets_the_caller():
    call = simulate(URGENT, {DURAND: people.voicemail(), DURAND_HOME: people.no_answer(), PETIT: people.accepts()})
    assert ("durand", OfferOutcome.UNCONFIRMED) in call.rung
    assert call.rung[-1] == ("petit", ACCEPTED)


def test_an_agents_telephones_are_tried_in_order():
    call = simulate(URGENT, {DURAND: people.busy(), DURAND_HOME: people.accepts()})
    assert call.dialled == [DURAND, DURAND_HOME]
    assert call.rung == [("durand", OfferOutcome.BUSY), ("durand", ACCEPTED)]


def test_nobody_answers_and_the_caller_leaves_a_message():
    call = simulate(Caller(("1",), says=6.0))
    assert call.outcome is Outcome.MESSAGE
    assert [recording.seconds for recording in call.journal.messages] == [6.0]
    assert call.heard[-6:-3] == ["unanswered", "message_ask", "message_review"]
    assert call.heard[-3:] == ["message_kept", "message_kept_for", "goodbye"]


def test_a_caller_who_says_nothing_is_told_so_and_the_call_ends_unanswered():
    call = simulate(Caller(("1",)))
    assert call.outcome is Outcome.UNANSWERED
    assert call.heard.count("message_empty") == 2
    assert call.heard[-1] == "goodbye"


def test_a_message_may_be_listened_to_then_said_again_then_kept():
    call = simulate(Caller(("3", "1", "3", "2"), says=4.0))
    assert call.outcome is Outcome.MESSAGE
    assert [recording.name for recording in call.journal.messages] == ["call-1-2"]


def test_a_caller_who_hangs_up_on_the_review_has_left_a_message():
    call = simulate(Caller(("3",), says=4.0, hangs_up_at=25.0))
    assert call.outcome is Outcome.MESSAGE


def test_a_message_that_cannot_be_played_back_is_kept_and_said_to_be(monkeypatch: pytest.MonkeyPatch):
    """The caller has spoken: no defect of ours sends them back into the call."""

    def unreadable(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(SimulatedLeg, "play_recording", unreadable)
    call = simulate(Caller(("3", "1"), says=4.0))
    assert call.outcome is Outcome.MESSAGE
    assert [recording.seconds for recording in call.journal.messages] == [4.0]
    assert call.heard[-1] == "goodbye"


def test_star_leaves_the_hunt_for_a_message_and_frees_the_ringing_telephone():
    call = simulate(Caller(("1",), presses=((20.0, "*"),), says=3.0))
    assert call.outcome is Outcome.MESSAGE
    assert call.rung[-1][1] is OfferOutcome.CANCELLED
    assert "unanswered" not in call.heard


@pytest.mark.parametrize("second", [1.0, 5.0, 8.0, 12.0, 20.0, 60.0])
def test_a_caller_may_hang_up_at_any_moment(second):
    call = simulate(Caller(("2", "40719", "1"), hangs_up_at=second))
    assert call.outcome is Outcome.ABANDONED


def test_max_wait_ends_the_hunt_whatever_the_list():
    settings = company(Ring(seconds=20, rounds=9), max_wait=45)
    call = simulate(Caller(("1",), says=3.0), settings=settings)
    waited = call.first(on.CallerMaySpeak) - call.first(on.PhoneIsDialled)
    assert 45 <= waited < 60


def test_max_wait_never_cuts_an_agent_who_listens():
    settings = company(Ring(seconds=20), max_wait=10)
    call = simulate(URGENT, {DURAND: people.accepts(after=8.0, listens=6.0)}, settings=settings)
    assert call.rung == [("durand", ACCEPTED)]


def test_the_last_resort_is_rung_when_the_hunt_has_failed_and_takes_the_call_with_a_key():
    settings = company(last_resort=LAST_RESORT)
    call = simulate(URGENT, {LAST_RESORT: people.accepts()}, settings=settings)
    assert call.rung[-1] == ("last_resort", ACCEPTED)
    assert call.outcome is Outcome.CONNECTED


def test_a_last_resort_that_is_a_voicemail_leads_to_the_message():
    settings = company(last_resort=LAST_RESORT)
    call = simulate(Caller(("1",), says=3.0), {LAST_RESORT: people.voicemail()}, settings=settings)
    assert call.outcome is Outcome.MESSAGE


def test_an_agent_in_another_call_is_skipped_not_failed():
    call = simulate(URGENT, {PETIT: people.accepts()}, elsewhere={"durand": 1000.0})
    assert call.dialled == [PETIT]


def test_while_everybody_is_busy_the_caller_holds_and_the_hunt_resumes_when_one_is_free():
    busy = {"durand": 60.0, "petit": 1000.0, "martin": 1000.0}
    call = simulate(URGENT, {DURAND: people.accepts()}, elsewhere=busy)
    assert call.rung == [("durand", ACCEPTED)]
    assert 60.0 <= call.first(on.PhoneIsDialled) < 61.0


def test_simultaneous_rings_a_whole_level_and_frees_the_loser():
    settings = company(Ring(RingStrategy.SIMULTANEOUS, rounds=1))
    call = simulate(
        URGENT, {DURAND: people.no_answer(), PETIT: people.accepts(), MARTIN: people.accepts()}, settings=settings
    )
    assert call.dialled == [DURAND, PETIT]
    assert sorted(call.rung) == [("durand", OfferOutcome.CANCELLED), ("petit", ACCEPTED)]


def test_rotating_begins_with_who_took_the_fewest_calls():
    settings = company(Ring(RingStrategy.ROTATING))
    call = simulate(URGENT, {PETIT: people.accepts()}, settings=settings, recent_load={"depannage": {"durand": 2}})
    assert call.dialled == [PETIT]


def test_whom_nobody_is_looked_for_waits_for_no_count_of_calls():
    """It is the database's, which may be mute: a caller is answered all the same."""

    class Mute(dict[str, dict[str, int]]):
        asked = 0

        def get(self, *_: object) -> dict[str, int]:
            self.asked += 1
            return {}

    load = Mute({"depannage": {}})
    simulate(Caller(), {OFFICE: people.accepts()}, at=TUESDAY_MORNING, recent_load=load)
    assert load.asked == 0
    simulate(URGENT, {DURAND: people.accepts()}, recent_load=load)
    assert load.asked == 1


def test_by_day_the_office_answers_without_a_key():
    call = simulate(Caller(), {OFFICE: people.accepts()}, at=TUESDAY_MORNING)
    assert call.outcome is Outcome.FORWARDED
    assert call.rung == [("forward", ACCEPTED)]


def test_an_office_that_does_not_answer_gives_the_call_to_the_team_on_call():
    call = simulate(Caller(), {DURAND: people.accepts()}, at=TUESDAY_MORNING)
    assert call.outcome is Outcome.CONNECTED
    assert "forward_failed" in call.heard


def test_an_office_that_does_not_answer_on_a_line_without_team_ends_in_a_message():
    behaviours = dict.fromkeys(Period, Behaviour("Bonjour.", Forward((OFFICE,))))
    settings = company(behaviours=behaviours)
    assert simulate(Caller(says=3.0), settings=settings).outcome is Outcome.MESSAGE


def test_a_line_that_calls_its_team_at_once_needs_no_menu():
    behaviours = dict.fromkeys(Period, Behaviour(None, CallTeam("depannage", order_number=False)))
    call = simulate(Caller(), {DURAND: people.accepts()}, settings=company(behaviours=behaviours))
    assert call.heard == ["hunt"]


@pytest.mark.parametrize("number", [None, "+33612345678", "+3221234567"])
def test_hidden_and_foreign_callers_are_served_like_any_other(number):
    assert simulate(URGENT, {DURAND: people.accepts()}, number=number).outcome is Outcome.CONNECTED


def test_the_whisper_says_line_order_and_caller():
    call = simulate(Caller(("2", "40719", "1")), {DURAND: people.accepts()})
    whispers = [
        seen.cue.sentence.text
        for seen in call.stage.seen
        if getattr(seen.cue, "sentence", None) and "Appel" in seen.cue.sentence.text
    ]
    assert whispers[0] == (
        "Astreinte, Urgence serrurerie. Pour prendre l'appel, tapez 1 ; pour refuser, tapez 2. "
        "Commande 4, 0, 7, 1, 9. Appel du 06, 12, 34, 56, 78. Pour réécouter, tapez 3."
    )
