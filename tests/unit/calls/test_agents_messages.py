"""Messages heard in the agents' menu, in virtual time: which, in what order, what becomes of them, whom it rings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.calls.agents_desk import LeftMessage, Problem, Why
from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.calls.told.french import past_moment
from appliance.simulator import people
from appliance.simulator import simulation_events as on

from .rehearsal import SUNDAY_NIGHT
from .test_agents_menu import Desk, Visit, visit

CUSTOMER = "+33678901234"
FIRST = LeftMessage(
    call="m1",
    file="m1.wav",
    at=SUNDAY_NIGHT - timedelta(hours=24),
    line="urgence",
    line_name="Urgence serrurerie",
    caller=CUSTOMER,
    order=None,
    in_charge=None,
    mine=False,
    audible=True,
)
SECOND = replace(FIRST, call="m2", file="m2.wav", caller=None, at=SUNDAY_NIGHT, order="407")
ENTER = ("*", "5", "4821")


def heard(*keys: str, left: list[LeftMessage] | None = None, **more: object) -> Visit:
    return visit(*ENTER, *keys, desk=Desk(left=[FIRST, SECOND] if left is None else left), **more)  # type: ignore[arg-type]


def played(done: Visit) -> list[str]:
    return [seen.cue.name for seen in done.simulation.stage.seen if isinstance(seen.cue, on.CallerHearsRecording)]


def test_the_oldest_is_heard_first_with_its_moment_and_its_caller_then_the_next() -> None:
    done = heard("4", "4")
    assert done.told == [
        "Message 1 sur 2, laissé hier à 3 heures 10, du 06, 78, 90, 12, 34.",
        "Message 2 sur 2, laissé aujourd'hui à 3 heures 10, numéro masqué, commande 4, 0, 7.",
    ]
    assert played(done) == ["m1.wav", "m2.wav"]
    assert "agents_messages_over" in done.heard and not done.desk.taken


def test_no_message_is_heard_without_the_code() -> None:
    done = visit("*", "5", "0000", "1111", "2222", desk=Desk(left=[FIRST]))
    assert not played(done) and not done.told


def test_a_message_is_heard_again_and_star_goes_back_to_the_menu() -> None:
    done = heard("1", "*", "1")
    assert played(done) == ["m1.wav", "m1.wav"]
    assert done.told[-1].startswith("Équipe Dépannage")


def test_a_message_taken_charge_of_is_said_to_be() -> None:
    done = heard("2", "1", "2")
    assert done.desk.taken == [("durand", "m1.wav", False)]
    assert "agents_message_taken" in done.heard
    assert done.told[1].endswith("Vous vous en chargez.")


def test_a_message_is_closed_once_it_is_confirmed() -> None:
    assert heard("3", "2").desk.taken == []
    done = heard("3", "1", "4")
    assert done.desk.taken == [("durand", "m1.wav", True)]
    assert "agents_message_closed" in done.heard and played(done) == ["m1.wav", "m2.wav"]


def test_what_the_house_refuses_is_told_and_the_message_stays() -> None:
    desk = Desk(left=[FIRST], refuses=Problem(Why.REFUSED, "Hugo Petit s'en charge déjà."))
    done = visit(*ENTER, "2", "3", "1", "5", desk=desk)
    assert done.told.count("Hugo Petit s'en charge déjà.") == 3
    assert "agents_message_taken" not in done.heard and not done.simulation.dialled


def test_who_has_it_and_which_line_it_was_left_on_are_said() -> None:
    done = heard("4", left=[replace(FIRST, in_charge="Hugo Petit", line="sav", line_name="SAV")])
    assert done.told[0].endswith("Ligne SAV. Hugo Petit s'en charge.")


def test_a_message_without_its_sound_is_told_and_can_be_closed() -> None:
    done = heard("3", "1", left=[replace(FIRST, audible=False)])
    assert not played(done) and "agents_message_gone" in done.heard and done.desk.taken


@pytest.mark.parametrize(("left", "said"), [([], "agents_no_message"), (None, "agents_unknown")])
def test_nothing_to_hear_is_said(left: list[LeftMessage] | None, said: str) -> None:
    assert said in visit(*ENTER, desk=Desk(left=left)).heard


def test_the_caller_is_rung_back_and_talked_with_and_the_agent_has_the_message() -> None:
    done = heard("5", phones={CUSTOMER: people.accepts()})
    assert done.simulation.dialled == [CUSTOMER]
    assert any(isinstance(seen.cue, on.PhoneIsJoined) for seen in done.simulation.stage.seen)
    assert done.desk.taken == [("durand", "m1.wav", False)]
    assert done.simulation.rung == [("called_back", OfferOutcome.ACCEPTED)]
    assert done.simulation.outcome is Outcome.AGENTS_MENU and done.simulation.board.claimed == ["durand"]


def test_a_caller_who_does_not_answer_leaves_the_agent_at_the_message() -> None:
    done = heard("5", "4", phones={CUSTOMER: people.no_answer()})
    assert "agents_caller_unreached" in done.heard and played(done) == ["m1.wav", "m2.wav"]


@pytest.mark.parametrize("number", ["+33899123456", "+442071838750", "+33972000001"])
def test_a_number_that_the_line_may_not_ring_is_not_rung_back(number: str) -> None:
    done = heard("5", left=[replace(FIRST, caller=number)])
    assert "agents_not_dialled" in done.heard and not done.simulation.dialled and not done.desk.taken


@pytest.mark.parametrize("number", [None, "?"])
def test_a_caller_without_a_number_is_not_rung_back(number: str | None) -> None:
    assert "agents_no_number" in heard("5", left=[replace(FIRST, caller=number)]).heard


def test_silence_and_a_storm_of_keys_end_by_themselves() -> None:
    assert heard("", "").heard[-1] == "goodbye"
    assert heard(*(["9"] * 300)).simulation.outcome is Outcome.AGENTS_MENU


def test_a_moment_of_the_past_is_said_as_people_say_it() -> None:
    midnight = SUNDAY_NIGHT - timedelta(days=8, hours=3, minutes=10)
    assert past_moment(midnight, SUNDAY_NIGHT, "Europe/Paris") == "samedi 21 novembre à 0 heure"


def test_a_message_is_erased_once_a_second_key_says_so() -> None:
    done = heard("6", "1", "4")
    assert done.desk.deleted == [("durand", "m1.wav")]
    assert "agents_message_deleted" in done.heard
    assert played(done) == ["m1.wav", "m2.wav"]


@pytest.mark.parametrize("key", ["2", "", "6"])
def test_any_other_key_keeps_it(key: str) -> None:
    done = heard("6", key, "*")
    assert done.desk.deleted == [] and "agents_message_kept" in done.heard


def test_who_may_not_erase_hears_so() -> None:
    done = visit(*ENTER, "6", "1", "*", desk=Desk(left=[FIRST], refuses=Problem(Why.REFUSED, "Réservé.")))
    assert done.told[-1] == "Réservé." and "agents_message_deleted" not in done.heard


def test_what_can_wait_is_said_to() -> None:
    done = heard("4", left=[replace(FIRST, can_wait=True)])
    assert done.told[0].endswith("du 06, 78, 90, 12, 34. Cela peut attendre.")
