"""An agent is held for one call at a time: by memory, by the database, through locks and restarts."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gevent
import gevent.event
import pytest
from peewee import Database

from appliance.store.claims.claims import LOST_SECONDS, PATIENCE_SECONDS, LeaseKeeper
from appliance.store.claims.leases import LEASE_SECONDS, drop_dead, give_back, held, is_held, take
from appliance.store.database import close_database, is_sqlite, open_database, writing
from appliance.store.errors import StoreBusy
from appliance.store.journal.tables import LeaseRow


@pytest.fixture
def keeper(database: Database) -> Iterator[LeaseKeeper]:
    with keeping(database) as started:
        yield started


@contextmanager
def keeping(database: Database, box: str = "box1") -> Iterator[LeaseKeeper]:
    keeper = LeaseKeeper(database, box)
    keeper.start()
    try:
        yield keeper
    finally:
        keeper.stop()


def until(condition) -> None:
    """Wait for what other greenlets do; fail after 5 s."""
    with gevent.Timeout(5):
        while not condition():
            gevent.sleep(0.01)


def test_an_agent_is_held_for_the_first_call_and_refused_to_the_second(keeper: LeaseKeeper, database: Database) -> None:
    first, second = keeper.claims_for("c1"), keeper.claims_for("c2")
    assert first.claim("durand")
    assert not second.claim("durand")
    assert first.claim("durand")
    assert second.claim("petit")
    assert held(database) == {"durand": "c1", "petit": "c2"}


def test_an_agent_let_go_is_free_at_once(keeper: LeaseKeeper, database: Database) -> None:
    first, second = keeper.claims_for("c1"), keeper.claims_for("c2")
    for _ in range(5):
        assert first.claim("durand")
        first.release("durand")
        assert second.claim("durand")
        second.release("durand")
    until(lambda: held(database) == {})


class Overtaken:
    """The keeper's threads, where whatever gives an agent back is late: all that is asked meanwhile is done first."""

    def __init__(self, keeper: LeaseKeeper) -> None:
        self._threads, keeper._threads = keeper._threads, self  # type: ignore[assignment]
        self.join, self.late, self._asked = self._threads.join, 0, list[gevent.event.Event]()

    @property
    def idle(self) -> bool:
        return not self.late and not self._asked

    def apply(self, run: Any, arguments: Any) -> Any:
        if arguments[0] is not give_back:
            return self._done(run, arguments)
        self.late += 1
        for _ in range(3):
            gevent.sleep(0)  # whoever is about to ask does
        gevent.wait(self._asked)
        self.late -= 1
        return self._done(run, arguments)

    def _done(self, run: Any, arguments: Any) -> Any:
        over = gevent.event.Event()
        self._asked.append(over)
        try:
            return self._threads.apply(run, arguments)
        finally:
            self._asked.remove(over)
            over.set()


@pytest.mark.parametrize("asked", [False, True], ids=["before the database is asked", "while it is asked"])
@pytest.mark.parametrize("between", ["the same call", "another call"])
def test_an_agent_let_go_and_rung_again_at_once_by_the_same_call_is_held(
    keeper: LeaseKeeper, database: Database, between: str, asked: bool
) -> None:
    """The second ring of `twice`: in four threads, the release of the first may be written after the second claim."""
    threads, other = Overtaken(keeper), keeper.claims_for("c2")
    claims = keeper.claims_for("c1")
    for _ in range(20):
        assert claims.claim("durand")
        claims.release("durand")
        if asked:
            gevent.sleep(0)
        if between == "another call":
            assert other.claim("durand")
            other.release("durand")
        assert claims.claim("durand")
        until(lambda: threads.idle)
        assert held(database) == {"durand": "c1"}
        claims.release_all()
        until(lambda: held(database) == {})


def test_a_call_frees_only_its_own_agents(keeper: LeaseKeeper, database: Database) -> None:
    keeper.claims_for("c1").claim("durand")
    keeper.claims_for("c2").claim("petit")
    keeper.claims_for("c2").release("durand")
    keeper.release_call("c2")
    assert not keeper.claims_for("c3").claim("durand")
    assert keeper.claims_for("c3").claim("petit")


def test_another_box_is_refused_until_the_agent_is_free(database: Database, url: str) -> None:
    elsewhere = open_database(url)
    with keeping(database) as here, keeping(elsewhere, "box2") as there:
        assert here.claims_for("c1").claim("durand")
        assert not there.claims_for("c2").claim("durand")
        here.claims_for("c1").release_all()
        until(lambda: held(database) == {})
        assert there.claims_for("c2").claim("durand")
        assert not here.claims_for("c3").claim("durand")
    close_database(elsewhere)


