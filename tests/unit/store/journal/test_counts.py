"""What SQL counts of the journal is what the same calls say, one by one."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from operator import attrgetter

import pytest
from peewee import Database

from appliance.calls import alike
from appliance.calls.call_context import Outcome
from appliance.calls.figures import in_time
from appliance.calls.hunt import LAST_RESORT
from appliance.planning.months import Month, month_of
from appliance.store.database import close_database, open_database, reading, writing
from appliance.store.journal.agent_shares import AgentShare, agent_shares
from appliance.store.journal.counts import answered_soon, by_month, by_weekday, calls_alike, median_wait, summary_of
from appliance.store.journal.figures import past_calls, past_offers
from appliance.store.journal.last_resort import whose_offer
from appliance.store.journal.of_callers import OF_AGENTS
from appliance.store.journal.tables import AttemptRow, CallRow, MessageRow
from tests.unit.calls import one_by_one
from tests.unit.store.former_rows import opened_at

BEGAN = datetime(2026, 8, 20, tzinfo=UTC)
DAYS = 130  # the clock goes back among them
MONTHS = [Month(2026, number) for number in range(6, 13)]
TARGETS = {"a": 45, "b": 60, "c": 90_000}
LINES = ("a", "b", "ancienne", None)
RESORTS = {"a": "durand"}
EDGES = (-2.0, 0.0, 14.999999, 15.0, 15.000001, 30.0, 45.0, 45.000001, 60.0, 60.000001, 120.0, 120.000001, 90_000.0)
began = attrgetter("began")
ZONES = ("Europe/Paris", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns")


def a_call(number: int, dice: random.Random) -> dict[str, object]:
    began = BEGAN + timedelta(days=DAYS * dice.random())
    if dice.random() < 0.2:  # at an end of a slot, to the microsecond
        began = began.replace(minute=0, second=0, microsecond=0) - timedelta(microseconds=dice.choice((0, 1, 400)))
    wait = dice.choice((None, dice.choice(EDGES), dice.uniform(0, 200)))
    return {
        "id": f"call-{number}",
        "line_id": dice.choice(LINES),
        "line_name": "Ligne",
        "called": "+33972000001",
        "started_at": began,
        "connected_at": None if wait is None else began + timedelta(seconds=wait),
        "ended_at": dice.choice((None, *[began + timedelta(minutes=5)] * 6)),
        "outcome": dice.choice([None, *(one.value for one in Outcome)]),
        "audience": dice.choice(("staff", *["customers"] * 5)),
    }


def offers_of(call: str, began: datetime, dice: random.Random) -> list[dict[str, object]]:
    return [
        {
            "call_id": call,
            "number": place,
            "agent": dice.choice(("durand", "petit", LAST_RESORT, "forward")),
            "phone": 0,
            "at": began + timedelta(seconds=10 * place),
            "outcome": dice.choice(("accepted", "no_answer", None)),
            "behind": dice.choice((None, "", "petit")),
        }
        for place in range(dice.randrange(4))
    ]


@pytest.fixture(params=range(3))
def journal(database: Database, request: pytest.FixtureRequest) -> Database:
    """Calls of all kinds, their offers and messages, the same for each of three seeds."""
    dice = random.Random(request.param)
    with writing(database):
        for number in range(250):
            call = a_call(number, dice)
            CallRow.insert(**call).execute(database)
            for offer in offers_of(f"call-{number}", call["started_at"], dice):  # type: ignore[arg-type]
                AttemptRow.insert(**offer).execute(database)
            if dice.random() < 0.2:
                MessageRow.insert(call_id=f"call-{number}", file="m.wav", seconds=3.0, at=BEGAN).execute(database)
    return database


WANTED = (None, "a", "ancienne")  # lines
SPANS = [
    (BEGAN, BEGAN + timedelta(days=DAYS)),
    (BEGAN + timedelta(days=40, hours=5), BEGAN + timedelta(days=80)),
    (BEGAN - timedelta(days=20), BEGAN - timedelta(days=1)),
]


def test_calls_counted_together_are_those_counted_one_by_one(journal: Database) -> None:
    for line, span in product(WANTED, SPANS):
        calls, found = past_calls(journal, *span, line), calls_alike(journal, *span, line, TARGETS)
        median = median_wait(journal, *span, line, found)
        assert alike.summary(found, median) == one_by_one.summary(calls, TARGETS)
        assert summary_of(journal, *span, line, TARGETS) == one_by_one.summary(calls, TARGETS)
        assert alike.waits(found) == one_by_one.waits(calls)
        assert alike.no_human(found) == sum(call.connected is None for call in calls)
        assert list(alike.outcomes(found).items()) == list(one_by_one.outcomes(sorted(calls, key=began)).items())
        assert +alike.lost(found) == +Counter(call.line for call in calls if call.in_vain)
        answered = answered_soon(journal, *span, TARGETS, line)
        assert (answered.calls, answered.soon) == (len(calls), in_time(calls, TARGETS))


def test_the_slots_of_a_week_are_those_of_the_clock_of_the_zone(journal: Database) -> None:
    for line, span, zone in product(WANTED, SPANS, ZONES):
        assert by_weekday(journal, *span, line, zone) == one_by_one.by_weekday(past_calls(journal, *span, line), zone)


def test_months_are_told_from_the_first_that_has_a_call(journal: Database) -> None:
    until = BEGAN + timedelta(days=100)
    months = [month for month in MONTHS if month.first <= until.date()]
    for line, zone in product(WANTED, ZONES):
        calls = past_calls(journal, months[0].start(zone), until, line)
        expected = {
            month: one_by_one.summary(some, TARGETS)
            for month, some in one_by_one.by_month(calls, month_of(until, zone), zone).items()
        }
        found = by_month(journal, months, until, line, zone, TARGETS)
        assert list(found) == list(expected)
        assert [replace(one, median=None) for one in expected.values()] == list(found.values())


def test_nothing_is_told_of_months_without_a_call(database: Database) -> None:
    assert by_month(database, MONTHS, BEGAN, None, "Europe/Paris", {}) == {}


@pytest.mark.parametrize("line", WANTED)
def test_shares_and_offers_are_whose_telephone_rang(journal: Database, line: str | None) -> None:
    span = SPANS[0][0], SPANS[0][1] + timedelta(hours=1)
    rung: dict[str, set[str]] = defaultdict(set)
    taken: dict[str, set[str]] = defaultdict(set)
    told: Counter[tuple[str, str | None]] = Counter()
    query = AttemptRow.select(AttemptRow, CallRow.line_id, CallRow.outcome.alias("ended"))
    query = query.join(CallRow, on=(CallRow.id == AttemptRow.call_id)).dicts()
    customers = {call.name for call in past_calls(journal, *span, line)}
    with reading(journal):
        offers = [one for one in query.execute(journal) if line in (None, one["line_id"])]
    for one in offers:
        who = whose_offer(one["agent"], one["behind"], one["line_id"], RESORTS)
        told[who, one["outcome"]] += one["ended"] not in OF_AGENTS
        if one["call_id"] in customers:
            rung[who].add(one["call_id"])
            taken[who] |= {one["call_id"]} if one["outcome"] == "accepted" else set()
    shares = {AgentShare(who, len(calls), len(taken[who])) for who, calls in rung.items()}
    assert set(agent_shares(journal, *span, line, RESORTS)) == shares
    assert {(one.agent, one.outcome): one.times for one in past_offers(journal, *span, line, RESORTS)} == +told


def test_a_wait_follows_the_call_whatever_writes_it(database: Database) -> None:
    """The database keeps it: an agent who did not talk after all, one who did later, a caller who is forgotten."""

    def waited() -> object:
        found = calls_alike(database, BEGAN, BEGAN + timedelta(days=1), None, {})
        return median_wait(database, BEGAN, BEGAN + timedelta(days=1), None, found)

    facts = {"line_name": "Ligne", "called": "+33972000001", "outcome": "connected", "ended_at": BEGAN}
    with writing(database):
        CallRow.insert(id="one", started_at=BEGAN, connected_at=BEGAN + timedelta(seconds=7), **facts).execute(database)
    assert waited() == 7
    for change, expected in (
        ({"connected_at": None}, None),
        ({"connected_at": BEGAN + timedelta(seconds=9, microseconds=1)}, 9.000001),
        ({"started_at": BEGAN + timedelta(seconds=1)}, 8.000001),
        ({"caller": None}, 8.000001),
    ):
        with writing(database):
            CallRow.update(**change).execute(database)
        assert waited() == expected


def test_the_waits_of_calls_of_before_are_told_once_the_database_is_upgraded(url: str) -> None:
    old = opened_at(url, 53)
    for number, wait in enumerate((None, 7.000001, 9)):
        connected = None if wait is None else BEGAN + timedelta(seconds=wait)
        facts = {"line_name": "Ligne", "called": "+33972000001", "outcome": "connected", "ended_at": BEGAN}
        with writing(old):
            CallRow.insert(id=f"call-{number}", started_at=BEGAN, connected_at=connected, **facts).execute(old)
    close_database(old)
    database = open_database(url)
    found = calls_alike(database, *SPANS[0], None, {})
    assert (median_wait(database, *SPANS[0], None, found), alike.no_human(found)) == (7.000001, 1)
    close_database(database)
