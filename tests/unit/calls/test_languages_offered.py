"""A caller chooses the language of the line by a key, and hears it to the end; whoever takes the call is told so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.calls.spoken import fixed_sentences
from appliance.company.model import Action, Behaviour, CallTeam, Company, Incident, NumberRule, Say, Translation
from appliance.planning.hours import Period
from appliance.prompts.catalogue import Sentence
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller, Phone, accepts, refuses
from tests.unit.calls.rehearsal import DURAND, DURAND_HOME, MARTIN, PETIT, Simulation, company, simulate

GREETING, MENU = "Bonjour, ici l'astreinte.", "Pour une urgence, tapez 1."
IN_ENGLISH = (Translation("en", GREETING, "Good evening."), Translation("en", MENU, "In an emergency, press 1."))
OUTAGE = "Une panne est connue, rue Haute."
OUTAGE_IN_ENGLISH = Translation("en", OUTAGE, "We know of an outage.")
AT_THE_OFFER = ((0.5, "9"),)


def offering(translations: tuple[Translation, ...] = IN_ENGLISH, **changes: Any) -> Company:
    return replace(company(offered_languages={"9": "en"}, **changes), translations=translations)


def called(made: Company, caller: Caller, phone: Phone) -> Simulation:
    return simulate(caller, dict.fromkeys((DURAND, DURAND_HOME, PETIT, MARTIN), phone), settings=made)


def said_to_caller(call: Simulation) -> list[Sentence]:
    return [seen.cue.sentence for seen in call.stage.seen if isinstance(seen.cue, on.CallerHears)]


def every_period(action: Action) -> dict[Period, Behaviour]:
    return dict.fromkeys(Period, Behaviour(GREETING, action))


def typed(at: float, keys: str) -> tuple[tuple[float, str], ...]:
    return tuple((at + 0.4 * number, key) for number, key in enumerate(keys))


def languages(said: list[Sentence]) -> set[str]:
    return {one.language for one in said}


def test_the_key_typed_at_the_offer_is_the_language_of_the_whole_call() -> None:
    caller = Caller(("2", "40719", "1"), presses=AT_THE_OFFER, says=5.0)
    call = called(offering(), caller, refuses())
    said = said_to_caller(call)

    assert said[0].text == "For English, press 9."
    assert languages(said) == {"en"}
    texts = {one.text for one in said}
    assert {"Good evening.", "In an emergency, press 1.", "Sorry, nobody is available at the moment."} <= texts
    assert call.journal.order_number == "40719"
    assert ("speaks", "en") in call.journal.lines


def test_whoever_would_go_on_without_the_script_is_told_the_language_at_the_offer_and_at_the_menu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(SimulatedLeg, "speaks", lambda leg, language: told.append(language))
    for caller in (Caller(presses=AT_THE_OFFER), Caller(("9", "3"), says=5.0), Caller(("3",), says=5.0)):
        called(offering(), caller, refuses())
    assert told == ["en", "en"]


def test_who_types_nothing_or_another_key_is_served_in_the_language_of_the_line() -> None:
    for caller in (Caller(says=5.0), Caller(presses=((0.5, "1"),), says=5.0)):
        call = called(offering(), caller, refuses())
        assert languages(said_to_caller(call)[1:]) == {"fr"}
        assert "speaks" not in dict(call.journal.lines)


def test_a_key_of_the_menu_typed_at_the_offer_is_that_of_the_menu() -> None:
    call = called(offering(), Caller(presses=((0.5, "3"),), says=5.0), refuses())

    assert len(call.journal.messages) == 1
    assert call.dialled == []


def test_the_key_serves_during_the_greeting_and_at_the_menu_which_are_heard_again() -> None:
    during_the_greeting = Caller(("3",), presses=((3.5, "9"),), says=5.0)
    at_the_menu = Caller(("9", "3"), says=5.0)
    for caller, again in ((during_the_greeting, "Good evening."), (at_the_menu, "In an emergency, press 1.")):
        said = said_to_caller(called(offering(), caller, refuses()))
        texts = [one.text for one in said]
        assert GREETING in texts[: texts.index(again)]
        assert languages(said[texts.index(again) :]) == {"en"}


def test_an_emergency_announcement_is_told_again_in_the_language_chosen_during_it() -> None:
    made = offering((*IN_ENGLISH, OUTAGE_IN_ENGLISH), incident=Incident(OUTAGE))
    during_it = Caller(("3",), presses=((6.2, "9"),), says=5.0)
    at_the_menu = Caller(("9", "3"), says=5.0)
    for caller in (during_it, at_the_menu):
        said = said_to_caller(called(made, caller, refuses()))
        texts = [one.text for one in said]
        again = texts.index(OUTAGE_IN_ENGLISH.said)
        assert OUTAGE in texts[:again]
        assert "In an emergency, press 1." in texts[again:]
        assert languages(said[again:]) == {"en"}


def test_who_hears_it_in_theirs_may_leave_a_message_as_others_do() -> None:
    made = offering((*IN_ENGLISH, OUTAGE_IN_ENGLISH), incident=Incident(OUTAGE))
    call = called(made, Caller(presses=((6.2, "9"), (6.5, "*")), says=5.0), refuses())
    assert (len(call.journal.messages), call.dialled) == (1, [])
    assert MENU not in [one.text for one in said_to_caller(call)]


def test_on_a_line_without_a_menu_the_key_typed_during_what_is_told_begins_no_number() -> None:
    told_then_asked = offering(behaviours=every_period(CallTeam("depannage")), incident=Incident(OUTAGE))
    call = called(told_then_asked, Caller(("40719", "1"), presses=((6.2, "9"),), says=5.0), refuses())
    assert call.journal.order_number == "40719"
    assert languages(said_to_caller(call)[-4:]) == {"en"}


@pytest.mark.parametrize("at", [0.5, 3.5, 6.2])
def test_on_a_line_without_a_menu_a_number_typed_ahead_is_whole_though_it_begins_with_the_key(at: float) -> None:
    made = offering(behaviours=every_period(CallTeam("depannage")), incident=Incident(OUTAGE))
    call = called(made, Caller(presses=typed(at, "90719"), says=5.0), refuses())
    assert call.journal.order_number == "90719"
    assert languages(said_to_caller(call)[1:]) == {"fr"}


@pytest.mark.parametrize("at", [0.5, 3.5])
@pytest.mark.parametrize(("keys", "rule"), [("940719", r"\d{5}"), ("9", r"\d{1,5}")])
def test_a_key_that_no_number_begins_with_chooses_the_language(at: float, keys: str, rule: str) -> None:
    made = offering(behaviours=every_period(CallTeam("depannage")), order_rule=NumberRule(True, rule, 3))
    call = called(made, Caller(("40719",) if keys == "9" else (), presses=typed(at, keys), says=5.0), refuses())
    assert call.journal.order_number == "40719"
    assert languages(said_to_caller(call)[-4:]) == {"en"}


def test_a_number_of_the_line_is_no_number_at_its_menu() -> None:
    call = called(offering(), Caller(("2", "40719", "1"), presses=typed(0.5, "90719"), says=5.0), refuses())
    assert languages(said_to_caller(call)) == {"en"}


def test_an_information_without_a_menu_is_told_again_too() -> None:
    closed = "Nos bureaux sont fermés."
    made = offering((Translation("en", closed, "We are closed."),), behaviours=every_period(Say(closed)))
    said = said_to_caller(called(made, Caller(presses=((5.5, "9"),), says=5.0), refuses()))
    texts = [one.text for one in said]
    assert texts.index(closed) < texts.index("We are closed.")
    assert languages(said[texts.index("We are closed.") :]) == {"en"}


def test_a_text_that_nobody_has_translated_is_heard_as_it_was_written() -> None:
    said = said_to_caller(called(offering(()), Caller(("3",), presses=AT_THE_OFFER, says=5.0), refuses()))
    languages_of = {one.text: one.language for one in said}

    assert languages_of[MENU] == "fr"
    assert languages_of["Please leave your message after the tone, then press hash."] == "en"


def test_who_is_rung_hears_in_french_what_the_caller_speaks() -> None:
    call = called(offering(), Caller(("1",), presses=AT_THE_OFFER), accepts())
    whispers = [seen.cue.sentence for seen in call.stage.seen if isinstance(seen.cue, on.PhoneHears)]

    assert languages(whispers) == {"fr"}
    assert "L'appelant parle anglais." in whispers[0].text


def test_what_either_caller_hears_is_built_before_the_call() -> None:
    made = offering(callback_within=30, tell_wait=True)
    built = {(one.text, one.language) for one in fixed_sentences(made, 30)}
    for presses in ((), AT_THE_OFFER):
        call = called(made, Caller(("2", "40719", "1", "1", "1"), presses=presses, says=5.0), refuses())
        said = said_to_caller(call)
        assert len(said) > 8
        assert [one.text for one in said if one.fixed and (one.text, one.language) not in built] == []
