"""What a process of the box holds of the machine, looked at now and then."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass, field

from tests.bench.peers.usage import cpu_seconds, descriptors, megabytes, threads

FLAT_MEGABYTES = 8.0  # that a process may gain between the second and the last third of its life


@dataclass
class Held:
    """By process: megabytes, descriptors and threads, in the order they were seen."""

    seen: dict[tuple[str, int], list[tuple[float, int, int]]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[tuple[str, int], float] = field(default_factory=dict)

    def look(self, name: str, pid: int) -> None:
        """Nothing of one that has just died."""
        try:
            self.seen[name, pid].append((megabytes(pid), descriptors(pid), threads(pid)))
            self.cpu[name, pid] = cpu_seconds(pid)
        except (FileNotFoundError, ProcessLookupError):
            return

    def rows(self) -> list[str]:
        """A line for each process that lived long enough to be judged."""
        return [self._row(*of, looks) for of, looks in self.seen.items() if len(looks) >= 9]

    def grown(self) -> list[str]:
        """Those whose memory is not flat, a sentence each."""
        return [
            f"{name} ({pid}) grew by {gain:.1f} MB between the second and the last third of its life"
            for (name, pid), looks in self.seen.items()
            if len(looks) >= 30 and (gain := _gain(looks)) > FLAT_MEGABYTES
        ]

    def _row(self, name: str, pid: int, looks: list[tuple[float, int, int]]) -> str:
        first, last = looks[len(looks) // 3], looks[-1]
        most = max(memory for memory, _, _ in looks)
        held = f"{first[0]:.0f} / {most:.0f} / {last[0]:.0f} | {first[1]} / {last[1]} | {first[2]} / {last[2]}"
        return f"| {name} {pid} | {held} | {self.cpu[name, pid]:.0f} |"


def _gain(looks: list[tuple[float, int, int]]) -> float:
    third = len(looks) // 3
    middle, last = looks[third : 2 * third], looks[-third:]
    return statistics.median(each[0] for each in last) - statistics.median(each[0] for each in middle)
