"""Callers who wait at once, from one to two hundred: `python -m tests.bench.together_bench`. Prints a table.

One agent rings, whom nobody shares: all others hold, and hear the music of the wait. A caller's memory is what all of
them add to the box as one caller left it; what is made once, at the first call, is no caller's.
"""

from __future__ import annotations

import argparse
import os
import platform
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from tests.bench.peers.callers import Run, call
from tests.bench.peers.scenarios import HELD, SCENARIOS
from tests.bench.peers.stage import Stage, stage
from tests.bench.peers.usage import cpu_seconds, megabytes

STAYS_MS = 14_000  # less than what the box lets be silent without asking
ARRIVE_SECONDS, SETTLE_SECONDS, WATCHED_SECONDS = 5.0, 2.0, 5.0
GONE_SECONDS = 15.0
HEADS = (
    "callers",
    "INVITE to 200, p50 / p95 / max ms",
    "failed",
    "controller: MB before / with them / after",
    "kB a caller",
    "% of a core",
    "FreeSWITCH: MB before / with them / after",
    "kB a caller",
    "% of a core",
)


@dataclass(frozen=True)
class Program:
    """One of the box, around some callers. Megabytes, and the part of a core while all wait."""

    before: float
    full: float
    after: float
    busy: float

    def cells(self, callers: int, first: float) -> list[str]:
        """`first`: megabytes as one caller left it."""
        memory = " / ".join(f"{moment:.1f}" for moment in (self.before, self.full, self.after))
        each = f"{1000 * (self.full - first) / callers:.0f}" if callers > 1 else "-"
        return [memory, each, f"{100 * self.busy:.1f}"]


@dataclass(frozen=True)
class Measured:
    """So many callers. `run`: what they saw."""

    callers: int
    run: Run
    controller: Program
    freeswitch: Program

    def row(self, one: Measured) -> str:
        """`one`: a single caller, before."""
        times = " / ".join(f"{self.run.share(part):.0f}" for part in (0.5, 0.95, 1.0))
        cells = [str(self.callers), times, str(self.run.failed)]
        cells += self.controller.cells(self.callers, one.controller.after)
        cells += self.freeswitch.cells(self.callers, one.freeswitch.after)
        return f"| {' | '.join(cells)} |"


def measure(on: Stage, callers: int) -> Measured:
    """They come within five seconds, wait, and leave one after the other."""
    pids = (on.peers[-1].process, on.freeswitch)
    before = [megabytes(pid) for pid in pids]
    with ThreadPoolExecutor(1) as beside:
        began = time.monotonic()
        rate = max(1.0, callers / ARRIVE_SECONDS)
        going: Future[Run] = beside.submit(
            call, HELD, on.appliance, on.callers, callers, rate, listens_ms=STAYS_MS, scenario=on.scenario.caller
        )
        threading.Event().wait(began + ARRIVE_SECONDS + SETTLE_SECONDS - time.monotonic())
        used = [cpu_seconds(pid) for pid in pids]
        threading.Event().wait(WATCHED_SECONDS)
        busy = [(cpu_seconds(pid) - was) / WATCHED_SECONDS for pid, was in zip(pids, used, strict=True)]
        full, legs = [megabytes(pid) for pid in pids], len(on.lab.legs())
        run = going.result()
    if legs < callers:
        print(f"only {legs} legs were there at once, of {callers} callers")
    on.lab.has_no_leg(within=GONE_SECONDS)
    threading.Event().wait(SETTLE_SECONDS)
    after = [megabytes(pid) for pid in pids]
    controller, freeswitch = (Program(*each) for each in zip(before, full, after, busy, strict=True))
    return Measured(callers, run, controller, freeswitch)


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--callers", type=int, nargs="+", default=[50, 100, 200], help="besides one alone")
    asked = wanted.parse_args()
    counts = [1, *sorted(set(asked.callers) - {1})]  # ascending: memory that was given once is used again
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before it began")
    with stage(SCENARIOS["answer"], max(counts) + 1, 1.0, alone=True) as on:
        table = [measure(on, callers) for callers in counts]
    print(f"| {' | '.join(HEADS)} |\n{'| --- ' * len(HEADS)}|")
    for one in table:
        print(one.row(table[0]))


if __name__ == "__main__":
    main()
