"""A journal that is read aloud as it is written: each record goes to the spectators, and to the journal behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from appliance.calls.call_context import Journal, Outcome, Promise
from appliance.calls.leg import Attempt, Recording
from appliance.calls.notes import Note, row_of
from appliance.calls.steps import Step


class ToldJournal:
    """Implements `Journal` over another one. `tell(kind, **facts)` is heard by the spectators.

    `promise`, `order_typed`, `words_said`: what was written of them, for the callback.
    """

    def __init__(self, behind: Journal, tell: Callable[..., None]) -> None:
        self._behind = behind
        self._tell = tell
        self._steps = 0
        self.promise: Promise | None = None
        self.order_typed: str | None = None
        self.words_said: str | None = None

    def step(self, name: Step, detail: str = "") -> AbstractContextManager[None]:
        self._steps += 1
        return self._timed(self._steps, name, detail)

    @contextmanager
    def _timed(self, step: int, name: Step, detail: str) -> Iterator[None]:
        self._tell("step_begins", step=step, name=str(name), detail=detail)
        try:
            with self._behind.step(name, detail):
                yield
        finally:
            self._tell("step_ends", step=step)

    def rings_on(self) -> None:
        self._behind.rings_on()

    def note(self, note: Note) -> None:
        name, detail = row_of(note)
        self._tell("note", name=name, detail=detail)
        self._behind.note(note)

    def order(self, number: str) -> None:
        self.order_typed = number
        self._tell("order", order=number)
        self._behind.order(number)

    def attempt(self, attempt: Attempt) -> None:
        facts: dict[str, Any] = {"agent": attempt.agent, "phone": attempt.phone, "event": attempt.event.value}
        if attempt.outcome is not None:
            facts["outcome"] = attempt.outcome.value
        self._tell("attempt", **facts)
        self._behind.attempt(attempt)

    def message(self, recording: Recording, waits_until: datetime | None = None) -> None:
        self._tell("message", name=recording.name, seconds=recording.seconds)
        self._behind.message(recording, waits_until)

    def words(self, recording: Recording) -> None:
        self.words_said = recording.name
        self._tell("words", name=recording.name, seconds=recording.seconds)
        self._behind.words(recording)

    def talk(self, recording: Recording) -> None:
        self._behind.talk(recording)

    def callback(self, promise: Promise) -> None:
        self.promise = promise
        self._tell("callback", to=promise.number, within=promise.within)
        self._behind.callback(promise)

    def callback_by_text(self) -> None:
        self._behind.callback_by_text()

    def connected(self, outcome: Outcome) -> None:
        self._tell("connected", outcome=outcome.value)
        self._behind.connected(outcome)

    def dropped(self, agent: str) -> None:
        self._behind.dropped(agent)

    def close(self, outcome: Outcome) -> None:
        self._tell("closed", outcome=outcome.value)
        self._behind.close(outcome)
