"""Programs that may hang."""

import os
import select
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from appliance.prompts import deadline

pytestmark = pytest.mark.timed


def run(code: str, text: str = "", seconds: float = 5) -> deadline.Ended:
    return deadline.run([sys.executable, "-S", "-c", code], text, seconds, os.environ)


def test_a_program_reads_the_text_and_leaves_its_output_complaint_and_code() -> None:
    ended = run("import sys; print(sys.stdin.read().upper()); print('oh', file=sys.stderr); sys.exit(3)", "bonjour")
    assert ended == deadline.Ended(3, b"BONJOUR\n", "oh")


def test_much_output_blocks_nobody() -> None:
    assert len(run("import sys; sys.stdout.write('x' * 3_000_000)").output) == 3_000_000


def ends(pid: int, within: float) -> bool:
    """Whether a process is dead, or dies within so many seconds: a signal takes a moment to be obeyed."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], within)[0])
    finally:
        os.close(descriptor)


def test_a_late_program_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    script = f"sleep 60 & echo $$ $! > {pids}; wait"
    began = time.monotonic()
    with pytest.raises(deadline.TooLate):
        deadline.run(["/bin/sh", "-c", script], "", 0.5, os.environ)
    assert time.monotonic() - began < 2
    for pid in pids.read_text().split():
        assert ends(int(pid), within=2.0)


def test_a_program_killed_by_somebody_else_has_no_code() -> None:
    assert run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)").status is None


def test_a_program_reaped_by_somebody_else_keeps_its_output() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel then reaps every child at once
    try:
        ended = run("print('still here')")
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert ended == deadline.Ended(None, b"still here\n", "")


def test_a_program_that_does_not_exist_is_an_error_of_the_system() -> None:
    with pytest.raises(FileNotFoundError):
        deadline.run(["/no/such/program"], "", 1, os.environ)


def test_threads_run_programs_side_by_side() -> None:
    with ThreadPoolExecutor(8) as pool:
        outputs = [ended.output for ended in pool.map(lambda n: run(f"print({n})"), range(16))]
    assert outputs == [f"{n}\n".encode() for n in range(16)]


def test_no_descriptor_is_left_open() -> None:
    run("pass")
    before = len(os.listdir("/proc/self/fd"))
    run("pass")
    with pytest.raises(deadline.TooLate):
        run("import time; time.sleep(9)", seconds=0.1)
    assert len(os.listdir("/proc/self/fd")) == before
