"""A clock that the test sets, as NTP sets one: CLOCK_REALTIME alone, of every process of a lab."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("stepped_clock.c")


class SteppedClock:
    """`environment`: with which a lab is started to live on it. Seconds from this machine's own clock.

    `state`: of that lab, whose units see nothing else of /tmp.
    """

    def __init__(self, state: Path, seconds: int = 0) -> None:
        compiler = shutil.which("gcc")
        if compiler is None:
            pytest.skip("gcc n'est pas installé : sudo apt install gcc libc6-dev")
        folder = state / "clock"
        folder.mkdir(parents=True)
        library, self._step = folder / "stepped_clock.so", folder / "step"
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"], check=True)
        self._step.write_bytes(struct.pack("q", seconds))
        for path, mode in ((folder, 0o755), (library, 0o755), (self._step, 0o644)):
            path.chmod(mode)  # read under every account of the box
        self.environment = {**os.environ, "LD_PRELOAD": str(library), "STEPPED_CLOCK": str(self._step)}

    def is_set(self, seconds: int) -> None:
        """So many seconds from this machine's, at once and in every process."""
        with self._step.open("r+b") as step:
            step.write(struct.pack("q", seconds))
