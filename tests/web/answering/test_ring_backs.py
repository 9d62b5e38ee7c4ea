"""« À rappeler » : an agent finds there the callers who are theirs to treat, and is given a ticket for one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.calls.ring_back_states import RingBackState, of_caller
from appliance.company.model import Company
from appliance.company.numbers import UNREADABLE
from appliance.disclosure.to_ring_back import to_ring_back
from appliance.store.accounts.accounts import Role
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import writing
from appliance.store.journal.message_followup import find_message, take_care
from appliance.store.outbox.tidings import take_charge, tidings_of
from appliance.store.page_calls.ring_backs import Wanted, take_ring_back, tell_ring_back
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.answering.test_answering import open_world
from tests.web.calls.test_own_lines import with_stranger
from tests.web.site_world import NOW, World
from tests.web.visit import OURS, Form, Forms, Visit, read
from web.answering.ring_backs import words_of

__all__ = ["open_world"]
NOBODY = (("durand", OfferOutcome.NO_ANSWER),)
CALLER = "+33698765432"


def promise(world: World, call: str, number: str = CALLER, line: str = "urgence") -> None:
    facts = {"call_id": call, "line_id": line, "team_id": "depannage", "number": number, "asked_at": NOW}
    with writing(world.database):
        CallbackRow.insert(**facts, due_at=NOW + timedelta(hours=1)).execute(world.database)


def now_of(world: World) -> Company:
    found = load_company(world.database)
    assert found is not None
    return found


def forms(visit: Visit) -> list[Form]:
    parser = Forms()
    parser.feed(visit.text)
    return parser.found


def listed(visit: Visit) -> list[str]:
    """The calls that the page offers to ring back."""
    visit.go("/moi/repondre/rappels")
    assert visit.status == 200
    return [form.fields["call"] for form in forms(visit)]


def asks(visit: Visit, kind: str, call: str, file: str = "") -> tuple[int, Any]:
    """What the page is given, by a form of ours that says so."""
    visit.go("/moi")
    token = next(form.fields["csrf_token"] for form in forms(visit) if "csrf_token" in form.fields)
    data = {"kind": kind, "call": call, "file": file, "csrf_token": token}
    answer = visit.client.post("/moi/repondre/rappels", data=data, headers={**OURS, "X-Fragment": "1"})
    return answer.status_code, answer.get_json() if answer.is_json else read(answer.get_data(as_text=True))


def test_nobody_rings_back_where_agents_do_not_answer_in_a_page(world: World) -> None:
    martin = world.signed_in(Role.AGENT, "martin")
    for path in ("/moi/repondre/rappels", "/moi/repondre/rappels/x"):
        assert martin.client.get(path).status_code == 404


def test_promises_come_first_then_messages_then_lost_calls_of_one_s_own_lines(open_world: World) -> None:
    change_company(open_world.database, with_stranger)
    open_world.call("lost", NOW - timedelta(hours=3), outcome=Outcome.FALLBACK, agents=NOBODY)
    open_world.call("left", NOW - timedelta(hours=2), outcome=Outcome.MESSAGE, agents=NOBODY, message="left.wav")
    open_world.call("asked", NOW - timedelta(hours=1), outcome=Outcome.CALLBACK, agents=NOBODY)
    promise(open_world, "asked")
    julie = open_world.signed_in(Role.AGENT, "martin")
    assert listed(julie) == ["asked", "left", "lost"]
    assert "06 98 76 54 32" in julie.text and "40719" in julie.text
    hugo = open_world.signed_in(Role.AGENT, "petit")
    assert listed(hugo) == [], "no line calls the team of this agent"


def test_a_call_that_one_took_is_rung_back_by_who_took_it_alone(open_world: World) -> None:
    open_world.call("taken", NOW - timedelta(hours=1), agents=(("martin", OfferOutcome.ACCEPTED),))
    julie, claire = (open_world.signed_in(Role.AGENT, agent) for agent in ("martin", "durand"))
    assert (listed(julie), listed(claire)) == (["taken"], [])


def test_what_somebody_else_has_is_theirs_to_ring_back(open_world: World) -> None:
    open_world.call("lost", NOW - timedelta(hours=2), outcome=Outcome.FALLBACK, agents=NOBODY)
    open_world.call("left", NOW - timedelta(hours=1), outcome=Outcome.MESSAGE, agents=NOBODY, message="left.wav")
    julie, claire = (open_world.signed_in(Role.AGENT, agent) for agent in ("martin", "durand"))
    (tiding,) = tidings_of(open_world.database, "lost")
    take_charge(open_world.database, tiding.id, "Julie", NOW, "martin")
    message = find_message(open_world.database, "left", "left.wav")
    assert message is not None
    take_care(open_world.database, message, assigned_to="agent.martin", text="", done=False, by="agent.martin", now=NOW)
    assert (listed(julie), listed(claire)) == (["left", "lost"], [])


def test_a_ticket_is_for_this_agent_this_caller_and_this_box(open_world: World) -> None:
    open_world.call("left", NOW - timedelta(hours=1), outcome=Outcome.MESSAGE, agents=NOBODY, message="left.wav")
    julie, claire = (open_world.signed_in(Role.AGENT, agent) for agent in ("martin", "durand"))
    status, given = asks(julie, "message", "left", "left.wav")
    assert status == 200
    assert claire.client.get(given["state"]).status_code == 404
    assert julie.client.get(given["state"]).get_json()["state"] == "asked"
    tell_ring_back(open_world.database, given["ticket"], RingBackState.CAPPED)
    told = julie.client.get(given["state"]).get_json()
    assert told["state"] == "capped" and "plafond" in told["words"]
    assert take_ring_back(open_world.database, given["ticket"], "nord") == (
        "martin",
        Wanted("message", "left", "left.wav"),
    )


def test_what_is_not_theirs_is_given_no_ticket_nor_a_number_that_is_typed(open_world: World) -> None:
    change_company(open_world.database, with_stranger)
    open_world.call("left", NOW - timedelta(hours=1), outcome=Outcome.MESSAGE, agents=NOBODY, message="left.wav")
    open_world.call("his", NOW - timedelta(hours=1), agents=(("petit", OfferOutcome.ACCEPTED),), line=("autre", "A"))
    hugo, julie = open_world.signed_in(Role.AGENT, "petit"), open_world.signed_in(Role.AGENT, "martin")
    refused = (404, "Personne n'est appelé : cet appelant n'est plus à vous de rappeler.")
    assert asks(hugo, "message", "left", "left.wav") == refused
    assert asks(julie, "call", "left", "left.wav") == refused, "by another name"
    assert asks(julie, "message", "+33612345678") == refused
    assert asks(julie, "call", "none") == refused


def test_a_ticket_is_asked_for_by_the_form_of_the_page(open_world: World) -> None:
    open_world.call("left", NOW - timedelta(hours=1), outcome=Outcome.MESSAGE, agents=NOBODY, message="left.wav")
    julie, stranger = open_world.signed_in(Role.AGENT, "martin"), open_world.somebody()
    sent: dict[str, Any] = {"data": {"kind": "message", "call": "left", "file": "left.wav"}, "headers": OURS}
    assert julie.client.post("/moi/repondre/rappels", **sent).status_code == 403
    assert stranger.client.post("/moi/repondre/rappels", **sent).status_code in (302, 303, 401)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (None, "Cet appelant n'a pas montré son numéro."),
        (UNREADABLE, "Cet appelant n'a pas montré son numéro."),
        ("+33899123456", "La ligne ne peut pas rappeler ce numéro."),
        ("+442071838750", "La ligne ne peut pas rappeler ce numéro."),
    ],
)
def test_a_number_that_is_not_rung_back_has_a_sentence_in_the_place_of_its_button(
    open_world: World, number: str | None, said: str
) -> None:
    open_world.call("plain", NOW - timedelta(hours=2), outcome=Outcome.MESSAGE, agents=NOBODY, message="plain.wav")
    open_world.call(
        "left", NOW - timedelta(hours=1), outcome=Outcome.MESSAGE, agents=NOBODY, message="left.wav", caller=number
    )
    julie = open_world.signed_in(Role.AGENT, "martin")
    assert listed(julie) == ["plain"]
    assert said in julie.text
    assert asks(julie, "message", "left", "left.wav") == (422, said)


def test_who_has_left_the_company_rings_nobody_back(open_world: World) -> None:
    open_world.call("left", NOW - timedelta(hours=1), outcome=Outcome.MESSAGE, agents=NOBODY, message="left.wav")
    julie = open_world.signed_in(Role.AGENT, "martin")
    assert listed(julie) == ["left"]
    gone = (NOW - timedelta(days=2)).date()
    change_company(
        open_world.database,
        lambda now: replace(now, agents={**now.agents, "martin": replace(now.agents["martin"], until=gone)}),
    )
    assert "left.wav" not in julie.client.get("/moi/repondre/rappels").get_data(as_text=True)
    assert to_ring_back(open_world.database, now_of(open_world), "martin", NOW, NOW) == []


def test_each_state_has_its_sentence_and_each_way_not_to_answer_its_state() -> None:
    said = [words_of(state) for state in RingBackState]
    assert len(set(said)) == len(said)
    assert {of_caller(outcome) for outcome in OfferOutcome} == {
        RingBackState.BUSY,
        RingBackState.NO_ANSWER,
        RingBackState.UNREACHABLE,
    }
