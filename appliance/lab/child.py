"""One process of the lab: started, watched, killed."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from appliance.lab.notify import NotifySocket

PR_SET_PDEATHSIG = 1  # prctl(2)
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Program:
    """What to run and how to tell that it serves.

    `answers` None: the program says READY=1 on NOTIFY_SOCKET, then WATCHDOG=1 at least every `silence` seconds, or it
    is killed. `prepare` runs before each start; `enter`, in the new process, makes it what the program runs as.
    `patience`: seconds that it may take to be ready. `grace`: seconds between SIGTERM and SIGKILL. `log`: where its
    output goes.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    answers: Callable[[], bool] | None = None
    prepare: Callable[[], None] = lambda: None
    enter: Callable[[], None] = lambda: None
    silence: float = 5.0
    patience: float = 60.0
    grace: float = 5.0
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """The running process of a program. Times are those of the caller's monotonic clock, in seconds."""

    def __init__(self, program: Program, now: float) -> None:
        self.program = program
        self.ready = False
        self.born = self.last_beat = now
        self.notify = NotifySocket() if program.answers is None else None
        program.prepare()
        self.process = self._start()
        self.pidfd = os.pidfd_open(self.process.pid)

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **self.program.environment}
        environment.pop("NOTIFY_SOCKET", None)
        if self.notify:
            environment["NOTIFY_SOCKET"] = self.notify.address
        lab = os.getpid()
        with self.program.log.open("ab") as log:
            return subprocess.Popen(
                self.program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                umask=0o077,
                process_group=0,  # Ctrl-C is for the lab, which stops its children in order
                preexec_fn=lambda: self._become(lab),
            )

    def _become(self, lab: int) -> None:
        """In the new process. Linux forgets with whom to die when the account changes: said last."""
        self.program.enter()
        _die_with(lab)

    @property
    def pid(self) -> int:
        return self.process.pid

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def hear(self, now: float) -> None:
        """Read what the child says of itself, or ask whether it answers."""
        if self.notify:
            words = self.notify.words()
            if words:
                self.last_beat = now
            self.ready = self.ready or "READY=1" in words
        elif not self.ready and self.program.answers:
            self.ready = self.program.answers()

    def deadline(self) -> float | None:
        """When the child, if nothing more is heard of it, will be taken for frozen; None: it is not watched."""
        if not self.ready:
            return self.born + self.program.patience
        return self.last_beat + self.program.silence if self.notify else None

    def terminate(self) -> None:
        """Ask the process to end. A stopped one is woken, to hear it."""
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End the process and every process that it started."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def close(self) -> None:
        """Forget a child that has ended; what it may have left behind ends too."""
        self.kill()
        os.close(self.pidfd)
        if self.notify:
            self.notify.close()

    def last_words(self) -> str:
        """The last line of its output, to say why it ended."""
        lines = self.program.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "aucun message"


def _die_with(parent: int) -> None:
    """In the new process: be killed when the lab dies, even by SIGKILL."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
