"""Every command that the README prints works as it is printed, from the root of a clone, with the sample company."""

from __future__ import annotations

import json
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
VENV = Path(sys.prefix)
README = (ROOT / "README.md").read_text(encoding="utf-8")
NEEDED = ("appliance", "web", "freeswitch", "docs", "Makefile")
SERVES = ".venv/bin/astreinte web "
# What is not run here, and where it is, or why it cannot be.
ELSEWHERE = {
    "make demo": "tests/web/demo/test_demo_without_network.py runs it with the network cut",
    ".venv/bin/astreinte lab ": "it needs FreeSWITCH: tests/e2e start a lab with the same options",
    "cd deploy/ansible": "the way to a box, as root: tests/deploy",
    "cp -r inventories/example ": "the same",
    "ansible-playbook site.yml ": "the same",
}


def printed() -> list[str]:
    """The commands of the blocks of code, but those of tables and drawings."""
    blocks = [block.removeprefix("\n") for block in README.split("```")[1::2] if block.startswith("\n")]
    lines = [line.split("   #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith((".venv/", "make ", "cd ", "cp ", "ansible-", "astreinte "))]


RUN = [line for line in printed() if not line.startswith(tuple(ELSEWHERE))]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a clone has it, its virtual environment made."""
    folder = tmp_path_factory.mktemp("clone")
    for name in NEEDED:
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(VENV)
    return folder


def run(command: str, clone: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(shlex.split(command), cwd=clone, capture_output=True, text=True, timeout=120, check=False)


def test_each_command_of_the_readme_is_run_here_or_named_with_why_not() -> None:
    assert {name for name in ELSEWHERE if not any(line.startswith(name) for line in printed())} == set()
    assert all(line.startswith(".venv/bin/astreinte ") for line in RUN), RUN
    assert len(RUN) >= 7
    outside = [line for line in README.splitlines() if line.startswith("astreinte ")]
    assert outside == [], "it would not be found from a clone: write .venv/bin/astreinte"


@pytest.mark.timeout(400)  # a dozen programs one after the other, each with 120 s of its own
def test_each_command_works_in_the_order_in_which_it_is_printed(clone: Path) -> None:
    for command in RUN:
        if command.startswith(SERVES):
            if not taken(8080):
                serves(command, clone)
            continue
        told = run(command, clone)
        assert told.returncode == 0, f"{command}\n{told.stdout}\n{told.stderr}"
        assert told.stdout.strip(), command
        if "--json" in command:
            json.loads(told.stdout)


def serves(command: str, clone: Path) -> None:
    """The pages start, and say nothing that is wrong."""
    log = clone / "web.log"
    with log.open("w") as out:
        process = subprocess.Popen(shlex.split(command), cwd=clone, stdout=out, stderr=subprocess.STDOUT)
    try:
        answers = answered("http://127.0.0.1:8080/healthz", process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    assert answers, log.read_text(encoding="utf-8")


def taken(port: int) -> bool:
    """Whether another program of this machine listens there: the README's own port is then somebody else's."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answered(address: str, process: subprocess.Popen[bytes]) -> bool:
    """Whether the pages answer before the process ends, within half a minute."""
    until = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), urlopen(address, timeout=2) as answer:  # noqa: S310 - our own
            return bool(answer.status == 200)
        time.sleep(0.1)
    return False


def test_the_pictures_that_it_shows_are_there_and_light() -> None:
    shown = re.findall(r"\]\((docs/pictures/[^)]+)\)", README)
    assert len(shown) >= 4
    for name in shown:
        assert (ROOT / name).stat().st_size < 250_000, name
