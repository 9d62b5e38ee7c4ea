"""An agent is out until they are back, or somebody has taken charge of their silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from peewee import Database

from appliance.store.asks.outings import (
    OutingEnd,
    agent_back,
    come_back,
    find_outing,
    go_out,
    outing_of,
    outings_now,
    safety_ask_name,
    silence_of,
)
from appliance.store.asks.queue import Ask, AskKind, Ending, NewAsk, add_asks, end_ask, take_ask
from tests.unit.store.asks.test_queue import AT

MINUTE = timedelta(minutes=1)


def asked(database: Database, outing: str, number: int, ending: Ending | None, place: int | None = None) -> Ask:
    """A call after so many minutes; the `place`-th, where that is not the order of the minutes."""
    at = AT + number * MINUTE
    ask = Ask(safety_ask_name(outing, number if place is None else place), AskKind.SAFETY, "durand", outing, at)
    add_asks(database, [NewAsk(ask, at)])
    taken = take_ask(database, at)
    assert taken is not None
    if ending is not None:
        assert end_ask(database, taken, ending, at)
    return taken


def test_an_agent_is_out_once_and_back_once(database: Database) -> None:
    outing = go_out(database, "durand", "nuit", 20, AT)
    assert go_out(database, "durand", "nuit", 30, AT + MINUTE) == outing
    assert outing_of(database, "durand") == find_outing(database, outing.id) == outing
    assert outing_of(database, "petit") is None
    assert agent_back(database, "durand", "Claire Durand", AT + 2 * MINUTE)
    assert not agent_back(database, "durand", "Claire Durand", AT + 2 * MINUTE)
    assert not come_back(database, outing.id, OutingEnd.TAKEN, "Hugo Petit", AT + 2 * MINUTE)
    assert outings_now(database) == []


def test_a_silence_is_that_of_the_last_call_that_is_over(database: Database) -> None:
    outing = go_out(database, "durand", "nuit", 20, AT).id
    assert silence_of(database, outing) is None
    asked(database, outing, 1, Ending.CONFIRMED)
    assert silence_of(database, outing) is None
    silent = asked(database, outing, 2, Ending.UNANSWERED)
    third = asked(database, outing, 3, None)
    found = silence_of(database, outing)
    assert found is not None and found.id == silent.id
    assert end_ask(database, third, Ending.CONFIRMED, AT + 4 * MINUTE)
    assert silence_of(database, outing) is None
    before = silence_of(database, outing, before=replace(third))
    assert before is not None and before.id == silent.id


def test_a_clock_set_back_does_not_make_of_an_older_call_the_last_one(database: Database) -> None:
    outing = go_out(database, "durand", "nuit", 20, AT).id
    asked(database, outing, 5, Ending.UNANSWERED, place=0)
    asked(database, outing, 1, Ending.CONFIRMED, place=1)  # an hour that came twice
    assert silence_of(database, outing) is None, "the agent has answered since"
    silent = asked(database, outing, 2, Ending.UNANSWERED, place=10)
    found = silence_of(database, outing)
    assert found is not None and found.id == silent.id
