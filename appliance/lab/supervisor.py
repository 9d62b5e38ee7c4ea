"""Keeps the processes of a lab alive, as systemd does on a box: readiness, watchdog, restart, ordered stop."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance.lab.child import Child, Program
from appliance.lab.errors import LabError

ASKING_EVERY = 0.1  # seconds between two questions to a child that is not ready


@dataclass(frozen=True)
class News:
    """Something that the lab says: READY, RESTARTED or DIED. `name` and `ended`: which child, and how it ended."""

    word: str
    pids: dict[str, int]
    name: str | None = None
    ended: str | None = None


class Supervisor:
    """Runs the programs until `stop`; stops them in the order given.

    A child that dies is started again after `restart_delay` seconds, unless `restart` is false: then it stays dead.
    A silent one is killed in both cases.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        tell: Callable[[News], None],
        *,
        restart: bool = True,
        restart_delay: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.programs = tuple(programs)
        self.tell = tell
        self.restart = restart
        self.restart_delay = restart_delay
        self.clock = clock
        self.children: dict[str, Child] = {}
        self.due: dict[str, tuple[float, str]] = {}  # name -> when to start it again, how it ended
        self.announced = False
        self.stopping = False
        self._wake_reader, self._wake_writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    @property
    def pids(self) -> dict[str, int]:
        return {name: child.pid for name, child in self.children.items()}

    def stop(self) -> None:
        """Make `run` return. May be called from a signal handler."""
        if not self.stopping:
            self.stopping = True
            os.write(self._wake_writer, b".")

    def run(self) -> None:
        """Start everything, say READY, keep it alive until `stop`. LabError when something does not start."""
        try:
            self._start_all()
            while not self.stopping:
                self._keep_alive()
        finally:
            self._stop_all()

    def _start_all(self) -> None:
        for program in self.programs:
            self.children[program.name] = Child(program, self.clock())
        while not self.stopping and not self._all_ready():
            self._listen()
            for child in self.children.values():
                self._refuse_a_bad_start(child)
        self._announce()

    def _announce(self) -> None:
        """Say READY once everything serves: at the start, and after each time a child was started again."""
        if not self.announced and self._all_ready():
            self.announced = True
            self.tell(News("READY", self.pids))

    def _refuse_a_bad_start(self, child: Child) -> None:
        name, log = child.program.name, child.program.log
        if child.has_ended():
            raise LabError(f"{name} s'est arrêté au démarrage : {child.last_words()} (journal : {log}).")
        if not child.ready and self._is_late(child):
            raise LabError(f"{name} n'est pas prêt après {child.program.patience:g} s ; lisez son journal, {log}.")

    def _keep_alive(self) -> None:
        self._listen()
        for child in list(self.children.values()):
            if child.has_ended():
                self._bury(child)
            elif self._is_late(child):
                child.kill()  # its end is seen at the next turn
        for name, (moment, ended) in list(self.due.items()):
            if self.clock() >= moment:
                self._start_again(name, ended)
        self._announce()

    def _listen(self) -> None:
        """Wait for a word, an end or a deadline, and note who is ready."""
        readers = [self._wake_reader, *(child.pidfd for child in self.children.values())]
        readers += [child.notify.fileno() for child in self.children.values() if child.notify]
        select.select(readers, [], [], self._seconds_to_next_deadline())
        for child in self.children.values():
            child.hear(self.clock())

    def _seconds_to_next_deadline(self) -> float | None:
        deadlines = [deadline for child in self.children.values() if (deadline := child.deadline()) is not None]
        deadlines += [moment for moment, _ in self.due.values()]
        if any(not child.ready and child.program.answers for child in self.children.values()):
            deadlines.append(self.clock() + ASKING_EVERY)
        return max(0.0, min(deadlines) - self.clock()) if deadlines else None

    def _all_ready(self) -> bool:
        return len(self.children) == len(self.programs) and all(child.ready for child in self.children.values())

    def _is_late(self, child: Child) -> bool:
        deadline = child.deadline()
        return deadline is not None and self.clock() >= deadline

    def _bury(self, child: Child) -> None:
        name, ended = child.program.name, _how(child.process)
        del self.children[name]
        child.close()
        self.announced = False
        if self.restart:
            self.due[name] = (self.clock() + self.restart_delay, ended)
        else:
            self.tell(News("DIED", self.pids, name, ended))

    def _start_again(self, name: str, ended: str) -> None:
        del self.due[name]
        program = next(program for program in self.programs if program.name == name)
        self.children[name] = Child(program, self.clock())
        self.tell(News("RESTARTED", self.pids, name, ended))

    def _stop_all(self) -> None:
        for program in self.programs:
            child = self.children.pop(program.name, None)
            if child:
                _end(child)
        os.close(self._wake_reader)
        os.close(self._wake_writer)


def _end(child: Child) -> None:
    child.terminate()
    try:
        child.process.wait(child.program.grace)
    except subprocess.TimeoutExpired:
        child.kill()
        child.process.wait()
    child.close()


def _how(process: subprocess.Popen[bytes]) -> str:
    """How a process ended: `exit 1`, `SIGKILL`."""
    code = process.returncode
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name
