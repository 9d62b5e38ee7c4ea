"""Run a program that may hang: killed, with all that it started, when it is late.

It works in a plain process, on a gevent hub and in a thread of a gevent process, where `subprocess` does not:
a patched `subprocess` or `os.posix_spawn` watches children from the main loop alone. Here the child is started by
the C module, its end is a file descriptor to poll, and its exchanges are files in memory, so no pipe can fill up.
"""

from __future__ import annotations

import os
import posix  # gevent replaces posix_spawn in `os`, not here
import select
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass

LOOK_SECONDS = 0.5  # between two looks at whether a program is still wanted


class TooLate(Exception):
    """The program had not ended in time and was killed."""


class NotWanted(Exception):
    """The program was killed because it was to be stopped."""


@dataclass(frozen=True)
class Ended:
    """What a program left. `status`: its exit code, None if it was killed or the loop's own watcher took the code."""

    status: int | None
    output: bytes
    complaint: str


def run(
    command: list[str],
    text: str | bytes,
    seconds: float,
    environment: Mapping[str, str],
    stop: Callable[[], bool] | None = None,
) -> Ended:
    """Give the text to the program (absolute path first), return what it wrote; TooLate after `seconds`, OSError.

    NotWanted soon after `stop` says so.
    """
    with ExitStack() as stack:
        given, output, complaint = (memory_file(stack, name) for name in ("stdin", "stdout", "stderr"))
        os.write(given, text.encode() if isinstance(text, str) else text)
        os.lseek(given, 0, os.SEEK_SET)
        actions = [(os.POSIX_SPAWN_DUP2, file, number) for number, file in enumerate((given, output, complaint))]
        pid = posix.posix_spawn(command[0], command, environment, file_actions=actions, setsid=True)
        status = wait(pid, seconds, stop)
        return Ended(status, content(output), content(complaint).decode(errors="replace").strip())


def memory_file(stack: ExitStack, name: str) -> int:
    """A file without a disk, closed with the stack."""
    descriptor = os.memfd_create(name)
    stack.callback(os.close, descriptor)
    return descriptor


def content(descriptor: int) -> bytes:
    """All that was written to a file."""
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0)


def wait(pid: int, seconds: float, stop: Callable[[], bool] | None = None) -> int | None:
    """The exit code of a child; its whole session is killed if it is late, or if this wait is broken off."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:  # ended and reaped already, by the watcher of a gevent loop
        return None
    ended = False
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        ended = bool(poll.poll(seconds * 1000)) if stop is None else _seen_to_end(poll, seconds, stop)
    finally:
        if not ended:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        status = reap(descriptor)
        os.close(descriptor)
    if not ended:
        raise TooLate
    return status


def _seen_to_end(poll: select.poll, seconds: float, stop: Callable[[], bool]) -> bool:
    """Whether a child ends in so many seconds. NotWanted."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if poll.poll(min(left, LOOK_SECONDS) * 1000):
            return True
        if stop():
            raise NotWanted
    return False


def reap(descriptor: int) -> int | None:
    """Take the exit code of a child that has ended."""
    with suppress(ChildProcessError):
        result = os.waitid(os.P_PIDFD, descriptor, os.WEXITED)
        if result is not None and result.si_code == os.CLD_EXITED:
            return result.si_status
    return None
