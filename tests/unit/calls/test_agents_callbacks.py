"""Callbacks heard in the agents' menu, in virtual time: after the messages, kept by a key, closed, given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.calls.agents_desk import LeftCallback, Problem, Why
from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.simulator import people
from appliance.simulator import simulation_events as on

from .rehearsal import SUNDAY_NIGHT
from .test_agents_menu import Desk, Visit, visit
from .test_agents_messages import FIRST

CUSTOMER = "+33678901234"
ASKED = LeftCallback(
    call="c1",
    at=SUNDAY_NIGHT - timedelta(hours=1),
    line="urgence",
    line_name="Urgence serrurerie",
    number=CUSTOMER,
    order="407",
    customer="Hôtel Bellevue",
)
OTHER = replace(ASKED, call="c2", order=None, customer=None, can_wait=True, line="sav", line_name="SAV")
ENTER = ("*", "5", "4821")


def heard(*keys: str, desk: Desk | None = None, **more: object) -> Visit:
    return visit(*ENTER, *keys, desk=desk or Desk(left=[], asked=[ASKED, OTHER]), **more)  # type: ignore[arg-type]


def test_they_come_after_the_messages_the_oldest_first() -> None:
    done = heard("2", "2")
    assert done.told == [
        "Rappel 1 sur 2, demandé aujourd'hui à 2 heures 10, au 06, 78, 90, 12, 34, client Hôtel Bellevue, "
        "commande 4, 0, 7.",
        "Rappel 2 sur 2, demandé aujourd'hui à 2 heures 10, au 06, 78, 90, 12, 34. Ligne SAV. Cela peut attendre.",
    ]
    assert done.heard.index("agents_no_message") < done.heard.index("agents_callback_keys")
    assert "agents_callbacks_over" in done.heard
    after = heard("4", "2", "2", desk=Desk(left=[FIRST], asked=[ASKED]))
    assert [text.split()[0] for text in after.told] == ["Message", "Rappel"]


def test_star_at_a_message_hears_no_callback_and_nothing_is_said_of_none() -> None:
    assert "agents_callback_keys" not in heard("*", desk=Desk(left=[FIRST], asked=[ASKED])).heard
    assert "agents_callbacks_over" not in heard(desk=Desk(left=[])).heard
    assert "agents_unknown" in heard(desk=Desk(left=[], asked=None)).heard


def test_key_1_rings_the_caller_and_the_promise_is_kept_while_they_talk() -> None:
    done = heard("1", phones={CUSTOMER: people.accepts()})
    assert done.simulation.dialled == [CUSTOMER]
    assert done.desk.told == [("begun", "durand", "c1"), ("talks", "c1"), ("tried", "c1", True)]
    assert done.simulation.rung == [("called_back", OfferOutcome.ACCEPTED)]
    assert done.simulation.outcome is Outcome.AGENTS_MENU


def test_a_caller_who_does_not_answer_is_the_box_s_again() -> None:
    done = heard("1", "2", phones={CUSTOMER: people.no_answer()})
    assert done.desk.told == [("begun", "durand", "c1"), ("tried", "c1", False)]
    assert "agents_caller_unreached" in done.heard


def test_a_caller_who_is_gone_at_once_has_not_been_called_back() -> None:
    done = heard("1", "*", phones={CUSTOMER: people.accepts(after=3.0, listens=0.0, talks=0.4)})
    assert done.desk.told == [("begun", "durand", "c1"), ("talks", "c1"), ("tried", "c1", False)]
    assert "agents_caller_unreached" in done.heard
    assert done.heard.count("agents_callback_keys") == 2, "the agent is asked again what to do with it"


def test_an_agent_who_is_gone_at_once_has_not_called_back_either() -> None:
    phones = {CUSTOMER: people.accepts(after=3.0)}
    acts = heard("1", phones=phones).simulation.stage.seen
    joined = next(seen.at for seen in acts if isinstance(seen.cue, on.PhoneIsJoined))
    tried = [heard("1", phones=phones, hangs_up_at=joined + lasts).desk.told[-1] for lasts in (0.5, 1.5)]
    assert tried == [("tried", "c1", None), ("tried", "c1", True)]


def test_an_agent_who_hangs_up_while_it_rings_gives_it_back() -> None:
    waited = heard("1", phones={CUSTOMER: people.no_answer()}).simulation.stage.seen
    rung = next(seen.at for seen in waited if isinstance(seen.cue, on.PhoneIsDialled))
    done = heard("1", phones={CUSTOMER: people.no_answer()}, hangs_up_at=rung + 5)
    assert done.desk.told == [("begun", "durand", "c1"), ("tried", "c1", None)]


def test_what_somebody_else_has_is_not_rung() -> None:
    done = heard("1", "*", desk=Desk(left=[], asked=[ASKED], refuses=Problem(Why.REFUSED, "Quelqu'un rappelle déjà.")))
    assert "Quelqu'un rappelle déjà." in done.told and not done.simulation.dialled


def test_it_is_closed_once_confirmed_and_heard_again_by_4() -> None:
    assert heard("3", "2").desk.told == []
    done = heard("4", "3", "1", "2")
    assert done.desk.told == [("closed", "durand", "c1")]
    assert "agents_callback_closed" in done.heard
    assert [text.split()[1] for text in done.told if text.startswith("Rappel")] == ["1", "1", "2"]


@pytest.mark.parametrize("number", ["+33899123456", "+442071838750", None])
def test_a_number_that_may_not_be_rung_is_not(number: str | None) -> None:
    done = heard("1", desk=Desk(left=[], asked=[replace(ASKED, number=number)]))
    assert not done.simulation.dialled and not done.desk.told
