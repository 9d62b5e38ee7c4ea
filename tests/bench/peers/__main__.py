"""Measured beside its peers, on the same FreeSWITCH, in the same run, in turn: `make bench`. Prints tables.

Two scenarios, each with the same callers for all: a call that is answered, and a whole visit (`scenarios.py`). Ours
does more in both; each table says what.
"""

from __future__ import annotations

import argparse
import os
import platform
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.peers.callers import Run, call
from tests.bench.peers.counts import Counts, counted
from tests.bench.peers.scenarios import SCENARIOS, Scenario
from tests.bench.peers.stage import OURS, Peer, Stage, stage
from tests.bench.peers.usage import cpu_seconds, megabytes
from tests.bench.peers.witness import Waits, heard

SETTLES_SECONDS = 2.0  # after a run, for records to be written
COUNTED_CALLS, COUNTED_RATE = 10, 2.0
MOST_CALLERS = 200
HEADS = (
    "",
    "INVITE to 200, p50 / p95 / max ms",
    "to the least",
    "last key to the agent's leg",
    "key 1 to the bridge",
    "its CPU, ms a call",
    "to the least",
    "FreeSWITCH's",
    "MB",
    "events a call",
    "kB of them",
    "SQL",
    "written",
    "failed",
)


@dataclass
class Measured:
    """A peer over all its rounds. Processor in seconds, memory in MB. `counts`: of `COUNTED_CALLS`, at another time."""

    name: str
    number: str
    runs: list[Run] = field(default_factory=list)
    waits: list[Waits] = field(default_factory=list)
    own: float = 0.0
    switch: float = 0.0
    memory: float = 0.0
    counts: Counts | None = None

    @property
    def whole(self) -> Run:
        """All rounds as one."""
        calls = sum(run.calls for run in self.runs)
        return Run(calls, sorted(moment for run in self.runs for moment in run.answered))

    def row(self, least: float, least_own: float) -> str:
        whole, counts = self.whole, self.counts
        own, switch = (1000 * seconds / whole.calls for seconds in (self.own, self.switch))
        asked = self.name == OURS  # of a database
        cells = (
            self.name,
            spread(whole.answered),
            f"{whole.share(0.5) / least:.1f}" if least > 0 else "-",
            spread([wait for waits in self.waits for wait in waits.hunt]),
            spread([wait for waits in self.waits for wait in waits.joined]),
            f"{own:.1f}" if self.memory else "-",
            f"{self.own / least_own:.1f}" if self.memory and least_own else "-",
            f"{switch:.1f}",
            f"{self.memory:.0f}" if self.memory else "-",
            f"{counts.events / COUNTED_CALLS:.0f}" if counts else "-",
            f"{counts.bytes / 1000 / COUNTED_CALLS:.0f}" if counts else "-",
            f"{counts.statements / COUNTED_CALLS:.1f}" if counts and asked else "-",
            f"{counts.transactions / COUNTED_CALLS:.1f}" if counts and asked else "-",
            str(whole.failed),
        )
        return f"| {' | '.join(cells)} |"


def spread(moments: Sequence[float]) -> str:
    """p50, p95 and the longest, in milliseconds."""
    one = Run(len(moments), sorted(moments))
    return " / ".join(f"{one.share(part):.0f}" for part in (0.5, 0.95, 1.0)) if moments else "-"


def measure(on: Stage, of: Measured, peer: Peer, calls: int, rate: float) -> None:
    """One round of one peer."""
    process, said = peer.process, on.scenario
    before = (cpu_seconds(process) if process else 0.0, cpu_seconds(on.freeswitch))
    with heard(on.lab.facts["ports"]["esl"], on.lab.config.switch.esl_secret) as witness:
        of.runs.append(_calls(on, said, peer, calls, rate))
        threading.Event().wait(SETTLES_SECONDS)
    of.waits.append(witness.waits)
    of.own += cpu_seconds(process) - before[0] if process else 0.0
    of.switch += cpu_seconds(on.freeswitch) - before[1]
    of.memory = megabytes(process) if process else 0.0


def _calls(on: Stage, said: Scenario, peer: Peer, calls: int, rate: float) -> Run:
    port = on.appliance
    return call(peer.number, port, on.callers, calls, rate, listens_ms=said.listens_ms, scenario=said.caller)


def compare(scenario: Scenario, asked: argparse.Namespace, rate: float) -> None:
    """The table of one scenario at one rate."""
    calls = asked.calls or scenario.calls
    with stage(scenario, MOST_CALLERS, rate) as on:
        chosen = [peer for peer in on.peers if asked.only.lower() in peer.name.lower()]
        table = {peer.name: Measured(peer.name, peer.number) for peer in chosen}
        switch = megabytes(on.freeswitch)
        for _ in range(asked.rounds):
            for peer in chosen:
                measure(on, table[peer.name], peer, calls, rate)
        switch = megabytes(on.freeswitch) - switch
        written, missing = len(on.lab.calls()), on.missing
    if not asked.no_counts:
        count(scenario, table)
    print(f"\n## {scenario.name}: {scenario.what}\n")
    print(f"{asked.rounds} x {calls} calls at {rate:g} a second; FreeSWITCH holds {switch:+.0f} MB more after them\n")
    _print(list(table.values()))
    print(f"\njournal: {written} calls of {sum(one.whole.calls for one in table.values() if one.name == OURS)}")
    for reason in missing:
        print(f"not measured: {reason}")


def count(scenario: Scenario, table: dict[str, Measured]) -> None:
    """The same calls on a stage whose processes count: it slows them, and is no part of what is timed."""
    with stage(scenario, MOST_CALLERS, COUNTED_RATE, counted=True) as on:
        assert on.counts is not None
        for peer in on.peers:
            if peer.process and peer.name in table:
                before = counted(on.counts, peer.process)
                _calls(on, scenario, peer, COUNTED_CALLS, COUNTED_RATE)
                threading.Event().wait(SETTLES_SECONDS)
                table[peer.name].counts = counted(on.counts, peer.process) - before


def _print(table: list[Measured]) -> None:
    least = min((one.whole.share(0.5) for one in table if one.whole.answered), default=0.0)
    least_own = min((one.own for one in table if one.memory), default=0.0)
    print(f"| {' | '.join(HEADS)} |\n{'| --- ' * len(HEADS)}|")
    for one in table:
        print(one.row(least, least_own))


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--scenario", choices=SCENARIOS, nargs="+", default=list(SCENARIOS))
    wanted.add_argument("--calls", type=int, default=0, help="of a round; each scenario has its own number")
    wanted.add_argument("--rate", type=float, nargs="+", default=[], help="calls a second; several: a table for each")
    wanted.add_argument("--rounds", type=int, default=3)
    wanted.add_argument("--only", default="", help="peers whose name has this")
    wanted.add_argument("--no-counts", action="store_true", help="no events nor statements are counted")
    asked = wanted.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before it began")
    for name in asked.scenario:
        for rate in asked.rate or [SCENARIOS[name].rate]:
            compare(SCENARIOS[name], asked, rate)
    print(f"\nload {os.getloadavg()[0]:.1f} when it ended")


if __name__ == "__main__":
    main()
