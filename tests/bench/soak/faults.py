"""What happens to the box now and then, and when: calls that it touches are excused, no other is."""

from __future__ import annotations

import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.soak import tests_end_to_end  # noqa: F401 - their folder is found

import company  # isort: skip
from astreinte_lab import Lab  # isort: skip

LOCKED_SECONDS, FROZEN_SECONDS, WHOLE_SECONDS = 4.0, 3.0, 60.0
AFTER_SECONDS = 3.0  # a call that begins so soon after may still meet it


@dataclass(frozen=True)
class Fault:
    """One that happened, from one monotonic moment to another. `excuses`: it may cost calls."""

    name: str
    began: float
    ended: float
    excuses: bool

    def touches(self, began: float, ended: float) -> bool:
        return self.excuses and began < self.ended + AFTER_SECONDS and ended > self.began


def controller_killed(lab: Lab, folder: Path) -> None:
    _killed(lab, "controller")


def switch_killed(lab: Lab, folder: Path) -> None:
    _killed(lab, "freeswitch")


def pages_killed(lab: Lab, folder: Path) -> None:
    _killed(lab, "web")


def controller_frozen(lab: Lab, folder: Path) -> None:
    lab.hurt("controller", signal.SIGSTOP)
    threading.Event().wait(FROZEN_SECONDS)
    lab.hurt("controller", signal.SIGCONT)


def database_locked(lab: Lab, folder: Path) -> None:
    database = sqlite3.connect(lab.facts["database"], isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    threading.Event().wait(LOCKED_SECONDS)
    database.execute("ROLLBACK")
    database.close()


def settings_changed(lab: Lab, folder: Path) -> None:
    """Another patience of a line: the controller serves the calls to come by it."""
    file = folder / "changed.yml"
    wait = 60 + int(time.monotonic()) % 20
    file.write_text(company.TEXT.replace("max_wait: 60", f"max_wait: {wait}"), encoding="utf-8")
    lab.imports(file)


KINDS: dict[Callable[[Lab, Path], None], tuple[int, bool]] = {
    controller_killed: (2, True),
    controller_frozen: (2, True),
    switch_killed: (1, True),
    database_locked: (3, False),
    settings_changed: (3, False),
    pages_killed: (1, False),
}


def one(chance: random.Random, lab: Lab, folder: Path) -> Fault:
    """Do one, wait until the box is whole again, and tell it."""
    kinds = list(KINDS)
    kind = chance.choices(kinds, [KINDS[each][0] for each in kinds])[0]
    began = time.monotonic()
    kind(lab, folder)
    return Fault(kind.__name__.replace("_", " "), began, time.monotonic(), KINDS[kind][1])


def _killed(lab: Lab, program: str) -> None:
    before = len(lab.news)
    lab.hurt(program)
    lab.is_whole_again(before, within=WHOLE_SECONDS)
