"""What an agent's page asks to ring back: dialled once, soon, on its box, and told to that agent alone."""

from __future__ import annotations

from peewee import Database

from appliance.calls.ring_back_states import RingBackState
from appliance.store.page_calls.ring_backs import (
    KEPT_SECONDS,
    SECONDS,
    Wanted,
    ask_ring_back,
    state_of_ring_back,
    take_ring_back,
    tell_ring_back,
)

MESSAGE = Wanted("message", "c", "c.wav")


def test_a_ticket_serves_once_on_its_box_for_what_it_was_given_for(database: Database) -> None:
    ticket = ask_ring_back(database, "durand", MESSAGE, "nord")
    assert take_ring_back(database, ticket, "sud") is None, "another box's"
    assert take_ring_back(database, ticket, "nord") == ("durand", MESSAGE)
    assert take_ring_back(database, ticket, "nord") is None, "it has served"
    assert take_ring_back(database, "0" * 32, "nord") is None, "nobody gave it"


def test_a_ticket_is_dialled_soon_or_never(database: Database) -> None:
    ticket = ask_ring_back(database, "durand", MESSAGE, "nord", clock=lambda: 0.0)
    assert take_ring_back(database, ticket, "nord", clock=lambda: SECONDS + 1) is None
    assert take_ring_back(database, ticket, "nord", clock=lambda: SECONDS) is not None


def test_an_agent_has_one_ticket_that_is_good(database: Database) -> None:
    first, other = (ask_ring_back(database, agent, MESSAGE, "nord") for agent in ("durand", "petit"))
    second = ask_ring_back(database, "durand", MESSAGE, "nord")
    assert [take_ring_back(database, one, "nord") is None for one in (first, second, other)] == [True, False, False]


def test_where_it_stands_is_told_to_who_asked_and_never_goes_back(database: Database) -> None:
    ticket = ask_ring_back(database, "durand", MESSAGE, "nord")
    assert state_of_ring_back(database, ticket, "petit") is None
    assert state_of_ring_back(database, ticket, "durand") is RingBackState.ASKED
    tell_ring_back(database, ticket, RingBackState.TALKS)
    assert state_of_ring_back(database, ticket, "durand") is RingBackState.ASKED, "nobody has been rung"
    for told in (RingBackState.RINGS, RingBackState.TALKS, RingBackState.ENDED):
        tell_ring_back(database, ticket, told)
        assert state_of_ring_back(database, ticket, "durand") is told
    for late in (RingBackState.TALKS, RingBackState.OVER):
        tell_ring_back(database, ticket, late)
        assert state_of_ring_back(database, ticket, "durand") is RingBackState.ENDED


def test_how_it_ended_may_be_asked_for_a_day_and_is_not_kept_for_ever(database: Database) -> None:
    ticket = ask_ring_back(database, "durand", MESSAGE, "nord", clock=lambda: 0.0)
    take_ring_back(database, ticket, "nord", clock=lambda: 1.0)
    ask_ring_back(database, "durand", MESSAGE, "nord", clock=lambda: KEPT_SECONDS - 10)
    assert state_of_ring_back(database, ticket, "durand") is not None
    ask_ring_back(database, "petit", MESSAGE, "nord", clock=lambda: KEPT_SECONDS + 10)
    assert state_of_ring_back(database, ticket, "durand") is None
