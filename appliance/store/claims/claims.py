"""Who is held for which call: the leases of this process, and the `Claims` port that a call's script speaks to.

The table in memory comes first: an agent held here is refused at once. Then the database decides, for other
boxes and other processes; when it does not answer in time the call goes on with what memory knows (law 11), and
the keeper writes the lease later. Databases are only touched in threads; every wait gives way to other calls.

What is written of one agent is written one thing after another, each by what memory knows when its turn comes: threads
that overtake each other would leave the row of an agent who is held to be deleted by their own release.
"""

from __future__ import annotations

import logging
import math
import time
from collections import defaultdict
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import gevent
from gevent.event import Event
from gevent.lock import RLock
from gevent.threadpool import ThreadPool
from peewee import Database

from appliance.run_forever import run_forever, told_without_message
from appliance.store.claims.leases import drop_dead, give_back, held, renew, take
from appliance.store.database import is_sqlite
from appliance.store.database_clock import Clock
from appliance.store.errors import StoreError, StoreUnavailable

PATIENCE_SECONDS = 2.0  # how long a caller's hunt waits for a database shared by boxes that answered the last time
LOST_SECONDS = 0.3  # and for one that did not, or late a moment ago, or that no other box writes
LATE_SECONDS = 10.0  # so long: the agents of one wave do not each wait for it
RETRY_SECONDS = 1.0
RENEW_TICKS = 30  # a lease of 90 s is renewed every 30 s
STOP_SECONDS = 2.0
THREADS = 4

log = logging.getLogger(__name__)