def test_a_claim_asked_again_while_the_database_is_asked_waits_for_its_answer(database: Database, url: str) -> None:
    """By an agent who rings back, of a call whose hunt has just asked for them; the other box holds them."""
    elsewhere = open_database(url)
    with keeping(database) as here, keeping(elsewhere, "box2") as there:
        assert there.claims_for("c2").claim("durand")
        claims = here.claims_for("c1")
        both = [gevent.spawn(claims.claim, "durand") for _ in range(2)]
        gevent.joinall(both, timeout=5)
        assert [one.value for one in both] == [False, False]
        there.claims_for("c2").release_all()
        until(lambda: held(elsewhere) == {})
        again = [gevent.spawn(claims.claim, "durand") for _ in range(2)]
        gevent.joinall(again, timeout=5)
        assert [one.value for one in again] == [True, True]
    close_database(elsewhere)


def test_a_lease_ends_by_itself_when_it_is_not_renewed(database: Database) -> None:
    assert take(database, "durand", "c1", "box1", clock=lambda: 1000.0)
    assert not take(database, "durand", "c2", "box2", clock=lambda: 1000.0 + LEASE_SECONDS - 1)
    assert take(database, "durand", "c1", "box1", clock=lambda: 1060.0)
    assert not take(database, "durand", "c2", "box2", clock=lambda: 1000.0 + LEASE_SECONDS + 1)
    assert take(database, "durand", "c2", "box2", clock=lambda: 1060.0 + LEASE_SECONDS)


def test_the_clock_of_the_database_serves_by_default(database: Database) -> None:
    assert take(database, "durand", "c1", "box1")
    assert not take(database, "durand", "c2", "box2")
    give_back(database, "durand", "c2")
    assert held(database) == {"durand": "c1"}
    give_back(database, "durand", "c1")
    assert held(database) == {}


def test_the_dead_of_a_box_are_dropped_and_no_one_else_s(database: Database) -> None:
    for agent, call, box in (("a", "dead", "box1"), ("b", "alive", "box1"), ("c", "dead", "box2")):
        take(database, agent, call, box, clock=lambda: 1000.0)
    drop_dead(database, "box1", ["alive"], lambda: 1.0, clock=lambda: 1010.0)
    assert held(database) == {"b": "alive", "c": "dead"}


def test_a_conversation_that_outlived_its_controller_still_holds_its_agent(database: Database) -> None:
    take(database, "durand", "talking", "box1")
    take(database, "petit", "cut", "box1")
    asked = time.monotonic() + 1.0  # FreeSWITCH, a second later
    with keeping(database) as keeper:
        assert keeper.reconcile(["talking"], asked)
        assert not keeper.claims_for("new").claim("durand")
        assert keeper.claims_for("new").claim("petit")
        assert keeper.reconcile([], asked + 1.0)
        assert keeper.claims_for("new").claim("durand")


def test_reconciling_does_not_free_the_agents_of_a_call_just_begun(keeper: LeaseKeeper, database: Database) -> None:
    keeper.claims_for("new").claim("durand")
    keeper.reconcile([], time.monotonic() + 1.0)
    assert held(database) == {"durand": "new"}


def test_a_lease_younger_than_the_list_of_live_calls_is_another_process_s(database: Database) -> None:
    asked = 1000.0
    take(database, "durand", "dead", "box1", clock=lambda: asked - 2)
    take(database, "petit", "begun since", "box1", clock=lambda: asked + 3)
    drop_dead(database, "box1", [], lambda: 8.0, clock=lambda: asked + 8)
    assert held(database) == {"petit": "begun since"}


def test_a_lease_of_before_the_clock_was_set_back_is_freed(database: Database) -> None:
    take(database, "durand", "dead", "box1", clock=lambda: 1000.0 + 72_000)
    drop_dead(database, "box1", [], lambda: 1.0, clock=lambda: 1000.0)
    assert held(database) == {}


def test_an_agent_held_on_a_clock_since_set_back_can_be_rung(database: Database) -> None:
    """By another box too, which knows nothing of the dead call: not for twenty hours."""
    take(database, "durand", "dead", "box1", clock=lambda: 1000.0 + 72_000)
    assert not is_held(database, "durand", clock=lambda: 1000.0)
    assert take(database, "durand", "c2", "box2", clock=lambda: 1000.0)
    assert is_held(database, "durand", clock=lambda: 1000.0)


def test_the_leases_of_living_calls_are_written_again_when_the_clock_is_set(
    keeper: LeaseKeeper, database: Database
) -> None:
    assert keeper.claim("durand", "c1")
    with writing(database):
        LeaseRow.update(expires_at=1000.0).execute(database)
    keeper.renew_all()
    until(lambda: is_held(database, "durand"))


def test_the_draining_controller_s_stale_list_frees_nobody_of_the_new_one(database: Database, url: str) -> None:
    """The old one asks FreeSWITCH; a call comes to the new one, which claims an agent; the old one reads its answer."""
    beside = open_database(url)
    with keeping(database) as old, keeping(beside) as new:
        old.claims_for("old call").claim("petit")
        asked = time.monotonic()
        assert new.claims_for("new call").claim("durand")
        assert old.reconcile(["old call"], asked)
        assert held(database) == {"petit": "old call", "durand": "new call"}
        assert not old.claims_for("old call").claim("durand")
    close_database(beside)


