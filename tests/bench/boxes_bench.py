"""One, two and three boxes behind their front, on one machine, in turn: `python -m tests.bench.boxes_bench`.

Prints two tables: calls a second, each answered, welcomed and hung up half a second later, the hunt begun; and callers
at the menu together. With what each program took of the machine meanwhile, in hundredths of a core.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

import company
from astreinte_lab import Lab, free_sip_port
from front import HOST, Front, front

from tests.bench.peers.callers import Run, call, mobiles
from tests.bench.peers.usage import cpu_seconds
from tests.unit.store.postgres_server import programs, servers

BOXES = (1, 2, 3)
MOST_CALLERS = 100  # of each box
SETTLES_SECONDS = 2.0
STAYS_MS = 12_000  # a caller at the menu: less than what the box lets be silent
PROGRAMS = ("front", "freeswitch", "controller", "postgresql")


@dataclass(frozen=True)
class Stage:
    """Three boxes that run; `database`: the process of its server."""

    labs: list[Lab]
    database: int
    callers: int
    folder: Path


@dataclass
class Point:
    """A number of boxes under one load, over all its rounds. `used`: seconds of processor, by program."""

    boxes: int
    load: int
    runs: list[Run] = field(default_factory=list)
    used: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PROGRAMS, 0.0))
    lasted: float = 0.0

    def row(self) -> str:
        calls = sum(run.calls for run in self.runs)
        whole = Run(calls, sorted(moment for run in self.runs for moment in run.answered))
        times = " / ".join(f"{whole.share(part):.0f}" for part in (0.5, 0.95, 1.0))
        shares = [100 * self.used[program] / self.lasted for program in PROGRAMS]
        taken = " | ".join(f"{share:.0f}" for share in (*shares, sum(shares)))
        return f"| {self.boxes} | {self.load} | {times} | {whole.failed} of {calls} | {taken} |"


@contextmanager
def stage() -> Iterator[Stage]:
    folder_of_postgres = programs()
    if folder_of_postgres is None:
        raise SystemExit("PostgreSQL is not installed")
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(dir="/tmp")))
        folder.chmod(0o755)  # the boxes' accounts read there
        sentences = company.Sentences(folder / "prompts")
        callers, ringing = free_sip_port(), free_sip_port()
        held.callback(mobiles(ringing).kill)
        (server,) = held.enter_context(servers(folder_of_postgres, "data"))
        server.make()
        server.start()
        assert server.process is not None
        labs: list[Lab] = []
        for place in range(max(BOXES)):
            options = ("--name", f"boite-{place + 1}", "--database", server.url, "--front", HOST)
            carriers = [f"127.0.0.1:{port}" for port in (ringing, callers)]
            store = sentences.prompt_store.directory
            state = folder / f"boite-{place + 1}" / "state"
            labs.append(Lab(state, company.TEXT, carriers, store, *options, "--max-callers", str(MOST_CALLERS)))
            held.callback(labs[-1].stop)
        yield Stage(labs, server.process.pid, callers, folder)


def measure(on: Stage, point: Point, number: str, calls: int, rate: float, listens_ms: int) -> None:
    """One round of one point, behind a front that knows so many boxes."""
    ports = [lab.sip_port for lab in on.labs[: point.boxes]]
    with front(Path(tempfile.mkdtemp(dir=on.folder)), ports) as before:
        used, began = usage(on, before), time.monotonic()
        point.runs.append(call(number, before.port, on.callers, calls, rate, host=HOST, listens_ms=listens_ms))
        point.lasted += time.monotonic() - began
        for program, seconds in usage(on, before).items():
            point.used[program] += seconds - used[program]
        threading.Event().wait(SETTLES_SECONDS)


def usage(on: Stage, before: Front) -> dict[str, float]:
    """Seconds of processor so far, the idle boxes' too."""
    return {
        "front": family(before.process.pid),
        "freeswitch": sum(cpu_seconds(lab.pid("freeswitch")) for lab in on.labs),
        "controller": sum(cpu_seconds(lab.pid("controller")) for lab in on.labs),
        "postgresql": family(on.database),
    }


def family(pid: int) -> float:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return sum(map(cpu_seconds, [pid, *map(int, children)]))


def table(points: list[Point], load: str) -> None:
    print(f"\n| boxes | {load} | p50 / p95 / max ms | failed | {' | '.join(PROGRAMS)} | together |")
    print("| --- " * 9 + "|")
    for point in points:
        print(point.row(), flush=True)


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--rates", type=int, nargs="+", default=[10, 20, 30, 45])
    wanted.add_argument("--together", type=int, nargs="+", default=[30, 60, 90])
    wanted.add_argument("--seconds", type=int, default=8, help="of each round of calls a second")
    wanted.add_argument("--rounds", type=int, default=2)
    asked = wanted.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before it began")
    each_second = [Point(boxes, rate) for rate in asked.rates for boxes in BOXES]
    together = [Point(boxes, count) for count in asked.together for boxes in BOXES]
    with stage() as on:
        for _ in range(asked.rounds):
            for point in each_second:
                measure(on, point, company.NIGHT, point.load * asked.seconds, point.load, 500)
            for point in together:
                measure(on, point, company.DID, point.load, point.load / 6, STAYS_MS)
    table(each_second, "calls a second")
    table(together, "callers together")
    print(f"\nload {os.getloadavg()[0]:.1f} when it ended")


if __name__ == "__main__":
    main()
