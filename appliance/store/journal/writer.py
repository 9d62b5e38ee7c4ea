"""The writer of the journal: one thread that takes records in order and puts them in the database.

The calls only append to a list in memory, and ring. The rest is in a thread of its own, the waits too: the hub never
waits for the database nor the disk, and is not woken for them. Records are gathered for half a second, in the spool
meanwhile, where they outlive a process that is killed; what a caller was promised, and who is rung, are written at
once. While the database is locked, full or away, they stay in the spool, and go from there to the database, in order,
when it answers again; also after a restart.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import gevent
from gevent.threadpool import ThreadPool
from peewee import Database

from appliance.bell import Bell
from appliance.company.model import Audience, Line
from appliance.run_forever import run_forever
from appliance.store.errors import StoreError, StoreRejected
from appliance.store.fields import instant_text
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.spool import Spool
from appliance.store.journal.test_calls import OF_A_CALLBACK
from appliance.store.journal.written_so_far import WrittenSoFar

BATCH = 200  # records a transaction
MOST_IN_MEMORY = 100_000  # records, when the database and the disk both refuse them
RETRY_SECONDS = 1.0
GATHER_SECONDS = 0.5  # of records written in one transaction: each one waits for the disk
TOGETHER_SECONDS = 0.02  # what is put within so little is taken together, by a thread that is woken once
PROMISED = frozenset({"message", "words", "callback", "callback_by_text"})  # a power cut must not take them back
AT_ONCE = PROMISED | {"attempt"}  # the page that rings asks at once for which call

Record = dict[str, Any]
log = logging.getLogger(__name__)


class JournalWriter:
    """Writes the journal of every call of this process.

    `box` names this machine; `clock_offset`: seconds by which the company's clock was moved (lab). `ticks` measures
    the seconds within a call, whatever the clock of the machine is set to meanwhile. `gathers`: for how many seconds
    records wait for others, to be written with them.
    """

    def __init__(
        self,
        database: Database,
        spool_dir: Path,
        *,
        box: str = "",
        clock_offset: float = 0.0,
        ticks: Callable[[], float] = time.monotonic,
        gathers: float = GATHER_SECONDS,
    ) -> None:
        self._gathering = gathers
        self._database = database
        self._ticks = ticks
        self._box = box
        self._clock_offset = clock_offset
        self._queue: deque[Record] = deque()
        self._spool = Spool(spool_dir)
        self._rejected = Spool(spool_dir, "rejected")
        self._thread = ThreadPool(1)
        self._bell = Bell()
        self._written = WrittenSoFar()
        self._in_hand: list[Record] = []
        self._taken = 0  # records that the thread has had in hand since its start
        self._noted = 0  # of those in hand, how many are in the spool too
        self._kept = False  # whether the spool holds records that are no longer in hand
        self._gather_until: float | None = None
        self._next_try = 0.0  # monotonic: once the database has refused
        self._stopping = False
        self._taken_up = False
        self._greenlet: gevent.Greenlet | None = None

    def open_call(
        self,
        call_id: str,
        line: Line | None,
        called: str,
        caller: str | None,
        at: datetime,
        *,
        callback_of: str | None = None,
    ) -> CallJournal:
        """Begin the journal of a call, whose moments are all counted from `at` (aware, on the company's clock).

        `line` None: no line has the number called, and none is the default. `callback_of`: the call whose caller this
        one calls back; it counts in no figure of callers.
        """
        audience = (line.audience if line else Audience.CUSTOMERS).value
        ticks, began = self._ticks, self._ticks()
        journal = CallJournal(call_id, self.put, lambda: at + timedelta(seconds=ticks() - began), ticks)
        journal.open(
            line_id=line.id if line else None,
            line_name=line.name if line else "",
            called=called,
            caller=caller,
            audience=OF_A_CALLBACK if callback_of else audience,
            callback_of=callback_of,
            started_at=instant_text(at),
            box=self._box,
            clock_offset=self._clock_offset,
        )
        return journal

    def put(self, record: Record) -> None:
        """Take a record; it is written soon, in the order of the calls to `put`."""
        if len(self._queue) >= MOST_IN_MEMORY:
            log.error("journal: no room left for a record of call %s", record["call"])
            return
        self._queue.append(record)
        self._written.one_more()
        self._bell.ring()

    def start(self) -> None:
        """Begin to write: first what an earlier process left in the spool."""
        self._greenlet = run_forever(self._have_written, pause=RETRY_SECONDS)

    def stop(self, seconds: float = 5.0) -> bool:
        """Write what waits, for so long at most; what the database did not take is left in the spool.

        True when all of it is in the database.
        """
        written = self.wait_until_written(seconds) if self._greenlet else False
        self._stopping = True
        self._bell.ring()
        gevent.joinall([self._greenlet] if self._greenlet else [], timeout=seconds)
        ThreadPool(1).apply(self._leave)
        return written

    def wait_until_written(self, seconds: float) -> bool:
        """Have every record so far written in the database, and wait for it; False when time runs out."""
        return self._written.wait(seconds, self._bell.ring)

    def _have_written(self) -> None:
        """As long as the thread writes. Raises the defect that ended it."""
        if defect := self._thread.apply(self._write_until_a_defect):
            raise defect

    def _write_until_a_defect(self) -> Exception | None:
        """In the thread. gevent prints the message of whatever a thread raises, which may hold a caller's number."""
        try:
            self._write_until_stopped()
        except Exception as defect:  # noqa: BLE001 - raised again by `_have_written`
            return defect
        return None

    def _write_until_stopped(self) -> None:
        while not self._stopping:
            self._bell.wait_out(TOGETHER_SECONDS)
            while self._queue and len(self._in_hand) < BATCH:  # what a defect left in hand is written first
                self._in_hand.append(self._queue.popleft())
                self._taken += 1
            if (seconds := self._gathers()) and self._note():
                self._bell.wait(seconds)
            elif (seconds := self._next_try - time.monotonic()) > 0:
                self._hold_off(seconds)
            elif not self._write():
                self._next_try = time.monotonic() + RETRY_SECONDS
            elif not self._queue:
                self._bell.wait()

    def _hold_off(self, seconds: float) -> None:
        """The database has just refused: what comes meanwhile goes to the spool, and has nobody try again sooner."""
        if not self._in_hand or self._keep():
            self._bell.wait(seconds)
        else:
            self._bell.wait_out(seconds)

    def _gathers(self) -> float:
        """For how many more seconds records may be gathered; 0.0: what is in hand is to be written now."""
        at_once = self._written.is_awaited or self._stopping or self._kept or not 0 < len(self._in_hand) < BATCH
        if at_once or any(record.get("kind") in AT_ONCE for record in self._in_hand):
            self._gather_until = None
            return 0.0
        now = time.monotonic()
        self._gather_until = self._gather_until or now + self._gathering
        seconds = max(0.0, self._gather_until - now)
        if not seconds:
            self._gather_until = None
        return seconds

    def _note(self) -> bool:
        """Put what is in hand in the spool: a process may be killed. False where the disk refuses: it is written."""
        try:
            self._spool.append(self._in_hand[self._noted :], durable=False)
        except OSError as error:
            log.warning("journal: the spool cannot be written (%s), records are not gathered", error.strerror)
            return False
        self._noted = len(self._in_hand)
        return True

    def _write(self) -> bool:
        """Write the spools, then the records in hand. False when something still waits for the database."""
        try:
            self._take_up_again()
            with self._spool.orphans() as left:
                self._apply(left)
            if self._kept:
                self._apply(self._spool.records())
            self._apply(self._in_hand)
            self._spool.clear()
            self._kept = False
        except (StoreError, OSError) as error:
            log.warning("journal: %s", error)
            self._keep()
            return False
        self._in_hand, self._noted = [], 0
        self._written.up_to(self._taken)
        return True

    def _take_up_again(self) -> None:
        """Once a process: what earlier ones put aside has another chance, which a newer release may take."""
        if not self._taken_up:
            with self._rejected.orphans() as left:
                self._apply(left)
            self._taken_up = True

    def _apply(self, records: Sequence[Record]) -> None:
        for start in range(0, len(records), BATCH):
            batch = records[start : start + BATCH]
            try:
                apply(self._database, batch)
            except StoreRejected:
                self._apply_each(batch)
            except StoreError:
                raise
            except Exception:  # noqa: BLE001 - which of them it is, and what of it, is said below
                self._apply_each(batch)

    def _apply_each(self, records: Sequence[Record]) -> None:
        for record in records:
            self._apply_alone(record)
        self._rejected.close()  # left to whoever reads it: `erase` and `forget` may then open it

    def _apply_alone(self, record: Record) -> None:
        """One record that the database will never take must not hold up the others: it is put aside."""
        try:
            apply(self._database, [record])
        except StoreRejected as error:
            self._put_aside(record, str(error).encode("utf-8", "replace").decode())
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a record is made of, the others are written
            self._put_aside(record, type(error).__name__)

    def _put_aside(self, record: Record, why: str) -> None:
        log.error("journal: a record of call %.60s is put aside: %s", ascii(record.get("call")), why)
        self._rejected.append([record])

    def _keep(self) -> bool:
        """Put the records in hand in the spool; if the disk refuses, back at the head of the queue, and False."""
        kept = True
        try:
            self._spool.append(self._in_hand[self._noted :])
        except OSError as error:
            kept = False
            log.error("journal: the spool cannot be written (%s), records wait in memory", error.strerror)
            self._queue.extendleft(reversed(self._in_hand[self._noted :]))
            self._taken -= len(self._in_hand) - self._noted
        self._kept = self._kept or kept or self._noted > 0
        self._in_hand, self._noted = [], 0
        return kept

    def _leave(self) -> None:
        self._in_hand = [*self._in_hand, *self._queue]
        self._queue.clear()
        if self._in_hand:
            self._keep()
        if self._queue:
            log.error("journal: %d records are lost, the disk takes nothing", len(self._queue))
        self._spool.close()
        self._rejected.close()
