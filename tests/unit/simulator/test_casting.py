"""The people of a simulated call, read from a line of text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.simulator import people
from appliance.simulator.people import Caller
from appliance.simulator.scenario import read_caller, read_cast
from tests.unit.calls.rehearsal import DURAND, DURAND_HOME, LAST_RESORT, MARTIN, OFFICE, PETIT, company

COMPANY = company(last_resort=LAST_RESORT)
LINE = COMPANY.lines["urgence"]


def test_keys_are_one_answer_a_question_and_some_at_a_given_second() -> None:
    assert read_caller("1 - 40719# *@30", says=4.0, hangs_up_at=50.0) == Caller(
        answers=("1", "", "40719#"), presses=((30.0, "*"),), says=4.0, hangs_up_at=50.0
    )


def test_no_keys_are_silence() -> None:
    assert read_caller("").answers == ()


@pytest.mark.parametrize("keys", ["x", "1,2", "٣", "1@", "*@x", "+33"])
def test_what_no_keypad_has_is_refused_in_one_sentence(keys: str) -> None:
    with pytest.raises(ValueError, match="n'est pas une suite de touches"):
        read_caller(keys)


@pytest.mark.parametrize(
    ("said", "phone"),
    [
        ("accept", people.accepts()),
        ("accept-after-12", people.accepts(after=12.0)),
        ("refuse", people.refuses()),
        ("no-answer", people.no_answer()),
        ("busy", people.busy()),
        ("unreachable", people.unreachable()),
        ("voicemail", people.voicemail()),
    ],
)
def test_each_behaviour_has_a_word(said: str, phone: people.Phone) -> None:
    assert read_cast(f"petit:{said}", COMPANY, LINE).phones == {PETIT: phone}


def test_an_agent_does_the_same_on_every_telephone_unless_told_one_by_one() -> None:
    assert read_cast("durand:busy", COMPANY, LINE).phones == {DURAND: people.busy(), DURAND_HOME: people.busy()}
    apart = read_cast("durand:busy,accept", COMPANY, LINE).phones
    assert apart == {DURAND: people.busy(), DURAND_HOME: people.accepts()}


@pytest.mark.parametrize("who", ["martin", "MARTIN", "Julie", "julie-martin"])
def test_an_agent_is_named_by_id_name_or_one_word_of_it(who: str) -> None:
    cast = read_cast(f"{who}:refuse", COMPANY, LINE)
    assert (cast.given, cast.phones) == (("martin",), {MARTIN: people.refuses()})


def test_the_office_and_the_last_resort_are_people_too() -> None:
    cast = read_cast("bureau:accept dernier-recours:refuse", COMPANY, LINE)
    assert cast.phones == {OFFICE: replace(people.accepts(), keys=()), LAST_RESORT: people.refuses()}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("bob:accept", "« bob » n'est pas un intervenant ; il y a durand, petit, martin"),
        ("petit", "« petit » ne dit pas ce que fait l'intervenant"),
        ("petit:", "« » n'est pas un comportement"),
        ("petit:dance", "« dance » n'est pas un comportement ; écrivez accept, refuse"),
        ("petit:accept-after-x", "« accept-after-x » n'est pas un comportement"),
        ("petit:busy,busy", "petit n'a que 1 téléphone"),
    ],
)
def test_a_cast_that_means_nothing_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("« »", "«  »")):
        read_cast(text, COMPANY, LINE)


def test_one_who_does_not_exist_on_this_line_is_refused() -> None:
    with pytest.raises(ValueError, match="n'a pas de dernier recours"):
        read_cast("dernier-recours:accept", company(), company().lines["urgence"])


def test_a_word_that_two_agents_share_is_refused_with_their_identifiers() -> None:
    twins = replace(COMPANY, agents={**COMPANY.agents, "m2": replace(COMPANY.agents["martin"], id="m2")})
    with pytest.raises(ValueError, match="écrivez martin ou m2"):
        read_cast("julie:accept", twins, LINE)
