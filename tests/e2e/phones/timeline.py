"""What happened to one end of a call, in order; tests wait on it, always with a deadline."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass


class DidNotHappen(AssertionError):
    """What was expected did not come in time."""


@dataclass(frozen=True)
class Happening:
    """`name`, at a monotonic moment, with a SIP status or a key."""

    name: str
    at: float
    detail: str = ""


class Timeline:
    """An ordered list of happenings. One thread adds, others wait."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.happenings: list[Happening] = []
        self._changed = threading.Condition()

    def add(self, name: str, detail: str = "") -> None:
        with self._changed:
            self.happenings.append(Happening(name, time.monotonic(), detail))
            self._changed.notify_all()

    def first(self, *names: str) -> Happening | None:
        """The first happening of one of these names, if there was one."""
        return next((one for one in self.happenings if one.name in names), None)

    def wait(self, *names: str, within: float) -> Happening:
        """The first happening of one of these names; DidNotHappen, with the story so far, if none comes."""
        with self._changed:
            self._changed.wait_for(lambda: self.first(*names), within)
            found = self.first(*names)
        if found is None:
            raise DidNotHappen(f"{self.owner}: no {' or '.join(names)} within {within} s; so far: {self.story()}")
        return found

    def wait_after(self, name: str, since: float, within: float) -> Happening:
        """The first happening of this name after a monotonic moment; DidNotHappen if none comes."""

        def found() -> Happening | None:
            return next((one for one in self.happenings if one.name == name and one.at > since), None)

        with self._changed:
            happened = self._changed.wait_for(found, within)
        if happened is None:
            raise DidNotHappen(f"{self.owner}: no {name} within {within} s; so far: {self.story()}")
        return happened

    def count(self, name: str) -> int:
        """How many happenings have this name."""
        return sum(one.name == name for one in self.happenings)

    def story(self) -> str:
        return ", ".join(f"{one.name} {one.detail}".strip() for one in self.happenings) or "nothing"