def test_a_list_that_comes_late_frees_nobody_of_a_call_adopted_since(database: Database) -> None:
    take(database, "durand", "talking", "box1")
    now = time.monotonic()
    with keeping(database) as keeper:
        assert keeper.reconcile(["talking"], now + 2.0)
        assert keeper.reconcile([], now + 1.0)
        assert not keeper.claims_for("new").claim("durand")


def test_an_agent_let_go_while_their_call_is_adopted_is_free(database: Database, monkeypatch) -> None:
    """The process that serves the call gives the agent back between our reading of the rows and our renewal."""
    take(database, "durand", "hunting", "box1")
    with keeping(database) as keeper:

        def then_given_back(database: Database, box: str) -> dict[str, str]:
            rows = held(database, box)
            give_back(database, "durand", "hunting")
            return rows

        monkeypatch.setattr("appliance.store.claims.claims.held", then_given_back)
        assert keeper.reconcile(["hunting"], time.monotonic() + 1.0)
        assert held(database) == {}
        assert keeper.claims_for("new").claim("durand")


def test_a_locked_database_does_not_stop_a_hunt_and_is_told_afterwards(tmp_path) -> None:
    path = tmp_path / "astreinte.db"
    database = open_database(f"sqlite:///{path}")
    database._pragmas.append(("busy_timeout", 30_000))
    database.close_idle()
    other = sqlite3.connect(path, isolation_level=None)
    with keeping(database) as keeper:
        other.execute("BEGIN IMMEDIATE")
        with gevent.Timeout(10):  # the database itself would wait for 30 s
            assert keeper.claims_for("c1").claim("durand")
        assert not keeper.claims_for("c2").claim("durand")
        other.execute("ROLLBACK")
        until(lambda: held(database) == {"durand": "c1"})
        keeper.release_call("c1")
        until(lambda: held(database) == {})
    other.close()
    close_database(database)


def test_a_database_that_is_slow_decides_and_one_that_is_lost_is_waited_for_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two boxes whose database takes a second, one has the agent. What no other box writes is waited for less."""
    answered, asked = threading.Event(), threading.Event()

    def slowly(*arguments, **options) -> bool:
        asked.set()
        answered.wait(20)
        return take(*arguments, **options)

    assert take(database, "durand", "theirs", "box2")
    with keeping(database) as keeper:
        monkeypatch.setattr("appliance.store.claims.claims.take", slowly)
        claiming = gevent.spawn(keeper.claims_for("c1").claim, "durand")
        until(asked.is_set)
        gevent.sleep(2 * LOST_SECONDS)
        answered.set()
        assert claiming.get(timeout=5) is is_sqlite(database), "the other box has them"
        answered.clear()
        assert keeper.claims_for("c2").claim("petit"), "the call goes on without it"
        began = time.monotonic()
        assert keeper.claims_for("c3").claim("martin")
        assert time.monotonic() - began < PATIENCE_SECONDS
        answered.set()
        until(lambda: held(database) == {"durand": "theirs", "petit": "c2", "martin": "c3"})


def test_an_agent_let_go_while_the_database_was_locked_is_free_when_it_answers(tmp_path) -> None:
    path = tmp_path / "astreinte.db"
    database = open_database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    with keeping(database) as keeper:
        assert keeper.claims_for("c1").claim("durand")
        other.execute("BEGIN IMMEDIATE")
        keeper.release_call("c1")
        assert keeper.claims_for("c2").claim("durand")
        keeper.release_call("c2")
        other.execute("ROLLBACK")
        assert keeper.claims_for("c3").claim("durand")
        until(lambda: held(database) == {"durand": "c3"})
    other.close()
    close_database(database)


def insist(act, *arguments):
    """Fifty threads may keep a small machine's disk busy for longer than a call would wait."""
    while True:
        try:
            return act(*arguments)
        except StoreBusy:
            continue


def test_fifty_callers_and_three_agents_never_make_two_holders(database: Database) -> None:
    """Each thread is a call that takes any agent it can, checks that nobody else has them, and lets them go."""
    inside = {agent: threading.Lock() for agent in ("a", "b", "c")}
    together, start, taken = [], threading.Barrier(50), []

    def call(name: str) -> None:
        start.wait()
        for _ in range(3):
            for agent, alone in inside.items():
                if insist(take, database, agent, name, f"box{name}"):
                    if not alone.acquire(blocking=False):
                        together.append((agent, name))
                        return
                    taken.append(agent)
                    alone.release()
                    insist(give_back, database, agent, name)

    threads = [threading.Thread(target=call, args=(f"c{number}",)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == []
    assert len(taken) >= 3
    assert held(database) == {}
