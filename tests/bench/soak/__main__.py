"""Hours of calls at random, under faults: `make soak HOURS=2 SEED=7`. Ends with 1 if anything is lost or left.

The seed repeats the callers, the agents and the faults; what the machine does in between is its own.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.soak import tests_end_to_end  # noqa: F401 - their folder is found
from tests.bench.soak.account import Account, account
from tests.bench.soak.agents import of_every_temper
from tests.bench.soak.callers import LONGEST, Life, born, lives, look
from tests.bench.soak.faults import Fault, one
from tests.bench.soak.held import Held

from world import World, world_of_a_bench  # isort: skip

TOGETHER = 8  # callers, at most
ROOM = TOGETHER + 4  # and of those whom the box takes, with some who vanished and whom it still has
CALLS_EVERY = 2.0  # seconds, on the average
LOOKS_EVERY = 5.0
PROGRAMS = ("controller", "freeswitch", "web")


@dataclass
class Soak:
    """What goes on, and what is written of it. `unhealed`: why there were no more faults before the time was up."""

    world: World
    chance: random.Random
    going: list[Life] = field(default_factory=list)
    over: list[Life] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    held: Held = field(default_factory=Held)
    unhealed: BaseException | None = None

    def calls(self) -> None:
        """One more caller, where there is room."""
        self.settle()
        if len(self.going) < TOGETHER:
            life = born(self.chance, self.world.carrier, len(self.over) + len(self.going))
            self.going.append(life)
            lives(life)

    def settle(self) -> None:
        """What has ended is written, and its sound forgotten."""
        for life in self.going:
            look(life)
        for life in [life for life in self.going if life.ended is not None]:
            self.going.remove(life)
            self.over.append(life)
            life.caller.stream.close()
        carrier = self.world.carrier
        for mobile in list(carrier.mobiles.values()):
            mobile.calls[:] = [call for call in mobile.calls if not call.ended]

    def looks(self) -> None:
        for program in PROGRAMS:
            self.held.look(program, self.world.lab.pid(program))


def main() -> int:
    asked = _asked()
    with world_of_a_bench(ROOM) as world, tempfile.TemporaryDirectory() as folder:
        soak = Soak(world, random.Random(asked.seed))
        of_every_temper(world.carrier, random.Random(asked.seed + 1))
        _run(soak, asked, random.Random(asked.seed + 2), Path(folder))
        told = account(world.lab, soak.over + soak.going, soak.faults, ROOM)
    if soak.unhealed:
        told.left.append(f"a fault after which the box was not whole again: {soak.unhealed}")
    _print(soak, told, asked)
    return 1 if told.lost or told.left or soak.held.grown() else 0


def _asked() -> argparse.Namespace:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--hours", type=float, default=2.0)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--faults-every", type=float, default=90.0, help="seconds, on the average")
    return wanted.parse_args()


def _run(soak: Soak, asked: argparse.Namespace, chance: random.Random, folder: Path) -> None:
    """Callers until the time is up, faults beside them; then nobody calls, and all who are there leave."""
    end = threading.Event()
    with ThreadPoolExecutor(1, "faults") as beside:
        faults = beside.submit(_faults, soak, chance, folder, asked.faults_every, end)
        try:
            _calls(soak, time.monotonic() + asked.hours * 3600, faults, end)
        finally:
            end.set()
    soak.unhealed = faults.exception()
    for _ in range(int(LONGEST) + 30):
        soak.settle()
        if not soak.going:
            return
        threading.Event().wait(1.0)


def _calls(soak: Soak, until: float, faults: Future[None], end: threading.Event) -> None:
    looked = 0.0
    while time.monotonic() < until and not faults.done():
        soak.calls()
        if time.monotonic() - looked > LOOKS_EVERY:
            looked = time.monotonic()
            soak.looks()
        end.wait(soak.chance.expovariate(1 / CALLS_EVERY))


def _faults(soak: Soak, chance: random.Random, folder: Path, every: float, end: threading.Event) -> None:
    while not end.wait(chance.expovariate(1 / every)):
        fault = one(chance, soak.world.lab, folder)
        soak.faults.append(fault)
        print(f"{fault.name}: whole again after {fault.ended - fault.began:.1f} s", file=sys.stderr, flush=True)


def _print(soak: Soak, told: Account, asked: argparse.Namespace) -> None:
    print(f"{platform.machine()}, {os.cpu_count()} processors; {asked.hours:g} h, seed {asked.seed}")
    names = [fault.name for fault in soak.faults]
    print(f"calls: {told.calls}; outcomes: {dict(told.outcomes)}; refused: {dict(told.refused)}")
    print(f"faults: { {name: names.count(name) for name in sorted(set(names))} }; calls that they cost: {told.excused}")
    print("| process | MB at a third / most / last | descriptors | threads | CPU, s |")
    print("| --- | --- | --- | --- | --- |")
    for row in soak.held.rows():
        print(row)
    for word, some in (("lost", told.lost), ("left", told.left), ("grown", soak.held.grown())):
        print(f"{word}: {len(some)}")
        for each in some:
            print(f"  {each}")


if __name__ == "__main__":
    sys.exit(main())