class LeaseKeeper:
    """Takes, renews and frees the agents of every call of this process. `box` names this machine.

    `ticks` gives monotonic seconds; `clock`: as for `leases.take`.
    """

    def __init__(
        self,
        database: Database,
        box: str,
        *,
        clock: Clock | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._box = box
        self._clock = clock
        self._ticks = ticks
        self._newest_list = -math.inf
        self._held: dict[str, str] = {}  # agent -> call
        self._taking: dict[str, gevent.Greenlet] = {}  # asked of the database, and not answered yet
        self._unwritten: set[str] = set()  # held here, and the database may not know
        self._turns: dict[str, RLock] = defaultdict(RLock)  # agent -> whose turn it is to write of them
        self._let_go: dict[str, set[str]] = defaultdict(set)  # agent -> calls whose row may still be there
        self._patience = LOST_SECONDS if is_sqlite(database) else PATIENCE_SECONDS
        self._answers = True  # the database did, the last time
        self._late_until = -math.inf
        self._adopted: set[str] = set()  # calls of a former process that still go on
        self._served: set[str] = set()  # calls of this process: what they hold is known here
        self._threads = ThreadPool(THREADS)
        self._stopping = Event()
        self._greenlet: gevent.Greenlet | None = None

    def claims_for(self, call_id: str) -> AgentClaims:
        """The port for one call."""
        self._served.add(call_id)
        return AgentClaims(self, call_id)

    def start(self) -> None:
        """Renew the leases from now on."""
        self._greenlet = run_forever(self._renew_until_stopped, pause=RETRY_SECONDS)

    def stop(self) -> None:
        """Renew no more. The leases stay: a conversation may outlive this process."""
        self._stopping.set()
        if self._greenlet is not None:
            self._greenlet.join(STOP_SECONDS)
        with gevent.Timeout(STOP_SECONDS, False):
            self._threads.join()

    def claim(self, agent: str, call_id: str) -> bool:
        """Hold the agent for the call; False if another call holds them. Never raises."""
        if agent not in self._held:
            self._held[agent] = call_id
            self._taking[agent] = gevent.spawn(self._take, agent, call_id)
        elif self._held[agent] != call_id:
            return False
        taking = self._taking.get(agent)
        return taking is None or self._was_taken(agent, call_id, taking)

    def _was_taken(self, agent: str, call_id: str, taking: gevent.Greenlet) -> bool:
        """Wait for the database's answer, whoever of this call asked it."""
        asked = self._ticks()
        taking.join(self._patience if self._answers and asked >= self._late_until else LOST_SECONDS)
        if self._ticks() - asked > LOST_SECONDS:
            self._late_until = self._ticks() + LATE_SECONDS
        first_to_know = self._taking.get(agent) is taking
        if first_to_know:
            del self._taking[agent]
            if taking.value is False and self._held.get(agent) == call_id:
                del self._held[agent]
            elif taking.value is None and self._held.get(agent) == call_id:
                self._answers = False
                log.warning("leases: the database is late, call %s goes on without it", call_id)
                self._unwritten.add(agent)
        return taking.value is not False and self._held.get(agent) == call_id  # let go meanwhile: the caller has left

    def release(self, agent: str, call_id: str) -> None:
        """Free the agent, if held for this call. Never waits, never raises."""
        if self._held.get(agent) != call_id:
            return
        del self._held[agent]
        self._unwritten.discard(agent)
        self._let_go[agent].add(call_id)
        gevent.spawn(self._give_back, agent, call_id)

    def release_call(self, call_id: str) -> None:
        """The call is over: free every agent held for it. Never waits, never raises."""
        self._served.discard(call_id)
        for agent in [agent for agent, call in self._held.items() if call == call_id]:
            self.release(agent, call_id)

    def renew_all(self) -> None:
        """Write every lease again: the clock by which they end was set. Never waits."""
        self._unwritten.update(self._held)

    def reconcile(self, live_call_ids: Collection[str], asked: float) -> bool:
        """Free what this box holds for calls that are no more; keep, and renew, what live calls hold.

        `asked`: when the live calls were asked for, in ticks. Another process of this box may have begun a call since:
        what it holds is younger than the list, and is left to it. A list older than the last one says nothing.
        To be called at start and now and then: a process that is gone may have left conversations behind.
        False when the database does not answer: to be tried again.
        """
        if asked < self._newest_list:
            return True
        self._newest_list = asked
        for call in self._adopted - set(live_call_ids):
            self._adopted.discard(call)
            self.release_call(call)
        keep = {*live_call_ids, *self._held.values()}
        try:
            self._ask(partial(drop_dead, clock=self._clock), self._box, keep, lambda: self._ticks() - asked)
            rows = self._ask(held, self._box)
            for agent in [agent for agent, call in self._held.items() if call in self._adopted]:
                if rows.get(agent) != self._held[agent]:
                    del self._held[agent]  # let go by the process that serves the call
            for agent, call in rows.items():
                if call in live_call_ids and call not in self._served:
                    self._adopt(agent, call)
        except StoreError as error:
            log.warning("leases: %s", error)
            return False
        return True

    def _adopt(self, agent: str, call_id: str) -> None:
        """Hold the agent for a call that another process began, for as long as the row is there. Raises StoreError."""
        if self._held.setdefault(agent, call_id) != call_id:
            return
        self._adopted.add(call_id)
        if not self._ask(partial(renew, clock=self._clock), agent, call_id) and self._held.get(agent) == call_id:
            del self._held[agent]  # let go meanwhile

    def _ask(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Work on the database in a thread. Raises StoreError, here: gevent prints what a thread raises."""
        result = self._threads.apply(_or_error, (work, self._database, *arguments))
        if isinstance(result, StoreError):
            raise result
        self._answers = True
        return result

    def _take(self, agent: str, call_id: str) -> bool | None:
        """Ask the database, in turn. None when it does not answer, or need not: the call has let the agent go."""
        with self._turns[agent]:
            return self._taken(agent, call_id) if self._held.get(agent) == call_id else None

    def _taken(self, agent: str, call_id: str) -> bool | None:
        work = partial(take, after=tuple(self._let_go.get(agent, ())), clock=self._clock)
        try:
            taken: bool = self._ask(work, agent, call_id, self._box)
        except StoreError as error:
            log.warning("leases: %s", error)
            return None
        if taken and self._held.get(agent) == call_id:
            self._unwritten.discard(agent)
            self._let_go.pop(agent, None)
        elif taken:
            self._let_go[agent].add(call_id)
            self._give_back(agent, call_id)
        return taken

    def _give_back(self, agent: str, call_id: str) -> None:
        """Delete the row, in turn, unless the agent is held again: whoever holds them writes over it."""
        with self._turns[agent]:
            if agent not in self._held:
                self._given_back(agent, call_id)

    def _given_back(self, agent: str, call_id: str) -> None:
        try:
            self._ask(give_back, agent, call_id)
        except StoreError as error:
            log.warning("leases: %s", error)
            return
        self._let_go[agent].discard(call_id)
        if not self._let_go[agent]:
            del self._let_go[agent]

    def _renew_until_stopped(self) -> None:
        ticks = 0
        while not self._stopping.wait(RETRY_SECONDS):
            ticks += 1
            due = self._held if ticks % RENEW_TICKS == 0 else self._unwritten
            for agent in [agent for agent in due if self._held.get(agent) not in self._adopted]:
                if agent in self._held and self._take(agent, self._held[agent]) is False:
                    log.error("leases: agent %s is held by another box too", agent)
            for agent, calls in list(self._let_go.items()):
                for call in list(calls):
                    self._give_back(agent, call)


def _or_error(work: Callable[..., Any], *arguments: Any) -> Any:
    """What `work` gives, or what it raises, as a value. A defect is told as a database that does not answer."""
    try:
        return work(*arguments)
    except StoreError as error:
        return error
    except Exception as error:  # noqa: BLE001 - one lease that cannot be written stops no other
        log.error("leases: a defect: %s", told_without_message(error))
        return StoreUnavailable(f"défaut : {type(error).__name__}")


class AgentClaims:
    """The `Claims` port of `calls.visit`, for one call."""

    def __init__(self, keeper: LeaseKeeper, call_id: str) -> None:
        self._keeper = keeper
        self._call_id = call_id

    def claim(self, agent: str) -> bool:
        return self._keeper.claim(agent, self._call_id)

    def release(self, agent: str) -> None:
        self._keeper.release(agent, self._call_id)

    def release_all(self) -> None:
        """The call is over."""
        self._keeper.release_call(self._call_id)
