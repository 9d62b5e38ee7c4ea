"""What an agent is asked is asked by one controller at a time, twice at most, and told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from peewee import Database

from appliance.store.asks.queue import (
    CLAIM,
    HELD,
    INTERRUPTED,
    PAUSE,
    Ask,
    AskKind,
    Ending,
    NewAsk,
    add_asks,
    asks_since,
    end_ask,
    keep_claim,
    put_off,
    take_ask,
    try_over,
)
from appliance.store.asks.tables import AskRow, Tried
from appliance.store.database import writing
from appliance.store.outbox.queue import NewDelivery, list_deliveries

AT = datetime(2026, 12, 4, 17, tzinfo=UTC)
DUE = AT - timedelta(minutes=30)
SECOND = timedelta(seconds=1)
TOLD = [NewDelivery("duty-call-1", "chef@example.fr", "Prise d'astreinte non confirmée", "", "texte")]


def asked(database: Database, agent: str = "durand") -> None:
    new = NewAsk(Ask(f"duty {agent}", AskKind.DUTY, agent, "nuit", AT), DUE)
    add_asks(database, [new, new])


def taken(database: Database, at: datetime = DUE) -> Ask:
    found = take_ask(database, at)
    assert found is not None
    return found


def test_it_is_written_once_whoever_writes_it(database: Database) -> None:
    asked(database)
    asked(database)
    add_asks(database, [])
    assert [one.id for one in asks_since(database, AT, AskKind.DUTY)] == ["duty durand"]
    assert asks_since(database, AT, AskKind.DUTY, "petit") == []
    assert asks_since(database, AT + SECOND, AskKind.DUTY) == []


def test_a_duty_taken_away_and_given_back_is_asked_about(database: Database) -> None:
    asked(database)
    assert end_ask(database, taken(database), Ending.MOOT, DUE)
    asked(database)
    one = taken(database, DUE + SECOND)
    assert (one.tries, one.tried, one.ending) == (1, (), None)
    assert end_ask(database, one, Ending.CONFIRMED, DUE + SECOND)
    asked(database)
    assert take_ask(database, DUE + PAUSE) is None, "what was answered is asked no more"
    moot = NewAsk(Ask("silence", AskKind.SILENCE, "durand", "outing", AT), DUE)
    add_asks(database, [moot])
    assert end_ask(database, taken(database), Ending.MOOT, DUE)
    add_asks(database, [moot])
    assert take_ask(database, DUE + PAUSE) is None, "what is past is over"


def test_it_is_taken_when_it_is_due_by_one_controller(database: Database) -> None:
    asked(database)
    assert take_ask(database, DUE - SECOND) is None
    one = taken(database)
    assert (one.agent_id, one.topic, one.at, one.tries) == ("durand", "nuit", AT, 1)
    assert take_ask(database, DUE) is None
    keep_claim(database, one, DUE + CLAIM)
    assert take_ask(database, DUE + CLAIM + SECOND) is None


def test_the_second_try_comes_after_a_pause_with_the_reason_of_the_first(database: Database) -> None:
    asked(database)
    try_over(database, taken(database), "no_answer", DUE + SECOND)
    assert take_ask(database, DUE + PAUSE) is None
    second = taken(database, DUE + SECOND + PAUSE)
    assert (second.tries, second.tried) == (2, (Tried(DUE + SECOND, "no_answer"),))


def test_a_try_that_its_controller_did_not_outlive_counts_as_one(database: Database) -> None:
    asked(database)
    taken(database)
    second = taken(database, DUE + CLAIM)
    assert (second.tries, second.tried) == (2, (Tried(DUE, INTERRUPTED),))


def test_whoever_is_in_a_call_is_asked_later_and_that_is_no_try(database: Database) -> None:
    asked(database)
    put_off(database, taken(database), DUE + HELD)
    assert take_ask(database, DUE) is None
    assert taken(database, DUE + HELD).tries == 1


def test_what_ends_it_is_told_in_the_same_breath_and_once(database: Database) -> None:
    asked(database)
    one = taken(database)
    over = replace(one, tried=(Tried(DUE, "unconfirmed"),))
    assert end_ask(database, over, Ending.UNANSWERED, DUE, TOLD.copy, DUE)
    assert not end_ask(database, over, Ending.UNANSWERED, DUE, TOLD.copy, DUE)
    assert not end_ask(database, over, Ending.CONFIRMED, DUE)
    assert [row["recipient"] for row in list_deliveries(database)] == ["chef@example.fr"]
    (read,) = asks_since(database, AT, AskKind.DUTY)
    assert (read.ending, read.ended_at, read.tried) == (Ending.UNANSWERED, DUE, (Tried(DUE, "unconfirmed"),))
    assert take_ask(database, AT) is None


def test_a_late_word_of_a_controller_whose_claim_has_run_out_changes_nothing(database: Database) -> None:
    asked(database)
    first = taken(database)
    second = taken(database, DUE + CLAIM)
    try_over(database, first, "no_answer", DUE + CLAIM)
    assert not end_ask(database, first, Ending.UNANSWERED, DUE + CLAIM, TOLD.copy, DUE)
    assert take_ask(database, DUE + CLAIM + SECOND) is None
    assert end_ask(database, second, Ending.CONFIRMED, DUE + CLAIM)
    assert list_deliveries(database) == []


def test_a_claim_of_a_clock_since_set_back_holds_nobody(database: Database) -> None:
    asked(database)
    taken(database, DUE + timedelta(days=2))
    with writing(database):
        AskRow.update(next_try_at=DUE).execute(database)
    assert take_ask(database, DUE) is not None


def test_what_a_later_release_asks_is_its_own(database: Database) -> None:
    asked(database)
    with writing(database):
        AskRow.update(kind="later").execute(database)
    assert take_ask(database, AT) is None


def test_kinds_are_taken_apart(database: Database) -> None:
    """What lasts, as two agents who talk, is asked beside what cannot wait."""
    asked(database)
    assert take_ask(database, DUE, {AskKind.HAND_OVER}) is None
    found = take_ask(database, DUE, {AskKind.DUTY, AskKind.SAFETY})
    assert found is not None and found.kind is AskKind.DUTY
