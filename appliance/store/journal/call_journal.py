"""The journal of one call, as the script writes it: each act becomes a record, put on the writer's queue at once.

Nothing here touches a disk, waits or raises: a call matters more than its record (design, law 11).
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from appliance.calls.call_context import Outcome, Promise
from appliance.calls.leg import Attempt, OfferEvent, Recording
from appliance.calls.notes import Note, row_of
from appliance.calls.steps import Step
from appliance.store.fields import instant_text

Record = dict[str, Any]
Put = Callable[[Record], None]


class CallJournal:
    """The `Journal` port of `calls.visit`. `clock` gives the moment (aware); `put` returns at once."""

    def __init__(
        self, call_id: str, put: Put, clock: Callable[[], datetime], ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self.call_id = call_id
        self._put = put
        self._clock = clock
        self._ticks = ticks
        self._numbers = itertools.count(1)
        self._rings = False  # the caller's telephone, which nothing has answered
        self._attempts: dict[tuple[str, int, bool], int] = {}

    def open(self, **facts: Any) -> None:
        """The call has begun: its line, numbers and moment."""
        self._write("open", **facts)

    @contextmanager
    def step(self, name: Step, detail: str = "") -> Iterator[None]:
        began = self._ticks()
        number = self._write("step", name=str(name), detail=detail, seconds=None, **self._unanswered())
        try:
            yield
        finally:
            self._write("step_ended", step=number, seconds=round(self._ticks() - began, 3))

    def note(self, note: Note) -> None:
        name, detail = row_of(note)
        self._write("step", name=name, detail=detail, seconds=0.0, **self._unanswered())

    def rings_on(self) -> None:
        self._rings = True

    def _unanswered(self) -> Record:
        return {"rings": True} if self._rings else {}

    def order(self, number: str) -> None:
        self._write("order", order=number)

    def attempt(self, attempt: Attempt) -> None:
        key = attempt.agent, attempt.phone, attempt.rung_back
        if attempt.event is OfferEvent.DIALLED or key not in self._attempts:
            self._attempts[key] = self._write("attempt", agent=attempt.agent, phone=attempt.phone)
        if attempt.event is not OfferEvent.DIALLED:
            outcome = attempt.outcome.value if attempt.outcome else None
            self._write("attempt_went_on", attempt=self._attempts[key], event=attempt.event.value, outcome=outcome)
        if attempt.event is OfferEvent.ENDED:
            del self._attempts[key]

    def message(self, recording: Recording, waits_until: datetime | None = None) -> None:
        self._write("message", file=recording.name, seconds=recording.seconds, **_waits(waits_until))

    def words(self, recording: Recording) -> None:
        self._write("words", file=recording.name, seconds=recording.seconds)

    def talk(self, recording: Recording) -> None:
        self._write("talk", file=recording.name, seconds=recording.seconds)

    def callback(self, promise: Promise) -> None:
        facts = {"to": promise.number, "within": promise.within, "team": promise.team}
        repair = {"repair": True} if promise.repair else {}
        self._write("callback", **facts, **_waits(promise.waits_until), **repair)

    def callback_by_text(self) -> None:
        self._write("callback_by_text")

    def connected(self, outcome: Outcome) -> None:
        self._rings = False
        self._write("connected", outcome=outcome.value)

    def dropped(self, agent: str) -> None:
        self._write("dropped", agent=agent)

    def close(self, outcome: Outcome) -> None:
        self._write("close", outcome=outcome.value)

    def _write(self, kind: str, **facts: Any) -> int:
        number = next(self._numbers)
        said = {name: _storable(fact) for name, fact in facts.items()}
        self._put({"call": self.call_id, "number": number, "kind": kind, "at": instant_text(self._clock()), **said})
        return number


def _waits(until: datetime | None) -> Record:
    """Nothing of what is urgent: a release that knows no other reads it as ever."""
    return {} if until is None else {"waits_until": instant_text(until)}


def _storable(fact: Any) -> Any:
    """Text less what no database keeps: NUL and halves of characters."""
    if isinstance(fact, str):
        return fact.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return fact
