"""An hour of calls at a fifth of the knee: `python -m tests.bench.hour_bench --minutes 60 --rate 12`.

The `answer` of the peers' bench, ours alone: answered, its line's greeting, the hunt begun, hung up by the caller. A
row every few minutes, then what is left. Ends with 1 if a call failed, is not in the journal, or left anything.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import statistics
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.peers.callers import Run, call
from tests.bench.peers.scenarios import SCENARIOS
from tests.bench.peers.stage import Stage, stage
from tests.bench.peers.usage import cpu_seconds, descriptors, megabytes

from phones.timeline import DidNotHappen  # isort: skip

ROOM_SECONDS = 5.0  # of calls: for so many callers at once
SETTLES_SECONDS = 5.0  # after the last call, for records to be written
LEGS_SECONDS = 30.0
WARM = 5_000  # calls after which memory is judged: what is made once is made by then
HEADS = (
    "minutes",
    "calls",
    "INVITE to 200, p50 / p95 / max ms",
    "failed",
    "controller: CPU, ms a call",
    "MB",
    "descriptors",
    "FreeSWITCH: CPU, ms a call",
    "MB",
    "descriptors",
    "database, MB",
)


@dataclass(frozen=True)
class Held:
    """What a program of the box has used and holds: seconds of processor, megabytes, open files and sockets."""

    cpu: float
    memory: float
    descriptors: int

    @classmethod
    def by(cls, pid: int) -> Held:
        return cls(cpu_seconds(pid), megabytes(pid), descriptors(pid))


@dataclass(frozen=True)
class Look:
    """The box after so many calls. `database`: megabytes, its log of writes included."""

    calls: int
    controller: Held
    freeswitch: Held
    database: float

    @classmethod
    def at(cls, on: Stage, calls: int) -> Look:
        file = Path(on.lab.facts["database"])
        written = sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*") if part.is_file())
        return cls(calls, Held.by(on.peers[-1].process), Held.by(on.freeswitch), written / 1e6)


def row(minutes: float, run: Run, before: Look, after: Look) -> str:
    """What a run of calls was, and the box after it."""
    cells = [f"{minutes:.0f}", str(after.calls)]
    cells += [" / ".join(f"{run.share(part):.0f}" for part in (0.5, 0.95, 1.0)), str(run.failed)]
    for one, was in ((after.controller, before.controller), (after.freeswitch, before.freeswitch)):
        used = 1000 * (one.cpu - was.cpu) / run.calls
        cells += [f"{used:.1f}", f"{one.memory:.1f}", str(one.descriptors)]
    return f"| {' | '.join(cells)} | {after.database:.1f} |"


def growth(looks: Sequence[tuple[int, float]]) -> float | None:
    """Megabytes that ten thousand calls add, by the line nearest to (calls, megabytes) once warm. None: too few."""
    warm = [look for look in looks if look[0] >= WARM]
    if len(warm) < 3:
        return None
    calls, memory = zip(*warm, strict=True)
    return 10_000 * statistics.linear_regression(calls, memory).slope


def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--minutes", type=float, default=60.0)
    wanted.add_argument("--rate", type=float, default=12.0, help="calls a second")
    wanted.add_argument("--every", type=float, default=5.0, help="minutes of a row")
    asked = wanted.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before it began")
    with stage(SCENARIOS["answer"], int(ROOM_SECONDS * asked.rate), asked.rate, alone=True) as on:
        looks, failed = _calls(on, asked)
        wrong = _left(on, looks[-1].calls - failed)
    for name, memory in (
        ("controller", [(look.calls, look.controller.memory) for look in looks]),
        ("FreeSWITCH", [(look.calls, look.freeswitch.memory) for look in looks]),
    ):
        grown = growth(memory)
        print(f"{name}, MB for 10,000 calls, once warm: {'too few calls' if grown is None else f'{grown:+.1f}'}")
    print(f"failed: {failed}\nload {os.getloadavg()[0]:.1f} when it ended")
    return 1 if failed or wrong else 0


def _calls(on: Stage, asked: argparse.Namespace) -> tuple[list[Look], int]:
    """The box before, and after each row; how many calls failed."""
    said, each, failed = on.scenario, int(60 * asked.every * asked.rate), 0
    looks = [Look.at(on, 0)]
    print(f"| {' | '.join(HEADS)} |\n{'| --- ' * len(HEADS)}|")
    while looks[-1].calls < 60 * asked.minutes * asked.rate:
        run = call(on.peers[-1].number, on.appliance, on.callers, each, asked.rate, listens_ms=said.listens_ms)
        failed += run.failed
        looks.append(Look.at(on, looks[-1].calls + each))
        print(row(looks[-1].calls / asked.rate / 60, run, looks[-2], looks[-1]), flush=True)
    return looks, failed


def _left(on: Stage, answered: int) -> bool:
    """Whether anything is left, or not written; tells it."""
    with suppress(DidNotHappen):
        on.lab.has_no_leg(within=LEGS_SECONDS)
    threading.Event().wait(SETTLES_SECONDS)
    written, unended, leases = _written(Path(on.lab.facts["database"]))
    legs = len(on.lab.legs())
    print(f"\nafterwards: {Look.at(on, answered).controller}")
    print(f"journal: {written} of {answered} that were answered, {unended} without their end")
    print(f"leases: {leases}; legs: {legs}")
    return written < answered or bool(unended or leases or legs)


def _written(database: Path) -> tuple[int, int, int]:
    """Calls of the journal, those without an end, leases held."""
    opened = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        (written, ended) = opened.execute("SELECT count(*), count(ended_at) FROM calls").fetchone()
        (leases,) = opened.execute("SELECT count(*) FROM leases").fetchone()
    finally:
        opened.close()
    return written, written - ended, leases


if __name__ == "__main__":
    sys.exit(main())
