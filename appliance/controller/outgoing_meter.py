"""What this box dials, counted as it happens, beside what the database knows of all boxes: whether one more rings.

Memory answers at once: no call waits for the database. What memory knows is written every two seconds, and what the
others wrote is read each minute; without the database both wait, and what was known slides out of the windows.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gevent

from appliance.in_thread import TooLate, in_thread
from appliance.outgoing import DEAR, SECONDS, Caps, Level, Mark, Spent, Window, marks, may_ring
from appliance.store.errors import StoreError
from appliance.store.outgoing_legs import SLICE, OutgoingLeg, Slices, forget_legs, slices, spent_in, write_legs
from appliance.switch.control import LiveLegs
from appliance.switch.transport import Event

log = logging.getLogger(__name__)

WRITE_EVERY_SECONDS = 2.0
READ_EVERY_SECONDS = 60.0
FORGET_EVERY_SECONDS = 3600.0
STOP_SECONDS = 2.0
UNHEARD_SECONDS = 600.0  # far longer than any telephone is left to ring
TALKING = ("ACTIVE", "HELD")


@dataclass
class _Leg:
    """One telephone dialled. `answered`: on the clock of `now`. `written`: the seconds that the database has.

    `weight`: how many times its seconds count.
    """

    at: float
    answered: float | None = None
    seconds: float = 0.0
    over: bool = False
    written: int | None = None
    weight: int = 1

    def lasted(self, now: float) -> float:
        """As it counts."""
        talked = self.seconds if self.over or self.answered is None else max(0.0, now - self.answered)
        return self.weight * talked


@dataclass
class _Call:
    legs: dict[str, float]  # when each was dialled
    seconds: float = 0.0  # of those that are over


class OutgoingMeter:
    """`now`: seconds since 1970. `told`: of the caps that are half spent or more, at each writing. `is_dear`: whether a
    number is dialled because the company named it.
    """

    def __init__(
        self,
        database: Any,
        caps: Caps,
        box: str,
        told: Callable[[list[Mark]], None],
        is_dear: Callable[[str], bool],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._database, self._caps, self._box, self._told, self._now = database, caps, box, told, now
        self._is_dear = is_dear
        self._legs: dict[str, _Leg] = {}  # of which the database does not know all
        self._calls: dict[str, _Call] = {}
        self._slices: Slices = {}
        self._base: dict[Window, Spent] = spent_in({}, 0.0)
        self._over_call: set[Mark] = set()

    # -- asked and told by the switch, at once

    def may_ring(self, call: str, *, for_caller: bool) -> bool:
        """Whether one telephone more is dialled, for this call."""
        spent = {Window.CALL: self._of_call(call), **self._spent()}
        if may_ring(spent, self._caps, for_caller=for_caller):
            return True
        of_call = marks({Window.CALL: spent[Window.CALL]}, self._caps)
        self._over_call |= {mark for mark in of_call if mark.level is Level.REACHED}
        return False

    def dialled(self, leg: str, call: str, phone: str) -> None:
        """One telephone is dialled, for this call."""
        self._legs[leg] = _Leg(self._now(), weight=DEAR if self._is_dear(phone) else 1)
        self._calls.setdefault(call, _Call({})).legs[leg] = self._now()

    def never_rang(self, leg: str, call: str) -> None:
        """The trunk failed before anything rang, or nobody wanted it any more: it cost nothing."""
        self._legs.pop(leg, None)
        if call in self._calls:
            self._calls[call].legs.pop(leg, None)

    def learn(self, event: Event) -> None:
        """An event of a leg; of those that go out, the answer and the end count."""
        if event.get("Call-Direction") != "outbound":
            return
        leg, now = event.get("Unique-ID"), self._now()
        if event.name == "CHANNEL_ANSWER":
            self._legs.setdefault(leg, _Leg(now)).answered = now
        elif event.name == "CHANNEL_HANGUP_COMPLETE":
            lasted = event.variable("billsec")
            self._end(leg, float(lasted) if lasted.isdecimal() else self._talked(leg))

    def reconcile(self, live: LiveLegs) -> None:
        """After a connection: legs that ended unseen are over, and those of a former process are counted on."""
        there = {row.get("uuid", ""): row for row in live.legs if row.get("direction") == "outbound"}
        for leg, known in list(self._legs.items()):
            if known.answered is not None and not known.over and leg not in there:
                self._end(leg, self._talked(leg))
        for leg, row in there.items():
            if leg not in self._legs and row.get("callstate") in TALKING and row.get("created_epoch", "").isdecimal():
                began = float(row["created_epoch"])
                self._legs[leg] = _Leg(began, began)

    def _end(self, leg: str, seconds: float) -> None:
        """One that is not known and lasted nothing never rang."""
        if leg not in self._legs and not seconds:
            return
        known = self._legs.setdefault(leg, _Leg(self._now() - seconds))
        known.seconds, known.over = seconds, True
        for call in self._calls.values():
            if leg in call.legs:
                call.seconds += known.lasted(self._now())

    def _talked(self, leg: str) -> float:
        known = self._legs.get(leg)
        return 0.0 if known is None else known.lasted(self._now()) / known.weight

    # -- what is spent

    def _spent(self) -> dict[Window, Spent]:
        """What the database had, and what it does not know yet: all of that is of the last hour, but for long talks."""
        legs, now = self._legs.values(), self._now()
        lasted = sum(leg.lasted(now) - (leg.written or 0) for leg in legs)
        more = Spent(sum(leg.written is None for leg in legs), lasted)
        return {window: spent + more for window, spent in self._base.items()}

    def _of_call(self, call: str) -> Spent:
        known = self._calls.get(call)
        if known is None:
            return Spent()
        living = [self._legs[leg] for leg in known.legs if leg in self._legs and not self._legs[leg].over]
        return Spent(len(known.legs), known.seconds + sum(one.lasted(self._now()) for one in living))

    # -- kept beside the calls

    def keep_counting(self) -> None:
        """Write, read and tell for ever. Run it in a greenlet."""
        turns = 0
        while True:
            try:
                self.write()
                if turns % (READ_EVERY_SECONDS // WRITE_EVERY_SECONDS) == 0:
                    self.read()
                if turns % (FORGET_EVERY_SECONDS // WRITE_EVERY_SECONDS) == 0:
                    in_thread(lambda: forget_legs(self._database, self._now()))
            except StoreError as error:
                log.warning("what was dialled waits to be written: %s", error)
            self.recount()
            self._forget_calls()
            self._told(self.near())
            self._over_call.clear()
            turns += 1
            gevent.sleep(WRITE_EVERY_SECONDS)

    def stop(self) -> None:
        """Write what is not written yet, if the database takes it."""
        try:
            self.write(STOP_SECONDS)
        except (StoreError, TooLate) as error:
            log.warning("what was dialled last is not written: %s", type(error).__name__)

    def near(self) -> list[Mark]:
        """The caps that are half spent, or more."""
        found = [mark for mark in marks(self._spent(), self._caps) if mark.level is not Level.FAR]
        return [*found, *self._over_call]

    def read(self) -> None:
        """What every box has dialled. Raises StoreError."""
        self._slices = in_thread(lambda: slices(self._database, self._now()))
        self.recount()

    def recount(self) -> None:
        """What is known slides out of the windows as time passes."""
        self._base = spent_in(self._slices, self._now())

    def write(self, seconds: float | None = None) -> None:
        """What the database does not know. Raises StoreError, and TooLate after so many seconds."""
        now = self._now()
        self._give_up_unheard(now)
        due = {name: int(leg.lasted(now)) for name, leg in self._legs.items() if leg.over or leg.answered is not None}
        due = {name: lasted for name, lasted in due.items() if lasted != self._legs[name].written}
        rows = [OutgoingLeg(name, int(self._legs[name].at), lasted) for name, lasted in due.items()]
        if rows:
            in_thread(lambda: write_legs(self._database, rows, self._box), seconds)
        for row in rows:
            self._written(row)
        whole = {name for name, leg in self._legs.items() if leg.over and leg.written == int(leg.lasted(now))}
        self._legs = {name: leg for name, leg in self._legs.items() if name not in whole}
        self.recount()

    def _give_up_unheard(self, now: float) -> None:
        """A leg that never was tells nothing of its end."""
        for leg in self._legs.values():
            if leg.answered is None and now - leg.at > UNHEARD_SECONDS:
                leg.over = True

    def _written(self, row: OutgoingLeg) -> None:
        leg = self._legs.get(row.id)
        if leg is None:
            return
        number = row.at // SLICE
        more = Spent(leg.written is None, row.seconds - (leg.written or 0))
        self._slices[number] = self._slices.get(number, Spent()) + more
        leg.written = row.seconds

    def _forget_calls(self) -> None:
        old = self._now() - SECONDS[Window.CALL]
        self._calls = {name: call for name, call in self._calls.items() if max(call.legs.values(), default=0) > old}
