"""Measured beside its peers, on the same FreeSWITCH, in the same run, in turn: `make bench`. Prints a table.

Each call is answered, hears a file and hangs up half a second later. Ours also finds the line and its period, begins
the hunt and writes the journal: a visit, where the others only answer.
"""

from __future__ import annotations

import argparse
import os
import platform
import threading
from dataclasses import dataclass, field

from tests.bench.peers.callers import Run, call
from tests.bench.peers.stage import OURS, Peer, Stage, stage
from tests.bench.peers.usage import cpu_seconds, megabytes

SETTLES_SECONDS = 2.0  # after a run, for records to be written


@dataclass
class Measured:
    """A peer over all its rounds. Processor in seconds, memory in MB."""

    peer: Peer
    runs: list[Run] = field(default_factory=list)
    own: float = 0.0
    switch: float = 0.0
    memory: float = 0.0

    @property
    def whole(self) -> Run:
        """All rounds as one."""
        calls = sum(run.calls for run in self.runs)
        return Run(calls, sorted(moment for run in self.runs for moment in run.answered))

    def row(self, least: float) -> str:
        whole = self.whole
        times = " / ".join(f"{whole.share(part):.0f}" for part in (0.5, 0.95, 1.0))
        own, switch = (1000 * seconds / whole.calls for seconds in (self.own, self.switch))
        ratio = f"{whole.share(0.5) / least:.1f}" if least > 0 else "-"
        memory = f"{self.memory:.0f}" if self.peer.process else "-"
        return f"| {self.peer.name} | {times} | {ratio} | {own:.1f} | {switch:.1f} | {memory} | {whole.failed} |"


def measure(on: Stage, of: Measured, calls: int, rate: float) -> None:
    """One round of one peer."""
    process = of.peer.process
    before = (cpu_seconds(process) if process else 0.0, cpu_seconds(on.freeswitch))
    of.runs.append(call(of.peer.number, on.appliance, on.callers, calls, rate))
    threading.Event().wait(SETTLES_SECONDS)
    of.own += cpu_seconds(process) - before[0] if process else 0.0
    of.switch += cpu_seconds(on.freeswitch) - before[1]
    of.memory = megabytes(process) if process else 0.0


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--calls", type=int, default=200)
    wanted.add_argument("--rate", type=float, default=20.0, help="calls a second")
    wanted.add_argument("--rounds", type=int, default=3)
    wanted.add_argument("--only", default="", help="peers whose name has this")
    asked = wanted.parse_args()
    with stage(most_callers=200) as on:
        table = [Measured(peer) for peer in on.peers if asked.only.lower() in peer.name.lower()]
        for _ in range(asked.rounds):
            for one in table:
                measure(on, one, asked.calls, asked.rate)
        written = len(on.lab.calls())
        missing = on.missing
    least = min((one.whole.share(0.5) for one in table if one.whole.answered), default=0.0)
    rounds = f"{asked.rounds} x {asked.calls} calls at {asked.rate:g} a second"
    print(f"{platform.machine()}, {os.cpu_count()} processors; {rounds}")
    print("| | INVITE to 200, p50 / p95 / max ms | to the least | its CPU, ms a call | FreeSWITCH's | MB | failed |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for one in table:
        print(one.row(least))
    print(f"journal: {written} calls of {sum(one.whole.calls for one in table if one.peer.name == OURS)}")
    for reason in missing:
        print(f"not measured: {reason}")


if __name__ == "__main__":
    main()
