"""What a box takes of the machine while nobody calls: `python -m tests.bench.idle_bench`. Prints a table.

Hundredths of a core over some minutes, and how often each program wakes up (its threads' voluntary switches).
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

import company
from astreinte_lab import Lab, free_sip_port

from tests.bench.peers.usage import cpu_seconds, megabytes

PROGRAMS = ("controller", "web", "freeswitch")
SETTLES_SECONDS = 60.0  # what is done once, after a start


def wake_ups(pid: int) -> int:
    """So far, of all its threads."""
    lines = [line for file in Path(f"/proc/{pid}/task").glob("*/status") for line in file.read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--seconds", type=float, default=300.0)
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = Path(place)
        folder.chmod(0o755)  # the box's accounts read there
        store = company.Sentences(folder / "prompts").prompt_store.directory
        lab = Lab(folder / "state", company.TEXT, [f"127.0.0.1:{free_sip_port()}"], store)
        try:
            rows = measured(lab, asked.seconds)
        finally:
            lab.stop()
    print(f"{platform.machine()}, {os.cpu_count()} processors, {asked.seconds:g} s, load {os.getloadavg()[0]:.1f}")
    print("| at rest | % of a core | wake-ups a second | MB |\n| --- | --- | --- | --- |")
    for row in rows:
        print(row)


def measured(lab: Lab, seconds: float) -> list[str]:
    """A row for each program."""
    threading.Event().wait(SETTLES_SECONDS)
    pids = {name: lab.pid(name) for name in PROGRAMS}
    before = {name: (cpu_seconds(pid), wake_ups(pid)) for name, pid in pids.items()}
    threading.Event().wait(seconds)
    rows = []
    for name, pid in pids.items():
        used, woken = cpu_seconds(pid) - before[name][0], wake_ups(pid) - before[name][1]
        rows.append(f"| {name} | {100 * used / seconds:.2f} | {woken / seconds:.0f} | {megabytes(pid):.0f} |")
    return rows


if __name__ == "__main__":
    main()
