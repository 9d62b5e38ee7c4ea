"""A controller of the tests' own, beside the one of the lab or in its place: the next release, or the former one."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Sequence
from pathlib import Path

from astreinte_lab import ASTREINTE, Lab
from phones.timeline import DidNotHappen

from appliance.lab.notify import NotifySocket

START_SECONDS = 30.0
SERVE = (*ASTREINTE, "serve")
LISTEN = "0A"  # in /proc/net/tcp


class NewController:
    """One controller of this box, with its configuration or another. `program`: what serves."""

    def __init__(self, lab: Lab, log: Path, program: Sequence[str] = SERVE, config: Path | None = None) -> None:
        self._notify = NotifySocket()
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [*lab.becoming("astreinte-controller@"), *program, "--config", str(config or lab.facts["config"])],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, "NOTIFY_SOCKET": self._notify.address},
            )  # fmt: skip

    def is_ready(self) -> None:
        """It has said READY=1."""
        words: set[str] = set()
        while "READY=1" not in words:
            if not select.select([self._notify], [], [], START_SECONDS)[0]:
                raise DidNotHappen(f"not ready within {START_SECONDS} s: {self.log.read_text()}")
            words |= self._notify.words()

    def drains(self) -> None:
        """SIGTERM: it takes no call any more, and ends when nobody needs it."""
        self.process.terminate()

    def is_over(self, within: float) -> int:
        """Wait for its end; its exit code."""
        return self.process.wait(within)

    def ends(self) -> int:
        """SIGTERM, and its exit code."""
        self.drains()
        try:
            return self.is_over(15)
        finally:
            self.process.kill()
            self.process.wait()
            self._notify.close()


def listens(port: int) -> bool:
    """Whether a process of this machine listens on this port of 127.0.0.1, asked of Linux: no connection is made."""
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    return any(fields[1] == f"0100007F:{port:04X}" and fields[3] == LISTEN for fields in map(str.split, lines))
