"""The callbacks that an agent has by telephone: of their own lines, one caller rung by one person at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import gevent
import pytest
from peewee import Database

from appliance.calls.agents_desk import LeftCallback
from appliance.calls.customers import Customer
from appliance.controller import agents_desk, callback_in_hand
from appliance.controller.agents_callbacks import OVER, TAKEN
from appliance.controller.agents_desk import LiveDesk
from appliance.store.callbacks import listing
from appliance.store.callbacks.listing import open_callbacks
from appliance.store.callbacks.queue import take_callback, try_ended
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.customers.answers import Question, keep_answer
from appliance.store.database import reading, writing
from appliance.store.errors import StoreBusy
from appliance.store.journal.tables import CallRow

from .test_agents_messages import STRANGER, desk
from .test_by_telephone import NOW

__all__ = ["desk"]


def asked(database: Database, call: str, line: str = "urgence", **facts: object) -> None:
    at = NOW - timedelta(minutes=10) + timedelta(seconds=len(call))
    row = {"line_id": line, "line_name": line, "called": "+33972000001", "caller": STRANGER, "order_number": "407"}
    with writing(database):
        CallRow.insert(id=call, started_at=at, ended_at=at, outcome="callback", **row).execute(database)
        promise = {"line_id": line, "team_id": "depannage", "number": STRANGER, "asked_at": at, "due_at": at}
        CallbackRow.insert(call_id=call, **{**promise, **facts}).execute(database)


def listed(desk: LiveDesk, agent: str = "durand") -> list[LeftCallback]:
    found = desk.callbacks(agent)
    assert found is not None
    return found


def row(database: Database, call: str) -> CallbackRow:
    with reading(database):
        found: CallbackRow = CallbackRow.select().where(CallbackRow.call_id == call).execute(database)[0]
    return found


def test_an_agent_has_those_of_their_lines_with_who_asks(desk: LiveDesk, database: Database) -> None:
    asked(database, "cc")
    asked(database, "c")
    asked(database, "elsewhere", line="nowhere")
    asked(database, "repair", awaits="repair")
    found = listed(desk)
    assert [(one.call, one.number, one.order) for one in found] == [("c", STRANGER, "407"), ("cc", STRANGER, "407")]
    assert listed(desk, "nadia") == []
    assert found[0].customer is None
    keep_answer(database, Question(number=STRANGER), [Customer("Hôtel Bellevue")], NOW)
    assert [one.customer for one in listed(desk)] == ["Hôtel Bellevue", "Hôtel Bellevue"]


def test_what_is_promised_on_other_lines_hides_nothing_of_their_own(
    desk: LiveDesk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SHOWN", 1)
    asked(database, "e", line="nowhere")
    asked(database, "own")
    assert [one.call for one in listed(desk)] == ["own"]


def test_whom_an_agent_rings_nobody_else_is_rung_for(desk: LiveDesk, database: Database) -> None:
    asked(database, "c")
    (one,) = listed(desk)
    assert desk.begin_callback("durand", one) is None
    assert take_callback(database, NOW) is None
    assert desk.begin_callback("petit", one) == TAKEN
    desk.callback_talks(one)
    assert row(database, "c").ending == "kept"
    desk.callback_tried(one, reached=True)
    assert row(database, "c").ending == "kept"
    assert open_callbacks(database) == []


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize(("reached", "unreached", "minutes"), [(False, 1, 2), (None, 0, 0)])
def test_a_try_in_vain_or_whose_talk_was_over_at_once_gives_the_promise_back(
    desk: LiveDesk, database: Database, reached: bool | None, unreached: int, minutes: int, at_once: bool
) -> None:
    asked(database, "c")
    (one,) = listed(desk)
    desk.begin_callback("durand", one)
    if at_once:
        desk.callback_talks(one)
    desk.callback_tried(one, reached=reached)
    kept = row(database, "c")
    assert (kept.ending, kept.unreached, kept.claimed_until) == (None, unreached, None)
    assert kept.next_try_at == NOW + timedelta(minutes=minutes)


def test_it_is_closed_once_in_the_agent_s_name(desk: LiveDesk, database: Database) -> None:
    asked(database, "c")
    (one,) = listed(desk)
    assert desk.close_callback("nadia", one) == OVER
    assert desk.close_callback("durand", one) is None
    assert (row(database, "c").ending, row(database, "c").closed_by) == ("closed", "Claire Durand (téléphone)")
    assert desk.close_callback("durand", one) == OVER
    assert desk.begin_callback("durand", one) == TAKEN


@pytest.mark.parametrize("until_they_hang_up", [True, False])
def test_a_talk_that_began_while_the_database_was_locked_keeps_the_promise(
    desk: LiveDesk, database: Database, monkeypatch: pytest.MonkeyPatch, until_they_hang_up: bool
) -> None:
    """Nobody is rung again in the middle of it, nor afterwards."""
    locked = [True]

    def writes(*facts: Any) -> object:
        if locked:
            raise StoreBusy("locked")
        return try_ended(*facts)

    monkeypatch.setattr(agents_desk, "try_ended", writes)
    monkeypatch.setattr(callback_in_hand, "LOOK_EVERY_SECONDS", 0.0)
    asked(database, "c")
    (one,) = listed(desk)
    desk.begin_callback("durand", one)
    desk.callback_talks(one)
    assert row(database, "c").ending is None and take_callback(database, NOW) is None
    if until_they_hang_up:
        locked.clear()
    desk.callback_tried(one, reached=True)
    locked.clear()
    with gevent.Timeout(5):
        while row(database, "c").ending is None:
            gevent.sleep(0)
    assert row(database, "c").ending == "kept"
