"""The interventions of a month are those that the journal tells, its acceptances looked at one by one."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from peewee import Database

from appliance.calls.hunt import LAST_RESORT
from appliance.calls.leg import OFFICE
from appliance.store.database import reading, writing
from appliance.store.journal.last_resort import whose_offer
from appliance.store.journal.of_callers import OF_AGENTS
from appliance.store.journal.tables import AttemptRow, CallRow, StepRow
from appliance.store.statements.interventions import LEFT, LOOK_BACK, TOGETHER, interventions
from appliance.store.statements.tables import AdditionRow

START, END = datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC)
RESORTS = {"a": "durand"}
AGENTS = ("durand", "petit", LAST_RESORT, OFFICE)


def write_call(database: Database, name: str, began: datetime, dice: random.Random) -> None:
    """One that may be accepted several times, left, joined, not over, or last for days."""
    over = began + dice.choice((timedelta(minutes=20), timedelta(days=4)))
    facts = {"line_name": "Ligne", "called": "+33972000001", "order_number": dice.choice((None, "40719"))}
    CallRow.insert(
        id=name,
        line_id=dice.choice(("a", "b", None)),
        started_at=began,
        ended_at=dice.choice((None, *[over] * 8)),
        outcome=dice.choice((None, *["connected"] * 5, *OF_AGENTS)),
        erased_at=dice.choice((None, over)),
        **facts,
    ).execute(database)
    moment = began
    for number in range(dice.randrange(4)):
        moment += timedelta(seconds=dice.choice((0, 30.5, 61)))
        agent, outcome = dice.choice(AGENTS), dice.choice(("accepted", "accepted", "no_answer"))
        facts = {"agent": agent, "behind": dice.choice((None, "", "petit")), "phone": 0, "outcome": outcome}
        AttemptRow.insert(call_id=name, number=number, at=moment, ended_at=moment, **facts).execute(database)
        if dice.random() < 0.4:
            note = {"name": dice.choice((*LEFT, TOGETHER)), "detail": agent, "at": moment + timedelta(seconds=20)}
            StepRow.insert(call_id=name, number=100 + number, **note).execute(database)


@pytest.fixture(params=range(3))
def journal(database: Database, request: pytest.FixtureRequest) -> Database:
    """Three months of calls around one, the same for each of three seeds; two of before were worked upon."""
    dice = random.Random(request.param)
    with writing(database):
        for number in range(300):
            write_call(database, f"call-{number}", END - timedelta(days=95 * dice.random()), dice)
        for number in range(1, 3):
            facts = {"starts": START - timedelta(days=20), "after_seconds": 60, "travel_seconds": 0, "note": ""}
            facts |= {"agent": "durand", "call_id": f"call-{number}", "added_at": END, "added_by": "Ana"}
            AdditionRow.insert(id=number, **facts).execute(database)
    return database


@pytest.mark.parametrize(
    "began",
    [START - timedelta(days=60), datetime(1970, 1, 1, tzinfo=UTC), START + timedelta(days=2)],
    ids=["two months before", "by a clock that was not set", "by a clock that was ahead"],
)
def test_a_call_that_reaches_into_the_month_counts_whenever_the_journal_has_it_begin(
    database: Database, began: datetime
) -> None:
    accepted, over = START - timedelta(days=3), START + timedelta(hours=2)
    facts = {"line_name": "Ligne", "called": "+33972000001", "outcome": "connected"}
    with writing(database):
        CallRow.insert(id="long", line_id="b", started_at=began, ended_at=over, **facts).execute(database)
        facts = {"agent": "petit", "phone": 0, "outcome": "accepted"}
        AttemptRow.insert(call_id="long", number=0, at=accepted, ended_at=accepted, **facts).execute(database)
    [one], going_on = interventions(database, START, END, RESORTS)
    assert (one.agent, one.start, one.call_end, going_on) == ("petit", accepted, over, 0)


def one_by_one(database: Database) -> tuple[Counter[tuple[object, ...]], int]:
    """What each acceptance is worth: whose, of which call, from when to when; and how many are not over."""
    found, going_on = Counter[tuple[object, ...]](), 0
    with reading(database):
        calls = list(CallRow.select().dicts().execute(database))
        attempts = list(AttemptRow.select().dicts().execute(database))
        steps = list(StepRow.select().dicts().execute(database))
        worked = {row["call_id"] for row in AdditionRow.select().dicts().execute(database)}
    for call in (one for one in calls if one["outcome"] not in OF_AGENTS):
        reaches = call["ended_at"] is None or call["ended_at"] >= START - timedelta(days=1)
        if not reaches and call["id"] not in worked:
            continue
        taken = [one for one in attempts if one["call_id"] == call["id"] and one["outcome"] == "accepted"]
        taken = [one for one in taken if START - LOOK_BACK <= one["ended_at"] < END]
        taken.sort(key=lambda one: (one["ended_at"], one["number"]))
        said = [one for one in steps if one["call_id"] == call["id"] and one["at"] >= START - LOOK_BACK]
        for place, one in enumerate(taken):
            own = [step for step in said if step["detail"] == one["agent"] and step["at"] >= one["ended_at"]]
            left = [step["at"] for step in own if step["name"] in LEFT]
            stayed = max([one["ended_at"], *(step["at"] for step in own if step["name"] == TOGETHER)])
            after = [next_one["ended_at"] for next_one in taken[place + 1 :] if next_one["ended_at"] > stayed]
            ends = [end for end in (*left, *after, call["ended_at"]) if end is not None]
            agent = whose_offer(one["agent"], one["behind"], call["line_id"], RESORTS)
            if not ends:
                going_on += 1
            elif agent not in (LAST_RESORT, OFFICE):
                start, end = (moment.replace(microsecond=0) for moment in (one["ended_at"], min(ends)))
                found[agent, call["id"], start, max(start, end), call["order_number"], call["erased_at"] is None] += 1
    return found, going_on


def test_interventions_are_those_of_the_acceptances_one_by_one(journal: Database) -> None:
    some, going_on = interventions(journal, START, END, RESORTS)
    expected, expected_going_on = one_by_one(journal)
    taken = [one for one in some if one.start < one.call_end or not one.after]
    told = Counter((one.agent, one.call, one.start, one.call_end, one.order, not one.erased) for one in taken)
    assert going_on == expected_going_on > 0
    assert told == expected
    assert sum(expected.values()) > 30
    assert sum((one.after for one in some), timedelta(0)) == timedelta(minutes=2)
