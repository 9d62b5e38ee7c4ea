"""SIPp as the operator: callers at a steady rate, and mobiles that ring for ever."""

from __future__ import annotations

import csv
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SIPP = "sipp"
HERE = Path(__file__).parent
CALLER, MOBILE = HERE / "caller.xml", HERE / "mobile.xml"
LISTENS_MS = 500  # how long a caller listens before the hang-up


@dataclass(frozen=True)
class Run:
    """What the callers of one run saw. `answered`: milliseconds from INVITE to 200, sorted."""

    calls: int
    answered: list[float]

    @property
    def failed(self) -> int:
        return self.calls - len(self.answered)

    def share(self, part: float) -> float:
        """The milliseconds within which this part of them was answered."""
        return self.answered[min(len(self.answered) - 1, int(part * len(self.answered)))] if self.answered else -1.0


def call(
    number: str,
    appliance: int,
    port: int,
    calls: int,
    rate: float,
    *,
    host: str = "127.0.0.1",
    listens_ms: int = LISTENS_MS,
    scenario: Path = CALLER,
) -> Run:
    """So many calls at so many a second, each hung up by its caller; waits for the last. `host`: the appliance's."""
    with tempfile.TemporaryDirectory() as folder:
        words = [SIPP, f"{host}:{appliance}", "-sf", str(scenario), "-s", number, "-i", "127.0.0.1", "-p", str(port)]
        words += ["-m", str(calls), "-r", str(rate), "-d", str(listens_ms), "-l", "2000", "-nostdin"]
        words += ["-trace_rtt", "-rtt_freq", "1", "-timeout", str(int(calls / rate) + 60)]
        subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return Run(calls, sorted(_times(Path(folder))))


def _times(folder: Path) -> list[float]:
    rows = [row for file in folder.glob("*_rtt.csv") for row in csv.reader(file.open(), delimiter=";")]
    return [float(row[1]) for row in rows if len(row) > 1 and row[1].replace(".", "", 1).isdigit()]


def mobiles(port: int, scenario: Path = MOBILE) -> subprocess.Popen[bytes]:
    """Telephones; those of the usual scenario ring until they are cancelled."""
    words = [SIPP, "-sf", str(scenario), "-i", "127.0.0.1", "-p", str(port), "-nostdin"]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
